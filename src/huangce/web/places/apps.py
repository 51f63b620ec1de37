"""Django's entry for this room; the room below that keeps the places has its name already."""

from django.apps import AppConfig


class PlacePagesConfig(AppConfig):
    name = "huangce.web.places"
    label = "place_pages"
