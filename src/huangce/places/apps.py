"""Places as a Django app."""

from importlib import import_module

from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "huangce.places"
    verbose_name = "地址"

    def import_models(self) -> None:
        """Import the tables of numbers and plates too, which have a file of their own."""
        super().import_models()
        import_module("huangce.places.plate_models")
