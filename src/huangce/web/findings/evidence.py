"""The evidence of a finding as a page shows it: two columns with marks, grounds for and against, what was done."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext as _

from huangce.accounts.models import Officer
from huangce.errors import NotFound
from huangce.matching.cases import Case
from huangce.matching.evidence import SOURCES
from huangce.matching.models import REASONS
from huangce.rules import divisions
from huangce.web.frame.differences import Piece, differences
from huangce.web.frame.said import finding_said, label

VILLAGE: Final = "村（社区）"
NUMBER: Final = "公民身份号码"
SEX: Final = "性别"
ADDRESSES: Final = ("住址", "户籍地")
# The weight (natural logarithm of odds) that fills the bar of a ground.
FULL: Final = 15.0
SAME: Final = ("一致", "相同")


@dataclass(frozen=True, slots=True)
class Pair:
    """One item on both sides, in pieces; `tone` of the chip that compares them; `kind` is number, address or ""."""

    item: str
    left: list[Piece]
    right: list[Piece]
    words: str
    tone: str
    kind: str


@dataclass(frozen=True, slots=True)
class Ground:
    """What speaks for or against; `width` of its bar from 0 to 100."""

    words: str
    weight: str
    width: int


@dataclass(frozen=True, slots=True)
class Done:
    """One thing that was done about a finding."""

    at: datetime
    words: str
    who: str
    more: str
    act: int | None


def pairs_of(row: dict[str, Any], language: str) -> list[Pair]:
    """Return the evidence side by side."""
    found = []
    for line in row["evidence"]:
        left, right = (_written(line["item"], line[side], language) for side in ("register_value", "list_value"))
        a, b = differences(left, right)
        words = finding_said(line["words"], language)
        kind = "id" if line["item"] == NUMBER else "address" if line["item"] in ADDRESSES else ""
        found.append(Pair(label(line["item"], language), a, b, words, _tone(line, left, right), kind))
    return found


def _written(item: str, value: str | None, language: str) -> str:
    if item == SEX and value:
        return label(value, language, "sex")
    if item == VILLAGE and value:
        try:
            return divisions.get(value).name
        except NotFound:
            return value
    return value or ""


def _tone(line: dict[str, Any], left: str, right: str) -> str:
    if not left or not right:
        return "wait"
    return "done" if left == right or any(word in line["words"] for word in SAME) else "doubt"


def grounds_of(row: dict[str, Any], language: str, *, speaks_for: bool) -> list[Ground]:
    """Return the weighed lines that speak for (or against) the two being one person, the heaviest first."""
    lines = [line for line in row["evidence"] if line["weight"] and (line["weight"] > 0) == speaks_for]
    return [
        Ground(
            finding_said(line["words"] or line["item"], language),
            f"{line['weight']:+.1f}".replace("-", "−"),
            min(100, round(abs(line["weight"]) / FULL * 100)),
        )
        for line in sorted(lines, key=lambda line: -abs(line["weight"]))
    ]


def source_of(row: dict[str, Any], language: str) -> tuple[str, str]:
    """Return the heads of the two columns: what is held against what."""
    if row["list_kind"] == "register" and not row["other_list"]:
        return label(SOURCES["register"], language), _("别的来源")
    kinds = (row["list_kind"], row["other_list"]) if row["other_list"] else ("register", row["list_kind"])
    left, right = (label(SOURCES.get(kind, kind), language) for kind in kinds)
    return (left, right) if kinds != ("register", "register") else (left, _("另一条户籍登记"))


def done_to(case: Case, language: str) -> list[Done]:
    """Return what was done about a finding, hand-overs between, the latest first."""
    numbers = {event["officer"] for event in case.row["events"]}
    numbers |= {one.officer for one in case.handed} | {one.to for one in case.handed}
    names = names_of(numbers)
    words = {
        "assigned": _("派出核查"),
        "confirmed": _("判断：属实"),
        "decided": _("判断：不是"),
        "closed_by_act": _("已办结"),
        "reopened": _("重新打开"),
        "no_longer_found": _("再次比对，不再出现"),
    }
    found = [
        Done(
            event["at"],
            words[event["kind"]],
            names.get(event["officer"], ""),
            "，".join(filter(None, (label(REASONS.get(event["reason"] or "", ""), language), event["words"]))),
            event["act"],
        )
        for event in case.row["events"]
    ]
    found += [
        Done(one.at, _("移交给%(name)s") % {"name": names.get(one.to, "")}, names.get(one.officer, ""), one.words, None)
        for one in case.handed
    ]
    return sorted(found, key=lambda done: done.at, reverse=True)


def names_of(officers: Iterable[int]) -> dict[int, str]:
    """Return officer → name."""
    return dict(Officer.objects.filter(pk__in=list(officers)).values_list("id", "display_name"))
