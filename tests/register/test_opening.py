"""The bulk path and `record` give the same acts, facts and rows; a load is one batch, and undone by one act."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest
from django.db import connection, transaction

from huangce.home import database
from huangce.register.batches import BatchBuiltOn, NoSuchBatch
from huangce.register.bulk import indexes_after
from huangce.register.digest import HEADER
from huangce.register.evidence import Database
from huangce.register.locks import raw_cursor
from huangce.register.opening import REGISTER_COLUMNS, NothingToLoad, Opened, open_register
from huangce.register.rebuild import check
from huangce.register.residents import RESIDENT_COLUMNS, open_residences
from huangce.register.seal import seal
from huangce.register.verify import verify
from huangce.rules.acts.death import Death
from huangce.rules.acts.opening import Member, ResidenceOpening, Resident
from huangce.rules.acts.reversals import BatchUndone, Reversal
from tests import lins
from tests.register.conftest import do, one, stand

NAMES = ("林建国", '阿依古丽·买买提"x', "𬭎𠅤", "曾小贤", "O'Brien\\", "单雄信")


def lists(count: int) -> tuple[list[tuple[dict[str, Any], list[Member]]], pl.DataFrame]:
    """Households as acts would have them, and the same as rows of a list."""
    households, rows = [], []
    for index in range(count):
        head = {
            "household_no": f"H{index}",
            "household_kind": "collective" if index % 7 == 3 else "family",
            "division": lins.VILLAGE if index % 2 else lins.NEXT_VILLAGE,
            "address": f"石桥村{index}组\u3000{index}号",
            "address_id": index if index % 3 else None,
        }
        members = []
        for place in range(1 + index % 4):
            serial = index * 10 + place
            twice = index % 5 == 4 and place == 0
            members.append(
                Member(
                    name=NAMES[serial % len(NAMES)],
                    relation="02" if place == 0 else "20",
                    former_name=None if serial % 3 else "旧名",
                    sex=None if serial % 11 == 0 else str(1 + serial % 2),
                    birth_date=("1980", "1980-05", "1980-05-03", None)[serial % 4],
                    ethnicity="01",
                    citizen_id=lins.FATHER.citizen_id if twice else None if serial % 6 == 0 else f"99{serial:016}",
                    number_contested=twice,
                    education=None if serial % 2 else "60",
                    since=None if serial % 2 else "2010-02-03",
                )
            )
        households.append((head, members))
        rows += [
            {
                **head,
                **{name: getattr(member, name) for name in REGISTER_COLUMNS if name in Member.__slots__},
                "moved_in_on": member.since,
            }
            for member in members
        ]
    frame = pl.DataFrame(rows, schema_overrides={"address_id": pl.Int64}, infer_schema_length=None)
    return households, frame.with_row_index("row", offset=1)


def load(frame: pl.DataFrame, **options: Any) -> Opened:
    given = {
        "opened_on": lins.OPENED,
        "by": lins.LIN.id,
        "source": "户籍人口.csv",
        "sha256": "0" * 64,
        "now": lins.NOW,
    }
    with transaction.atomic(), raw_cursor() as cursor:
        return open_register(cursor, frame, **{**given, **options})


def residents(known: int) -> tuple[list[ResidenceOpening], pl.DataFrame]:
    """Who lives at three addresses, as acts and as rows; `known` is a person of the register."""
    acts, rows = [], []
    for index in range(3):
        head = {"division": lins.VILLAGE, "address": f"石桥村{index}号", "address_id": index or None}
        some = [
            Resident(
                residence_kind="usual" if place == 0 else "temporary",
                person=known if index == place == 0 else None,
                name=NAMES[place],
                sex="1",
                birth_date="1990-01-02" if place else None,
                registered_place="云南省昭通市" if place else "",
                arrived_on="2020-03-04" if place else None,
                source="visit",
                verified_on="2020-05-06" if place else None,
            )
            for place in range(1 + index)
        ]
        acts.append(ResidenceOpening(happened_on=lins.OPENED, spells=tuple(some), **head))
        rows += [
            {**head, **{name: getattr(one, name) for name in RESIDENT_COLUMNS if name not in head}} for one in some
        ]
    frame = pl.DataFrame(rows, schema_overrides={"citizen_id": pl.String, "person": pl.Int64}, infer_schema_length=None)
    return acts, frame.with_row_index("row", offset=1)


def test_residents_are_opened_alike_one_by_one_and_in_bulk(committed_db, spotless):
    def known() -> int:
        do(lins.family(lins.FATHER))
        return one("select id from person")

    acts, _frame = residents(known())
    stand(1, 2)
    for act in acts:
        do(act)
    single = everything("residence")
    connection.close()
    spotless.restore()
    _acts, frame = residents(known())
    with transaction.atomic(), raw_cursor() as cursor:
        _batch, newcomers = open_residences(
            cursor, frame, opened_on=lins.OPENED, by=lins.LIN.id, source="x", sha256="0", now=lins.NOW
        )
    assert newcomers == frame["person"].null_count()
    bulk = everything("residence")
    for table in ("act", "fact"):
        assert bulk[table] == single[table]
    for table in ("person", "residence"):
        assert [row[:-1] for row in bulk[table]] == [row[:-1] for row in single[table]]
    assert check(database.url()).holds


def everything(*more: str) -> dict[str, list[tuple[Any, ...]]]:
    """All rows that a load writes, with ids as their rank, without salts, digests and batch."""
    header = ", ".join(name for name in HEADER if name not in ("id", "batch", "transaction"))
    queries = {
        "act": f"select rank() over (order by id), {header} from act order by id",
        "fact": "select dense_rank() over (order by f.act), f.ordinal, dense_rank() over (order by f.record), grp, "
        "valid_from, object - min(record) over (), v.value from fact f join fact_value v using (act, ordinal) "
        "order by 1, 2",
        "person": "select * from person order by id",
        "household": "select * from household order by id",
        **{table: f"select * from {table} order by id" for table in more},
        "former": "select * from former order by record, item, value",
    }
    found = {}
    with connection.cursor() as cursor:
        cursor.execute("select min(id) from household")
        first = cursor.fetchone()[0]
        cursor.execute("select min(id) from act")
        first_act = cursor.fetchone()[0]
        for name, query in queries.items():
            cursor.execute(query)
            found[name] = [tuple(_relative(value, first, first_act) for value in row) for row in cursor.fetchall()]
    return found


def _relative(value: Any, first: int, first_act: int) -> Any:
    """Ids as their distance from the first one of the same sequence."""
    if isinstance(value, int) and value > 1 << 40:
        return value - first if value - first >= 0 and value - first < 5000 else ("act", value - first_act)
    if isinstance(value, str) and value.startswith("{"):
        import re

        return re.sub(r"\b10995\d{8}\b", lambda match: str(int(match[0]) - first), value)
    return value


def test_the_bulk_path_and_record_give_the_same(committed_db, spotless):
    households, frame = lists(40)
    stand(*frame["address_id"].drop_nulls().unique())
    for head, members in households:
        act = lins.family(*members, **{"foreign_no" if k == "household_no" else k: v for k, v in head.items()})
        do(act)
    single = everything()
    assert check(database.url()).holds
    connection.close()
    spotless.restore()
    load(frame)
    bulk = everything()
    for table, rows in single.items():
        if table in ("person", "household"):  # versions are acts
            assert [row[:-1] for row in bulk[table]] == [row[:-1] for row in rows], table
        else:
            assert bulk[table] == rows, table


def test_a_loaded_register_verifies_and_folds(committed_db):
    _households, frame = lists(60)
    opened = load(frame)
    assert (opened.persons, opened.households) == (frame.height, 60)
    assert opened.contested == 12
    assert opened.links.height == frame.height
    seal(now=lins.NOW)
    assert verify(Database(database.url())).holds
    assert check(database.url()).holds


def test_the_owner_fills_an_empty_register_and_leaves_every_index(committed_db):
    _households, frame = lists(30)
    before = one("select string_agg(indexdef, ';' order by indexname) from pg_indexes where schemaname = 'public'")
    import psycopg

    tables = ("act", "fact", "fact_value", "person", "household", "origin")
    with (
        psycopg.connect(database.url(owner=True)) as direct,
        direct.cursor() as cursor,
        indexes_after(cursor, tables),
    ):
        open_register(cursor, frame, opened_on=lins.OPENED, by=1, source="x.csv", sha256="0", now=lins.NOW)
    after = one("select string_agg(indexdef, ';' order by indexname) from pg_indexes where schemaname = 'public'")
    assert before == after
    assert check(database.url()).holds


def test_a_second_load_of_the_same_people_is_contested_not_refused(committed_db):
    _households, frame = lists(10)
    load(frame)
    again = load(frame)
    assert again.contested == frame["citizen_id"].drop_nulls().len()


def test_a_load_is_undone_as_long_as_nothing_builds_on_it(committed_db):
    _households, frame = lists(10)
    opened = load(frame)
    undo = do(BatchUndone(happened_on=date(2026, 5, 1), batch=opened.batch, reason="wrong file")).act
    assert one("select count(*) from person") == 0
    assert check(database.url()).holds
    with pytest.raises(NoSuchBatch):
        do(BatchUndone(happened_on=date(2026, 5, 1), batch=opened.batch, reason="twice"))
    do(Reversal(happened_on=date(2026, 5, 1), act=undo, reason="right file", approved_by=lins.CHEN.id))
    assert one("select count(*) from person") == frame.height
    head = one("select reference_person from household where household_kind = 'family' order by id limit 1")
    do(Death(happened_on=date(2026, 5, 1), person=head, evidence=lins.shown("cremation_certificate")))
    with pytest.raises(BatchBuiltOn):
        do(BatchUndone(happened_on=date(2026, 5, 1), batch=opened.batch, reason="too late"))


def test_an_empty_list_is_refused(committed_db):
    _households, frame = lists(1)
    with pytest.raises(NothingToLoad):
        load(frame.clear())
