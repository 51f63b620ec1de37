"""Matching as a Django app: the findings and what became of them."""

from importlib import import_module

from django.apps import AppConfig


class MatchingConfig(AppConfig):
    name = "huangce.matching"
    verbose_name = "疑点核实"

    def import_models(self) -> None:
        """Import the tables of referrals too, which have a file of their own."""
        super().import_models()
        import_module("huangce.matching.referral_models")

    def ready(self) -> None:
        """Have the erasure of a person empty the referrals too."""
        from huangce.matching.referral_retention import forget_person
        from huangce.register import erase

        erase.empty_also(lambda record, now: forget_person(record, now=now))
