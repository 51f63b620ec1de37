"""The examples in the docstrings of `rules/` are true."""

import doctest
import importlib
import pkgutil

import pytest

from huangce import rules

MODULES = sorted(
    module.name
    for module in pkgutil.walk_packages(rules.__path__, "huangce.rules.")
    if not module.name.endswith(("pack", "pack_history"))
)


@pytest.mark.parametrize("name", MODULES)
def test_examples_are_true(name):
    outcome = doctest.testmod(importlib.import_module(name))
    assert outcome.failed == 0
