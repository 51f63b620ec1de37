"""Browsers without a window: users who keep a connection, ask at once or as people do, and the time that it took."""

from __future__ import annotations

import gzip
import http.client
import random
import re
import threading
import time
import urllib.parse
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.forms import fields_in
from benchmarks.pages_asked import Page, Typed
from benchmarks.processes import processor_seconds

KEYS_A_SECOND = 5.0
READING_SECONDS = 3.0
WARMING = 6  # connections, so that each worker has one


class User:
    """One browser: a kept connection and its cookies."""

    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        self.cookies: dict[str, str] = {}

    def ask(self, method: str, path: str, form: Typed | None = None, *, follow: bool = False) -> tuple[int, bytes, int]:
        """Return status, body and the bytes that travelled.

        A redirect is followed once, as part of the answer; after a form only if `follow` says so.
        """
        status, body, size, then = self.once(method, path, form)
        if (method == "GET" or follow) and status == 302:
            status, body, more, _then = self.once(method, then, None)
            size += more
        return status, body, size

    def once(self, method: str, path: str, form: Typed | None = None) -> tuple[int, bytes, int, str]:
        """Return status, body, the bytes that travelled, and where a redirect leads."""
        body = urllib.parse.urlencode(form, doseq=True) if form else None
        sent = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items()), "Accept-Encoding": "gzip"}
        if body is not None:
            sent["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request(method, path, body, sent)
        answer = self.connection.getresponse()
        raw = answer.read()
        for line in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = line.split(";")[0].partition("=")
            self.cookies[name] = value
        is_packed = answer.headers.get("Content-Encoding") == "gzip"
        location = urllib.parse.urlsplit(answer.headers.get("Location", ""))
        then = f"{location.path}?{location.query}" if location.query else location.path
        return answer.status, gzip.decompress(raw) if is_packed else raw, len(raw), then

    def token(self, path: str) -> str:
        """The form token of a page."""
        found = re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)"', self.ask("GET", path)[1])
        assert found is not None, path
        return found[1].decode()

    def form(self, path: str, typed: Typed, *, form: str = "act") -> Typed:
        """What a browser sends of a form of the page at `path` after somebody typed into it."""
        status, page, _size = self.ask("GET", path)
        assert status == 200, (path, status)
        mark = {"csrfmiddlewaretoken": self.cookies["csrftoken"]}
        return {**fields_in(page.decode(), form=form), **mark, **typed}

    def sign_in(self, username: str, password: str) -> None:
        """Sign in, and state a purpose where the officer may look persons up."""
        form = {"username": username, "password": password, "next": "/keys/"}
        status = self.ask("POST", "/sign-in/", form | {"csrfmiddlewaretoken": self.token("/sign-in/")})[0]
        assert status == 302, (username, status)
        form = {"purpose": "registration", "case": "benchmark", "next": "/keys/"}
        if self.ask("GET", "/purpose/")[0] == 200:
            status = self.ask("POST", "/purpose/", form | {"csrfmiddlewaretoken": self.token("/purpose/")})[0]
            assert status == 302, (username, status)


@dataclass(slots=True)
class Measured:
    """Milliseconds of every answer, the largest in bytes, and milliseconds of the server's processors to the answer."""

    took: list[float]
    size: int
    processor: float


