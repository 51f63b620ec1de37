"""The reference names every step and every error code."""

from __future__ import annotations

from pathlib import Path

from huangce.commands import match as command
from huangce.commands import writing
from huangce.errors import HuangceError
from huangce.matching import engines, model, reading, train
from huangce.matching.engines import spark
from huangce.matching.steps import STEPS

REFERENCE = Path(__file__).parents[2] / "docs" / "reference" / "matching.md"


def test_every_step_column_and_error_code_is_documented() -> None:
    text = REFERENCE.read_text("utf-8")
    classes = [
        kind for module in (command, engines, model, reading, spark, train, writing) for kind in vars(module).values()
    ]
    own = [kind for kind in classes if isinstance(kind, type) and issubclass(kind, HuangceError)]
    codes = {kind.code for kind in own if kind.__module__.split(".")[1] in ("matching", "commands")}
    assert len(codes) >= 10
    for name in codes | {step.name for step in STEPS} | {"row_id", *reading.COLUMNS}:
        assert f"`{name}`" in text, name
