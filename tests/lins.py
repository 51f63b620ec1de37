"""The household of the Lins of 石桥, and builders for acts around it, for tests of the rules.

Numbers carry the unassigned division prefix 99, so that nobody is real.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from huangce.rules.acts.base import Evidence
from huangce.rules.acts.opening import Member, OpeningEntry

VILLAGE = "511703110201"
NEXT_VILLAGE = "511703110202"
OPENED = date(2020, 1, 1)
NOW = datetime(2026, 6, 1, 2, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Clerk:
    """An officer who may record everything everywhere: for tests of rules, not of rights."""

    id: int

    def require(self, act_kind: str, division: str, on: date) -> None:
        """Everything is allowed."""

    def require_second(self, other: int, act_kind: str, division: str, on: date) -> None:
        """Everyone may approve."""


LIN = Clerk(1)
CHEN = Clerk(2)


def shown(*kinds: str) -> tuple[Evidence, ...]:
    """Documents of these kinds."""
    return tuple(Evidence(kind=kind) for kind in kinds)


def number(body: str) -> str:
    """A citizen number from 17 digits, with its check character."""
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return body + "10X98765432"[sum(int(d) * w for d, w in zip(body, weights, strict=True)) % 11]


FATHER = Member(
    name="林建国",
    relation="02",
    sex="1",
    birth_date="1980-05-03",
    ethnicity="01",
    citizen_id=number("99010119800503001"),
)
MOTHER = Member(
    name="王秀英",
    relation="12",
    sex="2",
    birth_date="1982-07-09",
    ethnicity="01",
    citizen_id=number("99010119820709002"),
)
SON = Member(
    name="林浩", relation="22", sex="1", birth_date="2008-02-11", ethnicity="01", citizen_id=number("99010120080211003")
)
GRANDMOTHER = Member(name="曾淑珍", relation="52", sex="2", birth_date="1941", ethnicity="01")


def family(*members: Member, **changes: Any) -> OpeningEntry:
    """The opening entry of a family household, by default the Lins: father, mother, son, grandmother."""
    given: dict[str, Any] = {
        "happened_on": OPENED,
        "division": VILLAGE,
        "address": "四川省达州市达川区石桥镇石桥村3组12号",
        "members": members or (FATHER, MOTHER, SON, GRANDMOTHER),
    }
    return OpeningEntry(**{**given, **changes})
