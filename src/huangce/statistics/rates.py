"""The figures of a division on a day, as known on a day: what the register can answer, and what it lacks for the rest.

Every indicator of `rules.indicators` is a row. `ANSWERS` says which of them the register answers and how; all others
are "not known" with what is missing, never 0.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from typing import Any, Final, Protocol

import psycopg

from huangce.accounts.authority import successors
from huangce.rules.indicators import INDICATORS, Indicator, Rate, rate_of
from huangce.rules.population_changes import Change, Statement, settled_as
from huangce.rules.sampling import Bounds
from huangce.rules.urban_rural import is_urban
from huangce.statistics import accuracy, areas, referrals
from huangce.statistics.completeness import Items, Part
from huangce.statistics.in_time import EVENTS, MOVES
from huangce.statistics.plates import INSTALLED, Doors
from huangce.statistics.stock import UNKNOWN
from huangce.statistics.targets import Target, all_targets, target_for
from huangce.statistics.view import View, view_of

POPULATION: Final = "population"
IN_TRANSIT: Final = "in_transit"
RESIDENTS: Final = "residents"
STOCK_SOURCE: Final = "requirements 2.8, 3.4, F1"


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of a division: its rate, or None and why it is not known; its target, where one stands; `beside`: the
    counts that are published with it.

    Of a drawn sample: its number, and the bounds of the share at 95 %, None where nobody was checked.
    """

    code: str
    zh: str
    en: str
    source: str
    note: str
    rate: Rate | None
    why: str
    target: Target | None = None
    beside: Mapping[str, int] = field(default_factory=dict)
    sample: int | None = None
    bounds: Bounds | None = None

    @property
    def is_undecided(self) -> bool:
        """Whether the target lies within the bounds, so that the sample cannot tell whether it is reached."""
        if self.bounds is None or self.target is None or self.bounds[0] == self.bounds[1]:
            return False
        low, high = self.bounds
        return low * 100 < self.target.at_least <= high * 100

    @property
    def reaches(self) -> bool | None:
        """Whether the target is reached; None where there is none, or nothing to compare."""
        return None if self.rate is None or self.target is None else self.rate.reaches(self.target.at_least)


