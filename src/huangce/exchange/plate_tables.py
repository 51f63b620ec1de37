"""Tables on doors and plates that people bring from the field: a survey of entrances, and steps in the lives of plates.

They are read by the reader of every list (csv in any encoding, xlsx, xls). Each row is taken or named with what is
wrong; a table that lacks a needed column is refused as a whole.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from huangce.errors import HuangceError, Problem, Where
from huangce.exchange.formats.headwords import plain
from huangce.exchange.reading import read_table
from huangce.exchange.reading.named_columns import named_columns
from huangce.places.numbering_survey import Seen
from huangce.places.plate_life import Said
from huangce.rules.date_reading import parse_date
from huangce.rules.numbering import DEMOLISHED, RESERVED, STANDING
from huangce.rules.plates import REASONS, STEPS

Reader = Callable[[str], Any]


class NotReadable(ValueError):
    """A cell does not say what its column is for."""


def _day(text: str) -> date:
    try:
        read = parse_date(text)
    except HuangceError as error:
        raise NotReadable(error.message) from error
    if read.earliest != read.latest or read.lunar:
        raise NotReadable("a whole day is needed")
    return read.earliest


def _decimal(text: str) -> float:
    try:
        value = float(text)
    except ValueError as error:
        raise NotReadable("this is no number") from error
    if value - value != 0:
        raise NotReadable("this is no number")
    return value


def _whole(text: str) -> int:
    value = _decimal(text)
    if value != int(value) or not 0 < value < 2**53:
        raise NotReadable("this is no number of a record")
    return int(value)


def _word(words: Mapping[str, Any]) -> Reader:
    def read(text: str) -> Any:
        if text not in words:
            raise NotReadable(f"write one of {', '.join(dict.fromkeys(map(str, words)))}")
        return words[text]

    return read


SIDES: Final = {"left": "left", "right": "right", "左": "left", "右": "right", "左侧": "left", "右侧": "right"}
STATES: Final = {
    **{state: state for state in (STANDING, DEMOLISHED, RESERVED)},
    **{"在用": STANDING, "现有": STANDING, "拆除": DEMOLISHED, "已拆除": DEMOLISHED, "预留": RESERVED},
}
YES_NO: Final = {"yes": True, "no": False, "是": True, "否": False, "true": True, "false": False}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: the headers that mean it, how a cell is read, and whether each table has it."""

    words: tuple[str, ...]
    read: Reader = str
    needed: bool = False


SURVEY: Final[Mapping[str, Column]] = {
    "division": Column(("村居代码", "区划代码"), needed=True),
    "street": Column(("街路巷", "街道名称", "道路")),
    "group": Column(("村民小组", "组")),
    "side": Column(("侧", "左右侧", "道路侧"), _word(SIDES)),
    "chainage": Column(("里程", "距起点米数", "桩号"), _decimal),
    "number": Column(("门牌号", "现有门牌")),
    "state": Column(("状态", "出入口状态"), _word(STATES)),
    "gone_on": Column(("拆除日期",), _day),
    "longitude": Column(("经度",), _decimal),
    "latitude": Column(("纬度",), _decimal),
    "address": Column(("地址标识", "标准地址标识"), _whole),
}
EVENTS: Final[Mapping[str, Column]] = {
    "plate": Column(("牌编号", "门牌编号"), _whole, needed=True),
    "step": Column(
        ("环节", "步骤"),
        _word({**{name: name for name in STEPS}, **{step.zh: name for name, step in STEPS.items()}}),
        needed=True,
    ),
    "on": Column(("日期", "办理日期"), _day, needed=True),
    "batch": Column(("批次", "生产批次")),
    "spec": Column(("规格",)),
    "photo": Column(("照片", "照片编号")),
    "photo_without_persons": Column(("照片无人像",), _word(YES_NO)),
    "longitude": Column(("经度",), _decimal),
    "latitude": Column(("纬度",), _decimal),
    "installer": Column(("安装单位",)),
    "reason": Column(
        ("原因",), _word({**{name: name for name in REASONS}, **{zh: name for name, zh in REASONS.items()}})
    ),
    "words": Column(("说明", "备注")),
}


@dataclass(frozen=True, slots=True)
class Event:
    """A row of a table of steps."""

    row: int
    plate: int
    step: str
    on: date
    said: Said


def read_survey(file: Path) -> tuple[list[Seen], list[Problem]]:
    """Return the rows of a survey, and what is wrong with the others. Raises kinds of `Unreadable`."""
    rows, problems = _read(file, SURVEY)
    return [Seen(row=row, **values) for row, values in rows], problems


def read_events(file: Path) -> tuple[list[Event], list[Problem]]:
    """Return the steps that a table says, and what is wrong with its other rows. Raises kinds of `Unreadable`."""
    rows, problems = _read(file, EVENTS)
    events = []
    for row, values in rows:
        plate, step, on = (values.pop(name) for name in ("plate", "step", "on"))
        events.append(Event(row, plate, step, on, Said(**values)))
    return events, problems


def _read(file: Path, columns: Mapping[str, Column]) -> tuple[list[tuple[int, dict[str, Any]]], list[Problem]]:
    known = {plain(word): name for name, column in columns.items() for word in (name, *column.words)}
    table = read_table(file, vocabulary=frozenset(known))
    places = named_columns(table, known, [name for name, column in columns.items() if column.needed])
    problems = [one for one in table.problems if one.level == "error"]
    rows = []
    for number, cells in zip(table.rows, table.frame.select(places.values()).iter_rows(), strict=True):
        values, wrong = _values(dict(zip(places, cells, strict=True)), columns)
        problems += [Problem("cell", "error", why, Where(table.sheet, number, places[name])) for name, why in wrong]
        if not wrong:
            rows.append((number, values))
    return rows, problems


def _values(
    cells: Mapping[str, str | None], columns: Mapping[str, Column]
) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    values, wrong = {}, []
    for name, text in cells.items():
        written = (text or "").strip()
        if not written:
            wrong += [(name, "this is missing")] if columns[name].needed else []
            continue
        try:
            values[name] = columns[name].read(written)
        except NotReadable as error:
            wrong.append((name, str(error)))
    return values, wrong
