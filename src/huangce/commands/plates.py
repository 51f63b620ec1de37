"""`huangce plates`: numbering schemes, entrances, missing plates, and the proposals for them."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from huangce.commands import plate_work
from huangce.commands.acting import As, officer_named
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
from huangce.errors import Unreadable

if TYPE_CHECKING:
    from huangce.errors import Problem
    from huangce.places.numbering_survey import Surveyed
    from huangce.rules.numbering import Scheme


class NoStreetLines(Unreadable):
    """{file} is no GeoJSON of lines whose properties are "division" and "name": {reason}."""

    code = "no-street-lines"


class UnreadableScheme(Unreadable):
    """{file} cannot be read: {reason}."""

    code = "scheme-unreadable"


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file and of `plate_work`."""
    group = group_of(
        "Door numbers and plates, from the rule to the wall.",
        {"survey": survey, "streets": streets, "find": find, **plate_work.COMMANDS},
    )
    schemes = group_of("Numbering schemes.", {"check": check, "record": record, "list": list_schemes})
    proposals = group_of(
        "Proposals for missing plates.", {"list": list_proposals, "decide": decide, "address": address}
    )
    for name, below in {"schemes": schemes, "proposals": proposals, **plate_work.GROUPS}.items():
        group.add_typer(below, name=name)
    app.add_typer(group, name="plates")


def check(file: Annotated[Path, typer.Argument(help="A TOML file of [[schemes]].")], as_json: Json = False) -> None:
    """Check a file of numbering schemes and say what it means; nothing is recorded."""
    found = _schemes(file)
    tell([_scheme(one) for one in found], [_sentence(one) for one in found], as_json)


def record(
    file: Annotated[Path, typer.Argument(help="A TOML file of [[schemes]].")], officer: As, as_json: Json = False
) -> None:
    """Record the schemes of a file; of the same division, street and first day the one recorded last holds."""
    found = _schemes(file)
    by = officer_named(officer)
    from huangce.places.numbering_schemes import record_schemes

    ids = record_schemes(found, by=by, now=datetime.now(UTC))
    told = [f"{one}  {_sentence(scheme)}" for one, scheme in zip(ids, found, strict=True)]
    tell([{"id": one, **_scheme(scheme)} for one, scheme in zip(ids, found, strict=True)], told, as_json)


def list_schemes(as_json: Json = False) -> None:
    """List the schemes that are recorded."""
    setup()
    from huangce.places.numbering_schemes import recorded_schemes

    found = recorded_schemes()
    told = [f"{one.id}  {_sentence(one.scheme)}" for one in found] or ["No scheme is recorded."]
    tell([{"id": one.id, **_scheme(one.scheme)} for one in found], told, as_json)


def survey(
    officer: As,
    division: Division = EVERYWHERE,
    file: Annotated[Path | None, typer.Option("--file", help="A survey of entrances: csv, xlsx or xls.")] = None,
    as_json: Json = False,
) -> None:
    """Take entrances from a survey, or from the doors of the address register that have none yet."""
    by, now = officer_named(officer), datetime.now(UTC)
    from huangce.places.numbering_survey import survey_addresses, take_survey

    problems: list[Problem] = []
    if file is None:
        done = survey_addresses(division_of(division), by=by, now=now)
    else:
        from huangce.exchange.plate_tables import read_survey

        rows, problems = read_survey(file)
        done = take_survey(rows, source=file.name, by=by, now=now)
    problems += done.problems
    tell(_surveyed(done, problems), [_survey_sentence(done), *map(_problem, problems)], as_json)
    if problems:
        raise typer.Exit(1)


def streets(
    file: Annotated[Path, typer.Argument(help="GeoJSON of street lines.")], officer: As, as_json: Json = False
) -> None:
    """Take the lines of streets, and measure the entrances along them."""
    lines = _lines(file)
    by, now = officer_named(officer), datetime.now(UTC)
    from huangce.places.numbering_survey import draw_street

    ids = [draw_street(code, name, points, by=by, now=now) for code, name, points in lines]
    tell({"streets": len(ids)}, [f"{len(ids):,} streets have a line"], as_json)


def find(
    division: Division = EVERYWHERE,
    propose: Annotated[bool, typer.Option("--propose", help="Keep the missing ones as proposals.")] = False,
    officer: Annotated[str, typer.Option("--as", help="Username of the officer; needed to propose.")] = "",
    on: Day = None,
    as_json: Json = False,
) -> None:
    """Find missing plates and wrong numbers by the schemes of the streets."""
    code = division_of(division)
    setup()
    from huangce.places import numbering_proposals

    if propose:
        found = numbering_proposals.propose_missing(code, by=officer_named(officer), now=datetime.now(UTC))
    else:
        found = numbering_proposals.find_missing(code, on=day(on))
    rows = [(street, one) for street in sorted(found.findings) for one in found.findings[street]]
    summary = {
        "streets": found.streets,
        "without_scheme": found.without_scheme,
        "counts": found.counts(),
        "proposed": found.proposed,
        "outdated": found.outdated,
    }
    findings = [{"street": street, "level": one.level, **dataclasses.asdict(one)} for street, one in rows]
    told = [f"{street}  {one.level}  {one.code}  {one.side or '-'}  {one.reason}" for street, one in rows]
    last = f"{found.streets:,} streets, {found.without_scheme:,} of them without a scheme; {found.proposed:,} proposed"
    tell({**summary, "findings": findings}, [*told, last], as_json)


