"""`huangce places`: acts from files, options and tables; what they print, and what they refuse."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from huangce.cli import app
from huangce.errors import HuangceError
from huangce.places.store import load_addresses  # noqa: F401  (the engine is compiled before the clock of a test runs)
from tests.people import officer
from tests.places import town
from tests.places.town import rows, standard


@pytest.fixture
def houses(committed_db: None) -> list[int]:
    """1, 3, 5 and 7 人民路, and the flats 101 and 102 of the compound at 9; with officers of the county."""
    for username in ("deng", "shi"):
        officer(username)
    from huangce.accounts import officers
    from tests import people

    officers.grant(officer("deng"), "address_clerk", "511703000000", by=None, on=people.OPENED)
    officers.grant(officer("shi"), "reviewer", "511703000000", by=None, on=people.OPENED)
    return town.load()


ACTING = ("--as", "deng", "--approved-by", "shi", "--evidence", "archive")


def told(*words: str) -> Any:
    """What a command prints with --json. Raises what it refuses."""
    done = CliRunner().invoke(app, ["places", *words, "--json"], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return json.loads(done.output)


def refused(*words: str) -> str:
    """The code of what a command refuses."""
    with pytest.raises(HuangceError) as error:
        told(*words)
    return error.value.code


def test_it_works(houses, tmp_path: Path):
    file = tmp_path / "rename.toml"
    file.write_text(f'place = {town.street()}\nname = "解放大道"\nhappened_on = 2026-05-01\n', encoding="utf-8")
    seen = told("preview", "rename", str(file), "--as", "deng")
    assert (seen["touched"]["addresses"], len(seen["changes"]), seen["refusal"]) == (6, 6, None)
    assert seen["missing"] == ["evidence-missing", "second-officer-needed"]
    receipt = told("rename", str(file), *ACTING)
    assert receipt["kind"] == "place_renamed"
    assert standard(houses[0]).endswith("解放大道1号")
    found = told("resolve", "人民路1号", "--county", town.COUNTY, "--on", "2026-06-01")
    assert [(one["address"], [step["act"] for step in one["way"]]) for one in found["answers"]] == [
        (houses[0], [receipt["act"]])
    ]
    assert len(told("lineage", str(houses[0]))["names"]) == 2


def test_many_addresses_come_as_a_table(houses, tmp_path: Path):
    table = tmp_path / "new.csv"
    table.write_text("plate,use,longitude,latitude,datum\n21,住宅,107.5,31.2,gcj02\n23,,,,\n", encoding="utf-8-sig")
    place = ("--set", f"thoroughfare={town.street()}", "--set", f"division={town.VILLAGE}")
    made = told("new", "--rows", str(table), *place, *ACTING)["created"]
    assert list(made) == ["address.1", "address.2"]
    assert rows("select plate, use, source_datum, geometry_kind from address where batch is null order by id") == [
        ("21号", "住宅", "gcj02", "surveyed"),
        ("23号", None, None, "none"),
    ]
    table.write_text(f"address,plate\n{houses[0]},31\n{houses[1]},33\n", encoding="utf-8")
    told("renumber", "--rows", str(table), *ACTING)
    assert standard(houses[1]).endswith("人民路33号")
    table.write_text(f"address\n{houses[2]}\n", encoding="utf-8")
    told("certify", "--rows", str(table), "--as", "deng")
    told("demolish", "--rows", str(table), "--set", "reason=road", *ACTING)
    assert town.statuses(houses[2]) == ["demolished"]


def test_the_others_are_recorded_too(houses):
    parts = list(
        told(
            "split", "--set", f"address={houses[0]}", "--rows", str(_csv("plate", "1号附1号", "1号附2号")), *ACTING
        )["created"].values()
    )  # fmt: skip
    assert rows("select count(*) from address_lineage") == [(2,)]
    told("duplicates", "--set", f"addresses={parts[0]}", "--set", f"kept={parts[1]}", *ACTING)
    named = told(
        "name", "--set", "place_kind=thoroughfare", "--set", "name=文昌路", "--set", f"division={town.VILLAGE}", *ACTING
    )  # fmt: skip
    told("retire", "--set", f"place={named['created']['place']}", "--set", "reason=gone", *ACTING)
    assert told("gone", "--division", town.COUNTY, "--as", "deng") == {"count": 0, "households": []}


def _csv(header: str, *cells: str) -> Path:
    import tempfile

    with tempfile.NamedTemporaryFile("w", suffix=".csv", delete=False, encoding="utf-8") as file:
        file.write("\n".join((header, *cells)) + "\n")
    return Path(file.name)


def test_people_read_what_an_act_would_touch(houses):
    words = ["places", "preview", "rename", "--as", "deng", "--set", f"place={town.street()}", "--set", "name=解放大道"]
    done = CliRunner().invoke(app, [*words, "--limit", "1"], catch_exceptions=False)
    assert "6 addresses" in done.output
    assert "解放大道1号" in done.output
    assert "5 more" in done.output


def test_what_is_not_of_its_form_is_refused_in_one_line(houses, tmp_path: Path):
    broken = tmp_path / "x.toml"
    broken.write_text("name = ", encoding="utf-8")
    place = ("--set", f"place={town.street()}")
    assert refused("rename", str(broken), *ACTING) == "not-an-act"
    assert refused("rename", str(tmp_path / "missing.toml"), *ACTING) == "not-an-act"
    assert refused("rename", *place, "--set", "name", *ACTING) == "not-a-field"
    assert refused("rename", *place, *place, *ACTING) == "not-a-field"
    assert refused("rename", *place, *ACTING) == "malformed-act"
    assert refused("rename", *place, "--set", "name=a", "--rows", str(broken), *ACTING) == "not-a-table"
    assert refused("renumber", "--rows", str(tmp_path / "missing.csv"), *ACTING) == "not-a-table"
    assert refused("preview", "abolish", "--as", "deng") == "no-such-place-act"
    table = tmp_path / "x.csv"
    table.write_text("address,plate\n5\n", encoding="utf-8")
    assert refused("renumber", "--rows", str(table), *ACTING) == "not-a-table"
    assert refused("certify", "--rows", str(table), *ACTING) == "not-a-table"
    assert refused("lineage", "5") == "no-such-address"


def test_the_officer_of_the_next_town_may_not(houses):
    officer("chen")
    from huangce.accounts import officers
    from tests import people

    officers.grant(officer("chen"), "address_clerk", "511703117000", by=None, on=people.OPENED)
    words = ("--set", f"place={town.street()}", "--set", "name=解放大道", "--evidence", "archive")
    assert refused("rename", *words, "--as", "chen", "--approved-by", "shi") == "may-not-record"
    assert refused("rename", *words, "--as", "deng", "--approved-by", "chen") == "may-not-approve"
    assert refused("rename", *words, "--as", "shi", "--approved-by", "deng") == "may-not-record"
    recorded = told("rename", *words, "--as", "deng", "--approved-by", "shi")
    with pytest.raises(HuangceError) as error:
        CliRunner().invoke(
            app,
            ["reverse", str(recorded["act"]), "--as", "chen", "--approved-by", "shi", "--reason", "x"],
            catch_exceptions=False,
        )
    assert error.value.code == "may-not-record"
    assert refused("gone", "--division", town.COUNTY, "--as", "chen") == "may-not-see"
