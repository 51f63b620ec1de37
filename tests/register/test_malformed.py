"""Whatever a page, a phone or a file sends: an act is recorded or refused by name, and a refused one leaves nothing."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from huangce.errors import HuangceError
from huangce.register.rehearse import rehearse
from huangce.rules.acts import KINDS
from huangce.rules.acts.form import ControlCharacters, MalformedAct, NamedTwice, TextTooLong
from huangce.rules.payload import UnknownAct, from_payload
from tests import lins
from tests.people import officer
from tests.register.conftest import House, do
from tests.register.test_commands import told

DAY = "2026-05-01"
# What no field may hold, and what some may.
POISON: tuple[Any, ...] = (
    "\x00", "林\n浩", "\x7f", "\ud800", "\uffff", "\u2028", "x" * 1_001, "", " ", "a" * 1_000, "𬭎𠅤·'\"\\",
    "2026-13-01", "0001-01-01", "9999-12-31", "20260501", "2026-W18-5", "2026-05-01T00:00", "NaN", "999999999999999999",
    None, True, False, 0, 1, -1, -(1 << 62), 1 << 31, (1 << 53) - 1, 1 << 53, 1 << 63, 10**40, 1.5, float("nan"),
    [], [None], [1, 1], [[1, 1], [1, 1]], [1 << 63], [True], ["x"], [[]], ["\x00"], {}, {"": ""}, {"x": 1},
    {"name": "\x00"}, {"kind": "\x00"}, {"citizen_id": 5}, {"birth_date": "0001"}, {"address_id": "7"}, {"-1": -1},
    {"division": None}, {"relation": None}, {"number_contested": 1}, {"1": 1}, {"1": 1 << 63}, {"\ud800": 1},
)  # fmt: skip


def payloads(home: House) -> dict[str, dict[str, Any]]:
    """One act of each kind that the Lins could bring, in plain values."""

    def act(evidence: str = "", **fields: Any) -> dict[str, Any]:
        shown = [{"kind": evidence}] if evidence else []
        return {"happened_on": DAY, "evidence": shown, "approved_by": lins.CHEN.id, "legal_ground": "x", **fields}

    both, place = [home.mother, home.son], {"division": lins.VILLAGE, "address": "石桥村9号", "address_id": None}
    spell = {"residence_kind": "usual", "person": home.father, "arrived_on": DAY, "verified_on": DAY}
    someone = {"name": "周一", "sex": "1", "birth_date": "1990-01-01", "ethnicity": "01"}
    return {
        "opening_entry": act(**place, members=[{"name": "林一", "relation": "02", "since": "2010"}]),
        "residence_opening": act(**place, spells=[spell, {"residence_kind": "temporary", "name": "赵一"}]),
        "birth": act(
            "birth_certificate",
            household=home.id,
            name="林小雨",
            sex="2",
            ethnicity="01",
            relation="32",
            mother=home.mother,
        ),
        "death": act("cremation_certificate", person=home.grandmother, new_reference_person=home.mother),
        "death_ex_officio": act(
            "officer_investigation_record",
            person=home.grandmother,
            informant_notified_on="2026-01-05",
            committee_notified_on="2026-01-05",
            decided_on=DAY,
        ),
        "move_in": act(
            "migration_certificate", household=home.id, relation="97", from_division="510104", reason="x", **someone
        ),
        "move_out": act("move_in_permit", persons=both, to_division="510104", reason="x"),
        "arrival_confirmed": act("destination_receipt", persons=both),
        "move_within": act(persons=both, relations=["02", "30"], **place, reason="x"),
        "household_split": act(household=home.id, persons=both, relations=["02", "30"]),
        "household_merge": act(household=home.id, into=home.id, persons=both, relations=["02", "30"]),
        "change_of_reference_person": act(
            household=home.id, new_reference_person=home.mother, persons=[home.father], relations=["10"]
        ),
        "correction": act("archive", record=home.father, group="identity", items={"former_name": "林大"}),
        "cancellation": act(
            "enlistment_notice", person=home.father, ended_by="enlisted", new_reference_person=home.mother
        ),
        "restoration": act(
            "court_judgment", person=home.father, trigger="declaration_revoked", household=home.id, relation="02"
        ),
        "link": act("declaration", kept=home.father, other=home.grandmother, heard=True),
        "unlink": act("declaration", kept=home.father, other=home.grandmother, allocation={"5": home.father}),
        "residence_declared": act(person=home.father, residence_kind="usual", **place, birth_date="1990"),
        "residence_departed": act(residence=home.father, reason="x"),
        "reversal": act(act=1, reason="x"),
        "batch_undone": act(batch=1, reason="x"),
        "erasure": act(values=[[1, 0]], record=home.father),
        # Acts on places with places that exist are spoiled in tests/places.
        "place_named": act("archive", place_kind="compound", name="阳光花园", division=lins.VILLAGE),
        "place_renamed": act("archive", place=home.id, name="和平路"),
        "place_retired": act("archive", place=home.id, reason="x"),
        "addresses_new": act("archive", division=lins.VILLAGE, entries=[{"plate": "1"}]),
        "addresses_renumbered": act("archive", lines=[{"address": home.id, "plate": "1"}]),
        "address_split": act("archive", address=home.id, into=[{"plate": "1"}, {"plate": "2"}]),
        "addresses_merged": act("archive", addresses=[home.id, home.son], into=[{"plate": "1"}]),
        "addresses_demolished": act("archive", addresses=[home.id], reason="x"),
        "duplicates_retired": act("archive", addresses=[home.id], kept=home.son),
        "addresses_certified": act(addresses=[home.id]),
        "division_changed": act("archive", division=lins.VILLAGE, change_kind="renamed", name="新桥村"),
    }


def counted() -> tuple[int, ...]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select (select count(*) from act), (select count(*) from fact), (select count(*) from fact_value), "
            "(select count(*) from person), (select count(*) from residence)"
        )
        return cursor.fetchone()


def attempt(kind: str, payload: Any) -> str:
    """Try to record and keep nothing; return the code of the refusal, "" if there was none. Anything else is raised."""
    try:
        rehearse(from_payload(kind, payload), by=lins.LIN, now=lins.NOW)
    except HuangceError as refused:
        refused.message.encode()  # it can be printed
        return refused.code
    return ""


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path of every value within a payload, and of one field that is not there."""
    if isinstance(value, dict):
        for name, one in value.items():
            yield (*path, name)
            yield from places(one, (*path, name))
        yield (*path, "nothing")
    elif isinstance(value, list):
        for index, one in enumerate(value):
            yield (*path, index)
            yield from places(one, (*path, index))


