"""Matching as a Django app: the findings and what became of them."""

from django.apps import AppConfig


class MatchingConfig(AppConfig):
    name = "huangce.matching"
    verbose_name = "疑点核实"
