"""Check sheets of a sample: what the register said of those drawn, on paper or in a workbook that comes back.

Numbers are masked as on every list: of its 18 digits those ten are hidden of which eight are the birth date that stands
beside it, so 16 of 18 and the check digit can be compared. Nothing is concluded from cells left empty, and what cannot
be read is reported by its row.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

from django.db import transaction

from huangce.accounts import authority, lookups
from huangce.accounts.masking import masked
from huangce.accounts.models import Officer
from huangce.errors import NotAllowed, Problem, Unreadable, Where
from huangce.exchange.sheets import Returned, Sheet, rows_returned, writer_of
from huangce.matching.desk import scopes_of
from huangce.register.locks import raw_cursor
from huangce.register.record import OFFICE_TIME
from huangce.rules import authority as rules
from huangce.rules import codes, divisions
from huangce.rules.date_reading import parse_date
from huangce.rules.divisions import UnknownDivision
from huangce.rules.problems import InvalidValue
from huangce.rules.sampling import CHECKED, FRAMES, OUTCOMES, RIGHT_OR_WRONG
from huangce.statistics.as_known import known_at
from huangce.statistics.samples import answering
from huangce.statistics.samples.answering import CHECKERS, Answered, CheckedThen, NoSuchLine, answer, lines_of
from huangce.statistics.samples.drawing import NoSuchSample, sample_of
from huangce.statistics.samples.models import Sample
from huangce.statistics.samples.progress import SampleElsewhere
from huangce.statistics.samples.values import said_of

ID, ORDINAL, RESULT, WRONG, DAY = "编号", "序号", "核查结果", "错误项目", "核查日期"
# What columns are called where that is shorter than the item, and what else a returned cell may call an item.
HEADERS: Final = {"citizen_id": "证件号码", "address": "住址"}
ITEMS: Final = {item.name: HEADERS.get(item.name, item.zh) for item in CHECKED}
# Main items first, in the order in which a form asks for them.
ORDER: Final = (
    *("name", "citizen_id", "sex", "ethnicity", "birth_date", "address", "relation"),
    *(item.name for item in CHECKED if not item.main),
)
NAMED: Final = {words: item.name for item in CHECKED for words in (item.zh, ITEMS[item.name])} | {
    "公民身份证号码": "citizen_id",
    "号码": "citizen_id",
    "居住地址": "address",
}
COLUMNS: Final = (ID, ORDINAL, *(ITEMS[name] for name in ORDER), RESULT, WRONG, DAY)
WIDTHS: Final = (10, 6, 10, 20, 6, 8, 12, 32, 10, 10, 14, 14, 12, 10, 16, 20, 12)
ANSWERS: Final = {words: code for code, words in OUTCOMES.items()}
NOTE: Final = (
    "号码隐去的十位里，八位是出生日期，对照旁边一栏；18位中的16位和校验位都能核对。"
    "全部正确的，只填“已核对”；有误或者缺的，写出项目，用顿号隔开。"
)
SHEET: Final = Sheet("抽查核对表", COLUMNS, WIDTHS, RESULT, tuple(ANSWERS), (RESULT, WRONG, DAY), NOTE)
_ID: Final = re.compile(r"C?([0-9]{1,12})-([0-9]{1,6})")
_BETWEEN: Final = re.compile(r"[、，,;；\s]+")
_TABLES: Final = ("sex", "ethnicity", "relation", "education", "marital_status")


class NotASampleSheet(Unreadable):
    """{file} is no check sheet of a sample: it lacks the columns {columns}."""

    code = "not-a-sample-sheet"


@dataclass(frozen=True, slots=True)
class Shown:
    """A line as a check needs it; `said`: item → what the register said, in words, the number masked."""

    answered: Answered
    said: Mapping[str, str]

    @property
    def id(self) -> str:
        """The id of the line on paper."""
        return f"C{self.answered.line.sample}-{self.answered.line.ordinal}"


def places_of(sample: Sample, *, by: Officer, on: date) -> tuple[str, ...]:
    """Return the digits of the divisions in which an officer checks this sample; none where they do not."""
    scopes = scopes_of(authority.grants_of(by, on), on, duties=CHECKERS)
    met = [one for one in scopes if one.startswith(sample.division) or sample.division.startswith(one)]
    return tuple(max(one, sample.division, key=len) for one in met)


def _need_places(sample: Sample, *, by: Officer, on: date) -> tuple[str, ...]:
    if found := places_of(sample, by=by, on=on):
        return found
    raise SampleElsewhere(sample=sample.pk, officer=by.username)


def shown(
    number: int, *, by: Officer, now: datetime | None = None, first: int = 0, limit: int | None = None
) -> list[Shown]:
    """Return lines of a sample in the officer's divisions, after noting the look at the persons on them.

    Raises `NoSuchSample`, `SampleElsewhere`, `NotAllowed`.
    """
    moment = now or datetime.now(UTC)
    sample = sample_of(number)
    on = moment.astimezone(OFFICE_TIME).date()
    places = _need_places(sample, by=by, on=on)
    lines = lines_of(sample, within=places, first=first, limit=limit)
    _note(sample, lines, places, by=by, moment=moment)
    records = [one.line.record for one in lines if one.line.record is not None]
    with transaction.atomic(), raw_cursor() as cursor:
        known = known_at(cursor, sample.position, territory=sample.as_of)
        said = said_of(cursor, records, sample.frame, sample.as_of, known)
    return [Shown(one, _in_words(said.get(one.line.record or 0, {}))) for one in lines]


def count_of(number: int, *, by: Officer, now: datetime | None = None) -> int:
    """Return how many lines of a sample are in the officer's divisions; nobody is looked at.

    Raises `NoSuchSample`, `SampleElsewhere`.
    """
    sample = sample_of(number)
    on = (now or datetime.now(UTC)).astimezone(OFFICE_TIME).date()
    return answering.count_of(sample, within=_need_places(sample, by=by, on=on))


def _note(sample: Sample, lines: Sequence[Answered], places: Sequence[str], *, by: Officer, moment: datetime) -> None:
    """Note the look: who may look persons up does so for verification, who visits is shown whom to visit."""
    on = moment.astimezone(OFFICE_TIME).date()
    grants = authority.grants_of(by, on)
    case = f"sample {sample.pk}"
    for place in places:
        division = place.ljust(len(rules.EVERYWHERE), "0")
        subjects = [
            one.line.record for one in lines if one.line.record is not None and one.line.village.startswith(place)
        ]
        if rules.may_look_up(grants, on, division):
            lookups.note(
                by,
                purpose="verification",
                case=case,
                subjects=subjects,
                asked=["case", "division"],
                divisions=[division],
                at=moment,
            )
        else:
            lookups.note_visits(by, case=case, subjects=subjects, divisions=[division], at=moment)


def _in_words(said: Mapping[str, str]) -> dict[str, str]:
    return {name: _word(name, said[name]) for name in ORDER if said.get(name)}


def _word(name: str, value: str) -> str:
    if name == "citizen_id":
        return masked(value)
    if name in _TABLES:
        table = codes.TABLES[name]
        return table[value].zh if value in table else value
    if name in ("birthplace", "native_place") and value.isdigit():
        try:
            return divisions.full_name(value)
        except UnknownDivision:
            return value
    return value


def export(number: int, file: Path, *, by: Officer, now: datetime | None = None) -> int:
    """Write the check sheet of a sample as .xlsx, .html or .txt and return the number of lines; the look is noted.

    Raises `UnknownFormat`, `NoSuchSample`, `SampleElsewhere`, `NotAllowed`.
    """
    write = writer_of(file)
    lines = shown(number, by=by, now=now)
    sample = sample_of(number)
    rows = [_cells(one) for one in lines if one.answered.line.record is not None]
    write(SHEET, rows, file, f"抽查核对表 {number}号（{FRAMES[sample.frame]}，{sample.as_of.isoformat()}的情况）")
    return len(rows)


def _cells(one: Shown) -> tuple[str, ...]:
    told = one.answered.answer
    return (
        one.id,
        str(one.answered.line.ordinal),
        *(one.said.get(name, "") for name in ORDER),
        OUTCOMES[told.outcome] if told else "",
        "、".join(ITEMS[name] for name in told.wrong) if told else "",
        told.checked_on.isoformat() if told else "",
    )


def read_returned(file: Path, *, by: Officer, now: datetime | None = None) -> Returned:
    """Take the answers of a returned sheet; a row that cannot be taken becomes a problem with its row number.

    An answer already taken is not taken twice. Raises `NotASampleSheet` and the errors of reading.
    """
    moment = now or datetime.now(UTC)
    rows = rows_returned(file, SHEET, needed=(ID, RESULT), read=(WRONG, DAY))
    if rows is None:
        raise NotASampleSheet(file=file.name, columns=f"{ID}、{RESULT}")
    result = Returned()
    for row, where in rows:
        _take(row, where, result, by=by, moment=moment)
    return result


def _take(row: Mapping[str, str], where: Where, result: Returned, *, by: Officer, moment: datetime) -> None:
    """Take one answered row into `result`, or say there what is wrong with it, and where."""

    def wrong(code: str, words: str) -> None:
        result.problems.append(Problem(code, "error", words, where))

    told, items, day = row.get(RESULT, ""), row.get(WRONG, ""), row.get(DAY, "")
    if not told:
        result.empty += 1
        if items:
            wrong("wrong-without-result", f"{ID}{row[ID]}：写了错误项目，没有核查结果")
        return
    found = _ID.fullmatch(row[ID])
    if found is None:
        return wrong("no-such-sample-line", f"没有编号为“{row[ID]}”的行")
    if told not in ANSWERS:
        return wrong("unknown-result", f"核查结果“{told}”不在：{'、'.join(ANSWERS)}")
    named = [name for name in _BETWEEN.split(items) if name]
    if unknown := [name for name in named if name not in NAMED]:
        return wrong("unknown-items", f"没有项目“{'、'.join(unknown)}”，可写：{'、'.join(ITEMS.values())}")
    if named and ANSWERS[told] != RIGHT_OR_WRONG:
        return wrong("wrong-without-check", f"“{told}”的，不写错误项目")
    try:
        checked_on = _day(day)
        is_new = answer(
            int(found[1]),
            int(found[2]),
            outcome=ANSWERS[told],
            wrong={NAMED[name] for name in named},
            checked_on=checked_on,
            by=by,
            now=moment,
        )
    except (NoSuchSample, NoSuchLine):
        wrong("no-such-sample-line", f"没有编号为“{row[ID]}”的行")
    except (InvalidValue, CheckedThen):
        wrong("bad-day", f"核查日期“{day}”不是抽查日至今天之间的日期")
    except NotAllowed:
        wrong("not-your-division", f"编号为“{row[ID]}”的人不在您的辖区")
    else:
        result.taken += is_new
        result.empty += not is_new
    return None


def _day(text: str) -> date | None:
    """Read the day of a check, None where it is not written. Raises `InvalidValue`."""
    if not text:
        return None
    found = parse_date(text)
    if found.earliest != found.latest:
        raise InvalidValue(Problem("date-unreadable", "error", text))
    return found.earliest
