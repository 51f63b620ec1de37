"""Exchange as a Django app."""

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "huangce.exchange"
    verbose_name = "部门数据交换"

    def ready(self) -> None:
        """Know the list formats that the office described in files of its own."""
        from huangce.exchange.formats import described
        from huangce.home import paths

        described.load(paths.home() / "formats")
