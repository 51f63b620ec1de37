"""Agreements, deliveries, a watched folder, receipts and feeds from the command line, as an office uses them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from huangce.accounts import officers
from huangce.cli import app
from huangce.county import delivering
from huangce.county.delivering import NothingToDeliver
from huangce.county.watching import Watch
from huangce.errors import HuangceError
from huangce.exchange import store
from huangce.exchange.agreement_store import AgreementStands, NoSuchAgreement, OtherKind
from huangce.exchange.models import ReceivedList
from huangce.home import paths
from tests import lins
from tests.county.test_delivered import COUNTY, LIST, written
from tests.people import OPENED, speaks_for_all

AGREEMENTS = """
[[agreement]]
kind = "cremations"
supplier = "民政局"
purpose = "核对应销未销户口"
legal_ground = "户口登记条例第八条"
fields = ["name", "citizen_id", "died_on", "cremated_on"]
frequency = "每月"
retention_months = 6
returns = ["format"]
contact = "社会事务股"

[[agreement]]
code = "deaths-hr"
feed = "death_registered"
recipient = "人力资源和社会保障局"
purpose = "停发养老金"
legal_ground = "资府办发〔2017〕14号 三(三)4"
fields = ["citizen_id", "died_on"]
frequency = "每日"
retention_months = 6
answer_days = 10
contact = "养老待遇科"
"""


@pytest.fixture
def office(fresh_register: Path, tmp_path: Path) -> Path:
    """An office with its officers and its agreements in a file."""
    for name, role in (("lin", "registrar"), ("yu", "registrar"), ("he", "department_officer")):
        found = officers.add(name, name, on=OPENED)
        officers.grant(found, role, COUNTY, by=None, on=OPENED)
        if role == "department_officer":
            speaks_for_all(found)
    (tmp_path / "a.toml").write_text(AGREEMENTS, encoding="utf-8")
    return tmp_path


def run(*arguments: str, code: int = 0) -> str:
    result = CliRunner().invoke(app, arguments)
    if isinstance(result.exception, HuangceError):
        raise result.exception
    assert result.exit_code == code, (result.output, result.exception)
    return result.stdout


def said(*arguments: str) -> Any:
    return json.loads(run(*arguments, "--json"))


def test_it_works(office: Path) -> None:
    run("agreements", "enter", str(office / "a.toml"), "--as", "lin")
    with pytest.raises(AgreementStands):
        run("agreements", "enter", str(office / "a.toml"), "--as", "lin")
    path = written(office)
    done = said("deliver", str(path), "--as", "he", "--answers", str(office / "out"))
    number = str(done[0]["batch"])
    assert ReceivedList.objects.get().agreement_version == 1
    receipt = office / "out" / f"火化-回执{number}.json"
    key = json.loads(receipt.read_text())["key"]
    run("verify", "--receipt", str(receipt), "--file", str(path), "--key", key)
    assert "退回" in (office / "out" / "火化-答复.csv").read_text(encoding="utf-8")
    assert "refused: 1" in run("deliveries", "rows", number, "--as", "lin")
    run("deliveries", "answers", number, "--as", "he", "--out", str(office / "later.csv"))
    assert "行号,处理结果,问题代码" in (office / "later.csv").read_text(encoding="utf-8-sig")
    given = ("--asked-by", "民政局来函", "--reason", "误报", "--as", "lin", "--second", "yu")
    assert said("deliveries", "withdraw", number, *given)["findings"] == 0
    run("deliveries", "receipt", number, "--out", str(office / "gone.json"))
    assert "withdrawal" in run("verify", "--receipt", str(office / "gone.json"))
    assert "withdrawn" in run("deliveries", "list")


def test_an_agreement_is_amended_and_ended_and_every_version_stays(office: Path) -> None:
    run("agreements", "enter", str(office / "a.toml"), "--as", "lin")
    (office / "b.toml").write_text(AGREEMENTS.replace("每月", "每周"), encoding="utf-8")
    run("agreements", "amend", str(office / "b.toml"), "cremations", "--reason", "改为每周", "--as", "lin")
    run("agreements", "end", "cremations", "--reason", "项目结束", "--as", "lin")
    shown = [line for line in run("agreements", "show", "cremations").splitlines() if line.startswith("version")]
    assert [line.split(",")[0] for line in shown] == ["version 3", "version 2", "version 1"]
    assert [one["code"] for one in said("agreements", "list")] == ["deaths-hr"]
    with pytest.raises(HuangceError, match="no list that can be kept"):
        run("deliver", str(written(office)), "--as", "he")
    # What a file says does not bring back what was ended.
    (paths.make_home() / "agreements.toml").write_text(AGREEMENTS, encoding="utf-8")
    with pytest.raises(HuangceError, match="no list that can be kept"):
        run("deliver", str(written(office)), "--as", "he")


def test_a_feed_is_followed_answered_and_checked(office: Path) -> None:
    from tests.exchange.feeds.conftest import death
    from tests.register.conftest import do, open_house

    run("agreements", "enter", str(office / "a.toml"), "--as", "lin")
    do(death(open_house().mother))
    line = run("feeds", "page", "deaths-hr", "--as", "he")
    (office / "page.json").write_text(line)
    assert "1 to 1 without a gap" in run("feeds", "check", str(office / "page.json"))
    assert lins.MOTHER.citizen_id in line
    (office / "answers.json").write_text('[{"sequence": 1, "outcome": "applied"}]')
    run("feeds", "answer", "deaths-hr", str(office / "answers.json"), "--as", "he")
    assert said("feeds", "followers")[0]["applied"] == 1
    assert "1 entries" in run("feeds", "list")


def test_a_token_is_shown_once_and_ends_when_revoked(office: Path) -> None:
    from huangce.exchange import tokens

    run("agreements", "enter", str(office / "a.toml"), "--as", "lin")
    given = ("--office", "民政局", "--liaison", "he", "--agreement", "cremations", "--as", "lin")
    text = said("tokens", "issue", *given)["token"]
    assert tokens.bearer(text).codes == ("cremations",)
    assert text.split("_", 2)[2] not in run("tokens", "list")
    run("tokens", "revoke", str(tokens.bearer(text).token), "--as", "lin")
    with pytest.raises(tokens.BadToken):
        tokens.bearer(text)
    with pytest.raises(tokens.TokenUnfounded):
        run("tokens", "issue", "--office", "民政局", "--liaison", "lin", "--agreement", "cremations", "--as", "lin")


@pytest.fixture
def watched(office: Path) -> Watch:
    run("agreements", "enter", str(office / "a.toml"), "--as", "lin")
    folder = office / "watched"
    folder.mkdir()
    from huangce.county.agreed import standing

    return Watch(folder, officers.find("he"), standing(), paths.make_home() / "mappings")


def test_a_watched_folder_takes_a_file_once_it_rests(watched: Watch) -> None:
    path = written(watched.folder)
    assert watched.look() == []
    path.write_text(LIST.replace("陈无名", "陈有名"), encoding="utf-8")
    assert watched.look() == []
    assert [one.outcome for one in watched.look()] == ["received"]
    assert sorted(one.name for one in (watched.folder / "answered").iterdir()) == [
        f"火化-回执{ReceivedList.objects.get().id}.json",
        "火化-答复.csv",
    ]
    assert not path.exists()
    # Under another name it is the same file: answered with the first receipt.
    written(watched.folder, LIST.replace("陈无名", "陈有名"), "again.csv")
    watched.look()
    assert [one.outcome for one in watched.look()] == ["received before"]
    assert ReceivedList.objects.count() == 1


def test_what_cannot_be_taken_is_set_aside_with_the_reason(watched: Watch) -> None:
    (watched.folder / "bad.xlsx").write_bytes(b"\x00\x01\x02 no workbook")
    (watched.folder / ".hidden.csv").write_text(LIST)
    (watched.folder / "coming.csv.part").write_text(LIST)
    (watched.folder / "丧葬补助.csv").write_text(
        "姓名,身份证号码,死亡日期,发放日期,金额\n林一,,2025-01-01,2025-02-01,1\n"
    )
    watched.look()
    assert {one.file: one.outcome for one in watched.look()} == {
        "bad.xlsx": "set aside",
        "丧葬补助.csv": "set aside",
    }
    reasons = sorted((watched.folder / "quarantine").glob("*.reason.json"))
    assert [json.loads(one.read_text())["code"] for one in reasons][-1] == "no-agreement"
    assert watched.look() == []


def test_no_name_of_a_file_that_is_kept_or_told_bears_a_number(watched: Watch) -> None:
    written(watched.folder, LIST, "火化990101198005031234.csv")
    (watched.folder / "王五990101198005031234.xlsx").write_bytes(b"\x00\x01\x02 no workbook")
    watched.look()
    taken = watched.look()
    assert {one.file: one.outcome for one in taken} == {"火化号码.csv": "received", "王五号码.xlsx": "set aside"}
    assert not any("990101" in one.reason for one in taken)
    kept = [one for one in watched.folder.rglob("*") if one.is_file()]
    assert len(kept) == 4
    assert not any("990101" in one.name or b"990101198005031234" in one.read_bytes() for one in kept)


def test_the_watching_command_ends_after_one_round(watched: Watch) -> None:
    written(watched.folder)
    out = run("watch", str(watched.folder), "--as", "he", "--once", "--seconds", "0.1")
    assert out.startswith("火化.csv: received as ")


def test_the_process_beside_the_server_watches_the_folder_of_the_settings(
    watched: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    from huangce.web.lists import runner

    assert runner._watch(None) is None
    monkeypatch.setenv("HUANGCE_WATCH", str(watched.folder))
    assert runner._watch(None) is None  # nobody is named in whose name it delivers
    monkeypatch.setenv("HUANGCE_WATCH_AS", "he")
    written(watched.folder)
    seen = runner._watch(None)
    runner._watch(seen)
    assert ReceivedList.objects.get().channel == "folder"


EAST = """
[[agreement]]
code = "cremations-east"
kind = "cremations"
supplier = "东城殡仪馆"
purpose = "核对应销未销户口"
legal_ground = "户口登记条例第八条"
fields = ["name", "cremated_on"]
frequency = "每月"
retention_months = 3
returns = ["format", "matched"]
contact = "业务科"
"""


def test_two_offices_deliver_one_kind_each_under_its_own_agreement(office: Path) -> None:
    (office / "b.toml").write_text(AGREEMENTS + EAST, encoding="utf-8")
    run("agreements", "enter", str(office / "b.toml"), "--as", "lin")
    path = str(written(office))
    with pytest.raises(NothingToDeliver):
        run("deliver", path, "--as", "he")  # whose it is nobody says
    with pytest.raises(NoSuchAgreement):
        run("deliver", path, "--as", "he", "--agreement", "cremations-west")
    run("deliver", path, "--as", "he", "--agreement", "cremations-east", "--answers", str(office / "east"))
    run("deliver", path, "--as", "he", "--agreement", "cremations", "--answers", str(office / "west"))
    east, west = ReceivedList.objects.order_by("id")
    assert (east.agreement_code, west.agreement_code) == ("cremations-east", "cremations")
    assert (west.keep_until - east.keep_until).days > 80
    assert west.overlap is None  # the list of another office is nothing to count against
    assert store.frame_of(east.pk)["died_on"].null_count() == 2
    assert store.frame_of(west.pk)["died_on"].null_count() == 0
    assert "是否对得上人" in (office / "east" / "火化-答复.csv").read_text()
    assert "是否对得上人" not in (office / "west" / "火化-答复.csv").read_text()
    assert east.receipt["agreement"]["code"] == "cremations-east"


def test_one_office_has_one_agreement_on_a_kind_and_a_code_one_subject(office: Path) -> None:
    run("agreements", "enter", str(office / "a.toml"), "--as", "lin")
    (office / "b.toml").write_text(EAST.replace("东城殡仪馆", "民政局"), encoding="utf-8")
    with pytest.raises(AgreementStands, match="cremations"):
        run("agreements", "enter", str(office / "b.toml"), "--as", "lin")
    other = EAST.replace("cremations-east", "deaths-hr")
    (office / "c.toml").write_text(other, encoding="utf-8")
    run("agreements", "end", "deaths-hr", "--reason", "x", "--as", "lin")
    with pytest.raises(OtherKind):
        run("agreements", "enter", str(office / "c.toml"), "--as", "lin")


def test_a_folder_of_one_office_takes_its_lists_under_its_agreement(office: Path) -> None:
    (office / "b.toml").write_text(AGREEMENTS + EAST, encoding="utf-8")
    run("agreements", "enter", str(office / "b.toml"), "--as", "lin")
    folder = office / "east"
    folder.mkdir()
    written(folder)
    run("watch", str(folder), "--as", "he", "--once", "--seconds", "0.1", "--agreement", "cremations-east")
    assert ReceivedList.objects.get().agreement_code == "cremations-east"


def test_a_file_that_is_still_written_is_neither_taken_nor_removed(
    watched: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(watched.folder)
    watched.look()
    answer = delivering.answer

    def while_answering(*arguments: Any) -> Path | None:
        path.write_text(LIST.replace("陈无名", "陈有名"), encoding="utf-8")
        return answer(*arguments)

    with monkeypatch.context() as patch:
        patch.setattr(delivering, "answer", while_answering)
        assert [one.outcome for one in watched.look()] == ["still written"]
    assert not ReceivedList.objects.exists()
    watched.look()
    assert [one.outcome for one in watched.look()] == ["received"]
    assert not path.exists()
