"""The page on the notices names every clause once, and what it names exists."""

from __future__ import annotations

import re
from pathlib import Path

import typer.main

from huangce.cli import app
from huangce.exchange.formats import FORMATS
from huangce.rules.acts import KINDS

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "notices.md").read_text(encoding="utf-8")
ROWS_OF = {"A": 20, "B": 7, "C": 28, "D": 24, "E": 6, "F": 18, "G": 24, "H": 4, "I": 6, "J": 13, "K": 7, "L": 11}


def _commands() -> set[str]:
    found = set()
    for name, command in typer.main.get_command(app).commands.items():
        found.add(f"huangce {name}")
        found |= {f"huangce {name} {sub}" for sub in getattr(command, "commands", {})}
    return found


def test_every_row_of_the_notices_is_there_exactly_once():
    rows = re.findall(r"^\| ([A-Z]\d+) \|", PAGE, flags=re.MULTILINE)
    assert rows == [f"{module}{n}" for module, count in ROWS_OF.items() for n in range(1, count + 1)]
    assert len(rows) == 168


def test_every_row_says_what_serves_it():
    cells = [line.split("|")[3].strip() for line in PAGE.splitlines() if re.match(r"\| [A-Z]\d+ \|", line)]
    assert [cell for cell in cells if not cell] == []


def test_every_command_named_there_exists():
    named = set(re.findall(r"`(huangce [a-z-]+(?: [a-z-]+)?)[^`]*`", PAGE))
    assert "huangce assess" in named
    assert sorted(named - _commands()) == []


def test_every_file_named_there_exists():
    named = set(re.findall(r"`((?:src|docs|tests)/[^`]+)`", PAGE))
    assert "src/huangce/rules/acts/death.py" in named
    assert sorted(path for path in named if not (ROOT / path).exists()) == []


def test_every_act_and_list_named_there_exists():
    acts = set(re.findall(r"\bacts? `(\w+)`", PAGE))
    lists = set(re.findall(r"\blist `(\w+)`", PAGE))
    assert "death_ex_officio" in acts
    assert "cremations" in lists
    assert sorted(acts - set(KINDS)) == []
    assert sorted(lists - set(FORMATS)) == []
