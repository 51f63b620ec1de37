"""Places as a Django app."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from django.apps import AppConfig

if TYPE_CHECKING:
    from huangce.register.books import CheckedBook


class PlacesConfig(AppConfig):
    name = "huangce.places"
    verbose_name = "地址"

    def import_models(self) -> None:
        """Import the tables of numbers and plates too, which have a file of their own."""
        super().import_models()
        import_module("huangce.places.plate_models")

    def ready(self) -> None:
        """Let the register keep acts on places in the book of this room."""
        from huangce.register.books import register

        register("places", _book)


def _book() -> CheckedBook:
    """The book, which is read when the first act on a place is: it brings the address engine with it."""
    from huangce.places.book import PLACES

    return PLACES
