"""Auditors see acts, looks and the seal, and no person."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.test import Client

from huangce.accounts import alarms, lookups, sign_in
from huangce.accounts.alarms import officer_days
from huangce.accounts.lookups import OFFICE_TIME
from huangce.accounts.models import LookUp, RefusedLook, SignIn
from huangce.errors import HuangceError
from huangce.register import audit
from huangce.register.evidence import Export
from huangce.register.seal import Head, seal
from huangce.register.verify import verify
from huangce.rules.acts.death import Death
from tests import lins, people
from tests.lins import shown
from tests.register.conftest import House, do, one, open_house
from tests.web.test_routes import client_of

MONDAY = datetime(2026, 6, 1, 10, 0, tzinfo=OFFICE_TIME)
RECORDED = lins.NOW.astimezone(OFFICE_TIME).date().isoformat()


@pytest.fixture
def house(db: None) -> House:
    return open_house()


@pytest.fixture
def auditor(db: None) -> Client:
    return client_of("zhao")


def text_of(answer) -> str:
    return answer.content.decode()


def look(username: str = "lin", at: datetime = MONDAY, subjects: tuple[int, ...] = (1, 2)) -> None:
    officer = people.officer(username)
    lookups.note(officer, purpose="registration", case="D-1", subjects=subjects, asked=["name"], at=at)


def test_it_works(auditor: Client, house: House) -> None:
    page = text_of(auditor.get("/audit/acts/"))
    assert "建册登记" in page
    assert "林建国" not in page


def test_acts_come_newest_first_page_by_page_and_none_twice(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    do(Death(happened_on=date(2026, 5, 1), person=house.grandmother, evidence=shown("cremation_certificate")))
    monkeypatch.setattr(audit, "PAGE", 1)
    asked = audit.Asked(date(2000, 1, 1), date(2100, 1, 1))
    seen: list[tuple[datetime, int]] = []
    more, page = True, 1
    while more:
        rows, more = audit.acts_by(asked, page=page)
        seen += [(one.recorded_at, one.id) for one in rows]
        page += 1
    assert seen == sorted(seen, reverse=True)
    assert len(seen) == len(set(seen)) == sum(count for _kind, count in audit.kinds_of(asked)) == 2


def test_an_act_shows_its_digest_its_position_and_its_head(committed_db: None) -> None:
    house, auditor = open_house(), client_of("zhao")
    act = do(Death(happened_on=date(2026, 5, 1), person=house.grandmother, evidence=shown("cremation_certificate")))
    page = text_of(auditor.get(f"/audit/acts/{act.act}/"))
    assert act.digest in page
    assert "等下一次存证" in page
    head = seal(now=lins.NOW)
    assert head is not None
    page = text_of(auditor.get(f"/audit/acts/{act.act}/"))
    assert head.root in page
    assert "林建国" not in page
    assert auditor.get("/audit/acts/1/").status_code == 404


def test_acts_are_asked_for_by_day_kind_and_officer(auditor: Client, house: House) -> None:
    assert "这些天没有登记" in text_of(auditor.get("/audit/acts/?first=2020-01-01&last=2020-02-01"))
    assert "这些天没有登记" in text_of(auditor.get("/audit/acts/?kind=death"))
    assert "这些天没有登记" in text_of(auditor.get("/audit/acts/?officer=nobody"))
    assert "建册登记" in text_of(auditor.get(f"/audit/acts/?first={RECORDED}&last={RECORDED}&kind=opening_entry"))
    assert auditor.get("/audit/acts/?first=yesterday").status_code == 422
    assert auditor.get("/audit/acts/?page=-3").status_code == 200


def test_looks_are_counted_by_officer_and_day_and_open_to_their_rows(auditor: Client) -> None:
    look()
    look(at=MONDAY + timedelta(hours=1))
    page = text_of(auditor.get("/audit/looks/?first=2026-06-01&last=2026-06-01"))
    assert ">2</a>" in page
    assert "D-1" in page
    assert "工作时间外</span>" not in page
    assert "这些天没有人查过" in text_of(auditor.get("/audit/looks/?first=2020-01-01&last=2020-01-02"))


@pytest.mark.parametrize(
    ("at", "is_outside"),
    [
        (MONDAY, False),
        (MONDAY.replace(hour=7, minute=59), True),
        (MONDAY.replace(hour=19), True),
        (MONDAY - timedelta(days=1), True),  # a Sunday
        (datetime(2026, 10, 1, 10, tzinfo=OFFICE_TIME), True),  # the National Day
    ],
)
def test_a_look_outside_working_hours_is_marked(db: None, at: datetime, is_outside: bool) -> None:
    look(at=at)
    (day,) = officer_days(at.date(), at.date())
    assert ("outside" in day.alarms) == is_outside


def test_a_refused_look_leaves_a_row_that_says_why_and_of_nobody(auditor: Client) -> None:
    lin, given = people.officer("lin"), {"subjects": (1, 2), "asked": ["name"], "at": MONDAY}
    for change in ({"divisions": [people.NEXT_TOWN]}, {"purpose": "curiosity"}, {"case": "990101199003070007"}):
        with pytest.raises(HuangceError):
            lookups.note(lin, **({"purpose": "registration", "case": "D-1"} | given | change))
    with pytest.raises(HuangceError):
        lookups.require_look(people.officer("gao"), at=MONDAY)
    assert not LookUp.objects.exists()
    rows = RefusedLook.objects.order_by("id").values_list("code", "purpose", "division")
    assert list(rows) == [
        ("may-not-look-up", "registration", people.NEXT_TOWN),
        ("unknown-purpose", "", ""),
        ("case-missing", "registration", ""),
        ("may-not-look-up", "", ""),
    ]
    page = text_of(auditor.get("/audit/looks/?first=2026-06-01&last=2026-06-01"))
    assert "不在本人辖区，或岗位不查人" in page
    assert "没有写明为哪件事" in page
    assert {one.username: one.denied for one in officer_days(MONDAY.date(), MONDAY.date())} == {"lin": 3, "gao": 1}


def test_who_has_no_business_with_persons_and_opens_one_is_noted(db: None) -> None:
    assert client_of("gao").get("/persons/7/").status_code == 403
    assert client_of("gao").get("/rates/").status_code == 200
    assert [one.code for one in RefusedLook.objects.all()] == ["may-not-see"]


def test_acts_that_wait_longer_than_a_day_for_the_seal_are_told(committed_db: None) -> None:
    house, auditor = open_house(), client_of("zhao")
    seal(now=datetime.now(UTC) - timedelta(hours=30))
    assert "30小时前" in text_of(auditor.get("/audit/seal/"))
    do(Death(happened_on=date(2026, 5, 1), person=house.grandmother, evidence=shown("cremation_certificate")))
    assert "已过30小时" in text_of(auditor.get("/audit/seal/"))
    seal(full=True)
    assert "不到一小时前" in text_of(auditor.get("/audit/seal/"))


def test_many_looks_and_refused_sign_ins_are_marked(db: None) -> None:
    for minute in range(alarms.THRESHOLDS["refused"]):
        SignIn.objects.create(at=MONDAY + timedelta(minutes=minute), username="lin", outcome="wrong")
    look(subjects=tuple(range(1, alarms.THRESHOLDS["shown"] + 1)))
    (day,) = officer_days(MONDAY.date(), MONDAY.date())
    assert day.alarms == ["shown", "refused"]
    assert day.refused == alarms.THRESHOLDS["refused"]


def test_attempts_to_sign_in_are_shown(auditor: Client) -> None:
    officer = people.officer("lin")
    sign_in.set_password(officer, "correct horse battery")
    with pytest.raises(sign_in.WrongPassword):
        sign_in.sign_in("lin", "wrong", at=MONDAY)
    sign_in.sign_in("lin", "correct horse battery", at=MONDAY)
    span = "first=2026-06-01&last=2026-06-01"
    assert "密码不对" in text_of(auditor.get(f"/audit/sign-ins/?{span}&outcome=refused"))
    page = text_of(auditor.get(f"/audit/sign-ins/?{span}&officer=lin&outcome=in"))
    assert 'data-tone="done">登录成功' in page
    assert "密码不对" not in page


def test_a_head_comes_as_the_file_that_verify_reads(committed_db: None, tmp_path: Path) -> None:
    open_house()
    auditor = client_of("zhao")
    head = seal(now=lins.NOW)
    assert head is not None
    assert head.root in text_of(auditor.get("/audit/seal/"))
    answer = auditor.get(f"/audit/seal/{head.size}/head.json")
    file = tmp_path / "head.json"
    file.write_bytes(answer.content)
    assert Head.read(file) == head
    assert auditor.get("/audit/seal/999/head.json").status_code == 404


def test_registrars_see_nothing_of_the_audit(db: None) -> None:
    registrar = client_of("lin")
    for path in ("/audit/acts/", "/audit/looks/", "/audit/seal/", "/audit/sign-ins/"):
        assert registrar.get(path).status_code == 403
    assert registrar.post("/audit/seal/export/").status_code == 403


def test_the_export_of_the_pages_proves_the_register_and_tells_nobody(committed_db: None, tmp_path: Path) -> None:
    open_house()
    head = seal(now=lins.NOW)
    answer = client_of("zhao").post("/audit/seal/export/")
    packed = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    zipfile.ZipFile(io.BytesIO(packed)).extractall(tmp_path)
    folder = tmp_path / "register"
    report = verify(Export(folder), outside=head)
    assert report.holds, report.found
    assert report.withheld == report.values > 0
    import pyarrow.parquet as pq

    values = pq.read_table(folder / "values")
    assert values["value"].null_count == values["salt"].null_count == values.num_rows
    everything = b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())
    assert "林建国".encode() not in everything
    lines = (folder / "heads.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["size"] for line in lines] == [one("select max(size) from seal_head")]


def test_an_altered_value_shows_in_an_export_without_values(committed_db: None, tmp_path: Path) -> None:
    import psycopg

    from huangce.home import database
    from huangce.register.evidence import Database, export

    open_house()
    seal(now=lins.NOW)
    with psycopg.connect(database.url(owner=True)) as owner:
        owner.execute("alter table fact_value disable trigger user")
        owner.execute("update fact_value set value = replace(value, '林建国', '林建田') where ordinal > 0")
        owner.execute("alter table fact_value enable trigger user")
    export(Database(database.url()), tmp_path / "out", withhold=True)
    report = verify(Export(tmp_path / "out"))
    assert {found.what for found in report.found} == {"altered"}
