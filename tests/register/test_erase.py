"""Erasing a value keeps the seal whole, and nothing but the act of erasure may do it."""

from __future__ import annotations

from datetime import date

import pytest

from huangce.home import database, paths
from huangce.register.erase import NothingToErase, erase, finish_erasures
from huangce.register.evidence import Database
from huangce.register.rebuild import check
from huangce.register.seal import seal
from huangce.register.verify import verify
from huangce.rules.acts.reversals import GroundMissing
from tests import lins
from tests.register.conftest import one, open_house, person

GIVEN = {"by": lins.LIN, "approved_by": lins.CHEN.id, "happened_on": date(2026, 5, 1), "now": lins.NOW}


def test_it_works(committed_db):
    house = open_house()
    seal(now=lins.NOW)
    paths.prepared().mkdir(mode=0o700, exist_ok=True)
    (paths.prepared() / "register.form.content.arrow").write_text("values")
    erase(house.son, ("details", "identity"), legal_ground="个人信息保护法 art. 47", **GIVEN)
    assert not list(paths.prepared().iterdir())
    assert person(house.son)["name"] is None
    assert one("select count(*) from fact_value where value like %s", "%林浩%") == 0
    report = verify(Database(database.url()))
    assert report.holds
    assert report.erased == 3  # both values, and the submission that held them
    assert check(database.url()).holds
    with pytest.raises(NothingToErase):
        erase(house.son, ("details",), legal_ground="again", **GIVEN)


def test_erasing_needs_a_legal_ground_and_a_second_officer(committed_db):
    house = open_house()
    with pytest.raises(GroundMissing):
        erase(house.son, ("details",), legal_ground="", **GIVEN)
    assert finish_erasures() == 0
