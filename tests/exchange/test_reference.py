"""The reference page says what the tables say, and the how-to can be followed."""

from __future__ import annotations

import re
from pathlib import Path

from huangce.exchange.agreements import read_agreements
from huangce.exchange.formats import FORMATS, Format
from huangce.exchange.reference import markdown

DOCS = Path(__file__).parents[2] / "docs"


def blocks(language: str) -> list[str]:
    text = (DOCS / "how-to" / "add-a-list-format.md").read_text(encoding="utf-8")
    return re.findall(rf"```{language}\n(.*?)```", text, flags=re.DOTALL)


def test_the_reference_page_is_that_of_the_tables() -> None:
    page = (DOCS / "reference" / "list-formats.md").read_text(encoding="utf-8")
    assert page == markdown(), "python -m huangce.exchange.reference > docs/reference/list-formats.md"


def test_the_example_of_the_how_to_is_a_list_format(tmp_path: Path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    (example,) = blocks("python")
    names: dict[str, object] = {}
    exec(compile(example, "transferred_labour.py", "exec"), names)
    form = names["FORMAT"]
    assert isinstance(form, Format)
    assert form.kind not in FORMATS
    monkeypatch.setitem(FORMATS, form.kind, form)
    (agreement,) = blocks("toml")
    path = tmp_path / "agreements.toml"
    path.write_text(agreement, encoding="utf-8")
    assert list(read_agreements(path)) == ["transferred_labour"]
