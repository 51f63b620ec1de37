"""Words that streets, compounds, firms and notes are made of, read from `words.toml` beside this file."""

from __future__ import annotations

import tomllib
from pathlib import Path

_TEXT: dict[str, str] = tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))


def _words(name: str) -> tuple[str, ...]:
    """Return a list of words; `word*3` stands in it three times."""
    out: list[str] = []
    for entry in _TEXT[name].split():
        word, _, times = entry.partition("*")
        out += [word] * int(times or 1)
    return tuple(out)


ROAD_WORDS = _words("road_words")
ROAD_STEMS = _words("road_stems")
ROAD_ENDS = _words("road_ends")
STORIED = _words("storied")
COMPOUND_WORDS = _words("compound_words")
COMPOUND_ENDS = _words("compound_ends")
PLACES = _words("places")
FIRM_TRADES = _words("firm_trades")
FIRM_ENDS = _words("firm_ends")
ZONES = _words("zones")
NOTES = _words("notes")
LANDMARK_SIDES = _words("landmark_sides")
BRAND_CHARS = "".join(_TEXT["brand_chars"].split())
NAME_CHARS = "".join(_TEXT["name_chars"].split())
GIVEN_CHARS = "".join(_TEXT["given_chars"].split())
