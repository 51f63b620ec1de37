"""The reference of acts says what the table of acts and the dataclasses say."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import pytest

from huangce.rules.acts import KINDS
from huangce.rules.acts.base import Act
from huangce.rules.authority import ROLES

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "acts.md").read_text(encoding="utf-8")
SECTIONS = {
    match[1]: match[0] for match in re.finditer(r"^## `(\w+)`.*?(?=^## |\Z)", PAGE, flags=re.MULTILINE | re.DOTALL)
}
COMMON = {field.name for field in dataclasses.fields(Act)}


def test_every_kind_has_its_section_and_no_other():
    assert list(SECTIONS) == list(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_a_section_says_what_the_table_says(kind):
    row, text = KINDS[kind], SECTIONS[kind]
    assert text.startswith(f"## `{kind}` {row.zh}\n")
    assert row.basis in text
    assert set(re.findall(r"`(\w+)`", text.rpartition("Recorded by:")[2])) == {
        role.name for role in ROLES.values() if kind in role.acts
    }


@pytest.mark.parametrize("kind", KINDS)
def test_a_section_names_every_field_and_which_are_required(kind):
    fields = [one for one in dataclasses.fields(KINDS[kind].act) if one.name not in COMMON]
    created = set(KINDS[kind].act.creates)
    line = next(one for one in SECTIONS[kind].splitlines() if one.startswith("- Fields:"))
    given, _, made = line.partition("Created:")
    required = {
        one.name for one in fields if one.default is dataclasses.MISSING and one.default_factory is dataclasses.MISSING
    }
    assert set(re.findall(r"\*\*`(\w+)`\*\*", given)) == required
    assert set(re.findall(r"`(\w+)`", given)) == {one.name for one in fields} - created
    assert set(re.findall(r"`(\w+)`", made)) == created


def test_the_fields_of_all_acts_are_described():
    assert [name for name in sorted(COMMON) if f"`{name}`" not in PAGE] == []
