"""`huangce plates`: applications, orders, what happens to plates, who pays, rates, and doubtful addresses."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from huangce.commands.acting import As, office_day, officer_named
from huangce.commands.telling import (
    EVERYWHERE,
    Day,
    Division,
    Json,
    Number,
    day,
    division_of,
    group_of,
    setup,
    tell,
    tell_page,
)

Prefix = Annotated[str, typer.Option("--qr-prefix", help="Web address before the id on the code.")]


def apply(
    officer: As,
    address: Annotated[list[int] | None, typer.Option("--address", help="An address; repeatable.")] = None,
    division: Annotated[str, typer.Option("--division", help="All doors of a division whose plate is missing.")] = "",
    spec: Annotated[str, typer.Option("--spec", help="Size and make, where it is not the usual one.")] = "",
    as_json: Json = False,
) -> None:
    """Apply for the plates of addresses, or of all doors of a division that lack one."""
    if bool(address) == bool(division):
        raise typer.BadParameter("name addresses, or a division", param_hint="--address")
    by, now = officer_named(officer), datetime.now(UTC)
    from huangce.places.plate_life import apply_for

    wanted = address or _lacking(division_of(division))
    made = apply_for(wanted, by=by, now=now, spec=spec)
    tell({"plates": made}, [f"{len(made):,} plates applied for, to be approved by another officer"], as_json)


def _lacking(division: str) -> list[int]:
    from huangce.statistics.plates import lacking
    from huangce.statistics.snapshot import reading

    with reading() as cursor:
        return lacking(cursor, division, office_day())


def signs(
    name: Annotated[str, typer.Argument(help="The name of the street.")],
    division: Division,
    officer: As,
    count: Annotated[int, typer.Option("--count", min=1, max=1000, help="How many signs.")] = 2,
    spec: Annotated[str, typer.Option("--spec", help="Size and make, where it is not the usual one.")] = "",
    as_json: Json = False,
) -> None:
    """Apply for signs of a street."""
    by = officer_named(officer)
    from huangce.places.plate_life import apply_for_signs

    made = apply_for_signs(name, division=division_of(division), count=count, by=by, now=datetime.now(UTC), spec=spec)
    tell({"plates": made}, [f"{len(made):,} signs applied for, to be approved by another officer"], as_json)


def approve(
    officer: As,
    plate: Annotated[list[int] | None, typer.Option("--plate", help="A plate; repeatable.")] = None,
    division: Annotated[str, typer.Option("--division", help="All that wait in a division.")] = "",
    as_json: Json = False,
) -> None:
    """Approve plates as the second officer."""
    if bool(plate) == bool(division):
        raise typer.BadParameter("name plates, or a division", param_hint="--plate")
    by = officer_named(officer)
    from huangce.places.plate_life import take_step
    from huangce.places.plate_models import Plate
    from huangce.rules.authority import scope

    waiting = Plate.objects.filter(division__startswith=scope(division_of(division or EVERYWHERE)), state="numbered")
    done = take_step(plate or waiting.values_list("id", flat=True), "approved", by=by, now=datetime.now(UTC))
    tell({"plates": done}, [f"{len(done):,} plates approved"], as_json)


def list_plates(
    division: Division = EVERYWHERE,
    state: Annotated[str, typer.Option("--state", help="A step of their life; default: all.")] = "",
    page: Number = 1,
    as_json: Json = False,
) -> None:
    """List plates and signs, fifty a page."""
    code = division_of(division)
    setup()
    from huangce.places.plate_queries import plates_page

    found = plates_page(code, state=state, number=page)
    told = [
        f"{one.id}  {one.plate_kind}  {one.division}  {' '.join(one.lines)}  {one.state} {one.state_on}"
        for one in found.rows
    ]
    tell_page(found, told, as_json)


def make(
    division: Division,
    officer: As,
    maker: Annotated[str, typer.Option("--maker", help="Who makes them.")],
    plate: Annotated[list[int] | None, typer.Option("--plate", help="Only this plate; repeatable.")] = None,
    due: Day = None,
    price: Annotated[
        list[str] | None, typer.Option("--price", help="Yuan for a plate of a kind, as door=12.50.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Order the approved plates of a division."""
    prices = dict(_price(one) for one in price or ())
    by = officer_named(officer)
    from huangce.places.plate_orders import make_order, order_lines

    order = make_order(
        division_of(division),
        maker=maker,
        by=by,
        now=datetime.now(UTC),
        plates=plate,
        due_on=due.date() if due else None,
        prices=prices,
    )
    count = len(order_lines(order))
    tell({"order": order, "plates": count}, [f"Order {order} of {count:,} plates"], as_json)


def _price(text: str) -> tuple[str, Decimal]:
    from huangce.rules.plates import KINDS

    kind, _, yuan = text.partition("=")
    try:
        price = Decimal(yuan)
    except InvalidOperation:
        price = Decimal(-1)
    if kind not in KINDS or not price.is_finite() or not 0 <= price < 10**8:
        raise typer.BadParameter(
            f"write a price as door=12.50, with a kind of {', '.join(KINDS)}", param_hint="--price"
        )
    return kind, price


