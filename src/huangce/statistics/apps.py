"""Statistics as a Django app: the samples that were drawn, and what checking them by hand found."""

from importlib import import_module

from django.apps import AppConfig


class StatisticsConfig(AppConfig):
    name = "huangce.statistics"
    verbose_name = "指标和抽查"

    def import_models(self) -> None:
        """Import the tables of samples, which have a file of their own."""
        super().import_models()
        import_module("huangce.statistics.samples.models")

    def ready(self) -> None:
        """Have the erasure of a person take them out of the samples too."""
        from huangce.register import erase
        from huangce.statistics.samples.retention import forget_person

        erase.empty_also(lambda record, _now: forget_person(record))
