"""Places as a Django app."""

from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "huangce.places"
    verbose_name = "地址"