@dataclass(frozen=True, slots=True)
class Area:
    """The registered population of a division below the one asked for; `urban` is J10."""

    digits: str
    registered: int
    in_transit: int
    unknown: int
    urban: Rate | None
    residents: int


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that `huangce rates` prints. `period` is after the first day and until the second."""

    as_of: date
    as_known: date | None
    position: int | None
    here: str
    period: tuple[date, date]
    figures: tuple[Figure, ...]
    parts: tuple[Area, ...]
    statements: Mapping[str, Statement]


def _c5a(view: View) -> Rate:
    return c5a_of(view.items, view.stands)


def c5a_of(items: Items, stands: Callable[[str], bool]) -> Rate:
    """Return C5a of the villages for which `stands` holds, from persons by village and by what is known of them."""
    counts = Counter[Part]()
    for village, parts in items.items():
        if stands(village):
            counts.update(parts)
    return rate_of("C5a", {"registered": counts.total(), "complete": counts["n"]}, unknown=counts["unknown"])


def _recorded(code: str, kinds: Collection[str], view: View) -> Rate:
    found = Counter(is_in_time for _, is_in_time in events_in_time(view, kinds))
    return rate_of(code, {"recorded": found.total(), "in_time": found[True]}, unknown=found[None])


def events_in_time(view: View, kinds: Collection[str]) -> Iterator[tuple[Change, bool | None]]:
    """Yield the changes of some kinds of act in the division and period, and whether each was recorded in time."""
    for one in view.moved.changes:
        if (
            one.kind in kinds
            and one.act in view.in_time
            and view.stands((one.entered if one.is_counted else one.left) or "")
        ):
            yield one, view.in_time[one.act]


def _j10(view: View) -> Rate:
    return j10_of(view.closing.counted, view.stands)


def j10_of(counted: Mapping[str, int], stands: Callable[[str], bool]) -> Rate:
    """Return J10 of the villages for which `stands` holds, from persons by village."""
    classes = {True: 0, False: 0, None: 0}
    for village, count in counted.items():
        if stands(village):
            classes[is_urban(village)] += count
    return rate_of("J10", {"registered": sum(classes.values()), "urban": classes[True]}, unknown=classes[None])


def _j11(view: View) -> Rate:
    settled = [settled_as(change) for change in view.moved.changes if view.stands(change.entered or "")]
    counts = {"migrants": settled.count("migrants"), "others": settled.count("others")}
    return rate_of("J11", counts, unknown=settled.count("unknown"))


class WithDoors(Protocol):
    """The doors of a division on a day, and the villages whose entrances were seen."""

    @property
    def doors(self) -> Sequence[Doors]: ...

    @property
    def surveyed(self) -> Collection[str]: ...

    def stands(self, village: str) -> bool:
        """Whether a village belongs to the division."""


def _doors(view: WithDoors, *states: str, numbered: bool = False, addressed: bool = True) -> int:
    """Count the division's doors in some states (none given: any); `numbered`: only those with a number; `addressed`:
    only those with a standard address."""
    return sum(
        one.count
        for one in view.doors
        if view.stands(one.village)
        and (not states or one.state in states)
        and (one.is_numbered or not numbered)
        and (one.has_address or not addressed)
    )


def _j2(view: View) -> Rate:
    return referrals.j2_of(view.due, view.stands)


def _j3(view: View) -> Rate | None:
    if view.checked is None:
        return None
    return j3_of(view.total(view.opening.counted), sum(map(view.stands, view.checked.values())))


def j3_of(registered: int, checked: int) -> Rate:
    """Return J3: whoever has no result is not known."""
    return rate_of("J3", {"registered": registered, "checked": checked}, unknown=registered - checked)


def _j5(view: WithDoors) -> Rate | None:
    if not view.doors:
        return None
    counts = {"needing": _doors(view), "installed": _doors(view, INSTALLED)}
    return rate_of("J5", counts, unknown=_doors(view, UNKNOWN))


def _j6a(view: WithDoors) -> Rate | None:
    if not any(map(view.stands, view.surveyed)):
        return None
    counts = {"needing": _doors(view, addressed=False), "numbered": _doors(view, numbered=True)}
    return rate_of("J6a", counts)


def _j6b(view: WithDoors) -> Rate | None:
    if not view.doors:
        return None
    counts = {"numbered": _doors(view, numbered=True), "installed": _doors(view, INSTALLED, numbered=True)}
    return rate_of("J6b", counts, unknown=_doors(view, UNKNOWN, numbered=True))


def _j6(view: WithDoors) -> Rate | None:
    if not any(map(view.stands, view.surveyed)):
        return None
    counts = {"needing": _doors(view, addressed=False), "installed": _doors(view, INSTALLED, numbered=True)}
    return rate_of("J6", counts, unknown=_doors(view, UNKNOWN, numbered=True))


def drawn(view: View, code: str) -> accuracy.Tally | None:
    """Return the sample that a figure is counted from, cut down to the division; None where none speaks of it."""
    return accuracy.tally(view.samples, accuracy.COUNTED[code].frame, view.here, view.stands)


def _drawn(code: str, view: View) -> Rate | None:
    found = drawn(view, code)
    return None if found is None else accuracy.COUNTED[code].rate(code, found)


OF_DOORS: Final[Mapping[str, Callable[[WithDoors], Rate | None]]] = {"J5": _j5, "J6": _j6, "J6a": _j6a, "J6b": _j6b}
# Indicator → its rate, for those that the registers can answer; None where what it needs was not loaded.
ANSWERS: Final[Mapping[str, Callable[[View], Rate | None]]] = {
    "C5a": _c5a,
    "C5b": partial(_recorded, "C5b", EVENTS),
    "C5c": partial(_recorded, "C5c", MOVES),
    "J2": _j2,
    "J3": _j3,
    **{code: partial(_drawn, code) for code in accuracy.COUNTED},
    **OF_DOORS,
    "J10": _j10,
    "J11": _j11,
}


# Indicator → the counts that stand beside it (`Indicator.beside`).
BESIDE: Final[Mapping[str, Callable[[View], Mapping[str, int]]]] = {
    "J2": lambda view: referrals.outcomes(view.due, view.stands),
}


def report(
    cursor: psycopg.Cursor[Any],
    *,
    as_of: date,
    as_known: date | None = None,
    since: date | None = None,
    division: str = "",
) -> Report:
    """Return the figures of a division at the end of `as_of`, as known at the end of `as_known`.

    Raises what `view_of` raises, and `TargetsInvalid`.
    """
    return report_of(view_of(cursor, as_of=as_of, as_known=as_known, since=since, division=division))


def report_of(view: View) -> Report:
    """Return the figures of a view with their targets. Raises `TargetsInvalid`."""
    targets, as_of = all_targets(), view.closing.as_of
    changes = successors(as_of)
    figures = [_population(view), _in_transit(view), _residents(view)]
    figures += [
        _figure(row, view, target_for(targets, row.code, view.here, as_of, changes=changes))
        for row in INDICATORS.values()
    ]
    return Report(
        as_of=as_of,
        as_known=view.as_known,
        position=view.known.position,
        here=view.here,
        period=(view.moved.after, view.moved.until),
        figures=tuple(figures),
        parts=tuple(_parts(view)),
        statements=_statements(view),
    )


def _statements(view: View) -> dict[str, Statement]:
    if view.why_not:
        return {}
    return {
        name: view.moved.statement(view.opening, view.closing, stands, here=view.here)
        for name, stands in (("all", view.stands), ("urban", view.stands_urban))
    }


def _population(view: View) -> Figure:
    return _stock_figure(
        view,
        POPULATION,
        ("户籍人口", "registered population"),
        Rate(view.total(view.closing.counted), None, view.total(view.closing.unknown)),
        "Registered, and in transit until the arrival elsewhere is confirmed: everybody once.",
    )


def _in_transit(view: View) -> Figure:
    return _stock_figure(
        view,
        IN_TRANSIT,
        ("其中迁移中", "of them in transit"),
        Rate(view.total(view.closing.in_transit), None),
        "Left, and the arrival elsewhere is not confirmed: they count where they left from.",
    )


def _residents(view: View) -> Figure:
    return _stock_figure(
        view,
        RESIDENTS,
        ("在住登记", "residents recorded"),
        Rate(view.total(view.residents), None),
        "Usual and temporary residents as declared or collected, registered here or elsewhere.",
    )


def _stock_figure(view: View, code: str, names: tuple[str, str], rate: Rate, note: str) -> Figure:
    zh, en = names
    return Figure(code, zh, en, STOCK_SOURCE, note, None if view.why_not else rate, view.why_not)


def lacks(row: Indicator) -> str:
    """Return why an indicator has no figure: what the registers do not hold."""
    return f"the register does not hold {row.needs}"


def _figure(row: Indicator, view: View, target: Target | None) -> Figure:
    answer = ANSWERS.get(row.code)
    rate = answer(view) if answer and not view.why_not else None
    why = ""
    if rate is None:
        why = view.why_not if answer and view.why_not else lacks(row)
    counts = BESIDE[row.code](view) if rate is not None and row.code in BESIDE else None
    sample = drawn(view, row.code) if rate is not None and row.code in accuracy.COUNTED else None
    bounds = None
    if sample is not None:
        how = accuracy.COUNTED[row.code]
        counts, bounds = sample.beside(how.asked), how.bounds(sample)
    beside = {} if counts is None else {name: counts.get(name, 0) for name in row.beside}
    number = None if sample is None else sample.sample
    return Figure(row.code, row.zh, row.en, row.source, row.note, rate, why, target, beside, number, bounds)


def _parts(view: View) -> Iterator[Area]:
    if view.why_not:
        return
    villages = {*view.closing.counted, *view.closing.unknown}
    for digits in areas.parts_of(view.here, villages):
        yield _area(digits, replace(view, here=digits, is_whole=False))
    if view.is_whole and "" in villages:
        unstated = view.closing
        yield Area(
            "",
            unstated.counted.get("", 0),
            unstated.in_transit[""],
            unstated.unknown[""],
            None,
            view.residents.get("", 0),
        )


def _area(digits: str, view: View) -> Area:
    counted = view.total(view.closing.counted)
    unknown = view.total(view.closing.unknown)
    urban = _j10(view) if counted else None
    return Area(digits, counted, view.total(view.closing.in_transit), unknown, urban, view.total(view.residents))
