"""`huangce serve` with real processes: a home that is empty, an office set up, TLS, and nothing left behind."""

from __future__ import annotations

import hashlib
import http.client
import os
import re
import signal
import socket
import ssl
import subprocess
import sys
import time
import urllib.parse
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.conftest import make_home, remove_home

HUANGCE = str(Path(sys.executable).parent / "huangce")


@dataclass
class Served:
    """A server: its process, port, where its words go, and whether it speaks TLS."""

    process: subprocess.Popen[bytes]
    port: int
    log: Path
    home: Path

    def ask(self, path: str, *, host: str = "", tls: bool = False, body: str | None = None, cookie: str = ""):
        connection = (
            http.client.HTTPSConnection("127.0.0.1", self.port, timeout=30, context=_trusting())
            if tls
            else http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        )
        headers = {"Host": host or f"localhost:{self.port}", "Cookie": cookie}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            headers["Origin"] = f"http{'s' if tls else ''}://localhost:{self.port}"
        connection.request("POST" if body is not None else "GET", path, body, headers)
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        return answer, text

    def tree(self) -> list[int]:
        """Processes that work on this home: the server, its workers, the runner, the database."""
        found = []
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                is_ours = f"HUANGCE_HOME={self.home}\0".encode() in (folder / "environ").read_bytes()
                is_database = str(self.home).encode() in (folder / "cmdline").read_bytes()
                is_dead = ") Z " in (folder / "stat").read_text()
            except OSError:
                continue
            if (is_ours or is_database) and not is_dead:
                found.append(int(folder.name))
        return found


def _trusting() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def serve(home: Path, *options: str, tls: bool = False, **variables: str) -> Served:
    port, log = free_port(), home / f"serve-{time.monotonic_ns()}.log"
    environment = {**os.environ, "HUANGCE_HOME": str(home), "PYTHONUNBUFFERED": "1", **variables}
    environment.pop("DATABASE_URL", None)
    with log.open("wb") as words:
        process = subprocess.Popen(
            [HUANGCE, "serve", "--port", str(port), *options], env=environment, stdout=words, stderr=words
        )
    served = Served(process, port, log, home)
    for _ in range(200):
        assert process.poll() is None, log.read_text()
        try:
            if served.ask("/readyz", tls=tls)[0].status == 200:
                return served
        except OSError:
            pass
        time.sleep(0.2)
    raise AssertionError(log.read_text())


def end(served: Served, sign: signal.Signals = signal.SIGINT) -> None:
    served.process.send_signal(sign)
    served.process.wait(timeout=60)


@pytest.fixture(scope="module")
def new_home() -> Iterator[Path]:
    home = make_home()
    (home / "postgresql.conf").write_text("fsync = off\nshared_buffers = 16MB\n")
    yield home
    environment = {**os.environ, "HUANGCE_HOME": str(home)}
    subprocess.run([HUANGCE, "stop"], env=environment, check=False, capture_output=True)
    remove_home(home)


@pytest.fixture(scope="module")
def running(new_home: Path) -> Iterator[list[Served]]:
    begun: list[Served] = []
    yield begun
    for one in begun:
        if one.process.poll() is None:
            end(one)


@pytest.fixture
def served(new_home: Path, running: list[Served]) -> Served:
    """The server of this module, begun again where a test has ended it."""
    if not running or running[-1].process.poll() is not None:
        running.append(serve(new_home, HUANGCE_HOSTS="localhost,register.town"))
    return running[-1]


def test_it_works(served):
    answer, text = served.ask("/healthz")
    assert (answer.status, text) == (200, "ok\n")
    assert f"Huangce serves http://127.0.0.1:{served.port}/" in served.log.read_text()


def test_only_the_names_of_the_server_get_an_answer(served):
    assert served.ask("/sign-in/", host="register.town")[0].status == 200
    answer, text = served.ask("/sign-in/", host="elsewhere.example")
    assert answer.status == 400
    assert "HUANGCE_HOSTS" in text
    assert "elsewhere" not in text


def test_a_taken_port_is_said_in_one_line(served):
    environment = {**os.environ, "HUANGCE_HOME": str(served.home)}
    done = subprocess.run(
        [HUANGCE, "serve", "--port", str(served.port)], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "port-taken" in done.stderr


def test_a_new_office_is_set_up_once_with_the_code_of_the_terminal(served):
    code = re.search(r"setup/\?code=(\S+)", served.log.read_text())[1]
    assert served.ask("/setup/?code=wrong")[0].status == 403
    answer, text = served.ask(f"/setup/?code={code}&q=" + urllib.parse.quote("达川区"))
    assert answer.status == 200
    assert "511703000000" in text
    answer, text = served.ask(f"/setup/?code={code}&division=511703000000")
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', text)[1]
    cookie = answer.getheader("Set-Cookie").split(";")[0]
    form = {"csrfmiddlewaretoken": token, "code": code, "division": "511703000000"}
    for role in ("system_admin", "registrar", "security_admin"):
        form |= {f"{role}_username": role[:3], f"{role}_name": "甲"}
        form |= {f"{role}_password": f"first-{role}", f"{role}_again": f"first-{role}"}
    answer, text = served.ask("/setup/", body=urllib.parse.urlencode(form), cookie=cookie)
    assert answer.status == 200, text
    assert "huangce backup" in text
    assert served.ask(f"/setup/?code={code}")[0].status == 404
    assert not (served.home / "secrets" / "setup_code").exists()


def test_a_runner_that_dies_comes_back(served):
    runner = next(pid for pid in served.tree() if b"lists.runner" in Path(f"/proc/{pid}/cmdline").read_bytes())
    os.kill(runner, signal.SIGKILL)
    for _ in range(100):
        others = [pid for pid in served.tree() if pid != runner]
        if any(b"lists.runner" in Path(f"/proc/{pid}/cmdline").read_bytes() for pid in others):
            return
        time.sleep(0.1)
    raise AssertionError("no runner came back")


def test_ctrl_c_leaves_no_process_and_no_port(served):
    assert len(served.tree()) >= 4
    end(served)
    for _ in range(50):
        if not served.tree():
            break
        time.sleep(0.1)
    assert served.tree() == []
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(("127.0.0.1", served.port))
    assert "Traceback" not in served.log.read_text()


def test_tls_with_a_certificate_of_its_own(served, new_home):
    if served.process.poll() is None:
        end(served)
    secure = serve(new_home, "--tls", "--workers", "1", tls=True)
    try:
        answer, _text = secure.ask("/sign-in/", tls=True)
        assert answer.status == 200
        assert "secure" in (answer.getheader("Set-Cookie") or "").lower()
        shown = ssl.PEM_cert_to_DER_cert((new_home / "tls" / "own.pem").read_text())
        assert hashlib.sha256(shown).digest().hex(":").upper() in secure.log.read_text()
        assert (new_home / "tls" / "own.key").stat().st_mode & 0o777 == 0o600
    finally:
        end(secure, signal.SIGTERM)


def test_half_a_certificate_and_a_spoilt_one_are_refused(new_home, tmp_path):
    environment = {**os.environ, "HUANGCE_HOME": str(new_home)}
    spoilt = tmp_path / "x.pem"
    spoilt.write_text("no certificate")
    for options, code in (
        (["--certificate", str(spoilt)], "half-a-certificate"),
        (["--certificate", str(spoilt), "--key", str(tmp_path / "none")], "half-a-certificate"),
        (["--certificate", str(spoilt), "--key", str(spoilt)], "bad-certificate"),
    ):
        done = subprocess.run(
            [HUANGCE, "serve", *options], env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 2, done.stderr
        assert code in done.stderr
