"""Doors of control pairs: none is told by how it is written from those that the register has in its village."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from random import Random

import polars as pl
import pytest

from huangce.county import doors
from huangce.exchange.deliveries import read_file
from tests.people import OPENED

FEWEST = 2  # addresses that a village has
NAMED = "[^9省市区县镇乡街道村社组路巷号栋幢单元层室]+"  # names, which both sides have from the same villages


@pytest.fixture(scope="module")
def villages(county: Path) -> dict[str, list[str]]:
    """The addresses of the households of each village, as the register of a simulated county writes them."""
    (register,) = county.glob("户籍*")
    (one,) = read_file(register, {}, county, today=OPENED)
    assert one.checked is not None
    found = one.checked.frame.select("division", "address").drop_nulls().unique().sort("division", "address")
    of_each = (
        found.group_by("division", maintain_order=True).agg("address").filter(pl.col("address").list.len() >= FEWEST)
    )
    return dict(of_each.iter_rows())


def marks(address: str) -> set[str]:
    """What one sees of an address at a glance: how long it is, how large its numbers, which signs stand together."""
    seen = re.sub(NAMED, "某", re.sub(r"\d+", lambda found: "9" * len(found[0]), address))
    numbers = [int(one) // 20 for one in re.findall(r"\d+", address)]
    return {seen[i : i + 2] for i in range(len(seen))} | {f"length {len(seen) // 3}", f"last {numbers[-1:]}"}


def told_apart(true: list[str], made: list[str]) -> float:
    """The share that a classifier (naive Bayes) tells rightly of what it did not learn from."""
    counted = [Counter(mark for one in half[::2] for mark in marks(one)) for half in (true, made)]
    sizes = len(true[::2]), len(made[::2])

    def looks_made(address: str) -> bool:
        return sum(_weight(mark, counted, sizes) for mark in marks(address)) > 0

    right = sum(not looks_made(one) for one in true[1::2]) + sum(map(looks_made, made[1::2]))
    return right / (len(true[1::2]) + len(made[1::2]))


def _weight(mark: str, counted: list[Counter[str]], sizes: tuple[int, int]) -> float:
    of_true, of_made = ((counted[i][mark] + 1) / (sizes[i] + 2) for i in (0, 1))
    return math.log(of_made / of_true)


def shuffled(addresses: Iterable[str]) -> list[str]:
    found = sorted(addresses)
    Random(1).shuffle(found)
    return found


def test_a_classifier_does_not_tell_them_from_those_of_the_register(villages: dict[str, list[str]]) -> None:
    rng = Random(7)
    made = [one.draw(rng) for known in villages.values() for one in [doors.of_village(known, name="")] for _ in known]
    true = [address for known in villages.values() for address in known]
    assert len(true) > 300, len(true)
    assert abs(told_apart(shuffled(true), shuffled(made)) - 0.5) < 0.07
    plain = [
        f"{division[-4:-1]}村{rng.randrange(1, 9)}组{rng.randrange(1, 90)}号" for division in villages for _ in range(6)
    ]
    assert told_apart(shuffled(true), shuffled(plain)) > 0.9


def test_a_door_keeps_street_compound_and_floor_and_may_have_another_number() -> None:
    written = "四川省达州市达川区翠屏街道草街子社区解放大道2号新城府1栋1单元4层402号"
    one = doors.of_village([written], name="")
    rng = Random(3)
    made = {one.draw(rng) for _ in range(100)}
    assert made == {f"{written[:-4]}40{room}号" for room in range(1, 5)}
    assert doors.beside(rng, written) in made - {written}
    assert doors.without_number(written) == written[:-4]
    assert doors.without_number("大院") == doors.beside(rng, "大院") == "大院"


def test_somebody_else_writes_more_or_less_of_the_county() -> None:
    written = ["四川省达州市达川区桥湾镇石土农村社区1组7号", "达川区桥湾镇石土农村社区1组9号"]
    one, rng = doors.of_village(written, name=""), Random(3)
    assert {one.rewritten(rng, written[0]) for _ in range(50)} == {written[0], written[0].removeprefix("四川省达州市")}
    assert one.rewritten(rng, "远方") == "远方"


def test_a_village_without_addresses_has_doors_in_its_groups() -> None:
    assert re.fullmatch(r"东村\d组\d+号", doors.of_village([], name="东村").draw(Random(1)))
