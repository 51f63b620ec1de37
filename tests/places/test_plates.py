"""Plates and signs from application to retirement: each step with what it needs, ordered, paid for, made, hung."""

from __future__ import annotations

import csv
from dataclasses import replace as changed
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huangce.errors import NotAllowed
from huangce.exchange.reading import read_table
from huangce.places.numbering_proposals import AnotherOfficerNeeded
from huangce.places.plate_files import HEADERS, UnknownPlateFile, plate_rows, qr_svg, write_plate_file, write_qr_codes
from huangce.places.plate_life import (
    NoSuchPlate,
    NothingOnSign,
    PlateThereAlready,
    Said,
    StepInTheFuture,
    apply_for,
    apply_for_signs,
    replace,
    take_step,
)
from huangce.places.plate_models import Plate, PlateEvent
from huangce.places.plate_orders import CostsInvalid, NoSuchOrder, NothingToOrder, cost_report, make_order, order_lines
from huangce.places.plate_queries import orders_page, plate_history, plates_page
from huangce.places.search import NoSuchAddress
from huangce.rules.plates import (
    COSTS,
    HANGS,
    OVER,
    STEPS,
    NotAPlateCode,
    PersonsOnPhoto,
    StepIncomplete,
    StepNotAllowed,
    address_on,
    bearer_of,
    need_step,
    qr_text,
)
from tests import people
from tests.people import officer
from tests.places.doors import NOW, ON, clerk, door, load, second

pytestmark = pytest.mark.django_db

HUNG = Said(
    photo="P-0001", photo_without_persons=True, longitude=104.0, latitude=30.0, installer="第一标牌厂",
    batch="B-7", spec="200×150 mm",
)  # fmt: skip
TO_THE_WALL = ("manufactured", "delivered", "installed")


def plates(count: int = 2) -> list[int]:
    """Plates applied for at doors of a street."""
    return apply_for(load(*(door(f"{n}号") for n in range(1, count + 1))), by=clerk(), now=NOW)


def ordered(count: int = 2, **more) -> tuple[int, list[int]]:
    made = plates(count)
    take_step(made, "approved", by=second(), now=NOW)
    return make_order(people.TOWN, maker="第一标牌厂", by=clerk(), now=NOW, **more), made


def hung(count: int = 2) -> list[int]:
    _order, made = ordered(count)
    for step in TO_THE_WALL:
        take_step(made, step, HUNG, by=clerk(), now=NOW)
    return made


def states(made) -> list[str]:
    return [one.state for one in Plate.objects.filter(pk__in=made).order_by("id")]


def test_it_works():
    made = hung()
    take_step(made, "inspected", by=second(), now=NOW)
    take_step(made, "in_use", by=clerk(), now=NOW)
    assert states(made) == ["in_use", "in_use"]
    assert [one.step for one in plate_history(made[0])] == [
        "applied", "numbered", "approved", "ordered", "manufactured", "delivered", "installed", "inspected", "in_use",
    ]  # fmt: skip


def test_every_step_leads_to_steps_that_are_there_and_every_plate_can_end():
    for step in STEPS.values():
        assert set(step.allowed) <= set(STEPS)
        assert step.name in OVER or set(step.allowed) & set(OVER)
    assert set(HANGS) < set(STEPS)


def test_a_step_out_of_order_is_refused_and_says_what_may_be_next():
    made = plates()
    with pytest.raises(StepNotAllowed, match="approved, retired"):
        take_step(made, "installed", HUNG, by=clerk(), now=NOW)


def test_who_applied_does_not_approve_and_who_installed_does_not_inspect():
    made = plates()
    with pytest.raises(AnotherOfficerNeeded):
        take_step(made, "approved", by=clerk(), now=NOW)
    with pytest.raises(AnotherOfficerNeeded):
        take_step(hung_too(made), "inspected", by=clerk(), now=NOW)


def hung_too(made) -> list[int]:
    take_step(made, "approved", by=second(), now=NOW)
    make_order(people.TOWN, maker="x", by=clerk(), now=NOW)
    for step in TO_THE_WALL:
        take_step(made, step, HUNG, by=clerk(), now=NOW)
    return made


@pytest.mark.parametrize("missing", ["photo", "longitude", "latitude", "installer"])
def test_an_installation_names_photo_point_and_installer(missing):
    _order, made = ordered()
    for step in TO_THE_WALL[:2]:
        take_step(made, step, HUNG, by=clerk(), now=NOW)
    with pytest.raises(StepIncomplete, match=missing):
        take_step(made, "installed", changed(HUNG, **{missing: None}), by=clerk(), now=NOW)


