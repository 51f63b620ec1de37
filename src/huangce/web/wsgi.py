"""What each worker of the server makes: the application, with the database up and Django pointed at it."""

from __future__ import annotations

from django.core.handlers.wsgi import WSGIHandler

from huangce.home import django as house


def application() -> WSGIHandler:
    """Set this process up, and return its WSGI application when nobody will wait for what it needs."""
    house.setup()
    from huangce.web import warming

    warming.load()
    warming.look_ahead()
    return WSGIHandler()
