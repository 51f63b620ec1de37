"""A model for a file of one's own: what it learned it reads, and the same file and seed give the same model."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from huangce.addressing.custom import Custom, NoModel, load_custom, save_custom, tag, train_custom
from huangce.addressing.evaluation import Count, count_spans, spans_of
from huangce.addressing.likely import likely_states
from huangce.addressing.synthetic.grammar import Grammar
from huangce.addressing.training import allowed_moves


@pytest.fixture(scope="module")
def labelled() -> list[list[tuple[str, str]]]:
    grammar = Grammar(5)
    return [grammar.address() for _ in range(300)]


@pytest.fixture(scope="module")
def custom(labelled: list[list[tuple[str, str]]]) -> Custom:
    return train_custom(labelled)


def test_it_works(custom: Custom, labelled: list[list[tuple[str, str]]], tmp_path: Path) -> None:
    save_custom(custom, tmp_path / "model.npz")
    again = load_custom(tmp_path / "model.npz")
    texts = ["".join(text for _, text in address) for address in labelled]
    found = tag(again, texts)
    assert found == tag(custom, texts)
    right = sum(count_spans([spans_of(address) for address in labelled], found).values(), Count())
    assert right.f1 > 0.9
    for text, spans in zip(texts, found, strict=True):
        assert all(0 <= start < end <= len(text) for _, start, end in spans)


def test_the_same_seed_gives_the_same_model(custom: Custom, labelled: list[list[tuple[str, str]]]) -> None:
    again = train_custom(labelled)
    assert again.labels == custom.labels
    assert np.array_equal(again.emission, custom.emission)
    for one, other in zip(again.networks, custom.networks, strict=True):
        assert all(np.array_equal(weights, others) for weights, others in zip(one, other, strict=True))
    assert not np.array_equal(custom.networks[0].out, custom.networks[1].out)


def test_texts_that_are_no_address_are_tagged_all_the_same(custom: Custom) -> None:
    assert [len(spans) for spans in tag(custom, ["", "达" * 10_000])] == [0, 0]
    assert tag(custom, ["😀", "\x00\x01x"])


def test_a_file_that_is_no_model_is_said_to_be_none(tmp_path: Path) -> None:
    (tmp_path / "model.npz").write_bytes(b"PK")
    with pytest.raises(NoModel):
        load_custom(tmp_path / "model.npz")


@pytest.mark.slow
def test_a_model_of_an_earlier_version_is_said_to_be_none(custom: Custom, tmp_path: Path) -> None:
    one = custom.networks[0]._asdict()
    np.savez(tmp_path / "model.npz", labels=np.array(custom.labels), emission=custom.emission, move=custom.move, **one)
    with pytest.raises(NoModel):
        load_custom(tmp_path / "model.npz")


def test_of_two_readings_the_spans_count_and_not_the_whole() -> None:
    """Two labels, two tokens: 0 then 1 is the likeliest whole, and each of its spans is likely too."""
    scores = np.array([[2.0, 0.0, 0.0, 0.0], [0.0, 2.0, 0.0, 0.0]], np.float32)
    weight = np.where(allowed_moves(2), 1.0, 0.0)
    assert likely_states(scores, np.array([0, 2]), weight).tolist() == [0, 1]
