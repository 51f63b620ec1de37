"""Django's entry for this room."""

from django.apps import AppConfig


class FrameConfig(AppConfig):
    name = "huangce.web.frame"
