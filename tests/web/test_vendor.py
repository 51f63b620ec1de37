"""What is vendored is what its SOURCES.md says."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest

import huangce.web

FOLDER = Path(huangce.web.__file__).parent / "frame" / "static" / "vendor"
ROWS = re.findall(r"^\| `([^`]+)` \|.*\| ([0-9a-f]{64}) \|$", (FOLDER / "SOURCES.md").read_text(), flags=re.M)


@pytest.mark.parametrize(("name", "digest"), ROWS)
def test_a_vendored_file_has_its_checksum(name: str, digest: str) -> None:
    assert hashlib.sha256((FOLDER / name).read_bytes()).hexdigest() == digest


def test_nothing_vendored_is_without_its_row() -> None:
    kinds = ("*.js", "*.mjs", "*.css", "*.woff2")
    assert {name for name, _ in ROWS} == {file.name for kind in kinds for file in FOLDER.glob(kind)}
    assert ROWS


def test_rare_characters_are_of_the_ranges_that_the_pages_name() -> None:
    sources, tokens = (FOLDER / "SOURCES.md").read_text(), (FOLDER.parent / "frame" / "tokens.css").read_text()
    made = re.search(r"--unicodes=(\S+)", sources)
    shown = re.search(r"unicode-range: (U\+9[^;]+);", tokens)
    assert made is not None
    assert shown is not None
    assert made[1].split(",") == shown[1].split(", ")
