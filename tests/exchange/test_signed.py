"""A signed document holds wherever it goes, and not one character of it can be changed."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huangce.register import signed
from huangce.register.signed import NotADocument, SignatureBroken

KIND = "huangce receipt 1"
REFERENCE = Path(__file__).parents[2] / "docs" / "reference" / "exchange.md"
BODY = {"file": "火化名单.xlsx", "rows": 3, "agreement": {"version": 2}}


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUANGCE_HOME", str(tmp_path))


def test_it_works(tmp_path: Path) -> None:
    document = signed.signed(KIND, BODY)
    signed.write(document, tmp_path / "receipt.json")
    assert signed.read(tmp_path / "receipt.json", KIND) == document
    assert signed.read(tmp_path / "receipt.json", KIND, key=document["key"])["rows"] == 3


@pytest.mark.parametrize("suite", ["ed25519", "sm2"])
def test_both_suites_sign(suite: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUANGCE_SEAL", suite)
    assert signed.check(signed.signed(KIND, BODY), KIND)["suite"] == suite


@pytest.mark.parametrize(
    "change", [{"rows": 4}, {"agreement": {"version": 1}}, {"more": 1}, {"signature": "00"}, {"key": "zz"}]
)
def test_what_was_altered_does_not_hold(change: dict[str, object]) -> None:
    with pytest.raises(SignatureBroken):
        signed.check(signed.signed(KIND, BODY) | change, KIND)


def test_another_key_is_not_the_offices() -> None:
    document = signed.signed(KIND, BODY)
    with pytest.raises(SignatureBroken):
        signed.check(document, KIND, key="00" * 32)


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"document": "huangce receipt 1"}', "[" * 100_000])
def test_what_is_no_document_is_said_in_one_line(content: str, tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(content)
    with pytest.raises(NotADocument):
        signed.read(tmp_path / "a.json", KIND)


@given(
    st.dictionaries(st.text(min_size=1).map("x".__add__), st.integers() | st.text() | st.none() | st.lists(st.text()))
)
def test_laying_a_document_out_anew_changes_nothing(body: dict[str, object]) -> None:
    document = signed.signed(KIND, body)
    again = json.loads(json.dumps(dict(reversed(document.items())), indent=3))
    assert signed.check(again, KIND) == document


def test_a_stranger_checks_it_with_the_program_of_the_reference(tmp_path: Path) -> None:
    (program,) = re.findall(r"```python\n(.*?)```", REFERENCE.read_text(encoding="utf-8"), re.DOTALL)
    (tmp_path / "check.py").write_text(program, encoding="utf-8")
    document = signed.signed(KIND, BODY)
    key = document["key"]
    for told, holds in ((document, True), (document | {"rows": 4}, False), (document | {"key": "0" * 64}, False)):
        signed.write(told, tmp_path / "receipt.json")
        asked = [sys.executable, "-I", str(tmp_path / "check.py"), str(tmp_path / "receipt.json"), key]
        done = subprocess.run(asked, capture_output=True, text=True, check=False)
        assert (done.returncode == 0, done.stdout) == (holds, f"holds: {KIND}\n" if holds else "")
