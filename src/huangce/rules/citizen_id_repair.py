"""Which citizen numbers may a mistyped one have been.

ISO 7064 MOD 11-2 finds every single wrong digit and every swap of neighbours, so a number one slip away from a valid
one is never valid itself: the candidates are the few that restore the check. They are candidates only. A register
looks each up and asks the name; nobody's number is changed because of this list.

>>> candidates("990101198005301234", today=date(2024, 1, 1))[0]  # neighbours swapped
'990101198005031234'
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from huangce.rules import divisions
from huangce.rules.citizen_id import CHECK_CHARACTERS, EARLIEST_YEAR, WEIGHTS, compact, is_valid

# Letters that look like digits, and digits that are confused by hand, eye or neighbouring key.
LETTER_FOR = {"O": "0", "D": "0", "Q": "0", "I": "1", "L": "1", "Z": "2", "S": "5", "B": "8", "G": "6"}
_CONFUSED = "01 06 08 09 12 14 17 23 25 27 35 36 38 45 47 49 56 58 68 69 78 89"
CONFUSED = {frozenset(pair) for pair in _CONFUSED.split()}

# Plausibility of a slip, smaller is likelier; the same order as in published studies of typed numbers.
COST_SWAP = 1.0
COST_DOUBLED = 1.0
COST_LOOK_ALIKE = 1.5
COST_CHECK_CHARACTER = 2.0
COST_OTHER = 2.5
COST_UNKNOWN_DIVISION = 3.0
COST_GREAT_AGE = 2.0
GREAT_AGE = 105


def candidates(
    text: str,
    limit: int = 20,
    *,
    birth_date: date | None = None,
    sex: str | None = None,
    today: date | None = None,
) -> tuple[str, ...]:
    """Return at most `limit` valid numbers that are one slip away, the likeliest first.

    A slip is one wrong character, two neighbours swapped, one character missing or one too many. Dates must exist and,
    with `today`, not lie ahead. `birth_date` and `sex` ("1", "2"), known from elsewhere, narrow the list. A valid
    number has no candidates.
    """
    bare = compact(text).upper()
    if is_valid(bare, today):
        return ()
    best: dict[str, float] = {}
    for number, cost in _slips(bare):
        best[number] = min(cost, best.get(number, cost))
    scored = [
        (cost + _extra_cost(number, today), number)
        for number, cost in best.items()
        if _fits(number, birth_date=birth_date, sex=sex, today=today)
    ]
    return tuple(number for _, number in sorted(scored)[:limit])


def _slips(bare: str) -> Iterator[tuple[str, float]]:
    letters = [place for place, character in enumerate(bare) if not _belongs(character, place, len(bare))]
    if len(letters) > 1 or not 17 <= len(bare) <= 19:
        return
    if len(bare) == 18:
        yield from _substituted(bare, letters)
        if not letters:
            yield from _swapped(bare)
    elif not letters and len(bare) == 17:
        yield from _inserted(bare)
    elif len(bare) == 19:
        yield from _removed(bare, letters)


def _belongs(character: str, place: int, length: int) -> bool:
    return character in "0123456789" or (character == "X" and place == length - 1)


# 1/w modulo 11 for each weight: the digit that restores the check at a place follows by one multiplication.
_INVERSE = tuple(pow(weight, -1, 11) for weight in WEIGHTS)


def _total(body: str) -> int:
    return sum(weight * int(digit) for weight, digit in zip(WEIGHTS, body, strict=True))


def _is_sound(number: str) -> bool:
    return number[:17].isdigit() and CHECK_CHARACTERS[_total(number[:17]) % 11] == number[17]


def _substituted(bare: str, letters: list[int]) -> Iterator[tuple[str, float]]:
    body = "".join(character if character.isdigit() else "0" for character in bare[:17])
    total = _total(body)
    if 17 in letters or not letters:
        check = CHECK_CHARACTERS[total % 11]
        if check != bare[17]:
            yield body + check, _cost_of_change(bare[17], check, 17)
    if 17 in letters:
        return
    missing = CHECK_CHARACTERS.index(bare[17]) - total
    for place in letters or range(17):
        digit = (int(body[place]) + missing * _INVERSE[place]) % 11
        if digit < 10 and str(digit) != bare[place]:
            number = f"{body[:place]}{digit}{body[place + 1 :]}{bare[17]}"
            yield number, _cost_of_change(bare[place], str(digit), place)


def _cost_of_change(written: str, meant: str, place: int) -> float:
    if LETTER_FOR.get(written) == meant:
        return 0.0
    if place == 17:
        return COST_CHECK_CHARACTER
    return COST_LOOK_ALIKE if frozenset((written, meant)) in CONFUSED else COST_OTHER


def _swapped(bare: str) -> Iterator[tuple[str, float]]:
    missing = (CHECK_CHARACTERS.index(bare[17]) - _total(bare[:17])) % 11
    for place in range(16):
        first, second = bare[place], bare[place + 1]
        change = (WEIGHTS[place] - WEIGHTS[place + 1]) * (int(second) - int(first))
        if first != second and change % 11 == missing:
            yield f"{bare[:place]}{second}{first}{bare[place + 2 :]}", COST_SWAP
    last = f"{bare[:16]}{bare[17]}{bare[16]}"
    if bare[16] != bare[17] and _is_sound(last):
        yield last, COST_SWAP


def _inserted(bare: str) -> Iterator[tuple[str, float]]:
    if bare.isdigit():
        yield bare + CHECK_CHARACTERS[_total(bare) % 11], COST_DOUBLED
    for place in range(17):
        body = f"{bare[:place]}0{bare[place:16]}"
        missing = CHECK_CHARACTERS.index(bare[16]) - _total(body)
        digit = missing * _INVERSE[place] % 11
        if digit < 10:
            is_repeated = str(digit) in bare[max(place - 1, 0) : place + 1]
            yield f"{body[:place]}{digit}{body[place + 1 :]}{bare[16]}", COST_DOUBLED if is_repeated else COST_OTHER


def _removed(bare: str, letters: list[int]) -> Iterator[tuple[str, float]]:
    for place in letters or range(19):
        number = bare[:place] + bare[place + 1 :]
        if _is_sound(number):
            neighbours = bare[max(place - 1, 0) : place] + bare[place + 1 : place + 2]
            yield number, COST_DOUBLED if bare[place] in neighbours else COST_OTHER


def _fits(number: str, *, birth_date: date | None, sex: str | None, today: date | None) -> bool:
    if sex in ("1", "2") and (int(number[16]) % 2 == 1) != (sex == "1"):
        return False
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    if born.year < EARLIEST_YEAR or (today is not None and born > today):
        return False
    return birth_date is None or born == birth_date


def _extra_cost(number: str, today: date | None) -> float:
    cost = 0.0 if divisions.county_known(number[:6]) else COST_UNKNOWN_DIVISION
    if today is not None and today.year - int(number[6:10]) > GREAT_AGE:
        cost += COST_GREAT_AGE
    return cost
