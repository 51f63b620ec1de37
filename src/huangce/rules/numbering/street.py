"""Find missing plates and wrong numbers of a street (requirements 3.14, A13).

Each side is sorted by the way from the origin. A gap in the numbers is a missing plate only where an entrance stands in
it; otherwise the numbers are reserved, or their doors are gone, or nobody recorded why. Wrong sides, doubled numbers
and numbers out of order are reported, with the fewest doors that explain the disorder, and never renumbered.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from datetime import date

from huangce.rules.numbering.doors import (
    DEMOLISHED,
    GAPS,
    RESERVED,
    STANDING,
    Entrance,
    Finding,
    Neighbour,
    Rested,
    resting,
)
from huangce.rules.numbering.free import Stretch, propose
from huangce.rules.numbering.numbers import Number
from huangce.rules.numbering.order import longest_rising, runs_backwards
from huangce.rules.numbering.scheme import DISTANCE, SIDES, Scheme

NOBODY = (None, 0.0)


def analyse(entrances: Sequence[Entrance], scheme: Scheme, *, on: date, rested: Iterable[Rested] = ()) -> list[Finding]:
    """Return what is missing or wrong on one street under its scheme, side by side in the order of the street."""
    rested = tuple(rested)
    not_free = resting(entrances, rested, scheme.rest_years, on)
    numbers = [one.number for one in entrances if one.number is not None and one.state == STANDING]
    gone = {one.number for one in rested} | {one.number for one in entrances if one.state == DEMOLISHED}
    reserved = {one.number for one in entrances if one.state == RESERVED}
    often = Counter(numbers)
    street = _Street(
        scheme,
        not_free,
        often.keys(),
        frozenset(number for number, count in often.items() if count > 1),
        frozenset(filter(None, gone)),
        frozenset(filter(None, reserved)),
    )
    found = [*_duplicates(entrances, street.doubled), *_not_allowed(entrances, street)]
    for side, odd, doors in _sides(entrances, scheme):
        found += _Side(street, side, odd, doors).findings()
    return found


@dataclass(frozen=True, slots=True)
class _Street:
    scheme: Scheme
    not_free: Set[Number]
    standing: Set[Number]
    doubled: Set[Number]
    gone: Set[Number]
    reserved: Set[Number]


def _sides(entrances: Iterable[Entrance], scheme: Scheme) -> Iterator[tuple[str, bool | None, list[Entrance]]]:
    """Yield each sequence of numbers: a side, or the whole street where sides do not matter."""
    doors: dict[str, list[Entrance]] = defaultdict(list)
    for one in entrances:
        if one.state == STANDING:
            doors[_side_of(one, scheme)].append(one)
    for side in sorted(doors):
        ordered = sorted(doors[side], key=lambda one: (one.chainage, one.number or (1 << 30,), one.id))
        yield side, scheme.wants_odd(side), ordered


def _side_of(one: Entrance, scheme: Scheme) -> str:
    """The side of an entrance; where it was not recorded, the one that its number belongs on."""
    if scheme.odd_side is None:
        return ""
    if one.side in SIDES or one.number is None:
        return one.side
    return scheme.odd_side if one.number.is_odd else SIDES[SIDES[0] == scheme.odd_side]


def _duplicates(entrances: Iterable[Entrance], doubled: Set[Number]) -> Iterator[Finding]:
    if not doubled:
        return
    holders: dict[Number, list[Entrance]] = defaultdict(list)
    for one in entrances:
        if one.state == STANDING and one.number is not None and one.number in doubled:
            holders[one.number].append(one)
    for number, doors in sorted(holders.items()):
        places = ", ".join(f"{one.chainage:.0f} m" for one in sorted(doors, key=lambda one: one.chainage))
        ids = tuple(one.id for one in doors)
        yield Finding("duplicate", ids, doors[0].side, f"{number.written()} hangs at {places}", number)


def _not_allowed(entrances: Iterable[Entrance], street: _Street) -> Iterator[Finding]:
    """Numbers that no standing door should have: left out by the scheme, or resting."""
    scheme = street.scheme
    for one in entrances:
        if one.number is None or one.state != STANDING:
            continue
        if one.number.main in scheme.skip:
            reason = f"the scheme leaves out {one.number.main}: {scheme.skip_reason}"
            yield Finding("skipped-number", (one.id,), one.side, reason, one.number)
        elif one.number in street.not_free and one.number not in street.reserved:
            reason = f"{one.number.written()} was retired less than {scheme.rest_years} years ago"
            yield Finding("resting-number", (one.id,), one.side, reason, one.number)


@dataclass(slots=True)
class _Side:
    """One sequence of numbers, its entrances in the order of the street."""

    street: _Street
    side: str
    odd: bool | None
    doors: list[Entrance]

    def findings(self) -> Iterator[Finding]:
        scheme = self.street.scheme
        fitting = []
        for index, one in enumerate(self.doors):
            if one.number is not None and self.odd is not None and one.number.is_odd != self.odd:
                yield self._wrong_side(index)
            elif one.number is not None:
                fitting.append(index)
        single = [index for index in fitting if not self._is_doubled(index)]
        keys = [self._number(index) for index in single]
        rising = longest_rising(keys)
        if len(rising) < len(keys) and runs_backwards(keys, rising):
            reason = f"{keys[0].written()} stands before {keys[-1].written()}: check the origin of the street"
            yield Finding("runs-backwards", tuple(self.doors[index].id for index in fitting), self.side, reason)
            yield from (self._unplaced(index, "the numbers of this side run backwards") for index in self._without())
            return
        in_order = [single[place] for place in rising]
        fixed = self._with_doubled(in_order, fitting)
        yield from self._out_of_order(set(single) - set(in_order), fixed)
        if scheme.mode == DISTANCE:
            yield from self._strays(fixed)
        yield from self._between(fixed)

    def _with_doubled(self, in_order: list[int], fitting: Sequence[int]) -> list[int]:
        """Put the doors whose number several have in between, as far as they fit: they are blamed for nothing else."""
        if len(in_order) == len(fitting):
            return in_order
        between: dict[int, list[int]] = defaultdict(list)
        for index in fitting:
            place = bisect_left(in_order, index)
            low = self._number(in_order[place - 1]) if place else Number(0)
            high = self._number(in_order[place]) if place < len(in_order) else Number(1 << 30)
            if self._is_doubled(index) and low <= self._number(index) <= high:
                between[place].append(index)
        found: list[int] = []
        for place in range(len(in_order) + 1):
            here = between[place]
            found += [here[rising] for rising in longest_rising([self._number(index) for index in here])]
            found += in_order[place : place + 1]
        return found

    def _is_doubled(self, index: int) -> bool:
        return self._number(index) in self.street.doubled

    def _number(self, index: int) -> Number:
        number = self.doors[index].number
        assert number is not None
        return number

    def _without(self) -> list[int]:
        return [index for index, one in enumerate(self.doors) if one.number is None]

    def _neighbour(self, index: int | None) -> Neighbour | None:
        return None if index is None else Neighbour(self.doors[index].id, self._number(index))

    def _wrong_side(self, index: int) -> Finding:
        one = self.doors[index]
        wants = "odd" if self.odd else "even"
        before, after = self._beside(index, lambda other: other.number is not None and other.number.is_odd == self.odd)
        reason = f"{self._number(index).written()} hangs on the {self.side} side, where numbers are {wants}"
        return Finding("wrong-side", (one.id,), self.side, reason, one.number, None, before, after)

    def _beside(self, index: int, counts: Callable[[Entrance], bool]) -> tuple[Neighbour | None, Neighbour | None]:
        before = next((i for i in range(index - 1, -1, -1) if counts(self.doors[i])), None)
        after = next((i for i in range(index + 1, len(self.doors)) if counts(self.doors[i])), None)
        return self._neighbour(before), self._neighbour(after)

    def _out_of_order(self, outside: Set[int], fixed: Sequence[int]) -> Iterator[Finding]:
        in_order = {self.doors[index].id for index in fixed}
        for index in sorted(outside):
            one, number = self.doors[index], self._number(index)
            before, after = self._beside(index, lambda other: other.id in in_order)
            reason = f"{number.written()} stands {_between(before, after)}"
            yield Finding("out-of-order", (one.id,), self.side, reason, number, None, before, after)

    def _strays(self, fixed: Sequence[int]) -> Iterator[Finding]:
        scheme = self.street.scheme
        for index in fixed:
            one, number = self.doors[index], self._number(index)
            if not number.suffix and scheme.strays(number, one.chainage):
                wanted = Number(scheme.at(one.chainage, odd=self.odd))
                reason = f"at {one.chainage:.0f} m the distance asks for {wanted.written()}, not {number.written()}"
                yield Finding("off-distance", (one.id,), self.side, reason, number)

    def _between(self, fixed: Sequence[int]) -> Iterator[Finding]:
        """Look into each stretch between numbered doors: entrances without a number, and numbers without a door."""
        taken = self.street.standing | self.street.not_free
        without = self._without()
        place = 0
        for before, after in zip((None, *fixed), (*fixed, None), strict=True):
            here = []
            while place < len(without) and (after is None or without[place] < after):
                here.append(without[place])
                place += 1
            proposals: list[Number | None] = []
            if here and self.side == "" and self.street.scheme.odd_side is not None:
                yield from (self._unplaced(index, "the side of the entrance is not known") for index in here)
            elif here:
                low, begins = NOBODY if before is None else (self._number(before), self.doors[before].chainage)
                high, ends = NOBODY if after is None else (self._number(after), self.doors[after].chainage)
                ways = [self.doors[index].chainage for index in here]
                stretch = Stretch(low, high, begins, ends)
                proposals = propose(ways, stretch, self.street.scheme, odd=self.odd, taken=taken)
                for index, proposal in zip(here, proposals, strict=True):
                    yield self._missing(index, proposal, self._neighbour(before), self._neighbour(after))
            if after is not None and self.street.scheme.mode != DISTANCE:
                yield from self._gaps(before, after, {one.main for one in proposals if one is not None})

    def _missing(
        self, index: int, proposal: Number | None, before: Neighbour | None, after: Neighbour | None
    ) -> Finding:
        one = self.doors[index]
        place = f"the entrance at {one.chainage:.0f} m stands {_between(before, after)} and has no number"
        if proposal is None:
            reason, code = f"{place}; nothing is free there, not even a suffix", "missing-no-place"
        elif proposal.suffix:
            reason, code = f"{place}; no number is free there, so a suffix", "missing-suffix"
        else:
            reason, code = f"{place}; {proposal.written()} is free", "missing"
        return Finding(code, (one.id,), self.side, reason, None, proposal, before, after)

    def _unplaced(self, index: int, why: str) -> Finding:
        return Finding("missing-no-place", (self.doors[index].id,), self.side, why)

    def _gaps(self, before: int | None, after: int, proposed: Set[int]) -> Iterator[Finding]:
        """Numbers without an entrance, joined where they follow each other and have the same evidence."""
        scheme, street = self.street.scheme, self.street
        doubtful = self._is_doubtful(before, after)
        low = scheme.first(odd=self.odd) if before is None else self._number(before).main + scheme.stride
        runs: list[tuple[str, int, int]] = []
        for main in range(low, self._number(after).main, scheme.stride):
            number = Number(main)
            if main in scheme.skip or main in proposed or number in street.standing:
                continue
            evidence = RESERVED if number in street.reserved else DEMOLISHED if number in street.gone else ""
            if doubtful and not evidence:
                continue
            if runs and runs[-1][0] == evidence and runs[-1][2] == main - scheme.stride:
                runs[-1] = (evidence, runs[-1][1], main)
            else:
                runs.append((evidence, main, main))
        for evidence, first, last in runs:
            which = (
                Number(first).written() if first == last else f"{Number(first).written()} to {Number(last).written()}"
            )
            reason = f"no entrance stands at {which}"
            beside = self._neighbour(before), self._neighbour(after)
            yield Finding(GAPS[evidence], (), self.side, reason, None, None, *beside, (first, last))

    def _is_doubtful(self, before: int | None, after: int) -> bool:
        """Whether a door with a wrong number stands in a stretch, or at its ends: a number absent there may be its."""
        first = -1 if before is None else before
        if any(one.number is not None for one in self.doors[first + 1 : after]):
            return True
        return any(self._is_doubled(index) for index in (before, after) if index is not None)


def _between(before: Neighbour | None, after: Neighbour | None) -> str:
    """Say where something stands by its neighbours."""
    if before and after:
        return f"between {before.number.written()} and {after.number.written()}"
    if before:
        return f"after {before.number.written()}"
    return f"before {after.number.written()}" if after else "where no number hangs yet"
