"""The reference page says what the tables say, and the how-to can be followed."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from huangce.exchange import agreement_store
from huangce.exchange.agreements import read_agreements
from huangce.exchange.deliveries import read_file
from huangce.exchange.formats import FORMATS, described
from huangce.exchange.reference import markdown
from huangce.home import paths
from tests import people
from tests.agreed import CREMATIONS
from tests.web.test_routes import client_of

DOCS = Path(__file__).parents[2] / "docs"


def blocks(language: str) -> list[str]:
    text = (DOCS / "how-to" / "add-a-list-format.md").read_text(encoding="utf-8")
    return re.findall(rf"```{language}\n(.*?)```", text, flags=re.DOTALL)


def test_the_reference_page_is_that_of_the_tables() -> None:
    page = (DOCS / "reference" / "list-formats.md").read_text(encoding="utf-8")
    assert page == markdown(), "python -m huangce.exchange.reference > docs/reference/list-formats.md"


def test_the_example_of_the_how_to_is_a_list_format_that_is_added_at_run_time(tmp_path: Path) -> None:
    form, agreement = blocks("toml")
    (tmp_path / "formats").mkdir()
    (tmp_path / "formats" / "discharged.toml").write_text(form, encoding="utf-8")
    (tmp_path / "agreements.toml").write_text(agreement, encoding="utf-8")
    try:
        assert [one.kind for one in described.load(tmp_path / "formats")] == ["discharged"]
        listed = tmp_path / "退伍.csv"
        listed.write_text(
            "姓名,身份证号,入伍时间,退伍时间,军衔\n林一,,2020-09-01,2022-09-01,上士\n林二,,2022-09-01,2020-09-01,上士\n,,,,\n"
            ",,,2020-09-01,\n",
            encoding="utf-8",
        )
        (one,) = read_file(listed, read_agreements(tmp_path / "agreements.toml"), today=date(2026, 6, 1))
        assert (one.kind, one.counts["rows"], one.counts["usable"]) == ("discharged", 3, 2)
        assert one.checked is not None
        assert "上士" not in str(one.checked.frame) + str(one.table)
        assert one.checked.frame["enlisted_on"].to_list() == [date(2020, 9, 1), date(2022, 9, 1), None]
    finally:
        FORMATS.pop("discharged", None)


def test_a_list_whose_description_is_not_here_stops_no_other(committed_db: None, tmp_path: Path) -> None:
    form, agreement = blocks("toml")
    lin, file = people.officer("lin"), paths.home() / "formats" / "discharged.toml"
    (tmp_path / "agreements.toml").write_text(agreement, encoding="utf-8")
    file.parent.mkdir(exist_ok=True)
    file.write_text(form, encoding="utf-8")
    try:
        described.load(file.parent)
        agreement_store.enter(CREMATIONS, by=lin)
        agreement_store.enter(read_agreements(tmp_path / "agreements.toml")["discharged"], by=lin)
        del FORMATS["discharged"]  # as in a process that began before the description was there
        assert list(agreement_store.deliveries()) == ["cremations", "discharged"]
        file.write_text("kind = 3", encoding="utf-8")
        del FORMATS["discharged"]
        assert list(agreement_store.deliveries()) == ["cremations"]
        assert agreement_store.lacking() == ["discharged"]
        page = client_of("lin").get("/sharing/agreements/")
        assert "暂时不收：discharged" in page.content.decode()
        agreement_store.end("discharged", by=lin, reason="不再交")
        assert agreement_store.lacking() == []
    finally:
        FORMATS.pop("discharged", None)
        file.unlink()


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (('kind = "discharged"', 'kind = "cremations"'), "is not that of a list that ships"),
        (('header = "入伍日期"', 'header = "宗教信仰"'), "what no list may hold"),
        (('header = "入伍日期"', 'header = "退役日期"'), "twice"),
        (('type = "date"', 'type = "code"'), "names its list"),
        (('type = "date"', 'type = "secret"'), "a field is one of"),
        (('common = "NAME"', 'common = "Field"'), "no common words"),
        (('key = ["citizen_id", "name"]', 'key = ["number"]'), "no field number"),
        (('title = "退役人员"', 'titel = "退役人员"'), "nothing is called titel"),
        (('not_before = "enlisted_on"', 'not_before = "born_on"'), "no field born_on"),
        (('need = "required"', ""), "required field"),
    ],
)
def test_a_description_that_is_none_is_refused_in_one_line(
    tmp_path: Path, change: tuple[str, str], reason: str
) -> None:
    path = tmp_path / "discharged.toml"
    path.write_text(blocks("toml")[0].replace(*change), encoding="utf-8")
    with pytest.raises(described.FormatInvalid, match=reason):
        described.load(tmp_path)
    assert "discharged" not in FORMATS
