"""The model: what is shipped, what is learnt, what is refused."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest

from huangce.errors import HuangceError
from huangce.matching import match
from huangce.matching.comparisons import COMPARISONS
from huangce.matching.model import NotAModel, read, shipped, write
from huangce.matching.train import train
from huangce.simulate import linkage


@pytest.mark.parametrize("name", ["model", "model_within"])
def test_a_model_knows_every_level_and_survives_a_file(name: str, tmp_path: Path) -> None:
    model = shipped(name)
    assert {item: tuple(levels) for item, levels in model.levels.items()} == {
        each.name: tuple(level.name for level in each.levels) for each in COMPARISONS
    }
    write(model, tmp_path / "m.json", about="a copy")
    assert read(tmp_path / "m.json") == model


def test_a_file_that_is_no_model_is_refused(tmp_path: Path) -> None:
    for text in ("", "{}", "[1]", json.dumps({"levels": {}})):
        (tmp_path / "m.json").write_text(text)
        with pytest.raises(HuangceError) as refused:
            read(tmp_path / "m.json")
        assert refused.value.code == "not-a-model"


@pytest.mark.parametrize(
    ("where", "value"),
    [
        (("in_register",), 2),
        (("in_register",), 1),
        (("worth_a_look",), 0),
        (("household",), "six"),
        (("claimed",), float("nan")),
        (("ceiling", "birth", "different"), -1),
        (("ceiling",), 3),
        (("levels", "name", "same", "m"), 0),
        (("levels", "name", "surname", "given"), {"same": -0.5}),
        (("levels", "name", "same", "gain"), 1e6),
    ],
)
def test_a_model_with_numbers_that_are_no_chances_is_refused(
    where: tuple[str, ...], value: object, tmp_path: Path
) -> None:
    write(shipped(), tmp_path / "m.json", about="a copy")
    model = json.loads((tmp_path / "m.json").read_text())
    *path, last = where
    part = model
    for name in path:
        part = part[name]
    part[last] = value
    (tmp_path / "m.json").write_text(json.dumps(model))
    with pytest.raises(NotAModel):
        read(tmp_path / "m.json")


def test_a_model_learns_how_often_people_move() -> None:
    settled = linkage.make(6000, 1, {"moved": 0.05})
    moving = linkage.make(6000, 1, {"moved": 0.60})
    doors = [train(a, b).levels["place"]["door"].m for a, b, _ in (settled, moving)]
    assert doors[0] > 0.8 > doors[1]


def test_what_is_learnt_links_as_well_as_what_is_shipped() -> None:
    register, rows, truth = linkage.make(6000, 2, "hard")
    known = truth.drop_nulls("register_row_id").select("list_row_id", "register_row_id")
    for model in (None, train(register, rows)):
        links = match(register, rows, model=model).filter(pl.col("probability") >= 0.99)
        right = links.join(known, on=["list_row_id", "register_row_id"]).height
        assert right >= 0.97 * known.height
        assert links.height - right <= 2


def test_too_little_to_learn_from_is_said() -> None:
    register, rows, _ = linkage.make(400, 3)
    with pytest.raises(HuangceError) as refused:
        train(register, rows)
    assert refused.value.code == "too-few-pairs"
