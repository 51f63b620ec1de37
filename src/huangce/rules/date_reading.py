"""Reading dates from the forms in which lists write them.

A reader says what is certain and no more. Unknown parts stay unknown (1980-05-00 is a month), a day that can be the
third of May or the fifth of March keeps its year only, a lunar date (农历) is kept as written with the solar days
that it can be: its month holds the solar term of its number, so it begins at most thirty days before that term.

>>> parse_date("1980年5月3日").text, parse_date("一九八〇年五月").text, parse_date(29344).text
('1980-05-03', '1980-05', '1980-05-03')
>>> found = parse_date("农历1980年五月初三"); found.text, found.lunar, found.earliest, found.latest
('农历1980-05-03', True, datetime.date(1980, 5, 22), datetime.date(1980, 6, 26))
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import isnan

from huangce.rules.partial_date import EARLIEST_YEAR, LATEST_YEAR, PartialDate
from huangce.rules.problems import InvalidValue, problem

LUNAR = "农历"
# Two digits of a year above this are of the 20th century when nobody says what day it is today.
LAST_YEAR_OF_THIS_CENTURY = 30
# Spreadsheets count days from 1 January 1900, and with them a 29 February 1900 that never was.
SERIAL_START = date(1899, 12, 30)
SERIALS = range(2200, 73416)  # 1906 to 2100; smaller numbers are years or mistakes
NOTHING = frozenset({"", "-", "--", "---", "/", ".", "无", "不详", "未知", "空", "NULL", "NONE", "NAN", "NAT", "N/A"})

_TABLE = str.maketrans(
    {chr(point): chr(point - 0xFEE0) for point in range(0xFF01, 0xFF5F)}
    | dict.fromkeys("。．、，,", ".")
    | dict.fromkeys("—–－‐−_", "-")
    | dict.fromkeys("\u3000\u00a0\t\r\n", " ")
    | {**dict.fromkeys("'\u200b\ufeff", ""), **dict.fromkeys("號号", "日"), **dict.fromkeys("○零", "〇")}
    | {"曆": "历", "農": "农", "陰": "阴", "陽": "阳", "舊": "旧", "閏": "闰", "臘": "腊"}
)
_LUNAR_MARK = re.compile(r"[(\[]?(?:农历|阴历|旧历|农)[)\]]?")
_SOLAR_MARK = re.compile(r"[(\[]?(?:公历|阳历|新历|公元|西历)[)\]]?")
_LUNAR_WORD = re.compile(r"初|正月|冬月|腊月|闰|廿|卅")
_MONTH_WORDS = {"正月": "1月", "元月": "1月", "冬月": "11月", "腊月": "12月", "元年": "1年"}
_NUMERAL = re.compile(r"初?[〇一二三四五六七八九十廿卅]+")
_DIGITS = {character: str(value) for value, character in enumerate("〇一二三四五六七八九")}
_REPUBLIC = re.compile(r"民国(\d{1,3})(?=年)")

_TIME = r"(?:[T ]?\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?|\d{1,2}时.*)?"
_YEAR_FIRST = re.compile(
    r"(?P<year>\d{4}|\d{2})[年./-](?:(?P<leap>闰)?(?P<month>\d{1,2})(?:[月./-](?:(?P<day>\d{1,2})日?)?)?)?" + _TIME
)
_YEAR_LAST = re.compile(r"(?P<one>\d{1,2})[./-](?P<two>\d{1,2})[./-](?P<year>\d{4}|\d{2})" + _TIME)
_WITH_SPACES = re.compile(r"(\d{4}) (\d{1,2})(?: (\d{1,2}))?")
_ENGLISH = (
    re.compile(r"(?P<day>\d{1,2})[ .-]*(?P<month>[A-Za-z]{3,9})[ .,-]*(?P<year>\d{4}|\d{2})"),
    re.compile(r"(?P<month>[A-Za-z]{3,9})[ .]*(?P<day>\d{1,2})[ .,]+(?P<year>\d{4})"),
)
_ENGLISH_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

# The solar term (中气) that the lunar month of each number holds: earliest and latest month and day, 1800 to 2100.
_TERMS = {
    1: ((2, 18), (2, 20)),
    2: ((3, 19), (3, 22)),
    3: ((4, 19), (4, 21)),
    4: ((5, 20), (5, 22)),
    5: ((6, 20), (6, 22)),
    6: ((7, 22), (7, 24)),
    7: ((8, 22), (8, 24)),
    8: ((9, 22), (9, 24)),
    9: ((10, 22), (10, 24)),
    10: ((11, 21), (11, 23)),
    11: ((12, 21), (12, 23)),
    12: ((1, 19), (1, 21)),
}
_MARGIN = timedelta(days=2)  # the terms of the lunar years around 2033 slip


@dataclass(frozen=True, slots=True)
class ReadDate:
    """A date as read: its text (1980-05-03, 1980-05, 1980, 农历1980-05-03), the days that it can be, and notes."""

    text: str
    earliest: date
    latest: date
    lunar: bool = False
    notes: tuple[str, ...] = ()

    @property
    def partial(self) -> PartialDate | None:
        """The date by the solar calendar, None for a lunar one."""
        return None if self.lunar else PartialDate.from_text(self.text)


def parse_date(value: object, *, today: date | None = None) -> ReadDate:
    """Return the date in a cell: text, a spreadsheet's number, a date. Raises InvalidValue with the problem's code.

    `today` decides the century of two-digit years, and a date that lies wholly after it is refused.
    """
    found = _read(value, today)
    if today is not None and found.earliest > today:
        raise _refusal("date-future")
    return found


def _refusal(code: str) -> InvalidValue:
    return InvalidValue(problem(code))


def _read(value: object, today: date | None) -> ReadDate:
    if value is None:
        raise _refusal("date-missing")
    if isinstance(value, datetime):
        return _solar(value.year, value.month, value.day)
    if isinstance(value, date):
        return _solar(value.year, value.month, value.day)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _read_number(value, today)
    if isinstance(value, str):
        return _read_text(value, today)
    raise _refusal("date-unreadable")


def _read_number(number: float, today: date | None) -> ReadDate:
    if isnan(number):  # an empty cell of a numeric column
        raise _refusal("date-missing")
    if abs(number) > 1e15:
        raise _refusal("date-unreadable")
    if number == int(number):
        return _read_digits(str(int(number)), today, is_number=True)
    if int(number) in SERIALS:
        return _serial(int(number))
    year, _, fraction = str(number).partition(".")
    if not EARLIEST_YEAR <= int(number) <= LATEST_YEAR:
        raise _refusal("date-unreadable")
    if fraction == "1":  # 1980.1 and 1980.10 are one number
        return _solar(int(year), notes=("date-ambiguous",))
    return _read_text(f"{year}.{fraction}", today)


def _read_digits(digits: str, today: date | None, *, is_number: bool = False) -> ReadDate:
    length = len(digits)
    if not int(digits):
        raise _refusal("date-missing")
    if length in (8, 12, 14):
        return _solar(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    if length == 7:
        return _read_seven(digits)
    if length == 6:
        return _read_six(digits, today)
    if length == 4 and EARLIEST_YEAR <= int(digits) <= LATEST_YEAR:
        return _solar(int(digits))
    if int(digits) in SERIALS and (length == 5 or is_number):
        return _serial(int(digits))
    raise _refusal("date-unreadable")


def _read_six(digits: str, today: date | None) -> ReadDate:
    """Read 198005 as a month and 800503 as a day; what can be both (200105) as a month, with a warning."""
    year, month = int(digits[:4]), int(digits[4:])
    is_month = EARLIEST_YEAR <= year <= LATEST_YEAR and month <= 12
    try:
        as_day = _solar(
            _century(int(digits[:2]), today), int(digits[2:4]), int(digits[4:]), notes=("date-two-digit-year",)
        )
    except InvalidValue:
        return _solar(year, month)
    if not is_month or as_day.text.count("-") < 2:
        return _solar(year, month) if is_month else as_day
    return _solar(year, month, notes=("date-ambiguous",))


def _read_seven(digits: str) -> ReadDate:
    """Read 1980503 where one cut only gives a date; otherwise (1980112) keep the year."""
    year = int(digits[:4])
    cuts = []
    for month, day in ((digits[4:5], digits[5:]), (digits[4:6], digits[6:])):
        try:
            cuts.append(_solar(year, int(month), int(day)))
        except InvalidValue:
            continue
    whole = [cut for cut in cuts if cut.text.count("-") == 2]
    if not whole:
        raise _refusal("date-impossible")
    return whole[0] if len(whole) == 1 else _solar(year, notes=("date-ambiguous",))


def _serial(number: int) -> ReadDate:
    day = SERIAL_START + timedelta(days=number)
    return _solar(day.year, day.month, day.day, notes=("date-serial",))


def _read_text(text: str, today: date | None) -> ReadDate:
    plain = " ".join(text.translate(_TABLE).split())
    if plain.upper() in NOTHING:
        raise _refusal("date-missing")
    if match := _WITH_SPACES.fullmatch(plain):
        return _solar(*(int(part) for part in match.groups() if part))
    for pattern in _ENGLISH:
        if match := pattern.fullmatch(plain):
            return _read_english(match, today)
    plain = re.sub(r" (?!\d{1,2}:)", "", plain).removesuffix("出生").removesuffix("生")
    is_lunar = bool(_LUNAR_MARK.search(plain) or _LUNAR_WORD.search(plain))
    plain = _SOLAR_MARK.sub("", _LUNAR_MARK.sub("", plain))
    plain = _NUMERAL.sub(lambda match: _number(match[0]), _with_month_numbers(plain))
    plain = _REPUBLIC.sub(lambda match: str(1911 + int(match[1])), plain)
    if re.fullmatch(r"[0-9]+(?:\.0+)?", plain):
        digits = plain.partition(".")[0]
        return _as_lunar(_read_digits(digits, today)) if is_lunar else _read_digits(digits, today)
    if match := _YEAR_FIRST.fullmatch(plain):
        return _read_year_first(match, today, is_lunar=is_lunar)
    if match := _YEAR_LAST.fullmatch(plain):
        return _read_year_last(match, today)
    raise _refusal("date-unreadable")


def _with_month_numbers(text: str) -> str:
    for word, number in _MONTH_WORDS.items():
        text = text.replace(word, number)
    return text


def _number(numeral: str) -> str:
    """Return the digits of a Chinese numeral: 一九八〇 is 1980, 二十一 and 廿一 are 21, 初三 is 3.

    >>> [_number(text) for text in ("一九八〇", "二十一", "廿一", "初三", "十", "三十")]
    ['1980', '21', '21', '3', '10', '30']
    """
    text = numeral.removeprefix("初").replace("廿", "二十").replace("卅", "三十")
    if "十" not in text:
        return "".join(_DIGITS[character] for character in text)
    tens, _, ones = text.partition("十")
    return f"{_DIGITS.get(tens, '1')}{_DIGITS.get(ones, '0')}"


def _read_year_first(match: re.Match[str], today: date | None, *, is_lunar: bool) -> ReadDate:
    year, month, day = (int(match[name]) if match[name] else 0 for name in ("year", "month", "day"))
    notes: tuple[str, ...] = ()
    if len(match["year"]) == 2:
        if not day and year <= 12 and "年" not in match[0]:
            raise _refusal("date-unreadable")  # 05-03 is rather a month and a day without their year
        if day > 31 or (year <= 31 and day and not 1 <= month <= 12):
            raise _refusal("date-impossible")
        year, notes = _century(year, today), ("date-two-digit-year",)
    if is_lunar:
        return _lunar(year, month, day, leap=bool(match["leap"]), notes=notes)
    return _solar(year, month, day, notes=notes)


def _read_year_last(match: re.Match[str], today: date | None) -> ReadDate:
    """Read 5/3/1980: the day is the one above 12; where both can be the month, only the year is certain."""
    one, two, year = int(match["one"]), int(match["two"]), int(match["year"])
    notes: tuple[str, ...] = ()
    if len(match["year"]) == 2:
        year, notes = _century(year, today), ("date-two-digit-year",)
    if one == two or (one <= 12 < two):
        return _solar(year, one, two, notes=notes)
    if two <= 12 < one:
        return _solar(year, two, one, notes=notes)
    if one > 12:
        raise _refusal("date-impossible")
    return _solar(year, notes=("date-ambiguous", *notes))


def _read_english(match: re.Match[str], today: date | None) -> ReadDate:
    name = match["month"][:3].lower()
    if name not in _ENGLISH_MONTHS:
        raise _refusal("date-unreadable")
    year, notes = int(match["year"]), ()
    month, day = _ENGLISH_MONTHS.index(name) + 1, int(match["day"])
    if len(match["year"]) == 2:
        return _solar(_century(year, today), month, day, notes=("date-two-digit-year",))
    return _solar(year, month, day, notes=notes)


def _century(year: int, today: date | None) -> int:
    last = today.year % 100 if today else LAST_YEAR_OF_THIS_CENTURY
    return year + (2000 if year <= last else 1900)


def _solar(year: int, month: int = 0, day: int = 0, *, notes: tuple[str, ...] = ()) -> ReadDate:
    """Return a date of which zeros are unknown parts."""
    if year == month == day == 0:
        raise _refusal("date-missing")
    partial = PartialDate(year, month or None, (day or None) if month else None)
    if day and not month:
        raise _refusal("date-impossible")
    if not partial.is_whole and not notes:
        notes = ("date-partial",)
    return ReadDate(str(partial), partial.earliest, partial.latest, notes=notes)


def _as_lunar(solar: ReadDate) -> ReadDate:
    parts = [int(part) for part in solar.text.split("-")]
    return _lunar(*parts, *([0] * (3 - len(parts))), leap=False, notes=solar.notes)


def _lunar(year: int, month: int, day: int, *, leap: bool, notes: tuple[str, ...]) -> ReadDate:
    """Return a lunar date with the solar days that it can be."""
    if not EARLIEST_YEAR <= year < LATEST_YEAR:
        raise _refusal("date-out-of-range")
    if month > 12 or day > 30:
        raise _refusal("date-impossible")
    text = f"{LUNAR}{year:04d}" + (f"-{'闰' if leap else ''}{month:02d}" if month else "")
    text += f"-{day:02d}" if month and day else ""
    notes = ("date-lunar", *(note for note in notes if note != "date-partial"))
    if not month:
        return ReadDate(text, date(year, 1, 20), date(year + 1, 2, 21), lunar=True, notes=notes)
    first, last = (date(year + (month == 12), *term) for term in _TERMS[month])
    if leap:
        first, last = first + timedelta(days=1), last + timedelta(days=30)
    else:
        first -= timedelta(days=29)
    first, last = first - _MARGIN, last + _MARGIN
    return ReadDate(
        text,
        first + timedelta(days=max(day - 1, 0)),
        last + timedelta(days=day - 1 if day else 29),
        lunar=True,
        notes=notes,
    )
