"""The feeds as a table: which acts begin an entry, when it holds, and what may be said of it (requirements E6, D6).

Adding a feed is a row here and its words in docs/reference/exchange.md. An entry says nothing that stands in no field;
an agreement names which of the fields its office is told (个人信息保护法 arts 6 and 23).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from huangce.rules import items
from huangce.rules.periods import add_months
from huangce.rules.state import Record

PAGE: Final = "huangce feed page 1"  # the kind of document that a page is
OFFICE_TIME: Final = ZoneInfo("Asia/Shanghai")
# A birth that is registered later is a delayed registration (UN Principles for a vital statistics system, rev. 3).
GRACE_MONTHS: Final = 12


@dataclass(frozen=True, slots=True)
class Seen:
    """What is asked of the act that may begin an entry."""

    kind: str
    happened_on: date
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class Said:
    """One field of a feed: its Chinese name and how it is read from the person or address as it was known then.

    `by_link`: it is read from the record that this one is linked to.
    """

    zh: str
    of: Callable[[Any], str | None]
    by_link: bool = False


@dataclass(frozen=True, slots=True)
class AddressAsKnown:
    """An address at a position of the log: its current row, its renderings, and the edges to what it came from."""

    id: int
    row: Mapping[str, Any]
    names: Sequence[Mapping[str, Any]]
    edges: Sequence[Mapping[str, Any]]

    @property
    def spells(self) -> list[Mapping[str, Any]]:
        """The renderings that stand, in the order of their days."""
        return sorted((one for one in self.names if not one["taken_back"]), key=lambda one: one["valid_from"])


@dataclass(frozen=True, slots=True)
class Feed:
    """One feed. `begins`: kinds of acts that begin an entry, with a further condition. `holds`: whether what was said
    still holds, by the record as known then and whether the act that began it stands."""

    name: str
    zh: str
    en: str
    basis: str
    begins: Mapping[str, Callable[[Seen], bool]]
    holds: Callable[[Record, bool], bool]
    fields: Mapping[str, Said]
    group: str = "registration"
    subject: str = "person"

    @property
    def is_linked(self) -> bool:
        """Whether it says something of another record than its own."""
        return any(said.by_link for said in self.fields.values())

    @property
    def kinds(self) -> tuple[str, ...]:
        """Kinds of acts that are looked at."""
        return (*self.begins, *(kind for kind in FOLLOWING if kind not in self.begins))


# Acts that may change or take back what a feed has said.
FOLLOWING: Final = ("reversal", "restoration", "correction")
DEAD: Final = frozenset({"death", "declared_dead"})


def _always(_seen: Seen) -> bool:
    return True


def _is_delayed(seen: Seen) -> bool:
    return seen.recorded_at.astimezone(OFFICE_TIME).date() > add_months(seen.happened_on, GRACE_MONTHS)


def _never(_seen: Seen) -> bool:
    """Of acts that begin no entry and may take one back."""
    return False


def _is_dead(record: Record, _stands: bool) -> bool:
    registration = record.text("registration", "status"), record.text("registration", "ended_by")
    return registration[0] == items.CANCELLED and registration[1] in DEAD


def _stands(_record: Record, stands: bool) -> bool:
    return stands


def _is_linked(record: Record, _stands: bool) -> bool:
    return record.number("link", "same_as") is not None


def _linked_on(record: Record) -> str | None:
    days = [one.fact.valid_from for one in record.history if one.fact.group == "link"]
    return days[-1].isoformat() if days else None


def _item(group: str, name: str) -> Callable[[Record], str | None]:
    return lambda record: record.text(group, name) or None


def _place(record: Record) -> str | None:
    """Where the person counts, or counted last: a cancelled registration counts nowhere."""
    places = [one.fact.items.get("counted_in") for one in record.history if one.fact.group == "registration"]
    return next((str(place) for place in reversed(places) if place), None)


PERSON: Final[dict[str, Said]] = {
    "citizen_id": Said("公民身份号码", _item("identity", "citizen_id")),
    "name": Said("姓名", _item("identity", "name")),
    "sex": Said("性别", _item("identity", "sex")),
    "birth_date": Said("出生日期", _item("identity", "birth_date")),
    "counted_in": Said("登记地", _place),
}


def _column(name: str) -> Callable[[AddressAsKnown], str | None]:
    def value(address: AddressAsKnown) -> str | None:
        found = address.row[name]
        return None if found is None else str(found)

    return value


def _former(address: AddressAsKnown) -> str | None:
    return str(address.spells[-2]["standard"]) if len(address.spells) > 1 else None


def _valid_from(address: AddressAsKnown) -> str | None:
    day = address.spells[-1]["valid_from"] if address.spells else address.row["begun_on"]
    return day.isoformat() if day is not None and day != date.min else None


def _came_from(address: AddressAsKnown) -> str | None:
    return " ".join(str(one["old"]) for one in address.edges) or None


ADDRESS: Final[dict[str, Said]] = {
    "address": Said("地址号", lambda address: str(address.id)),
    "standard": Said("标准地址", _column("standard")),
    "former": Said("原标准地址", _former),
    "valid_from": Said("启用日期", _valid_from),
    "division": Said("所在区划", _column("division")),
    "status": Said("地址状态", _column("status")),
    "ended_on": Said("终止日期", _column("ended_on")),
    "came_from": Said("由何地址变来", _came_from),
}
CHANGING_PLACES: Final = (
    "addresses_new",
    "addresses_renumbered",
    "address_split",
    "addresses_merged",
    "addresses_demolished",
    "duplicates_retired",
    "place_renamed",
    "division_changed",
)

FEEDS: Final[dict[str, Feed]] = {
    feed.name: feed
    for feed in (
        Feed(
            "death_registered",
            "死亡登记及撤回",
            "registered deaths and their retractions",
            "资府办发〔2017〕14号 三(三)4",
            {"death": _always, "death_ex_officio": _always, "cancellation": _always},
            _is_dead,
            PERSON | {"died_on": Said("死亡日期", _item("life", "died_on"))},
        ),
        Feed(
            "unregistered_registered",
            "无户口人员落户",
            "registrations of formerly unregistered persons",
            "资府办发〔2017〕14号 三(二)1; 国办发〔2015〕96号",
            {"birth": _is_delayed, "restoration": _always},
            _stands,
            PERSON | {"since": Said("登记自", _item("registration", "since"))},
        ),
        Feed(
            "record_merged",
            "重户合并及撤销",
            "double entries that were merged, and mergers taken back",
            "昭政发〔2016〕9号 五(四)",
            {"link": _always, "unlink": _never},
            _is_linked,
            {
                "citizen_id": Said("已注销登记的公民身份号码", _item("identity", "citizen_id")),
                "kept_citizen_id": Said("保留登记的公民身份号码", _item("identity", "citizen_id"), by_link=True),
                "kept_name": Said("保留登记的姓名", _item("identity", "name"), by_link=True),
                "merged_on": Said("合并日期", _linked_on),
            },
            group="link",
        ),
        Feed(
            "address_changed",
            "地址变更",
            "address changes",
            "资府办发〔2017〕14号 三(五)3",
            dict.fromkeys(CHANGING_PLACES, _always),
            _stands,
            ADDRESS,
            group="address",
            subject="address",
        ),
    )
}
