"""Every problem that a value can have: its stable code, its level and its sentence, in one table.

A reader of delivered lists collects these for all rows; a form shows them beside the field; the reference page
`docs/reference/values.md` lists them, and a test holds the two together. "error": the value cannot be used;
"warning": it is used and somebody should look; "info": worth knowing. The sentences never repeat the value.
"""

from __future__ import annotations

from huangce.errors import Level, Problem, Refused

PROBLEMS: dict[str, tuple[Level, str]] = {
    "citizen-id-missing": ("info", "There is no citizen number."),
    "citizen-id-number-format": (
        "error",
        "A spreadsheet turned the citizen number into a number and lost its last digits.",
    ),
    "citizen-id-characters": ("error", "A citizen number has digits only, and at the end a digit or X."),
    "citizen-id-length": ("error", "A citizen number has 18 digits, or 15 when issued before 1999."),
    "citizen-id-date": ("error", "The birth date in the citizen number does not exist."),
    "citizen-id-future": ("error", "The birth date in the citizen number lies in the future."),
    "citizen-id-digits-lost": (
        "error",
        "The citizen number ends in zeros as a spreadsheet leaves them: digits were lost.",
    ),
    "citizen-id-check": ("error", "The check digit does not fit: the citizen number is mistyped."),
    "citizen-id-unknown-division": ("warning", "The first six digits were never assigned to a division."),
    "citizen-id-15-digits": ("info", "The citizen number has the old form of 15 digits, which cannot be checked."),
    "name-missing": ("error", "There is no name."),
    "name-unencoded": ("warning", "A character of the name was lost: a program printed a sign in its place."),
    "name-private-use": (
        "warning",
        "A character of the name stands in the private use area and shows only with one font.",
    ),
    "name-digit": ("warning", "There is a digit in the name."),
    "name-punctuation": ("warning", "There is a sign in the name that names do not have."),
    "name-latin": ("info", "There are letters in the name."),
    "name-long": ("warning", "The name has more than 50 characters."),
    "name-short": ("warning", "The name has one character only."),
    "date-missing": ("info", "There is no date."),
    "date-unreadable": ("error", "This is not a date in any form that is known."),
    "date-impossible": ("error", "There is no such day in the calendar."),
    "date-out-of-range": ("error", "The year lies before 1800 or after 2100."),
    "date-future": ("error", "The date lies in the future."),
    "date-ambiguous": (
        "warning",
        "The date can be read in two ways: what both share, or the usual reading, was kept.",
    ),
    "date-two-digit-year": ("warning", "The year has two digits; the century was added."),
    "date-lunar": (
        "warning",
        "The date is of the lunar calendar: kept as written, with the solar days that it can be.",
    ),
    "date-serial": ("info", "The date was a spreadsheet's day number."),
    "date-partial": ("info", "The day, or the day and the month, are not known."),
    "code-unknown": ("error", "The word is not in the code list."),
    "uscc-missing": ("info", "There is no unified social credit code."),
    "uscc-characters": ("error", "A unified social credit code has digits and capitals without I, O, S, V and Z."),
    "uscc-length": ("error", "A unified social credit code has 18 characters."),
    "uscc-check": ("error", "The check character does not fit: the unified social credit code is mistyped."),
    "uscc-authority": ("warning", "The first character names no registering authority."),
    "uscc-organisation": ("warning", "The organisation code within has a wrong check character."),
    "uscc-unknown-division": ("warning", "Characters 3 to 8 were never assigned to a division."),
    "calendar-lacks-year": ("warning", "Holidays are not certain: the holiday table lacks."),
    "quarter-form": ("error", "A quarter is written as 2026Q1."),
    "calendar-kind": ("error", "A row of the holiday table is neither a holiday nor a workday."),
}


class InvalidValue(Refused):
    """{message}"""

    code = "invalid-value"

    def __init__(self, found: Problem) -> None:
        self.problem = found
        super().__init__(message=found.message, problem=found.code)


def problem(code: str) -> Problem:
    """Return the problem with that code, without a place; the reader of the list adds it."""
    level, message = PROBLEMS[code]
    return Problem(code, level, message)
