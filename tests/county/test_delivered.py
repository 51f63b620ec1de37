"""A department's list: kept, receipted, answered as far as its agreement says, compared with the last, withdrawn."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from huangce.accounts import officers
from huangce.accounts.models import Officer
from huangce.county import answering, delivering, withdrawing
from huangce.errors import NotAllowed
from huangce.exchange import agreement_store, liaisons, receipts, store
from huangce.exchange.deliveries import Delivery, read_file
from huangce.exchange.models import ReceivedList, Withdrawal
from huangce.matching import ex_officio, findings
from huangce.matching.models import Finding, FindingEvent, Run
from huangce.register import signed
from huangce.register.bulk import quiet
from huangce.register.locks import next_id, raw_cursor
from huangce.web.lists import runner
from tests import lins, people
from tests.agreed import CREMATIONS
from tests.exchange.feeds.conftest import death, reversal
from tests.lins import MOTHER
from tests.people import OPENED
from tests.register.conftest import House, do, open_house
from tests.register.test_any_order import lives

COUNTY = "511703000000"
NOW = lins.NOW
TODAY = date(2026, 6, 1)
HEADER = "死者姓名,身份证号码,死亡日期,火化日期,生前住址,备注"
LIST = (
    f"{HEADER}\n王秀英,{MOTHER.citizen_id},2026-03-01,2026-03-03,石桥村3组12号,密\n"
    "陈无名,,2026-03-02,2026-03-04,东街9号,密\n,,2026-03-02,2026-03-04,东街9号,密\n"
)


def officer(name: str, role: str) -> Officer:
    found = officers.add(name, name, on=OPENED)
    officers.grant(found, role, COUNTY, by=None, on=OPENED)
    return found


@pytest.fixture
def fang(committed_db: None) -> Officer:
    return officer("fang", "registrar")


@pytest.fixture
def house(committed_db: None) -> House:
    return open_house()


def written(folder: Path, text: str = LIST, name: str = "火化.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def read(path: Path, **values: Any) -> list[Delivery]:
    return read_file(path, {"cremations": replace(CREMATIONS, **values)}, today=TODAY)


def stands(**values: Any) -> None:
    """The agreement stands today, as the office recorded it."""
    agreement_store.enter(replace(CREMATIONS, **values), by=people.officer("lin"))


def delivered(path: Path, by: Officer, *, now: datetime = NOW, **values: Any) -> ReceivedList:
    found = delivering.deliver(read(path, **values), by=by, on=TODAY, now=now, progress=quiet)
    return ReceivedList.objects.get(pk=found[0].batch)


def answered(path: Path, folder: Path, **values: Any) -> bytes:
    folder.mkdir(exist_ok=True)
    answer = delivering.answer(read(path, **values), folder)
    assert answer is not None
    return answer.read_bytes()


def test_it_works(house: House, fang: Officer, tmp_path: Path) -> None:
    path = written(tmp_path)
    one = delivered(path, fang)
    assert (one.rows, one.usable, one.channel, one.overlap) == (3, 2, "page", None)
    receipt = signed.check(one.receipt, receipts.KIND)
    receipts.require_file(receipt, path.name, path.read_bytes())
    assert (receipt["rows"], receipt["usable"], receipt["keep_until"]) == (3, 2, "2026-12-01")
    assert MOTHER.citizen_id not in json.dumps(receipt)
    with pytest.raises(receipts.OtherFile):
        receipts.require_file(receipt, "other.csv", b"")
    rows = answering.for_the_office(one.id, by=fang)
    assert rows["row"].to_list() == [2, 3, 4]
    assert rows["outcome"].to_list() == ["matched", "nobody", "refused"]
    assert rows["codes"].to_list()[2].startswith("required-missing")


def test_retention_counts_from_the_day_of_the_office_not_from_that_of_greenwich(fang: Officer, tmp_path: Path) -> None:
    early = datetime(2026, 5, 31, 16, 30, tzinfo=UTC)  # half past midnight of 1 June in the office
    assert delivered(written(tmp_path), fang, now=early).keep_until == date(2026, 12, 1)


def test_whom_rows_are_is_kept_until_the_next_reconciliation_and_goes_with_the_list(
    house: House, fang: Officer, tmp_path: Path
) -> None:
    one = delivered(written(tmp_path), fang)
    assert answering.compare() == 1
    assert answering.compare() == 0
    links = store.links_of(one.id)
    assert links is not None
    assert links["record"].to_list() == [house.mother, None]
    outcomes = answering.for_the_office(one.id, by=fang)["outcome"].to_list()
    assert outcomes == ["matched", "nobody", "refused"]
    findings.reconcile_register(by=fang, as_of=TODAY, now=NOW)
    assert answering.compare() == 1
    store.forget_expired(today=TODAY + timedelta(days=400), now=NOW)
    assert store.links_of(one.id) is None


def test_columns_outside_the_agreement_are_in_nothing_that_was_read(tmp_path: Path) -> None:
    one = read(written(tmp_path))[0]
    assert one.table is not None
    assert one.checked is not None
    held = [*one.checked.frame.iter_rows(), one.mapping, one.table.headers]
    assert "密" not in str(held)
    assert "东街" not in str(held)
    assert {p.where.column for p in one.problems if p.code == "column-not-agreed"} == {"生前住址"}


def test_a_sender_to_whom_only_the_form_is_returned_learns_nothing_of_the_register(
    fang: Officer, tmp_path: Path
) -> None:
    path = written(tmp_path)
    before = answered(path, tmp_path / "before")
    house = open_house()
    with_register = answered(path, tmp_path / "with")
    do(death(house.mother))
    after = answered(path, tmp_path / "after")
    assert before == with_register == after
    first = pl.read_csv(before, infer_schema=False)
    assert first.columns == [*HEADER.split(","), "处理结果", "问题代码", "问题说明"]
    assert first["死者姓名"].to_list() == ["王秀英", "陈无名", None]


@pytest.mark.parametrize(
    "told",
    [
        {"matched": ("是否对得上人", ["对得上", "对不上", None])},
        {"registered": ("是否在本地登记", ["是", "否", None])},
        {"registered_place": ("登记地", [lins.VILLAGE, None, None])},
        {"registered": ("是否在本地登记", ["是", "否", None]), "cancelled": ("是否已注销", ["否", "否", None])},
        {"matched": ("是否对得上人", ["对得上", "对不上", None]), "decision": ("核实结论", [None, None, None])},
    ],
)
def test_what_the_agreement_names_goes_back_and_nothing_else(
    house: House, tmp_path: Path, told: dict[str, tuple[str, list[Any]]]
) -> None:
    answer = answered(written(tmp_path), tmp_path / "a", returns=tuple(told))
    found = pl.read_csv(answer, infer_schema=False)
    titles = [title for title, _values in told.values()]
    assert found.columns == [*HEADER.split(","), "处理结果", "问题代码", "问题说明", *titles]
    for title, values in told.values():
        assert found[title].to_list() == values


def test_a_cancelled_person_is_told_as_cancelled_where_that_is_named(
    house: House, fang: Officer, tmp_path: Path
) -> None:
    do(death(house.mother))
    found = answered(written(tmp_path), tmp_path / "a", returns=("registered", "cancelled"))
    row = pl.read_csv(found, infer_schema=False).row(0, named=True)
    assert (row["是否在本地登记"], row["是否已注销"]) == ("否", "是")


def test_the_same_file_is_received_once_and_its_receipt_is_found_again(fang: Officer, tmp_path: Path) -> None:
    one = delivered(written(tmp_path), fang)
    again = delivered(written(tmp_path, name="again.csv"), fang)
    assert again.id == one.id
    assert ReceivedList.objects.count() == 1


def test_the_same_rows_in_another_file_are_counted(fang: Officer, tmp_path: Path) -> None:
    first = delivered(written(tmp_path), fang)
    later = LIST.replace("2026-03-02,2026-03-04", "2026-03-02,2026-03-05", 1)
    later = later.replace("陈无名", "陈有名") + "赵六,,2026-04-01,2026-04-02,西街1号,\n"
    second = delivered(written(tmp_path, later, "四月.csv"), fang, now=NOW + timedelta(days=30))
    assert second.overlap == {"list": first.id, "same": 1, "new": 2, "changed": 0, "gone": 1}


def test_a_list_that_a_command_loaded_is_compared_before_somebody_asks(
    fang: Officer, house: House, tmp_path: Path
) -> None:
    before = runner.compare_loaded(())
    one = delivered(written(tmp_path), fang)
    since = runner.compare_loaded(before)
    assert since != before
    links = store.links_of(one.id)
    assert links is not None
    assert links["record"].to_list() == [house.mother, None]
    assert runner.compare_loaded(since) == since


def test_a_delivery_is_not_compared_with_that_of_somebody_else(fang: Officer, tmp_path: Path) -> None:
    delivered(written(tmp_path), fang)
    other = delivered(written(tmp_path, LIST + "赵六,,2026-04-01,2026-04-02,西街1号,\n"), officer("yu", "registrar"))
    assert other.overlap is None


def test_retention_destroys_the_keys_and_the_receipt_stays(fang: Officer, tmp_path: Path) -> None:
    one = delivered(written(tmp_path), fang)
    assert store.forget_expired(today=date(2026, 12, 1), now=NOW) == 0
    assert store.forget_expired(today=date(2026, 12, 2), now=NOW) == 1
    with pytest.raises(answering.NoSuchList):
        answering.later(one.id, by=fang)
    one.refresh_from_db()
    assert one.forgotten_at == NOW
    assert signed.check(one.receipt, receipts.KIND)


def test_a_key_that_was_destroyed_and_is_copied_back_is_destroyed_again(fang: Officer, tmp_path: Path) -> None:
    one = delivered(written(tmp_path), fang)
    kept = {key: key.read_bytes() for key in (store._key(one.id), store._key(one.id, store.ROWS))}
    store.forget_expired(today=date(2026, 12, 2), now=NOW)
    for key, content in kept.items():
        key.write_bytes(content)
    assert store.open_deliveries() == {}  # nobody reads it, and at the next look it cannot be read
    store.forget_expired(today=date(2026, 12, 2), now=NOW)
    assert not any(key.exists() for key in kept)


def test_after_its_retention_a_list_of_a_restored_register_is_not_read_again(fang: Officer, tmp_path: Path) -> None:
    one = delivered(written(tmp_path), fang)
    for part in store.PARTS:
        store._key(one.id, part).unlink(missing_ok=True)  # as in a register that was restored from a backup
    late = datetime(2026, 12, 2, tzinfo=UTC)
    assert delivered(written(tmp_path), fang, now=late).id == one.id
    assert not store.is_readable(one.id)
    assert store.forget_expired(today=late.date(), now=late) == 1


def test_a_number_that_a_replaced_register_had_given_hides_nothing(fang: Officer, tmp_path: Path) -> None:
    with raw_cursor() as cursor:
        following = next_id(cursor, "batch") + 1
    for part in store.PARTS:
        store._key(following, part).parent.mkdir(exist_ok=True)
        store._key(following, part).write_bytes(bytes(range(32)))
    assert delivered(written(tmp_path), fang).id == following
    assert store.frame_of(following).height == 2
    assert store.links_of(following) is None


@pytest.fixture
def county(house: House, fang: Officer, tmp_path: Path) -> ReceivedList:
    """A cremated mother who is not cancelled: reconciled, a finding rests on the list."""
    one = delivered(written(tmp_path), fang, returns=("decision",))
    findings.reconcile_register(by=fang, as_of=TODAY, now=NOW)
    return one


def deceased() -> Finding:
    return Finding.objects.get(finding_class="deceased_not_cancelled")


def test_a_finding_says_which_rows_of_which_delivery_it_rests_on(county: ReceivedList, fang: Officer) -> None:
    assert json.loads(deceased().sources) == [[county.id, 2]]
    rows = answering.for_the_office(county.id, by=fang)
    assert rows.row(0)[1::2] == ("doubtful", deceased().id)


def test_what_an_act_settled_is_asked_again_only_when_the_act_was_taken_back(
    county: ReceivedList, house: House, fang: Officer
) -> None:
    act = do(death(house.mother)).act
    findings.close(deceased().id, reason="act", by=fang, act=act, now=NOW)
    assert findings.reconcile_register(by=fang, as_of=TODAY, now=NOW).findings["reopened"] == 0
    assert deceased().state == "closed"
    do(reversal(act))
    assert findings.reconcile_register(by=fang, as_of=TODAY, now=NOW).findings["reopened"] == 1
    assert deceased().state == "open"


def test_a_death_that_was_confirmed_is_asked_again_when_its_person_is_seen_alive(
    county: ReceivedList, house: House, fang: Officer
) -> None:
    lead = deceased().pk
    findings.close(lead, reason="confirmed", by=fang, now=NOW)
    do(lives(house.mother, date(2026, 4, 1)))
    assert findings.reconcile_register(by=fang, as_of=TODAY, now=NOW).findings["reopened"] == 1
    seen = Finding.objects.get(pk=lead)
    assert (seen.finding_class, seen.state) == ("death_contradicted", "open")
    with pytest.raises(ex_officio.NotADeathLead):
        ex_officio.enter(lead, "dead_confirmed", on=TODAY, how="入户记录3号", by=fang, now=NOW)
    assert json.loads(seen.sources)[0] == [county.id, 2]
    findings.close(lead, reason="alive_seen", by=fang, now=NOW)
    assert findings.reconcile_register(by=fang, as_of=TODAY, now=NOW).findings["reopened"] == 0


def test_a_decision_goes_back_by_row_where_the_agreement_names_it(county: ReceivedList, fang: Officer) -> None:
    stands(returns=("decision",))
    assert answering.later(county.id, by=fang)["decision"].to_list() == [None, None, None]
    findings.close(deceased().id, reason="alive_seen", by=fang, now=NOW)
    assert answering.later(county.id, by=fang).columns == ["row", "result", "codes", "decision"]
    assert answering.later(county.id, by=fang)["decision"].to_list() == ["本人健在，已见到", None, None]


def test_what_the_agreement_does_not_let_go_back_any_more_is_not_told(county: ReceivedList, fang: Officer) -> None:
    def told() -> list[str]:
        return answering.later(county.id, by=fang).columns[3:]

    stands(returns=("decision",))
    assert told() == ["decision"]
    lin = people.officer("lin")
    agreement_store.amend(replace(CREMATIONS, returns=("format", "registered")), by=lin, reason="只看格式")
    assert told() == []
    agreement_store.end(CREMATIONS.code, by=lin, reason="到期")
    assert told() == []


def test_who_speaks_for_the_office_no_more_gets_no_answers(house: House, tmp_path: Path) -> None:
    stands()
    he, lin = people.officer("he"), people.officer("lin")
    one = delivered(written(tmp_path), he)
    assert answering.later(one.id, by=he).height == 3
    for naming in liaisons.standing("民政局"):
        liaisons.end(naming.pk, by=lin)
    with pytest.raises(liaisons.NotOfOffice):
        answering.later(one.id, by=he)


def test_a_list_is_withdrawn_by_two_officers_and_what_rested_on_it_alone_goes_with_it(
    county: ReceivedList, fang: Officer, tmp_path: Path
) -> None:
    second = officer("yu", "registrar")
    given = {"asked_by": "民政局社会事务股 来函3号", "reason": "误报", "by": fang, "now": NOW}
    with pytest.raises(withdrawing.SecondOfficerNeeded):
        withdrawing.withdraw(county.id, second=fang, **given)
    with pytest.raises(NotAllowed):
        withdrawing.withdraw(county.id, second=officer("he", "department_officer"), **given)
    with pytest.raises(withdrawing.WithdrawalUnfounded):
        withdrawing.withdraw(county.id, second=second, **given | {"reason": " "})
    done = withdrawing.withdraw(county.id, second=second, **given)
    assert done.findings == 1
    assert deceased().state == "gone"
    assert str(county.id) in FindingEvent.objects.get(kind="no_longer_found").words
    receipt = signed.check(done.receipt, receipts.KIND)
    assert (receipt["about"], receipt["findings_withdrawn"]) == ("withdrawal", 1)
    assert Withdrawal.objects.get().second_officer == second.pk
    with pytest.raises(answering.NoSuchList):
        answering.for_the_office(county.id, by=fang)
    with pytest.raises(withdrawing.WithdrawnAlready):
        withdrawing.withdraw(county.id, second=second, **given)
    # A mended list, or the same again, is received as new.
    assert delivered(written(tmp_path, name="again.csv"), fang).id != county.id
    findings.reconcile_register(by=fang, as_of=TODAY, now=NOW + timedelta(days=1))
    assert deceased().state == "open"


def test_what_another_list_supports_stays_when_one_is_withdrawn(
    county: ReceivedList, fang: Officer, tmp_path: Path
) -> None:
    other = delivered(written(tmp_path, LIST.replace("东街9号", "东街10号"), "二.csv"), fang)
    findings.reconcile_register(by=fang, as_of=TODAY, now=NOW + timedelta(days=1))
    assert json.loads(deceased().sources) == [[county.id, 2], [other.id, 2]]
    done = withdrawing.withdraw(
        county.id, asked_by="民政局", reason="误报", by=fang, second=officer("yu", "registrar"), now=NOW
    )
    assert done.findings == 0
    assert deceased().state == "open"


def test_ids_of_findings_are_the_same_again_under_the_key_of_the_home_and_others_under_another(
    county: ReceivedList, fang: Officer
) -> None:
    from huangce.matching import findings_store, fingerprints
    from huangce.matching.reconcile import reconcile

    inputs = findings_store.read_inputs()
    lists = store.open_deliveries()

    def ids(key: bytes) -> list[str]:
        found = reconcile(inputs.people, inputs.residents, lists, county="511703", as_of=TODAY, key=key)
        return found.findings["id"].to_list()

    assert set(ids(fingerprints.fingerprint_key())) == set(Finding.objects.values_list("id", flat=True))
    assert set(ids(b"another")).isdisjoint(ids(fingerprints.fingerprint_key()))
    manifest = json.loads(Run.objects.latest("id").manifest)
    assert manifest["fingerprint_key"] == fingerprints.name_of_key()
    assert len(manifest["model"]) == 64
    assert manifest["inputs"]["lists"][0]["agreement"]["version"] == 0
    assert manifest["versions"]["huangce"]


def test_a_moment_is_written_in_universal_time(fang: Officer, tmp_path: Path) -> None:
    receipt = delivered(written(tmp_path), fang, now=datetime(2026, 6, 1, 2, tzinfo=UTC)).receipt
    assert receipt["received_at"] == "2026-06-01T02:00:00+00:00"


def ledger() -> list[tuple[object, ...]]:
    """Every finding as it stands, without the number of the run."""
    columns = [one.attname for one in Finding._meta.concrete_fields if one.attname != "run"]
    return list(Finding.objects.order_by("id").values_list(*columns))


def test_the_same_inputs_give_the_same_rows_and_ids(county: ReceivedList, fang: Officer, tmp_path: Path) -> None:
    before = ledger()
    events = FindingEvent.objects.count()
    again = findings.reconcile_register(by=fang, as_of=TODAY, now=NOW + timedelta(days=1))
    assert (ledger(), FindingEvent.objects.count()) == (before, events)
    assert again.findings == {"new": 0, "reopened": 0, "no_longer_found": 0}
    # Renamed, it is the same file; with the rows in another order it is a list more that says the same.
    header, *rows = LIST.splitlines()
    assert delivered(written(tmp_path, name="又一份.csv"), fang).id == county.id
    other = delivered(written(tmp_path, "\n".join([header, *reversed(rows)]) + "\n", "倒序.csv"), fang)
    again = findings.reconcile_register(by=fang, as_of=TODAY, now=NOW + timedelta(days=2))
    assert again.findings == {"new": 0, "reopened": 0, "no_longer_found": 0}
    assert json.loads(deceased().sources) == [[county.id, 2], [other.id, 4]]
    assert [row[0] for row in ledger()] == [row[0] for row in before]


def test_what_was_decided_is_not_asked_again_when_a_list_comes_again(
    county: ReceivedList, fang: Officer, tmp_path: Path
) -> None:
    findings.close(deceased().id, reason="alive_seen", by=fang, now=NOW)
    withdrawing.withdraw(
        county.id, asked_by="民政局", reason="误报", by=fang, second=officer("yu", "registrar"), now=NOW
    )
    assert deceased().state == "decided"
    delivered(written(tmp_path, name="again.csv"), fang)
    for day in (1, 2):
        findings.reconcile_register(by=fang, as_of=TODAY, now=NOW + timedelta(days=day))
        assert deceased().state == "decided"
    # Another day of death is new evidence.
    delivered(written(tmp_path, LIST.replace("2026-03-01", "2026-02-01"), "new.csv"), fang)
    findings.reconcile_register(by=fang, as_of=TODAY, now=NOW + timedelta(days=3))
    assert json.loads(deceased().sources)


def test_a_restored_register_waits_for_the_lists_whose_keys_no_backup_holds(
    county: ReceivedList, fang: Officer, tmp_path: Path
) -> None:
    before = ledger()
    for key in (store._key(county.id), store._key(county.id, store.ROWS)):
        key.unlink()
    again = findings.reconcile_register(by=fang, as_of=TODAY, now=NOW + timedelta(days=1))
    assert again.findings["no_longer_found"] == 0  # nobody looked
    assert ledger() == before
    assert json.loads(Run.objects.latest("id").manifest)["inputs"]["unreadable"] == [county.id]
    assert delivered(written(tmp_path), fang).id == county.id
    assert store.frame_of(county.id).height == county.usable
    again = findings.reconcile_register(by=fang, as_of=TODAY, now=NOW + timedelta(days=2))
    assert again.findings == {"new": 0, "reopened": 0, "no_longer_found": 0}
    assert ledger() == before
    assert json.loads(Run.objects.latest("id").manifest)["inputs"]["unreadable"] == []
