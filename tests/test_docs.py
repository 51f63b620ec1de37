"""What the platform has is in its reference: commands, settings, roles, purposes."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import typer.main

from huangce.accounts.purposes import PURPOSES
from huangce.cli import app
from huangce.rules.acts import KINDS
from huangce.rules.acts.base import Act
from huangce.rules.authority import DUTIES, ROLES, VIEWS

ROOT = Path(__file__).parent.parent
REFERENCE = ROOT / "docs" / "reference"


def _commands() -> list[str]:
    found = []
    for name, command in typer.main.get_command(app).commands.items():
        below = getattr(command, "commands", {})
        found += [f"huangce {name} {sub}" for sub in below] or [f"huangce {name}"]
    return found


def _settings() -> set[str]:
    text = "".join(path.read_text() for path in [*(ROOT / "src").rglob("*.py"), ROOT / "tests" / "conftest.py"])
    return set(re.findall(r"environ(?:\.get\(|\[|\.setdefault\()\s*\"((?:HUANGCE|DATABASE)_[A-Z_]+)\"", text))


def test_every_command_is_in_the_reference():
    text = (REFERENCE / "commands.md").read_text()
    assert "huangce backup" in _commands()
    assert [command for command in _commands() if f"`{command}" not in text] == []


def test_every_setting_is_in_the_reference():
    text = (REFERENCE / "settings.md").read_text()
    assert "HUANGCE_HOME" in _settings()
    assert [name for name in sorted(_settings()) if f"`{name}`" not in text] == []


def test_every_act_has_its_section_with_every_field():
    text = (REFERENCE / "acts.md").read_text()
    sections = {part.split("`")[1]: part for part in text.split("\n## ")[1:]}
    assert list(sections) == list(KINDS)
    for kind, row in KINDS.items():
        fields = {field.name for field in dataclasses.fields(row.act)} - {
            field.name for field in dataclasses.fields(Act)
        }
        assert fields <= set(re.findall(r"`(\w+)`", sections[kind])), kind
        assert row.zh in sections[kind]
        assert f"Basis: {row.basis}." in sections[kind]


def test_every_role_duty_view_and_purpose_is_in_the_reference():
    text = (REFERENCE / "authority.md").read_text()
    for names in (ROLES, DUTIES, VIEWS, PURPOSES):
        assert [name for name in names if f"`{name}`" not in text] == []


def test_every_row_of_the_roles_says_what_the_table_says():
    text = (REFERENCE / "authority.md").read_text()
    rows = {line.split("`")[1]: line for line in text.splitlines() if line.startswith("| `")}
    for name, role in ROLES.items():
        cells = [cell.strip() for cell in rows[name].split("|")[1:-1]]
        assert cells[1] == role.zh
        assert set(re.findall(r"`(\w+)`", cells[4])) == role.views
        assert set(re.findall(r"`(\w+)`", cells[5])) == role.duties
        assert [cell == "yes" for cell in cells[6:]] == [role.looks_up, role.reveals, role.stands_alone]
