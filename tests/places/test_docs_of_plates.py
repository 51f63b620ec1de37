"""The page on door numbers and plates has every code, step and key that the tables have."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from huangce.exchange.plate_tables import EVENTS, SURVEY
from huangce.places.address_doubts import CODES, LISTS
from huangce.places.plate_models import PROPOSAL_STEPS
from huangce.rules.numbering import FINDINGS, read_schemes
from huangce.rules.numbering.scheme import KINDS as SCHEME_KEYS
from huangce.rules.plates import BEARERS, EVERY_PLACE, KINDS, REASONS, STEPS

TEXT = (Path(__file__).parents[2] / "docs" / "reference" / "plates.md").read_text(encoding="utf-8")
NAMED = set(re.findall(r"[a-z_]+(?:-[a-z]+)*", TEXT))


@pytest.mark.parametrize(
    "names",
    [FINDINGS, STEPS, PROPOSAL_STEPS, CODES, LISTS, SCHEME_KEYS, SURVEY, EVENTS, BEARERS, KINDS, EVERY_PLACE, REASONS],
)
def test_every_name_of_a_table_is_on_the_page(names):
    assert set(names) - NAMED == set()


def test_every_step_says_what_may_be_next():
    life = TEXT.split("## The life of a plate")[1].split("\n## ")[0]
    lines = [line for line in life.splitlines() if line.startswith("| `")]
    rows = {name: line for line in lines for name in re.findall(r"`(.*?)`", line.split("|")[1])}
    for name, step in STEPS.items():
        row = rows[name]
        assert set(re.findall(r"`([a-z_]+)`", row.split("|")[-2])) == set(step.allowed), name


def test_the_scheme_of_the_page_is_one():
    example = TEXT.split("```toml\n")[1].split("```")[0]
    assert read_schemes(example)[0].origin == ("east", "north")
