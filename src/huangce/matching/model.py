"""The model: how often two records of one person agree (m), and two records of two persons (u), level by level.

Fellegi and Sunter (1969): a level is worth ln(m/u), and what the items are worth adds up, with the prior, to the
logarithm of the odds that the pair is one person. Where u is null it is counted in the register itself (how many bear
this name, were born that day, live in that village), so that rare agreement weighs more than common agreement, in every
county without training. Weights are whole hundredths: the sum that a clerk does with a pencil is the score.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from huangce.errors import Unreadable
from huangce.matching.comparisons import COMPARISONS


class NotAModel(Unreadable):
    """{file} is not a matching model: {reason}."""

    code = "not-a-model"


MOST = 1e9  # of what is no probability


@dataclass(frozen=True, slots=True)
class Chance:
    """m and u of one level; u None: counted in the register, and `gain` (nats) added.

    `given` is u among pairs whose number is on a certain level. Whoever shows another's number is mostly a relative of
    the holder, who shares surname and address more often than a stranger; a number one slip away has the same date.
    """

    m: float
    u: float | None
    gain: float = 0.0
    given: dict[str, float] = field(default_factory=dict)

    def weight(self, *, u: float, number: str = "") -> int:
        """Return what the level is worth in hundredths, `u` standing in for a u that is counted.

        `number` is the level of the number if the weight depends on it.
        """
        if number in self.given:
            return hundredths(math.log(self.m / self.given[number]))
        return hundredths(math.log(self.m / (u if self.u is None else self.u)) + self.gain)


@dataclass(frozen=True, slots=True)
class Model:
    """Everything that a score depends on besides the two lists.

    `in_register` is the chance that a list row's person is in the register, `number_holder_is_other` that its number is
    a relative's, `household` how many share a door or telephone, `claimed` how much a pair is worth less when another
    list row fits its register row better, `worth_a_look` the probability below which nobody is asked; `ceiling` the
    odds against a pair that nothing compared here can rule out.
    """

    in_register: float
    levels: dict[str, dict[str, Chance]]
    number_holder_is_other: float
    household: float
    claimed: float
    worth_a_look: float
    ceiling: dict[str, dict[str, float]]


def hundredths(nats: float) -> int:
    """Return natural-logarithm odds as whole hundredths."""
    return math.floor(nats * 100 + 0.5)


@cache
def shipped(name: str = "model") -> Model:
    """Return the model that comes with the package."""
    return _model(json.loads(files("huangce.matching").joinpath(f"{name}.json").read_text("utf-8")), name)


def digest_of_shipped(name: str = "model") -> str:
    """Return the SHA-256 of the model that comes with the package: part of what makes a run reproducible."""
    return hashlib.sha256(files("huangce.matching").joinpath(f"{name}.json").read_bytes()).hexdigest()


def read(path: Path) -> Model:
    """Return the model in a file that `huangce match train` wrote. Raises NotAModel."""
    try:
        return _model(json.loads(path.read_text("utf-8")), str(path))
    except (OSError, ValueError) as error:
        raise NotAModel(file=path, reason=str(error)) from error


def write(model: Model, path: Path, *, about: str) -> None:
    """Write `model` so that `read` understands it, one level a line."""
    rest = {key: getattr(model, key) for key in Model.__slots__ if key != "levels"}
    head = [f"  {json.dumps(key)}: {_line(value)}" for key, value in {"about": about, **rest}.items()]
    items = [
        f'    "{item}": {{\n'
        + ",\n".join(f'      "{name}": {_line(_written(chance))}' for name, chance in levels.items())
        + "\n    }"
        for item, levels in model.levels.items()
    ]
    levels = '  "levels": {\n' + ",\n".join(items) + "\n  }"
    path.write_text("{\n" + ",\n".join([*head, levels]) + "\n}\n", "utf-8")


def _written(chance: Chance) -> dict[str, Any]:
    optional = {"gain": chance.gain, "given": chance.given}
    return {"m": chance.m, "u": chance.u} | {key: value for key, value in optional.items() if value}


def _line(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _model(data: dict[str, Any], file: str) -> Model:
    try:
        levels = {
            each.name: {level.name: Chance(**data["levels"][each.name][level.name]) for level in each.levels}
            for each in COMPARISONS
        }
        rest = {key: data[key] for key in Model.__slots__ if key != "levels"}
        for name, value, most in _numbers(levels, rest):
            if not 0 < value <= most:
                raise NotAModel(file=file, reason=f"{name} is {value}, which is not above 0 and at most {most:g}")
    except (KeyError, TypeError, AttributeError, OverflowError) as error:
        raise NotAModel(file=file, reason=f"{error} is missing or wrong") from error
    return Model(levels=levels, **rest)


def _numbers(levels: dict[str, dict[str, Chance]], rest: dict[str, Any]) -> Iterator[tuple[str, float, float]]:
    """Yield the numbers of a model: what each is called, and the most that it may be."""
    for item, chances in levels.items():
        for level, chance in chances.items():
            yield f"{item} {level} m", chance.m, 1
            yield f"{item} {level} u", 1 if chance.u is None else chance.u, 1
            # That an item is missing may count against a pair: as if it were so more often than always.
            yield from ((f"{item} {level} given {name}", value, MOST) for name, value in chance.given.items())
            yield f"{item} {level} gain", math.exp(chance.gain), MOST
    below_one = math.nextafter(1, 0)
    yield from ((name, rest[name], below_one) for name in ("in_register", "worth_a_look"))
    yield "claimed", rest["claimed"], 1
    yield from ((name, rest[name], MOST) for name in ("number_holder_is_other", "household"))
    for item, against in rest["ceiling"].items():
        yield from ((f"ceiling {item} {level}", odds, MOST) for level, odds in against.items())
