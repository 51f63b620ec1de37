"""How long the pages take and how much they send, on whatever county stands in HUANGCE_HOME (a demo's).

    HUANGCE_HOME=... python -m benchmarks.pages [--users 1 20] [--rounds 30]

Starts the server as an office would (two workers), signs in, and asks for each page over one kept connection a user.
Prints p50 and p95 in milliseconds at each number of users and the bytes that travel (gzip); as the limit of this
machine in the same run, the same for /healthz, which does nothing. Searches are typed character by character.
"""

from __future__ import annotations

import argparse
import gzip
import http.client
import json
import re
import socket
import statistics
import subprocess
import sys
import threading
import time
import urllib.parse
from pathlib import Path


class User:
    """One browser: a kept connection and its cookies."""

    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        self.cookies: dict[str, str] = {}

    def ask(self, method: str, path: str, form: dict[str, str] | None = None, **headers: str) -> tuple[int, bytes, int]:
        """Return status, body and the bytes that travelled."""
        body = urllib.parse.urlencode(form) if form else None
        sent = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items()), "Accept-Encoding": "gzip", **headers}
        if body is not None:
            sent["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request(method, path, body, sent)
        answer = self.connection.getresponse()
        raw = answer.read()
        for line in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = line.split(";")[0].partition("=")
            self.cookies[name] = value
        packed = answer.headers.get("Content-Encoding") == "gzip"
        return answer.status, gzip.decompress(raw) if packed else raw, len(raw)

    def token(self, path: str) -> str:
        """The form token of a page."""
        found = re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)"', self.ask("GET", path)[1])
        assert found is not None, path
        return found[1].decode()

    def sign_in(self, username: str, password: str) -> None:
        """Sign in and state a purpose."""
        form = {"username": username, "password": password, "next": "/keys/"}
        status = self.ask("POST", "/sign-in/", form | {"csrfmiddlewaretoken": self.token("/sign-in/")})[0]
        assert status == 302, status
        form = {"purpose": "registration", "case": "benchmark", "next": "/keys/"}
        status = self.ask("POST", "/purpose/", form | {"csrfmiddlewaretoken": self.token("/purpose/")})[0]
        assert status == 302, status


def main() -> None:
    """Serve, ask, print."""
    given = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    given.add_argument("--users", type=int, nargs="+", default=[1, 20])
    given.add_argument("--rounds", type=int, default=30)
    options = given.parse_args()
    from huangce.home import django as house
    from huangce.home import paths

    house.setup(keep=True)
    password = json.loads((paths.home() / "demo" / "demo.json").read_text())["password"]
    asked = pages()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen(
        [Path(sys.executable).parent / "huangce", "serve", "--port", str(port)], stdout=subprocess.DEVNULL
    )
    try:
        wait(port)
        for _ in range(8):  # each worker reads its tables once, whoever asks first
            user = User(port)
            user.sign_in("lin", password)
            for paths_of in asked.values():
                user.ask("GET", paths_of[0])
        print(f"{'page':<28}{'bytes':>9}" + "".join(f"{f'{n} p50':>9}{f'{n} p95':>9}" for n in options.users))
        for name, paths_of in asked.items():
            line = ""
            for users in options.users:
                took, size = measure(port, password, paths_of, users=users, rounds=options.rounds)
                line += f"{statistics.median(took):>9.1f}{statistics.quantiles(took, n=20)[-1]:>9.1f}"
            print(f"{name:<28}{size:>9,}{line}", flush=True)
    finally:
        server.terminate()
        server.wait()


def pages() -> dict[str, list[str]]:
    """Name → the addresses to ask in turn, from persons and findings of this county."""
    from huangce.register.locks import raw_cursor

    with raw_cursor() as cursor:
        people = cursor.execute(
            "select id, name, household, citizen_id from person where status = 'registered' order by id limit 4000"
        ).fetchall()[::97]
        findings = cursor.execute("select id from finding order by id limit 40").fetchall()
    quote = urllib.parse.quote
    typed = [row[1][:n] for row in people[:10] for n in range(1, len(row[1]) + 1)]
    return {
        "nothing (/healthz)": ["/healthz"],
        "my work": ["/my-work/"],
        "search as you type": [f"/find/rows/?q={quote(text)}" for text in typed],
        "search by number": [f"/find/?q={row[3]}" for row in people if row[3]],
        "person": [f"/persons/{row[0]}/" for row in people],
        "household": [f"/households/{row[2]}/" for row in people if row[2]],
        "a form: death": [f"/acts/new/death/?person={row[0]}" for row in people],
        "findings, 100 a page": ["/findings/?size=100"],
        "finding": [f"/findings/{row[0]}/" for row in findings],
        "rates": ["/rates/"],
        "deliveries": ["/lists/"],
    }


def measure(port: int, password: str, addresses: list[str], *, users: int, rounds: int) -> tuple[list[float], int]:
    """Return milliseconds of every request and the largest answer in bytes, with some users at once."""
    took: list[float] = []
    largest = 0

    def work(number: int) -> None:
        nonlocal largest
        user = User(port)
        user.sign_in("lin", password)
        user.ask("GET", addresses[0])
        for turn in range(rounds):
            path = addresses[(turn + number) % len(addresses)]
            began = time.perf_counter()
            status, _body, size = user.ask("GET", path)
            took.append((time.perf_counter() - began) * 1000)
            assert status == 200, (path, status)
            largest = max(largest, size)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(users)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(took) == users * rounds, "a user failed"
    return took, largest


def wait(port: int) -> None:
    """Wait until the server can work."""
    for _ in range(300):
        try:
            if User(port).ask("GET", "/readyz")[0] == 200:
                return
        except OSError:
            time.sleep(0.2)
    raise SystemExit("the server did not start")


if __name__ == "__main__":
    main()
