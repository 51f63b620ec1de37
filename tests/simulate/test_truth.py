"""What is planted: at the documented rates, and to be found from the files alone."""

import re
from difflib import SequenceMatcher

import polars as pl
import pytest

from huangce.rules.citizen_id import is_valid
from huangce.simulate import county, rates
from huangce.simulate.truth import CLASSES, DEATH_LISTS, SCHEMA
from tests.simulate.conftest import PERSONS
from tests.simulate.reading import near_name, near_number, read, same_number


@pytest.fixture(scope="module")
def planted(folder):
    return pl.read_parquet(folder / "truth" / "discrepancies.parquet")


@pytest.fixture(scope="module")
def persons(folder):
    return pl.read_parquet(folder / "truth" / "persons.parquet")


def row_of(folder, kind, row):
    return read(folder, kind).row(row - 1, named=True)


def of_class(planted, name):
    rows = planted.filter(pl.col("class") == name)
    assert len(rows) > 0
    return rows.iter_rows(named=True)


def test_it_works(planted):
    assert planted.schema == SCHEMA
    assert set(planted["class"]) == set(CLASSES)


def test_every_row_about_a_person_is_linked(folder, persons):
    for kind in persons["list"].unique():
        rows = persons.filter(pl.col("list") == kind)["row"].sort()
        foreign = int((read(folder, kind)["kind"] == "境外").sum()) if kind == "residents" else 0
        assert len(rows) == rows.n_unique() == len(read(folder, kind)) - foreign


@pytest.mark.parametrize(
    ("name", "rate"),
    [
        ("held_twice", "held_twice"),
        ("deceased_not_cancelled", "deceased_not_cancelled"),
        ("enlisted_not_cancelled", "enlisted_not_cancelled"),
        ("abroad_not_cancelled", "abroad_not_cancelled"),
        ("wrong_number", "wrong_number"),
        ("registered_here_living_elsewhere", "living_elsewhere"),
        ("living_here_not_collected", "not_collected"),
        ("no_registration", "no_registration"),
        ("fictitious", "fictitious"),
    ],
)
def test_the_documented_rates_hold(planted, name, rate):
    expected = rates.RATES[rate][0] * PERSONS
    found = planted.filter(pl.col("class") == name)["truth_person"].n_unique()
    assert expected * 0.7 - 2 <= found <= expected * 1.4 + 3


def test_rates_are_adjustable(tmp_path):
    table = tmp_path / "rates.toml"
    table.write_text("held_twice = 0.05\ndeceased_not_cancelled = 0\nliving_elsewhere = 0\n", encoding="utf-8")
    made = county.simulate(tmp_path / "county", persons=1000, seed=9, given_rates=table)
    assert made.planted["held_twice"] == 50
    assert made.planted["deceased_not_cancelled"] == 0


def about_the_same(one, other):
    """Say whether a register row and another row could be told to be about one person by what stands in them."""
    if same_number(one["citizen_id"], other["citizen_id"]):
        return True
    if not near_name(one["name"], other["name"]):
        return False
    birth = other.get("birth_date")
    return (
        near_number(one["citizen_id"], other["citizen_id"])
        or (birth is not None and digits(birth) == one["birth_date"])
        or shared_text(one["address"], other.get("address") or other.get("division_name") or "") >= 3
    )


def shared_text(one, other):
    """Return the length of the longest text that two addresses share below the county."""
    below = [text.split("达川")[-1] for text in (one, other)]
    match = SequenceMatcher(None, *below, autojunk=False).find_longest_match()
    return match.size


@pytest.mark.parametrize("name", ["deceased_not_cancelled", "enlisted_not_cancelled", "abroad_not_cancelled"])
def test_who_is_gone_stands_in_a_list_that_says_so(folder, planted, name):
    for one in of_class(planted, name):
        assert one["list"] == "register"
        assert about_the_same(
            row_of(folder, "register", one["row"]), row_of(folder, one["other_list"], one["other_row"])
        )


