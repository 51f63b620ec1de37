"""Exchange as a Django app."""

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "huangce.exchange"
    verbose_name = "部门数据交换"