def spoiled(payload: dict[str, Any], path: tuple[Any, ...], value: Any) -> dict[str, Any]:
    """The payload with another value at one place."""
    whole = copy.deepcopy(payload)
    inner = whole
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    return whole


def test_it_works(house):
    acts = payloads(house)
    assert list(acts) == list(KINDS)
    possible = {kind for kind, payload in acts.items() if not attempt(kind, payload)}
    assert possible >= {"opening_entry", "residence_opening", "birth", "death", "move_in", "move_out", "move_within"}
    assert possible >= {"household_split", "correction", "cancellation", "link", "residence_declared"}


@pytest.mark.parametrize("kind", KINDS)
def test_one_spoiled_field_is_recorded_or_refused_by_name(house, kind):
    payload, before = payloads(house)[kind], counted()
    for path in places(payload):
        for poison in POISON:
            attempt(kind, spoiled(payload, path, poison))
    for whole in (None, [], "x", 5, [payload]):
        assert attempt(kind, whole) == "malformed-act"
    for missing in payload:
        attempt(kind, {name: value for name, value in payload.items() if name != missing})
    assert counted() == before


ANYTHING = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(st.characters()), st.sampled_from(POISON)),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(sorted(KINDS)), st.data())
def test_several_spoiled_fields_are_recorded_or_refused_by_name(house, kind, data):
    payload = payloads(house)[kind]
    for path in data.draw(st.lists(st.sampled_from(list(places(payload))), max_size=3)):
        try:
            payload = spoiled(payload, path, data.draw(ANYTHING))
        except (KeyError, IndexError, TypeError):
            continue  # what was spoiled before has no such place
    attempt(kind, payload)


