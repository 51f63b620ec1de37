"""The register as a Django app."""

from django.apps import AppConfig


class RegisterConfig(AppConfig):
    name = "huangce.register"
    verbose_name = "登记册"