def list_proposals(
    division: Division = EVERYWHERE,
    state: Annotated[str, typer.Option("--state", help="proposed, field_checked, approved …; default: all")] = "",
    page: Number = 1,
    as_json: Json = False,
) -> None:
    """List proposals, fifty a page."""
    code = division_of(division)
    setup()
    from huangce.places.plate_queries import proposals_page

    found = proposals_page(code, state=state, number=page)
    numbers = [one.number.written() if one.number else "-" for one in found.rows]
    told = [
        f"{one.id}  {one.division}  {one.street}  {number}  {one.state}  {one.reason}"
        for one, number in zip(found.rows, numbers, strict=True)
    ]
    tell_page(found, told, as_json)


def decide(
    proposals: Annotated[list[int], typer.Argument(help="The proposals.")],
    step: Annotated[str, typer.Option("--step", help="field_checked, approved or refused.")],
    officer: As,
    words: Annotated[str, typer.Option("--words", help="Why.")] = "",
    as_json: Json = False,
) -> None:
    """Take a step with proposals: all of them or none. Approving is for a second officer."""
    by = officer_named(officer)
    from huangce.places import numbering_proposals

    done = numbering_proposals.decide(proposals, step, by=by, now=datetime.now(UTC), words=words)
    tell({"step": step, "proposals": done}, [f"{step}: {len(done):,} proposals"], as_json)


def address(
    proposals: Annotated[list[int], typer.Argument(help="Approved proposals.")], officer: As, as_json: Json = False
) -> None:
    """Make the addresses of approved proposals by an act, and apply for their plates."""
    by = officer_named(officer)
    from huangce.places.numbering_addresses import make_addresses

    made = make_addresses(proposals, by=by, now=datetime.now(UTC))
    told = f"{len(made.addresses):,} addresses by {len(made.acts):,} acts, {len(made.plates):,} plates applied for"
    tell(dataclasses.asdict(made), [told], as_json)


def _schemes(file: Path) -> list[Scheme]:
    from huangce.rules.numbering import read_schemes

    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableScheme(file=file.name, reason=type(error).__name__) from error
    return read_schemes(text)


def _scheme(one: Scheme) -> dict[str, Any]:
    return {**dataclasses.asdict(one), "skip": sorted(one.skip)}


def _sentence(one: Scheme) -> str:
    where = f"{one.division or 'everywhere'} {one.street}".rstrip()
    sides = "numbers without sides" if one.odd_side is None else f"odd numbers on the {one.odd_side}"
    mode = f"one for {one.step_m:g} m" if one.step_m else "one after the other"
    skipped = f", without {sorted(one.skip)} ({one.skip_reason})" if one.skip else ", none skipped"
    return (
        f"{where} from {one.valid_from}: from the {' and '.join(one.origin)}, {sides}, {mode}{skipped} ({one.document})"
    )


def _surveyed(done: Surveyed, problems: Iterable[Problem]) -> dict[str, Any]:
    told = [{"row": one.where.row, "column": one.where.column, "message": one.message} for one in problems]
    return {"streets": done.streets, "entrances": done.entrances, "unreadable": done.unreadable, "problems": told}


def _survey_sentence(done: Surveyed) -> str:
    odd = f"; {done.unreadable:,} plates are no numbers" if done.unreadable else ""
    return f"{done.entrances:,} entrances of {done.streets:,} streets{odd}"


def _problem(one: Problem) -> str:
    return f"row {one.where.row} {one.where.column}: {one.message}"


def _lines(file: Path) -> list[tuple[str, str, list[tuple[float, float]]]]:
    try:
        features = json.loads(file.read_text(encoding="utf-8-sig"))["features"]
        lines = []
        for one in features:
            if one["geometry"]["type"] != "LineString":
                raise NoStreetLines(file=file.name, reason=f"one is a {one['geometry']['type']}")
            points = [(float(point[0]), float(point[1])) for point in one["geometry"]["coordinates"]]
            lines.append((str(one["properties"]["division"]), str(one["properties"]["name"]), points))
    except (OSError, ValueError, KeyError, TypeError, IndexError) as error:
        raise NoStreetLines(file=file.name, reason=f"{type(error).__name__} {error}".strip()) from error
    return lines
