"""No list without an agreement, no field outside it."""

from __future__ import annotations

from pathlib import Path

import pytest

from huangce.exchange.agreements import (
    Agreement,
    AgreementInvalid,
    AgreementUnclear,
    NoAgreement,
    agreement_for,
    allowed,
    read_agreements,
)
from huangce.exchange.formats import FORMATS

CREMATIONS = """
[[agreement]]
kind = "cremations"
supplier = "清河县民政局"
purpose = "核对应销未销户口"
legal_ground = "户口登记条例第八条"
fields = ["name", "citizen_id", "died_on", "cremated_on"]
frequency = "每年"
retention_months = 6
returns = ["format"]
contact = "民政局社会事务股"
"""


def agreements(path: Path, text: str) -> dict[str, Agreement]:
    file = path / "agreements.toml"
    file.write_text(text, encoding="utf-8")
    return read_agreements(file)


def test_it_works(tmp_path: Path) -> None:
    found = agreements(tmp_path, CREMATIONS)
    agreement = agreement_for(FORMATS["cremations"], found)
    assert agreement is not None
    assert agreement.retention_months == 6
    assert allowed(FORMATS["cremations"], agreement) == ("name", "citizen_id", "died_on", "cremated_on")


def test_a_table_named_by_the_kind_is_an_agreement_too(tmp_path: Path) -> None:
    text = CREMATIONS.replace("[[agreement]]", "[cremations]").replace('kind = "cremations"\n', "")
    assert list(agreements(tmp_path, text)) == ["cremations"]


def test_a_department_list_without_agreement_is_refused() -> None:
    with pytest.raises(NoAgreement, match="丧葬补助"):
        agreement_for(FORMATS["funeral_benefits"], {})
    with pytest.raises(NoAgreement):
        allowed(FORMATS["funeral_benefits"], None)


def test_the_offices_own_lists_need_none() -> None:
    for kind in ("register", "residents", "addresses"):
        assert agreement_for(FORMATS[kind], {}) is None
        assert allowed(FORMATS[kind], None) == tuple(FORMATS[kind].by_name)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"cremations"', '"prisoners"'),
        ('"cremations"', '"register"'),
        ('"核对应销未销户口"', '" "'),
        ('"died_on"', '"religion"'),
        ('"name", ', ""),
        ('"format"', '"everything"'),
        ("= 6", "= 0"),
        ("= 6", '= "6"'),
        ("= 6", "= true"),
        ('frequency = "每年"', ""),
        ('frequency = "每年"', 'frequency = "每年"\nscore = 1'),
        ("[[agreement]]", "[[agreement"),
        ("[[agreement]]", CREMATIONS + "[[agreement]]"),
    ],
)
def test_an_agreement_that_is_not_valid_is_refused(tmp_path: Path, old: str, new: str) -> None:
    assert old in CREMATIONS
    with pytest.raises(AgreementInvalid):
        agreements(tmp_path, CREMATIONS.replace(old, new))


def test_a_missing_file_is_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(AgreementInvalid):
        read_agreements(tmp_path / "agreements.toml")


def test_two_offices_have_an_agreement_each_on_one_kind_and_the_one_that_is_named_counts(tmp_path: Path) -> None:
    second = CREMATIONS.replace("kind", 'code = "cremations-east"\nkind').replace("民政局", "东城殡仪馆", 1)
    found = agreements(tmp_path, CREMATIONS + second.replace("= 6", "= 3"))
    assert list(found) == ["cremations", "cremations-east"]
    form = FORMATS["cremations"]
    with pytest.raises(AgreementUnclear, match="cremations-east"):
        agreement_for(form, found, words="三月火化名单")
    named = agreement_for(form, found, words="清河县东城殡仪馆 三月火化名单")
    assert named is found["cremations-east"]
    assert named.retention_months == 3


def test_of_two_names_of_which_one_holds_the_other_the_longer_counts(tmp_path: Path) -> None:
    second = CREMATIONS.replace("kind", 'code = "cremations-east"\nkind').replace("清河县民政局", "东清河县民政局")
    found = agreements(tmp_path, CREMATIONS + second)
    assert agreement_for(FORMATS["cremations"], found, words="东清河县民政局") is found["cremations-east"]


@pytest.mark.parametrize("code", ["Cremations", "a", "funeral_benefits", "x" * 41, "a b"])
def test_a_code_is_short_plain_and_no_other_kind(tmp_path: Path, code: str) -> None:
    with pytest.raises(AgreementInvalid):
        agreements(tmp_path, CREMATIONS.replace("kind", f'code = "{code}"\nkind'))
