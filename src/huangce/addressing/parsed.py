"""One address read: its segments, where they stand in the text, its standard form, and what is doubtful about it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from huangce.addressing.columns import BELOW, CHUNK, LEVELS, columns_of, division_row, read_column
from huangce.addressing.gazetteer import Divisions, shipped
from huangce.addressing.labels import LABELS
from huangce.addressing.writing import ORDER

JOINT = "\x1f"  # between parts while they are put together
MEETING = re.compile("(?<=[0-9A-Za-z])\x1f(?=[0-9A-Za-z])")


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the text, in code points, with its label."""

    label: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ParsedAddress:
    """An address in segments. `segments` holds what the text gives, `standard` also what follows from it."""

    text: str
    division: dict[str, str | None]
    below: dict[str, str | None]
    spans: tuple[Span, ...]
    standard: str
    key: str
    division_code: str | None
    problems: tuple[str, ...] = field(default=())
    resolved: dict[str, str | None] = field(default_factory=dict)  # the division's levels, given or not

    @property
    def segments(self) -> dict[str, Any]:
        """The segments as the contract nests them: the division's levels, then the parts below it."""
        return {"division": dict(self.division), **self.below}

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON contract of `huangce addresses parse`."""
        return {
            "text": self.text,
            "segments": self.segments,
            "spans": [{"label": s.label, "start": s.start, "end": s.end} for s in self.spans],
            "standard": self.standard,
            "problems": list(self.problems),
        }


def parse_many(
    texts: list[str], *, default_division: str | None = None, divisions: Divisions | None = None
) -> list[ParsedAddress]:
    """Read several texts at once; same order and count."""
    divisions = divisions or shipped()
    default = division_row(default_division, divisions) if default_division else -1
    return [
        address
        for start in range(0, len(texts), CHUNK)
        for address in _parsed(texts[start : start + CHUNK], default, divisions)
    ]


def _parsed(texts: list[str], default: int, divisions: Divisions) -> list[ParsedAddress]:
    # A lone surrogate cannot be encoded; it stands for a character that was lost before.
    clean = [text.encode("utf-8", "replace").decode("utf-8") for text in texts]
    reading = read_column(pl.Series("text", clean, dtype=pl.String), divisions, default)
    rows = columns_of(reading).to_dicts()
    out = []
    for i, (text, row) in enumerate(zip(texts, rows, strict=True)):
        spans = tuple(
            Span(LABELS[label], begin, end)
            for label, begin, end in zip(
                *(
                    column[reading.span_first[i] : reading.span_first[i + 1]].tolist()
                    for column in (reading.span_label, reading.span_begin, reading.span_end)
                ),
                strict=True,
            )
        )
        given = int(reading.given[i])
        out.append(
            ParsedAddress(
                text=text,
                division={name: row[name] if given >> level & 1 else None for level, name in enumerate(LEVELS)},
                below={name: row[name] for name in BELOW},
                spans=spans,
                standard=row["standard"],
                key=row["key"],
                division_code=row["division_code"],
                problems=tuple(row["problems"]),
                resolved={name: row[name] for name in LEVELS},
            )
        )
    return out


def parse(text: str, *, default_division: str | None = None, divisions: Divisions | None = None) -> ParsedAddress:
    """Read one address. Never raises on any text: what cannot be read has empty segments and a problem code."""
    return parse_many([text], default_division=default_division, divisions=divisions)[0]


def canonical(segments: dict[str, Any]) -> str:
    """Return the standard form of segments, nested as in the contract or flat."""
    flat = {**segments.get("division", {}), **segments}
    if flat.get("city") == flat.get("province"):
        flat["city"] = None
    joined = JOINT.join(part for name in ORDER if (part := flat.get(name)))
    return MEETING.sub(" ", joined).replace(JOINT, "")
