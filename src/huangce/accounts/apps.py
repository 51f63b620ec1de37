"""Officers as a Django app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "huangce.accounts"
    verbose_name = "人员和授权"
