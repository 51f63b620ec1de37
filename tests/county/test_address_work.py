"""The demo's work on addresses: rules, doors without a number, plates, orders, names and buildings, all by rights."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from huangce.accounts import officers
from huangce.county import address_work
from huangce.county.loading import load_folder
from huangce.home import database
from huangce.places.address_doubts import doubts
from huangce.places.naming import cases
from huangce.places.numbering_schemes import recorded_schemes
from huangce.places.plate_queries import orders_page, plates_page, proposals_page
from huangce.register.evidence import Database
from huangce.register.rebuild import check
from huangce.register.verify import verify
from huangce.simulate.score import score_numbers
from tests.county.test_loading import quiet
from tests.people import OPENED
from tests.register.conftest import one

COUNTY = "511703"


@pytest.fixture
def begun(county, registrar):
    """A county whose addresses were worked on."""
    load_folder(county, by=registrar, progress=quiet)
    hands = []
    for name, role in (("ding", "address_clerk"), ("shao", "reviewer")):
        hands.append(officers.add(name, name, on=OPENED))
        officers.grant(hands[-1], role, f"{COUNTY}000000", by=None, on=OPENED)
    address_work.begin(county, COUNTY, address_work.Hands(*hands, datetime.now(UTC)))
    return county


def test_it_works(begun):
    assert {len(held.scheme.division) for held in recorded_schemes()} == {9, 12}
    states = {row.state for row in proposals_page(COUNTY, size=1000).rows}
    assert {"proposed", "field_checked", "approved", "ordered"} <= states
    plates = {row.state for row in plates_page(COUNTY, size=1000).rows}
    assert {"numbered", "approved", "in_use", "missing", "replaced", "delivered"} <= plates
    assert {row.hanging < row.plates for row in orders_page(COUNTY).rows} == {True}
    assert {case.state for case in cases(scopes=(COUNTY,))} == {"proposed", "checked", "approved"}
    assert 0 < one("select count(*) from building where at_address is not null") <= address_work.STATED
    assert one("select count(*) from building where at_address is null") == len(address_work.WAITING)
    assert one("select count(*) from dwelling where occupancy = 'vacant'")
    assert one("select count(*) from dwelling where occupancy = 'not_known'")


def test_what_is_proposed_is_right_where_the_survey_was(begun):
    scored = score_numbers(address_work.proposed(), begun / "truth")
    assert scored["true"] > 5
    assert scored["precision"] > 0.8
    assert scored["recall"] > 0.7


def test_every_act_of_it_is_sealed_and_the_rows_are_what_the_facts_say(begun):
    assert check(database.url()).holds
    verified = verify(Database(database.url()))
    assert verified.holds
    assert one("select count(*) from act a left join seal_leaf s on s.act = a.id where s.act is null") == 0


def test_doubled_addresses_and_doors_without_a_number_are_on_the_work_lists(begun):
    today = datetime.now(UTC).date()
    assert {row.code for row in doubts(f"{COUNTY}000000", "duplicate", on=today)} == {"same-key"}
    assert "entrance-without-number" in {row.code for row in doubts(f"{COUNTY}000000", "omitted", on=today)}
