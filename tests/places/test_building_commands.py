"""`huangce places building`, `plan`, `rooms`, `completeness`, and the acts on buildings from files and tables."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from huangce.accounts import officers
from huangce.cli import app
from huangce.errors import HuangceError
from tests import people
from tests.people import officer
from tests.places import town
from tests.places.test_commands import ACTING, houses, refused, told  # noqa: F401  (a fixture is found by its name)


def printed(*words: str) -> str:
    done = CliRunner().invoke(app, ["places", *words], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


def test_it_works(houses, tmp_path: Path):  # noqa: F811
    corners = tmp_path / "corners.csv"
    corners.write_text("longitude,latitude\n107.5,31.2\n107.5,31.2002\n107.5003,31.2\n", encoding="utf-8")
    said = ("--set", f"address={houses[4]}", "--set", "structure=concrete", "--set", "floors_above=6")
    receipt = told("register-building", "--rows", str(corners), *said, *ACTING)
    building = receipt["created"]["building"]
    found = tmp_path / "found.csv"
    found.write_text(f"address,occupancy,found_how\n{houses[4]},vacant,visited\n", encoding="utf-8-sig")
    told("dwellings", "--rows", str(found), "--as", "deng")
    shown = told("building", str(building))
    assert (shown["registered"]["floors_above"], shown["counts"]["vacant"]) == (6, 1)
    assert "1 vacant" in printed("building", str(building))
    told("change-building", "--set", f"building={building}", "--set", "title_status=titled", *ACTING)
    assert town.rows("select title_status, floors_above from building") == [("titled", 6)]


def test_the_plan_is_written_to_a_file(houses, tmp_path: Path):  # noqa: F811
    out = tmp_path / "plan.svg"
    printed("plan", str(houses[4]), "--out", str(out), "--language", "en")
    assert "Plan of" in out.read_text(encoding="utf-8")


def test_what_is_not_of_its_form_is_refused_in_one_line(houses):  # noqa: F811
    assert refused("building", "1") == "no-such-address"
    with pytest.raises(HuangceError, match="no plan of a unit"):
        printed("rooms", str(houses[4]), "--unit", "1:2")
    with pytest.raises(HuangceError, match="floors run from"):
        printed("rooms", str(houses[4]), "--unit", "1:3..1:2")


def test_proposed_rooms_are_recorded_as_they_are(houses, tmp_path: Path):  # noqa: F811
    rooms = tmp_path / "rooms.csv"
    printed("rooms", str(houses[4]), "--unit", "1:-1..3:2,-1=0,3=1", "--out", str(rooms))
    text = rooms.read_text(encoding="utf-8")
    assert text.splitlines()[:2] == ["village_group,plate,building,unit,floor,room", ",9号,1栋,1单元,2层,201室"]
    where = (f"thoroughfare={town.street()}", f"compound={town.street('阳光花园')}", f"division={town.VILLAGE}")
    words = [word for one in where for word in ("--set", one)]
    assert len(told("new", "--rows", str(rooms), *words, *ACTING)["created"]) == 3


def test_an_officer_of_another_county_registers_and_states_nothing_here(houses):  # noqa: F811
    officers.grant(officer("chen"), "address_clerk", "520101000000", by=None, on=people.OPENED)
    said = ("--set", f"address={houses[0]}", "--as", "chen", "--approved-by", "shi", "--evidence", "archive")
    assert refused("register-building", *said) == "may-not-record"
    assert town.rows("select count(*) from building") == [(0,)]


def test_what_is_missing_is_counted_and_listed(houses):  # noqa: F811
    found = told("completeness", "--division", town.VILLAGE)
    assert (found["dwellings-with-occupancy"]["n"], found["dwellings-with-occupancy"]["N"]) == (0, 6)
    assert "0 of         6" in printed("completeness", "--division", town.VILLAGE)
