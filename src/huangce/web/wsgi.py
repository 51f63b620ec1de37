"""What the server runs: `huangce.web.wsgi:application`."""

from __future__ import annotations

from django.core.handlers.wsgi import WSGIHandler

from huangce.home import django as house

house.setup()

application = WSGIHandler()
