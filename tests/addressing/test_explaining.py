"""Why a text was read so: margins are never negative, and the runner-up is another reading of the same text."""

from __future__ import annotations

import json
import subprocess
import sys

from hypothesis import example, given, settings
from hypothesis import strategies as st

from huangce.addressing import explain, parse
from huangce.addressing.explaining import LOOKED_AT
from huangce.addressing.features import LEAN

TEXT = "达川区石桥镇列宁街１２号三单元二楼"


def test_it_works() -> None:
    told = explain(TEXT, default_division="511703")
    plate = next(span for span in told.spans if span.segment == "plate")
    assert (plate.text, plate.value) == ("１２号", "12号")
    assert plate.margin > 0
    assert plate.because
    assert plate.instead
    assert told.completed == {"province": "四川省", "city": "达州市"}
    assert told.margin == min(span.margin for span in told.spans)


def test_every_feature_of_the_model_has_words() -> None:
    assert len(LOOKED_AT) == LEAN


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="达川区石桥镇村组列宁街路号栋单元室0123-#附之一二 a", max_size=30))
@example("")
@example("hello world")
@example("张三10012345678")
@example("一" * 401)
@example("\ud800路1号")
def test_the_runner_up_is_another_reading_of_the_whole_text(text: str) -> None:
    address, told = parse(text), explain(text)
    assert [(s.label, s.start, s.end) for s in told.spans] == [(s.label, s.start, s.end) for s in address.spans]
    assert all(span.margin >= 0 for span in told.spans)
    if told.margin is None:
        assert not told.runner_up
    else:
        read = {place for span in told.runner_up for place in range(span.start, span.end)}
        assert not "".join(character for place, character in enumerate(text) if place not in read).strip()
        assert told.runner_up != address.spans


def test_the_json_has_an_explanation_only_when_asked() -> None:
    for options in ((), ("--explain",)):
        done = subprocess.run(
            [sys.executable, "-m", "huangce.cli", "addresses", "parse", *options],
            input=f"{TEXT}\n\n".encode(),
            capture_output=True,
            check=True,
        )
        answers = [json.loads(line) for line in done.stdout.splitlines()]
        assert [("explanation" in answer) for answer in answers] == [bool(options)] * 2
