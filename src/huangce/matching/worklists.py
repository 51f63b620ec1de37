"""Work lists for those who visit: the findings of a division on paper, as text, or as a workbook that comes back.

What a visitor sees is what the visit needs: name, masked number, address, the lead and its deadline. The answer is one
of a few words; nothing is concluded from a cell left empty, and what cannot be read is reported by its row.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import orjson

from huangce.accounts import authority, lookups
from huangce.accounts.models import Officer
from huangce.errors import NotAllowed, Problem, Unreadable, Where
from huangce.exchange.sheets import Returned, Sheet, rows_returned, writer_of
from huangce.matching import findings
from huangce.matching.evidence import SOURCES
from huangce.matching.models import REASONS, UNDECIDED, Finding
from huangce.matching.reconcile import CLASSES
from huangce.rules import authority as rules

COLUMNS = ("编号", "类别", "姓名", "证件号码", "户籍地址", "线索来源", "线索说明", "期限", "核查结果", "备注")
WIDTHS = (18, 16, 10, 20, 36, 20, 36, 12, 16, 24)
ID, RESULT, WORDS = COLUMNS[0], COLUMNS[8], COLUMNS[9]
# What a visit may answer; what an act settles is closed at the desk.
ANSWERS = {words: code for code, words in REASONS.items() if code != "act"}
SHEET = Sheet("核查清单", COLUMNS, WIDTHS, RESULT, tuple(ANSWERS), (RESULT, WORDS))


class NotAWorkList(Unreadable):
    """{file} is no work list: it lacks the columns {columns}."""

    code = "not-a-work-list"


@dataclass(frozen=True, slots=True)
class Line:
    """A finding as a visit needs it: who it is about, where, the lead and its deadline."""

    id: str
    division: str
    record: int | None
    finding_class: str
    name: str
    number: str
    address: str
    source: str
    reason: str
    deadline: date | None


def rows_of(division: str, *, states: Sequence[str] = UNDECIDED) -> list[tuple[str, ...]]:
    """Return the open findings of a division as texts in the order of `COLUMNS`; the last two are empty."""
    rows = Finding.objects.filter(findings.lies_in(division), state__in=states)
    return [_cells(_line(one)) for one in rows.order_by("division", "finding_class", "id")]


def lines_of(ids: Sequence[str]) -> list[Line]:
    """Return some findings as lines, in the order of their ids as given."""
    found = {one.id: _line(one) for one in Finding.objects.filter(pk__in=ids)}
    return [found[one] for one in ids if one in found]


def _line(one: Finding) -> Line:
    said = _said(orjson.loads(one.evidence))
    return Line(
        one.id,
        one.division,
        one.record,
        one.finding_class,
        said.get("姓名", ""),
        said.get("公民身份号码", ""),
        said.get("住址", ""),
        _source(one),
        one.reason,
        one.deadline,
    )


def _cells(one: Line) -> tuple[str, ...]:
    return (
        one.id,
        CLASSES.get(one.finding_class, one.finding_class),
        one.name,
        one.number,
        one.address,
        one.source,
        one.reason,
        one.deadline.isoformat() if one.deadline else "",
        "",
        "",
    )


def _said(evidence: list[dict[str, Any]]) -> dict[str, str]:
    """Return what the register says by item, or the list where it says nothing."""
    return {line["item"]: str(line["register_value"] or line["list_value"] or "") for line in evidence}


def _source(one: Finding) -> str:
    kind, row = (one.other_list, one.other_row) if one.other_list else (one.list_kind, one.list_row)
    name = SOURCES.get(kind, kind)
    return f"{name}第{row}行" if row is not None else name


def listed(division: str, *, on: date, by: Officer) -> list[tuple[str, ...]]:
    """Return the work list of a division as `rows_of`, after noting the look at the persons on it.

    Who only visits there is shown what was assigned, and nothing else. Raises `NotADivision`, `NotAllowed`.
    """
    if not division:
        raise findings.NotADivision(division="-")
    findings.prefix(division)
    place = division.ljust(findings.DIVISION_DIGITS, "0")
    looks_up = rules.may_look_up(authority.grants_of(by, on), on, place)
    rows = rows_of(division, states=UNDECIDED if looks_up else ("assigned",))
    records = Finding.objects.filter(pk__in=[row[0] for row in rows]).values_list("record", flat=True)
    case, subjects = f"work list {division} {on.isoformat()}", [one for one in records if one is not None]
    if looks_up:
        lookups.note(
            by,
            purpose="verification",
            case=case,
            subjects=subjects,
            asked=["finding", "division"],
            divisions=[place],
        )
    else:
        lookups.note_visits(by, case=case, subjects=subjects, divisions=[place])
    return rows


def export(division: str, file: Path, *, on: date, by: Officer) -> int:
    """Write the work list of a division as .xlsx, .html or .txt and return the number of findings.

    The look at the persons on it is logged. Raises `UnknownFormat`, `NotADivision`, `NotAllowed`.
    """
    write = writer_of(file)
    rows = listed(division, on=on, by=by)
    write(SHEET, rows, file, f"核查清单 {division}（{on.isoformat()}）")
    return len(rows)


def read_returned(file: Path, *, by: Officer, now: datetime | None = None) -> Returned:
    """Take the results of a returned workbook; a row that cannot be taken becomes a problem with its row number.

    A result already taken is not taken twice. Raises `NotAWorkList`, `NotAllowed` and the errors of reading.
    """
    moment = now or datetime.now(UTC)
    result = Returned()
    rows = rows_returned(file, SHEET, needed=(ID, RESULT), read=(WORDS,))
    if rows is None:
        raise NotAWorkList(file=file.name, columns=f"{ID}、{RESULT}")
    for row, where in rows:
        take(row, where, result, by=by, moment=moment)
    return result


def take(row: Mapping[str, str | None], where: Where, result: Returned, *, by: Officer, moment: datetime) -> None:
    """Take one answered row into `result`, or say there what is wrong with it, and where."""
    name, answer, words = ((row.get(column) or "").strip() for column in (ID, RESULT, WORDS))
    if not answer:
        result.empty += 1
        if words:
            result.problems.append(
                Problem("words-without-result", "warning", f"{ID} {name}: 有备注而无核查结果", where)
            )
        return
    reason = ANSWERS.get(answer.replace(",", "，"))
    if reason is None:
        known = "、".join(ANSWERS)
        result.problems.append(Problem("unknown-result", "error", f"核查结果“{answer}”不在：{known}", where))
        return
    one = Finding.objects.filter(pk=name).first()
    if one is None:
        result.problems.append(Problem("no-such-finding", "error", f"没有编号为“{name}”的疑点", where))
        return
    events = findings.show(name)["events"]
    if events and events[-1]["reason"] == reason and events[-1]["words"] == words:
        result.empty += 1
        return
    if one.state not in UNDECIDED:
        result.problems.append(Problem("already-decided", "error", f"编号为“{name}”的疑点已经有人判断过", where))
        return
    duty = _duty(by, one.division, moment)
    try:
        findings.close(name, reason=reason, by=by, words=words, now=moment, duty=duty)
    except NotAllowed:
        where_it_is = f"编号为“{name}”的疑点在{one.division}，不在您的辖区"
        result.problems.append(Problem("not-your-division", "error", where_it_is, where))
        return
    result.taken += 1


def _duty(by: Officer, division: str, moment: datetime) -> str:
    """Return the duty under which the officer reports: deciding where that is theirs, else visiting."""
    grants = authority.grants_of(by, moment.astimezone(findings.OFFICE_TIME).date())
    on = moment.astimezone(findings.OFFICE_TIME).date()
    may = rules.may_do(grants, findings.DECIDE, on, division)
    return findings.DECIDE if may else findings.VISIT
