"""`huangce serve`: the pages for a town's network, by a production server under one process tree.

The tree is the server, its workers, and the process that works jobs off; all end together on Ctrl-C or SIGTERM, and the
embedded database with the last of them.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from huangce.errors import Unavailable

EVERY_ADDRESS = frozenset({"0.0.0.0", "::"})
RESPAWN_SECONDS = 5.0
STOP_SECONDS = 20.0


class PortTaken(Unavailable):
    """Port {port} of {host} is in use or not ours: stop what uses it, or name another with --port."""

    code = "port-taken"


class HalfACertificate(Unavailable):
    """A certificate and its key go together: give both --certificate and --key, and let them be readable files."""

    code = "half-a-certificate"


class BadCertificate(Unavailable):
    """The certificate and its key cannot be used ({reason}): both must be PEM, and belong together."""

    code = "bad-certificate"


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(serve)


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on; 0.0.0.0 for the town's network.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.", min=1, max=65535)] = 8000,
    workers: Annotated[int, typer.Option(help="Processes that answer.", min=1, max=64)] = 2,
    certificate: Annotated[Path | None, typer.Option(help="TLS certificate, PEM.")] = None,
    key: Annotated[Path | None, typer.Option(help="Its key, PEM.")] = None,
    tls: Annotated[bool, typer.Option("--tls", help="TLS with a certificate of the installation's own.")] = False,
) -> None:
    """Serve the pages until Ctrl-C. Other computers reach it by the names in HUANGCE_HOSTS."""
    from huangce.home import django, office_days

    office_days.check()
    names = _names(host)
    if (certificate is None) != (key is None):
        raise HalfACertificate()
    if tls and certificate is None:
        from huangce.home import certificates

        certificate, key = certificates.own(names)
    if certificate is not None and key is not None:
        typer.echo(f"Fingerprint of the certificate, SHA-256: {_fingerprint(certificate, key)}")
        os.environ["HUANGCE_TLS"] = "1"
    django.setup()
    run(host=host, port=port, workers=workers, certificate=certificate, key=key)


def run(*, host: str, port: int, workers: int = 2, certificate: Path | None = None, key: Path | None = None) -> None:
    """Serve in this process tree until it is told to stop. Raises `PortTaken`. Django is set up."""
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    is_named = bool(os.environ.get("HUANGCE_HOSTS"))
    names = _names(host)
    _allow(names)
    need_free(host, port)
    begin = f"{'https' if certificate else 'http'}://{_written(names[0])}:{port}/"
    typer.echo(f"Huangce serves {begin}  (Ctrl-C stops it)")
    if host in EVERY_ADDRESS and not is_named:
        typer.echo("Only this computer gets answers: name the server in HUANGCE_HOSTS, as others address it.")
    _say_setup(begin)
    # A worker's own tables of connections begin empty: what this process opened is not theirs.
    _close_connections()
    with _runner():
        Granian(
            "huangce.web.wsgi:application",
            address=host,
            port=port,
            interface=Interfaces.WSGI,
            factory=True,
            workers=workers,
            blocking_threads=4,
            log_level=LogLevels.warning,
            ssl_cert=certificate,
            ssl_key=key,
            respawn_failed_workers=True,
            workers_kill_timeout=5,
        ).serve()


def _names(host: str) -> list[str]:
    """Return the names by which the pages are asked for, the first for the address that is printed."""
    named = [one for one in os.environ.get("HUANGCE_HOSTS", "").split(",") if one]
    own = [] if host in EVERY_ADDRESS else [host]
    return list(dict.fromkeys([*own, *named])) or ["localhost"]


def _allow(names: list[str]) -> None:
    """Let Django answer to these names."""
    from django.conf import settings

    settings.ALLOWED_HOSTS = list(
        dict.fromkeys([*settings.ALLOWED_HOSTS, *map(_written, names), "localhost", "127.0.0.1"])
    )


def _written(name: str) -> str:
    """Return a host as it stands in an address: IPv6 in brackets."""
    return f"[{name}]" if ":" in name and not name.startswith("[") else name


def _fingerprint(certificate: Path, key: Path) -> str:
    import ssl

    from huangce.home import certificates

    if not (certificate.is_file() and key.is_file()):
        raise HalfACertificate()
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(certificate, key, password="")
        return certificates.fingerprint(certificate)
    except (OSError, ValueError) as error:
        raise BadCertificate(reason=getattr(error, "reason", None) or type(error).__name__) from None


def _say_setup(begin: str) -> None:
    """Where there is no account yet, say where the first ones are made, and the code that opens that page."""
    from huangce.accounts import first_office

    if first_office.is_new():
        typer.echo(f"There is no account yet. Set the office up at {begin}setup/?code={first_office.code()}")


def _close_connections() -> None:
    from django.db import connections

    connections.close_all()


@contextmanager
def _runner() -> Iterator[None]:
    """Keep the process that works jobs off running beside the server."""
    ending = threading.Event()
    begun: list[subprocess.Popen[bytes]] = [_begin_runner()]

    def mind() -> None:
        while not ending.wait(RESPAWN_SECONDS):
            if begun[0].poll() is not None and not ending.is_set():
                begun[0] = _begin_runner()

    minder = threading.Thread(target=mind, daemon=True)
    minder.start()
    try:
        yield
    finally:
        ending.set()
        minder.join()
        begun[0].send_signal(signal.SIGTERM)
        try:
            begun[0].wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            begun[0].kill()
            begun[0].wait()


def _begin_runner() -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "huangce.web.lists.runner"], stdin=subprocess.DEVNULL)


def need_free(host: str, port: int) -> None:
    """Refuse a port that cannot be listened on. Raises `PortTaken`."""
    import socket

    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            raise PortTaken(host=host, port=port) from None
