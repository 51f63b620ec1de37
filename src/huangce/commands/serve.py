"""`huangce serve`: the pages for a town's network, by a production server under one process tree."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from huangce.errors import Unavailable


class PortTaken(Unavailable):
    """Port {port} of {host} is in use: stop what uses it, or name another with --port."""

    code = "port-taken"


class HalfACertificate(Unavailable):
    """A certificate and its key go together: give both --certificate and --key, and let them be readable files."""

    code = "half-a-certificate"


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
    """Serve the pages until Ctrl-C."""
    from huangce.home import django

    if (certificate is None) != (key is None):
        raise HalfACertificate()
    if tls and certificate is None:
        from huangce.home import certificates

        certificate, key = certificates.own(host)
    for one in (certificate, key):
        if one is not None and not one.is_file():
            raise HalfACertificate()
    if certificate is not None:
        os.environ["HUANGCE_TLS"] = "1"
    django.setup()
    run(host=host, port=port, workers=workers, certificate=certificate, key=key)


def run(*, host: str, port: int, workers: int = 2, certificate: Path | None = None, key: Path | None = None) -> None:
    """Serve in this process tree until it is told to stop. Raises `PortTaken`."""
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    _need_free(host, port)
    scheme = "https" if certificate else "http"
    typer.echo(f"Huangce serves {scheme}://{host}:{port}/  (Ctrl-C stops it)")
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


def _need_free(host: str, port: int) -> None:
    import socket

    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            raise PortTaken(host=host, port=port) from None
