"""A list of addresses is one load: undone by an act, refused while somebody is registered or lives at one of them."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from django.db import connection, transaction

from huangce.accounts.authority import MayNotRecord
from huangce.home import database
from huangce.places.search import address_of, find_addresses
from huangce.places.store import load_addresses, standing
from huangce.register.addresses import UnknownAddress
from huangce.register.batches import BatchBuiltOn, GroundGone, NoSuchBatch
from huangce.register.evidence import Database
from huangce.register.locks import raw_cursor
from huangce.register.opening import NothingToLoad
from huangce.register.rebuild import check, repair
from huangce.register.record import record
from huangce.register.residents import open_residences
from huangce.register.seal import seal
from huangce.register.verify import verify
from huangce.rules.acts.corrections import Correction
from huangce.rules.acts.residences import ResidenceDeclared
from huangce.rules.acts.reversals import BatchUndone, Reversal
from tests import lins, people
from tests.people import officer
from tests.register.conftest import do, one, open_house
from tests.register.test_opening import lists as households
from tests.register.test_opening import load, residents

MAY = date(2026, 5, 1)
COLUMNS = (
    "division", "full_address", "group", "street", "compound", "plate", "building", "unit", "floor", "room", "use",
    "plate_state", "address_code",
)  # fmt: skip


def addresses(count: int) -> pl.DataFrame:
    """Doors of one village, as a checked list."""
    rows = [
        {
            **dict.fromkeys(COLUMNS),
            "division": people.VILLAGE,
            "full_address": f"石桥村3组{index}号",
            "group": "3组",
            "plate": f"{index}号",
        }
        for index in range(1, count + 1)
    ]
    schema = dict.fromkeys(COLUMNS, pl.String)
    nothing = pl.lit(None, pl.Float64)
    return pl.DataFrame(rows, schema=schema).with_columns(
        nothing.alias("longitude"), nothing.alias("latitude"), pl.int_range(1, pl.len() + 1).alias("row")
    )


def loaded(count: int = 3) -> tuple[int, list[int]]:
    """Load a list; return its batch and the ids of its addresses."""
    with transaction.atomic(), raw_cursor() as cursor:
        written = load_addresses(
            cursor,
            addresses(count),
            county="990101",
            by=1,
            source="地址.csv",
            sha256="0" * 64,
            moment=lins.NOW,
            office=people.COUNTY,
        )
    return written["batch"][0], written["id"].to_list()


def undo(batch: int, **options):
    return do(BatchUndone(happened_on=MAY, batch=batch, reason="wrong file"), **options)


def bring_back(act: int):
    return do(Reversal(happened_on=MAY, act=act, reason="right file", approved_by=lins.CHEN.id))


def known() -> list[int]:
    """The addresses that a list is matched with."""
    with transaction.atomic(), raw_cursor() as cursor:
        return standing(cursor)["id"].to_list()


def test_it_works(committed_db):
    batch, ids = loaded()
    assert known() == ids
    act = undo(batch).act
    assert known() == []
    assert one("select count(*) from address where retired_by = %s", act) == len(ids)
    seal(now=lins.NOW)
    assert verify(Database(database.url())).holds
    assert check(database.url()).holds
    _again, fresh = loaded()
    assert known() == fresh
    assert not set(fresh) & set(ids)


def test_what_was_undone_is_not_found_any_more_and_still_shown_where_it_was_cited(committed_db):
    batch, ids = loaded()
    scopes = (people.COUNTY[:6],)
    assert find_addresses("石桥村3组2号", scopes=scopes)[0]
    undo(batch)
    assert find_addresses("石桥村3组2号", scopes=scopes) == ([], False)
    assert address_of(ids[0]).retired_by is not None


def test_what_was_undone_comes_back_with_the_reversal(committed_db):
    batch, ids = loaded()
    bring_back(undo(batch).act)
    assert known() == ids
    assert check(database.url()).holds


def test_a_load_is_undone_once_and_one_that_never_was_is_said_not_to_be_there(committed_db):
    batch, _ids = loaded()
    undo(batch)
    for missing in (batch, 12345):
        with pytest.raises(NoSuchBatch):
            undo(missing)


def test_a_household_at_an_address_keeps_its_list(committed_db):
    batch, ids = loaded()
    house = open_house(address_id=ids[1])
    with pytest.raises(BatchBuiltOn) as refused:
        undo(batch)
    opening = one("select min(id) from act")
    assert refused.value.details == {"acts": 1, "first": opening}
    assert known() == ids
    moved = Correction(
        happened_on=MAY,
        record=house.id,
        group="household",
        items={"address_id": None},
        evidence=lins.shown("archive"),
        approved_by=lins.CHEN.id,
    )
    do(moved)
    with pytest.raises(BatchBuiltOn):  # the page as of an earlier day cites it still
        undo(batch)


def test_a_residence_keeps_the_list_until_it_is_taken_back_and_then_cannot_return_alone(committed_db):
    batch, ids = loaded()
    house = open_house()
    declared = ResidenceDeclared(
        happened_on=MAY,
        person=house.father,
        residence_kind="usual",
        division=lins.VILLAGE,
        address="石桥村3组2号",
        address_id=ids[1],
    )
    spell = do(declared).act
    with pytest.raises(BatchBuiltOn):
        undo(batch)
    reversal = bring_back(spell).act
    undone = undo(batch).act
    with pytest.raises(UnknownAddress):
        do(declared)
    with pytest.raises(UnknownAddress):
        bring_back(reversal)
    bring_back(undone)
    bring_back(reversal)
    assert one("select address_id from residence") == ids[1]
    with pytest.raises(BatchBuiltOn):
        undo(batch)
    assert check(database.url()).holds


def test_an_address_that_nobody_knows_is_refused(committed_db):
    with pytest.raises(UnknownAddress):
        open_house(address_id=7)


def test_lists_come_back_in_the_order_in_which_they_build_on_each_other(committed_db):
    addresses_batch, ids = loaded()
    _households, frame = households(3)
    register = load(frame.with_columns(pl.lit(ids[0]).alias("address_id")))
    _acts, living = residents(one("select min(id) from person"))
    living = living.with_columns(pl.lit(None, pl.Int64).alias("address_id"))
    with transaction.atomic(), raw_cursor() as cursor:
        given = {"opened_on": lins.OPENED, "by": 1, "source": "x", "sha256": "0", "now": lins.NOW}
        living_batch, _newcomers = open_residences(cursor, living, **given)
    batches = (living_batch, register.batch, addresses_batch)
    acts = [undo(one_batch).act for one_batch in batches]
    with pytest.raises(GroundGone):
        bring_back(acts[0])
    with pytest.raises(UnknownAddress):
        bring_back(acts[1])
    back = [bring_back(act).act for act in reversed(acts)]
    assert one("select count(*) from residence") == living.height
    with pytest.raises(BatchBuiltOn):  # a load that came back is taken back no more lightly than one that never went
        bring_back(back[1])
    assert check(database.url()).holds


def test_it_is_a_matter_of_the_county_that_loaded_it(committed_db):
    batch, _ids = loaded()
    with pytest.raises(MayNotRecord, match=people.COUNTY):
        record(BatchUndone(happened_on=MAY, batch=batch, reason="x"), by=officer("lin"), now=lins.NOW)


def test_a_mark_changed_by_hand_is_found_and_mended(committed_db):
    batch, ids = loaded()
    with connection.cursor() as cursor:
        cursor.execute("update address set retired_by = 1 where id = %s", (ids[0],))
    found = check(database.url())
    assert found.differing == [("address", ids[0])]
    with transaction.atomic(), raw_cursor() as cursor:
        repair(cursor, found.differing)
    assert check(database.url()).holds
    undo(batch)
    assert check(database.url()).holds


@pytest.mark.parametrize("forbidden", ["delete from address", "update address set source_code = 'x'"])
def test_the_application_neither_removes_an_address_nor_rewrites_where_it_came_from(committed_db, forbidden):
    from django.db.utils import ProgrammingError

    loaded()
    with pytest.raises(ProgrammingError, match="permission denied"), connection.cursor() as cursor:
        cursor.execute(forbidden)


def test_what_a_list_brought_is_not_rewritten_before_it_was_kept(committed_db):
    from django.db.utils import IntegrityError

    loaded()
    with pytest.raises(IntegrityError, match="kept as loaded"), connection.cursor() as cursor:
        cursor.execute("update address set standard = 'x'")


def test_an_empty_list_is_refused(committed_db):
    with pytest.raises(NothingToLoad):
        loaded(0)