def test_a_photo_is_kept_only_when_no_person_is_declared_to_be_on_it():
    with pytest.raises(PersonsOnPhoto):
        need_step("delivered", "installed", {"photo": "P", "longitude": 1, "latitude": 1, "installer": "x"})


def test_a_plate_of_another_town_is_not_for_this_clerk():
    made = apply_for(load(door("1号", division=people.NEXT_VILLAGE)), by=second(), now=NOW)
    with pytest.raises(NotAllowed):
        take_step(made, "retired", Said(reason="demolition"), by=clerk(), now=NOW)
    with pytest.raises(NotAllowed):
        take_step(made, "retired", Said(reason="demolition"), by=officer("zhao"), now=NOW)


def test_an_address_has_one_plate_at_a_time():
    (address, other) = load(door("1号"), door("2号"))
    (first,) = apply_for([address], by=clerk(), now=NOW)
    with pytest.raises(PlateThereAlready, match=str(first)):
        apply_for([address], by=clerk(), now=NOW)
    with pytest.raises(PlateThereAlready, match="twice"):
        apply_for([other, other], by=clerk(), now=NOW)
    with pytest.raises(NoSuchAddress):
        apply_for([7], by=clerk(), now=NOW)


def test_all_plates_of_a_step_or_none():
    made = plates()
    take_step(made[:1], "retired", Said(reason="entered_wrongly"), by=clerk(), now=NOW)
    with pytest.raises(StepNotAllowed):
        take_step(made, "approved", by=second(), now=NOW)
    assert states(made) == ["retired", "numbered"]
    with pytest.raises(NoSuchPlate):
        take_step([made[1], 12345], "approved", by=second(), now=NOW)


def test_a_step_is_dated_neither_in_the_future_nor_before_the_last():
    made = plates()
    for day in (ON + timedelta(days=1), ON - timedelta(days=1)):
        with pytest.raises(StepInTheFuture):
            take_step(made, "approved", on=day, by=second(), now=NOW)


def test_a_damaged_plate_is_replaced_by_one_with_the_same_text():
    (made,) = hung(1)
    with pytest.raises(StepNotAllowed):
        replace(made, by=clerk(), now=NOW)
    with pytest.raises(StepIncomplete, match="words"):
        take_step([made], "damaged", by=clerk(), now=NOW)
    take_step([made], "damaged", Said(words="字迹不清"), by=clerk(), now=NOW)
    fresh = replace(made, by=clerk(), now=NOW)
    assert states([made, fresh]) == ["replaced", "approved"]
    assert Plate.objects.get(pk=fresh).lines == Plate.objects.get(pk=made).lines
    assert [one.plate for one in plate_history(fresh)] == [made] * 8 + [fresh] * 3 + [made]
    assert make_order(people.TOWN, maker="x", by=clerk(), now=NOW)


def test_a_retirement_gives_one_of_the_reasons():
    with pytest.raises(StepIncomplete, match="reason"):
        take_step(plates(), "retired", Said(reason="tired of it"), by=clerk(), now=NOW)


def test_an_order_takes_what_is_approved_and_names_who_pays(tmp_path, monkeypatch):
    own = (
        '[[costs]]\ndivision = "990101"\nplates = ["door"]\nplaces = ["urban"]\nbearer = "subdistrict"\n'
        'source = "本县办法"\n'
    )
    _own_costs(tmp_path, monkeypatch, own)
    order, made = ordered(prices={"door": Decimal("12.50")})
    lines = order_lines(order)
    assert [(one.plate, one.bearer, one.bearer_division, one.state) for one in lines] == [
        (one, "subdistrict", people.TOWN[:9], "ordered") for one in made
    ]
    (cost,) = cost_report(people.TOWN)
    assert (cost.bearer, cost.plates, cost.yuan) == ("subdistrict", 2, Decimal("25.00"))
    assert cost_report(people.TOWN, until=ON - timedelta(days=1)) == []
    with pytest.raises(NothingToOrder):
        make_order(people.TOWN, maker="x", by=clerk(), now=NOW)
    with pytest.raises(NoSuchOrder):
        order_lines(12345)


def _own_costs(folder, monkeypatch, text: str) -> None:
    (folder / "plate_costs.toml").write_text(text, encoding="utf-8")
    monkeypatch.setattr("huangce.home.paths.home", lambda: folder)


@pytest.mark.parametrize(
    "text",
    ["x = 1", "[[costs]]\n", "costs = 1", "[[costs",
     '[[costs]]\ndivision = "99"\nplates = ["door"]\nplaces = ["urban"]\nbearer = "nobody"\nsource = "x"\n',
     '[[costs]]\ndivision = "99"\nplates = []\nplaces = ["urban"]\nbearer = "city"\nsource = "x"\n'],
)  # fmt: skip
def test_rules_on_costs_that_cannot_be_used_are_refused(tmp_path, monkeypatch, text):
    from huangce.places.plate_orders import cost_rules

    _own_costs(tmp_path, monkeypatch, text)
    with pytest.raises(CostsInvalid):
        cost_rules()