def test_one_held_twice_has_two_entries_alike_in_name_number_or_birth_date(folder, planted):
    for one in of_class(planted, "held_twice"):
        first, second = row_of(folder, "register", one["row"]), row_of(folder, "register", one["other_row"])
        assert one["row"] != one["other_row"]
        assert first["household_no"] != second["household_no"]
        alike = [same_number(first["citizen_id"], second["citizen_id"]), first["birth_date"] == second["birth_date"]]
        assert sum([*alike, first["name"] == second["name"]]) >= 1


def test_a_wrong_number_contradicts_itself_the_birth_date_or_another_entry(folder, planted):
    register = read(folder, "register")
    for one in of_class(planted, "wrong_number"):
        row = row_of(folder, "register", one["row"])
        written = row["citizen_id"]
        shared = (register["citizen_id"] == written).sum() > 1
        assert not is_valid(written) or written[6:14] != row["birth_date"] or shared


def test_all_other_numbers_of_the_register_are_valid_and_fit_the_entry(folder, planted):
    wrong = set(planted.filter(pl.col("class") == "wrong_number")["row"])
    rows = read(folder, "register").select("citizen_id", "birth_date", "sex").iter_rows()
    for row, (written, birth, sex) in enumerate(rows, start=1):
        if row in wrong:
            continue
        assert is_valid(written)
        assert written.startswith("99")
        assert written[6:14] == birth
        assert (int(written[16]) % 2 == 1) == (sex == "男")


def test_one_not_collected_has_a_local_address_in_another_list_and_no_row_among_the_residents(folder, planted, persons):
    met = set(persons.filter(pl.col("list") == "residents")["truth_person"])
    for one in of_class(planted, "living_here_not_collected"):
        assert one["truth_person"] not in met
        kind, row = (one["other_list"], one["other_row"]) if one["other_list"] else (one["list"], one["row"])
        assert kind in {"insured", "permits", "relocated", "newborns", "pupils"}
        assert row_of(folder, kind, row)["address"]


def test_one_living_elsewhere_has_a_row_in_another_village_or_a_contact_in_another_county(folder, planted):
    for one in of_class(planted, "registered_here_living_elsewhere"):
        register, other = row_of(folder, "register", one["row"]), row_of(folder, one["other_list"], one["other_row"])
        if one["other_list"] == "residents":
            assert register["division"] != other["division"]
        else:
            assert "达川" not in other["address"]


def test_one_without_registration_has_parents_or_says_so(folder, planted):
    for one in of_class(planted, "no_registration"):
        row = row_of(folder, one["list"], one["row"])
        if one["list"] == "residents":
            assert row["kind"] == "未落户"
            assert row["citizen_id"] is None
        elif one["list"] == "newborns":
            assert row["mother_name"]
        else:
            assert row["consent"] == "是"


def test_the_living_whom_a_list_reports_dead_were_seen_later(tmp_path):
    table = tmp_path / "rates.toml"
    table.write_text("reported_dead_alive = 0.02\n", encoding="utf-8")
    made = county.simulate(tmp_path / "county", persons=1000, seed=4, given_rates=table)
    people = pl.read_parquet(made.folder / "truth" / "persons.parquet")
    dead = pl.read_parquet(made.folder / "truth" / "discrepancies.parquet")
    gone = set(dead.filter(pl.col("class") == "deceased_not_cancelled")["truth_person"])
    registered = set(people.filter(pl.col("list") == "register")["truth_person"])
    listed = people.filter(pl.col("list").is_in(DEATH_LISTS) & pl.col("truth_person").is_in(list(registered - gone)))
    assert len(listed) >= 20
    met = people.filter(pl.col("list") == "residents")
    for person, kind, row in listed.select("truth_person", "list", "row").iter_rows():
        died = digits(row_of(made.folder, kind, row)["died_on"])
        seen = met.filter(pl.col("truth_person") == person)["row"]
        assert max(digits(row_of(made.folder, "residents", one)["collected_on"]) for one in seen) > died


def digits(text):
    """Return a date in any of the six styles as 20240105."""
    parts = re.findall(r"\d+", text.split(" ")[0])
    return parts[0] if len(parts) == 1 else f"{int(parts[0]):04}{int(parts[1]):02}{int(parts[2]):02}"