def list_orders(division: Division = EVERYWHERE, page: Number = 1, as_json: Json = False) -> None:
    """List orders, the latest first."""
    code = division_of(division)
    setup()
    from huangce.places.plate_queries import orders_page
    from huangce.register.record import OFFICE_TIME

    found = orders_page(code, number=page)
    told = [
        f"{one.id}  {one.made_at.astimezone(OFFICE_TIME).date()}  {one.division}  {one.maker}  "
        f"{one.hanging:,} of {one.plates:,} on walls"
        for one in found.rows
    ]
    tell_page(found, told, as_json)


def export(
    order: Annotated[int, typer.Argument(help="The order.")],
    out: Annotated[Path, typer.Option("--out", help="The file for the manufacturer: .csv or .xlsx.")],
    qr_prefix: Prefix = "",
    codes: Annotated[Path | None, typer.Option("--codes", help="Folder for the codes as SVG.")] = None,
    as_json: Json = False,
) -> None:
    """Write the plate file of an order for the manufacturer."""
    setup()
    from huangce.places.plate_files import write_plate_file, write_qr_codes
    from huangce.places.plate_orders import order_lines

    lines = order_lines(order)
    rows = write_plate_file(out, lines, prefix=qr_prefix)
    drawn = write_qr_codes(codes, lines, prefix=qr_prefix) if codes is not None else 0
    tell({"order": order, "rows": rows, "codes": drawn}, [f"{rows:,} rows → {out}, {drawn:,} codes"], as_json)


def record(
    file: Annotated[Path, typer.Argument(help="A table of steps: csv, xlsx or xls.")],
    officer: As,
    as_json: Json = False,
) -> None:
    """Record the steps of a table: plate, step, day, and what the step needs. Each row is taken or named."""
    by = officer_named(officer)
    from huangce.errors import HuangceError, Problem, Where
    from huangce.exchange.plate_tables import read_events
    from huangce.places.plate_life import take_step

    events, problems = read_events(file)
    taken = 0
    for one in sorted(events, key=lambda one: (one.on, one.row)):
        try:
            take_step([one.plate], one.step, one.said, on=one.on, by=by, now=datetime.now(UTC))
            taken += 1
        except HuangceError as error:
            problems.append(Problem(error.code, "error", error.message, Where(row=one.row)))
    rows = sorted(problems, key=lambda one: one.where.row or 0)
    told = [f"row {one.where.row} {one.where.column}: {one.message} [{one.code}]" for one in rows]
    data = [{"row": one.where.row, "code": one.code, "message": one.message} for one in rows]
    tell({"taken": taken, "problems": data}, [f"{taken:,} steps taken", *told], as_json)
    if problems:
        raise typer.Exit(1)


def show(plate: Annotated[int, typer.Argument(help="The plate.")], as_json: Json = False) -> None:
    """Show what happened to a plate, and to those that it replaced."""
    setup()
    from huangce.places.plate_life import NoSuchPlate
    from huangce.places.plate_queries import plate_history

    events = plate_history(plate)
    if not events:
        raise NoSuchPlate(plate=plate)
    names = (
        "plate",
        "step",
        "happened_on",
        "officer",
        "order",
        "batch",
        "spec",
        "photo",
        "installer",
        "reason",
        "words",
        "takes_back",
        "act",
    )
    rows = [{name: getattr(one, name) for name in names} for one in events]
    told = [f"{one.plate}  {one.happened_on}  {one.step}  {one.words or one.reason}".rstrip() for one in events]
    tell(rows, told, as_json)


def replace(
    plate: Annotated[int, typer.Argument(help="A damaged or missing plate.")],
    officer: As,
    spec: Annotated[str, typer.Option("--spec", help="Size and make, where it is another one.")] = "",
    as_json: Json = False,
) -> None:
    """Replace a damaged or missing plate by one with the same text."""
    by = officer_named(officer)
    from huangce.places import plate_life

    made = plate_life.replace(plate, by=by, now=datetime.now(UTC), spec=spec)
    tell({"plate": made, "replaces": plate}, [f"Plate {made} replaces {plate}"], as_json)


def take_back(
    plates: Annotated[list[int], typer.Argument(help="The plates.")],
    officer: As,
    words: Annotated[str, typer.Option("--words", help="Why.")],
    as_json: Json = False,
) -> None:
    """Take back the newest step of plates that was taken by mistake: all of them or none."""
    by = officer_named(officer)
    from huangce.places import plate_back

    done = plate_back.take_back(plates, words, by=by, now=datetime.now(UTC))
    tell({"plates": done}, [f"{len(done):,} plates are what they were before their last step"], as_json)