@pytest.mark.parametrize(
    ("field", "value", "refusal"),
    [
        ("name", "林\x00浩", ControlCharacters),
        ("name", "林" * 1_001, TextTooLong),
        ("name", None, MalformedAct),
        ("household", True, MalformedAct),
        ("household", 1 << 53, MalformedAct),
        ("happened_on", "9999-12-31", MalformedAct),
        ("happened_on", "20260501", MalformedAct),
        ("day_order", 1 << 40, MalformedAct),
        ("evidence", [{"kind": 5}], MalformedAct),
    ],
)
def test_a_refusal_names_the_field(house, field, value, refusal):
    with pytest.raises(refusal, match=field):
        from_payload("birth", {**payloads(house)["birth"], field: value})


def test_nobody_is_named_twice_in_one_act(house):
    with pytest.raises(NamedTwice):
        from_payload("move_out", {**payloads(house)["move_out"], "persons": [house.son, house.son]})


@pytest.mark.parametrize(
    ("group", "items"),
    [
        ("identity", {"citizen_id": 5}),
        ("identity", {"birth_date": "the year of the ox"}),
        ("identity", {"name": ""}),
        ("household", {"division": None}),
        ("household", {"address_id": "7"}),
        ("household", {"division": "here"}),
        ("details", {"education": False}),
    ],
)
def test_an_item_is_corrected_to_what_it_can_be_only(house, group, items):
    record = house.id if group == "household" else house.father
    payload = {**payloads(house)["correction"], "record": record, "group": group, "items": items}
    assert attempt("correction", payload) == "wrong-value"


def test_an_act_that_a_page_built_itself_is_held_to_its_form_too(house):
    with pytest.raises(ControlCharacters):
        do(lins.family(division="5117\n"))
    with pytest.raises(MalformedAct):
        do(lins.family(division=None))


def test_an_unknown_kind_is_said_to_be(house):
    for kind in ("x", "\x00", "\ud800", "", None, []):
        with pytest.raises(UnknownAct):
            from_payload(kind, {})


def test_what_is_not_the_records_own_is_not_erased_by_its_act(house):
    erasure = {**payloads(house)["erasure"], "record": house.son}
    with connection.cursor() as cursor:
        cursor.execute("select act, ordinal, record from fact where record in (%s, %s)", (house.son, house.father))
        values = [(record, [act, ordinal]) for act, ordinal, record in cursor.fetchall()]
    own, others = ([value for record, value in values if record == one] for one in (house.son, house.father))
    act = own[0][0]
    for wrong in (others, [[act, 1 << 40]], [[act, -1]], [[act + 999, 0]], []):
        assert attempt("erasure", {**erasure, "values": wrong}) == "not-of-the-record"
    assert attempt("erasure", {**erasure, "values": [[act, 0], *own]}) == ""


@pytest.mark.parametrize(
    ("kind", "text", "code"),
    [
        ("birth", '{"happened_on": "2026-05-01", "name": "\\ud800"}', "malformed-act"),
        ("death", '{"happened_on": "2026-05-01", "person": 99999999999999999999}', "malformed-act"),
        ("death", '{"happened_on": "2026-05-01", "person": 5, "declared_by": "\\u0000"}', "control-characters"),
        ("death", '{"happened_on": "2026-05-01", "person": 5, "\\ud800\\u0000": 1}', "malformed-act"),
        ("death", '{"happened_on": "2026-05-01", "person": 5, "person": 6}', "not-an-act"),
        ("death", '{"happened_on": NaN, "person": Infinity}', "malformed-act"),
        ("death", "[" * 100_000, "not-an-act"),
        ("death", "1" * 10_000, "not-an-act"),
        ("erasure", '{"happened_on": "2026-05-01", "record": 5, "values": [[1, 1]]}', "erased-elsewhere"),
        ("\udcff", "{}", "unknown-act"),
    ],
)
def test_the_command_refuses_a_malformed_file_in_one_line(committed_db, tmp_path, kind, text, code):
    officer("lin")
    (tmp_path / "act.json").write_text(text, encoding="utf-8")
    with pytest.raises(HuangceError) as refused:
        told("record", kind, str(tmp_path / "act.json"), "--as", "lin")
    assert refused.value.code == code
    assert refused.value.message.isprintable()


def test_versions_that_no_record_has_are_refused(house):
    for seen in ({1 << 63: 1}, {house.son: 10**40}, {house.son: -1}):
        with pytest.raises(HuangceError):
            do(from_payload("death", payloads(house)["death"]), seen=seen)