def test_where_no_rule_holds_it_is_not_decided_who_pays():
    order, _made = ordered(1)
    assert order_lines(order)[0].bearer == ""
    assert cost_report(people.TOWN)[0].bearer == ""


def test_units_pay_for_their_compounds_and_the_city_for_urban_street_signs():
    expected = {("door", "unit_compound"): "unit", ("door", "urban"): "subdistrict", ("street_sign", "urban"): "city",
                ("street_sign", "rural"): "district"}  # fmt: skip
    assert {case: bearer_of(COSTS, "420704001001", *case).bearer for case in expected} == expected
    assert bearer_of(COSTS, "511703116001", "door", "urban").bearer == "town"
    assert bearer_of(COSTS, "990101001001", "door", "urban") is None


def test_the_plate_file_has_a_row_a_plate_and_signs_by_quantity(tmp_path):
    signs = apply_for_signs("老街", division=people.VILLAGE, count=3, by=clerk(), now=NOW)
    take_step(signs, "approved", by=second(), now=NOW)
    order, made = ordered()
    lines = order_lines(order)
    for name in ("order.csv", "order.xlsx"):
        assert write_plate_file(tmp_path / name, lines, prefix="https://dz.example/") == 3
        frame = read_table(tmp_path / name, vocabulary=frozenset(word.lower() for word in HEADERS)).frame
        assert frame["第一行"].to_list() == ["老街"] * 3
        assert frame["第二行"].to_list() == ["1号", "2号", None]
        assert frame["数量"].to_list() == ["1", "1", "3"]
        assert address_on(frame["二维码内容"][0]) == Plate.objects.get(pk=made[0]).address
    with pytest.raises(UnknownPlateFile):
        write_plate_file(tmp_path / "order.doc", lines)
    assert write_qr_codes(tmp_path / "codes", lines) == 2
    assert (tmp_path / "codes" / f"{made[0]}.svg").read_text().startswith("<svg")


def test_a_cell_that_a_spreadsheet_would_execute_is_text(tmp_path):
    order, _made = ordered(1)
    lines = [changed(one, lines=("=1+1", "1号")) for one in order_lines(order)]
    write_plate_file(tmp_path / "order.csv", lines)
    rows = list(csv.reader((tmp_path / "order.csv").read_text("utf-8-sig").splitlines()))
    assert rows[1][2] == "'=1+1"
    assert plate_rows(lines)[0][2] == "=1+1"


def test_a_sign_needs_a_name():
    with pytest.raises(NothingOnSign):
        apply_for_signs(" ", division=people.VILLAGE, count=1, by=clerk(), now=NOW)


def test_the_same_code_draws_the_same_picture():
    assert qr_svg("HUANGCE:12-62") == qr_svg("HUANGCE:12-62") != qr_svg("HUANGCE:13-62")


@given(st.integers(1, 2**53 - 1), st.sampled_from(["", "https://dz.example/", "dz.example/a/"]), st.data())
def test_a_code_says_its_address_and_one_wrong_digit_is_noticed(address, prefix, data):
    text = qr_text(address, prefix)
    assert address_on(text) == address
    digits = [i for i, one in enumerate(text) if one.isdigit()]
    at = data.draw(st.sampled_from(digits))
    other = data.draw(st.sampled_from([one for one in "0123456789" if one != text[at]]))
    with pytest.raises(NotAPlateCode):
        address_on(text[:at] + other + text[at + 1 :])


@pytest.mark.parametrize("text", ["", "12", "HUANGCE:", "HUANGCE:-62", "HUANGCE:12-63", "HUANGCE:一二-62", "x" * 99])
def test_what_is_no_code_is_refused(text):
    with pytest.raises(NotAPlateCode):
        address_on(text)


def test_pages_say_how_many_there_are():
    order, made = ordered(3)
    page = plates_page(people.TOWN, state="ordered", size=2, number=2)
    assert (page.total, [one.id for one in page.rows], page.rows[0].order) == (3, made[2:], order)
    assert plates_page(people.NEXT_TOWN).total == 0
    (row,) = orders_page(people.COUNTY).rows
    assert (row.id, row.plates, row.hanging, row.over) == (order, 3, 0, 0)


def test_what_happened_stays(db):
    made = plates(1)
    from django.db import connection, transaction
    from django.db.utils import ProgrammingError

    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("update plate_event set happened_on = %s", [date(2020, 1, 1)])
    assert PlateEvent.objects.filter(plate=made[0]).count() == 2