def follow(
    division: Division,
    officer: Annotated[str, typer.Option("--as", help="Username of the officer; without, nothing is written.")] = "",
    as_json: Json = False,
) -> None:
    """Retire plates whose address was renamed, renumbered or demolished, and apply for the new ones."""
    code = division_of(division)
    if not officer:
        setup()
        from huangce.places.plate_changes import changed_plates

        found = changed_plates(code, on=office_day())
        rows = dataclasses.asdict(found)
        tell(rows, [f"{reason}: {len(addresses):,} plates" for reason, addresses in rows.items()], as_json)
        return
    by = officer_named(officer)
    from huangce.places.plate_changes import follow_changes

    done = follow_changes(code, by=by, now=datetime.now(UTC))
    told = (
        f"{len(done.retired):,} plates retired, {len(done.applied):,} applied for, "
        f"{done.entrances:,} entrances changed; "
        f"{done.moved:,} came from other divisions"
    )
    tell(dataclasses.asdict(done), [told], as_json)


def costs(division: Division = EVERYWHERE, since: Day = None, until: Day = None, as_json: Json = False) -> None:
    """Say who pays how much for the plates ordered in a division."""
    code = division_of(division)
    setup()
    from huangce.places.plate_orders import cost_report
    from huangce.rules.plates import BEARERS

    found = cost_report(code, since=since.date() if since else None, until=until.date() if until else None)
    told = [
        f"{BEARERS[one.bearer][0] if one.bearer else 'not decided'}  {one.bearer_division}  {one.plate_kind}  "
        f"{one.plates:,} plates, {one.priced:,} priced, {one.yuan} yuan"
        for one in found
    ]
    tell([dataclasses.asdict(one) for one in found], told or ["No plate was ordered."], as_json)


def rates(
    division: Annotated[str, typer.Option("--division", help="A division code.")] = "",
    on: Day = None,
    as_json: Json = False,
) -> None:
    """Print the rates of plates: J5, J6a, J6b and J6, as `huangce rates` has them."""
    as_of = day(on)
    setup()
    from huangce.statistics.rates import report
    from huangce.statistics.snapshot import reading

    with reading() as cursor:
        figures = [
            one for one in report(cursor, as_of=as_of, division=division).figures if one.code[:2] in ("J5", "J6")
        ]
    rows: list[dict[str, Any]] = []
    told = []
    for one in figures:
        rate = one.rate
        known = {"n": rate.n, "N": rate.of, "unknown": rate.unknown, "percent": rate.percent()} if rate else {}
        rows.append({"code": one.code, "name": one.zh, "n": None, "N": None, "not_known": one.why or None, **known})
        said = f"{rate.n:,} of {rate.of:,}, {rate.unknown:,} not known: {rate.percent()} %" if rate else one.why
        told.append(f"{one.code} {one.zh}  {said}")
    tell(rows, told, as_json)


def list_doubts(
    which: Annotated[str, typer.Argument(help="duplicate (重), wrong (错) or omitted (漏)")],
    division: Division = EVERYWHERE,
    decided: Annotated[bool, typer.Option("--decided", help="Those too that were decided.")] = False,
    as_json: Json = False,
) -> None:
    """List doubled, wrong or missing addresses with reason and neighbours."""
    code = division_of(division)
    setup()
    from huangce.places.address_doubts import doubts

    found = doubts(code, which, on=office_day(), decided=decided)
    told = [
        f"{one.id}  {one.division}  {one.reason}  {'、'.join(one.beside)}  {one.decision}".rstrip() for one in found
    ]
    rows = [{"id": one.id, **dataclasses.asdict(one)} for one in found]
    tell(rows, [*told, f"{len(found):,} rows"], as_json)


def decide_doubt(
    which: Annotated[str, typer.Argument(help="duplicate (重), wrong (错) or omitted (漏)")],
    doubt: Annotated[str, typer.Argument(help="The id of the row.")],
    decision: Annotated[str, typer.Option("--decision", help="A decision of the list.")],
    officer: As,
    division: Division = EVERYWHERE,
    words: Annotated[str, typer.Option("--words", help="Why.")] = "",
    as_json: Json = False,
) -> None:
    """Decide a row: it is not asked again until its evidence changes."""
    code, by = division_of(division), officer_named(officer)
    from huangce.places import address_doubts

    among = address_doubts.doubts(code, which, on=office_day(), decided=True)
    row = address_doubts.decide_doubt(which, doubt, decision, among=among, by=by, now=datetime.now(UTC), words=words)
    tell({"id": row.id, "decision": row.decision}, [f"{row.id}: {row.decision}"], as_json)


COMMANDS: Final[dict[str, Callable[..., None]]] = {
    "apply": apply,
    "signs": signs,
    "approve": approve,
    "list": list_plates,
    "replace": replace,
    "take-back": take_back,
    "follow": follow,
    "costs": costs,
    "rates": rates,
}
GROUPS: Final = {
    "orders": group_of("Work orders to manufacturers.", {"make": make, "list": list_orders, "export": export}),
    "events": group_of("What happens to plates.", {"record": record, "show": show}),
    "doubts": group_of("Doubled, wrong and missing addresses.", {"list": list_doubts, "decide": decide_doubt}),
}
