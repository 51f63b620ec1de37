"""The table of problems and its page in the documentation say the same."""

from pathlib import Path

import pytest

from huangce.rules import codes
from huangce.rules.problems import PROBLEMS, InvalidValue, problem

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "values.md"


def test_it_works():
    refusal = InvalidValue(problem("date-missing"))
    assert refusal.message == "There is no date."
    assert refusal.status == 422


@pytest.mark.parametrize("code", PROBLEMS)
def test_every_problem_is_documented_with_its_level_and_sentence(code):
    level, message = PROBLEMS[code]
    assert f"| `{code}` | {level} | {message} |" in PAGE.read_text(encoding="utf-8")


@pytest.mark.parametrize("table", codes.TABLES.values(), ids=lambda table: table.name)
def test_every_code_list_is_documented_with_its_standard(table):
    assert table.standard.split(" 二")[0].removesuffix("第五条") in PAGE.read_text(encoding="utf-8")