class Office:
    """The users of a server and what they are told."""

    def __init__(self, port: int, password: str, server: int) -> None:
        self.port, self.password, self.server = port, password, server
        self.database = _database()
        self._cookies: dict[str, dict[str, str]] = {}
        self._filled: dict[tuple[str, str], Typed] = {}

    def user(self, username: str) -> User:
        """Return a user of a new connection; officers sign in once, for that is slow by intent."""
        user = User(self.port)
        if username not in self._cookies:
            user.sign_in(username, self.password)
            self._cookies[username] = user.cookies
        user.cookies = dict(self._cookies[username])
        return user

    def warm(self, pages: Sequence[Page]) -> None:
        """Ask for everything once a worker, whoever asks first; what does not answer is told and left out."""
        for page in pages:
            user = self.user(page.username)
            sent = self._asked(user, page, page.paths[0])
            begun = time.perf_counter()
            user.ask(*sent)
            page.first = (time.perf_counter() - begun) * 1000
            answers = {path: user.ask(*self._asked(user, page, path))[0] for path in page.paths}
            if 200 not in answers.values():
                status = answers[page.paths[0]]
                page.why_not = "takes forms only" if status == 405 else f"answers {status}"
            page.paths = [path for path, status in answers.items() if status == 200]
        for _ in range(WARMING):
            for username in {one.username for one in pages}:
                user = self.user(username)
                for page in pages:
                    if page.username == username and page.paths:
                        user.ask(*self._asked(user, page, page.paths[0]))

    def _asked(self, user: User, page: Page, path: str) -> tuple[str, str, Typed | None]:
        """What is asked for at an address: the page, or what follows its form, filled in once."""
        if page.typed is None:
            return "GET", path, None
        if (page.name, path) not in self._filled:
            self._filled[page.name, path] = user.form(path, page.typed)
        return "POST", page.to(path), self._filled[page.name, path]

    def measure(self, page: Page, *, users: int, rounds: int) -> Measured:
        """Let users ask for a page again as soon as they have it."""
        took: list[float] = []
        sizes: list[int] = []

        def work(number: int) -> None:
            user = self.user(page.username)
            user.ask(*self._asked(user, page, page.paths[number % len(page.paths)]))
            for turn in range(rounds):
                path = page.paths[(turn + number) % len(page.paths)]
                sizes.append(timed(user, took, *self._asked(user, page, path)))

        self.user(page.username)
        before = processor_seconds(self.server, self.database)
        all_at_once(work, users)
        spent = processor_seconds(self.server, self.database) - before
        assert len(took) == users * rounds, "a user failed"
        return Measured(took, max(sizes), spent * 1000 / (users * (rounds + 1)))

    def typing(self, names: Sequence[str], *, users: int, seconds: float, pause: float) -> list[float]:
        """Let users type names, with gaps as people leave; a key asks if none follows within `pause` seconds."""
        took: list[float] = []

        def work(number: int) -> None:
            user, chance = self.user("lin"), random.Random(number)
            end = time.perf_counter() + seconds
            while time.perf_counter() < end:
                name = chance.choice(names)
                for length in range(1, len(name) + 1):
                    gap = chance.expovariate(KEYS_A_SECOND)
                    asks = gap >= pause or length == len(name)
                    time.sleep(pause if asks else gap)
                    began = time.perf_counter()
                    if asks:
                        timed(user, took, "GET", f"/find/rows/?q={urllib.parse.quote(name[:length])}")
                    time.sleep(max(0.0, gap - pause - (time.perf_counter() - began)) if asks else 0.0)

        all_at_once(work, users)
        return took

    def working(
        self, pages: Mapping[str, Sequence[str]], *, users: int, seconds: float
    ) -> Mapping[str, Sequence[float]]:
        """Let users go through the pages of a day in turn and read each for a while."""
        took: dict[str, list[float]] = {name: [] for name in pages}

        def work(number: int) -> None:
            user, chance = self.user("lin"), random.Random(number)
            end = time.perf_counter() + seconds
            while time.perf_counter() < end:
                name = chance.choice(list(pages))
                timed(user, took[name], "GET", chance.choice(pages[name]))
                time.sleep(chance.expovariate(1 / READING_SECONDS))

        all_at_once(work, users)
        return {"all": [one for times in took.values() for one in times], **took}

    def pause(self, path: str) -> float:
        """Return after how many seconds without a key a page asks, as it says itself."""
        found = re.search(rb"input changed delay:(\d+)ms", self.user("lin").ask("GET", path)[1])
        assert found is not None, path
        return int(found[1]) / 1000

    def weight(self, path: str) -> dict[str, int]:
        """Return the bytes of a page and of everything it names for a browser to load, as they travel."""
        user = User(self.port) if path == "/sign-in/" else self.user("lin")
        _status, body, size = user.ask("GET", path)
        parts = {path: size}
        styles = re.findall(r'(?:href|src)="(/static/[^"]+)"', body.decode())
        for one in styles:
            _status, text, size = user.ask("GET", one)
            parts[one] = size
            if one.partition("?")[0].endswith(".css"):
                for inner in re.findall(r"url\(['\"]?([^'\")]+)", text.decode()):
                    address = urllib.parse.urljoin(one, inner)
                    if address.startswith("/") and address not in parts:
                        parts[address] = user.ask("GET", address)[2]
        return parts


def timed(user: User, took: list[float], method: str, path: str, form: Typed | None = None) -> int:
    """Ask, keep the milliseconds it took, and return the bytes that travelled."""
    began = time.perf_counter()
    status, _body, size = user.ask(method, path, form)
    took.append((time.perf_counter() - began) * 1000)
    assert status == 200, (path, status)
    return size


def all_at_once(work: Callable[[int], None], users: int) -> None:
    """Let so many users work beside each other, each with its number, and wait for the last."""
    threads = [threading.Thread(target=work, args=(number,)) for number in range(users)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()


def _database() -> int:
    """The process of PostgreSQL that all of its others are children of."""
    from huangce.register.locks import raw_cursor

    with raw_cursor() as cursor:
        backend = cursor.connection.info.backend_pid
    return int(Path(f"/proc/{backend}/stat").read_text().rpartition(")")[2].split()[1])


def wait(port: int) -> None:
    """Wait until the server can work."""
    for _ in range(300):
        try:
            if User(port).ask("GET", "/readyz")[0] == 200:
                return
        except OSError:
            time.sleep(0.2)
    raise SystemExit("the server did not start")
