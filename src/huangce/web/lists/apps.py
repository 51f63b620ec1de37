"""Django's entry for this room."""

from django.apps import AppConfig


class ListsConfig(AppConfig):
    name = "huangce.web.lists"
