"""Every problem that a value can have: its stable code, its level and its sentence, in one table.

A reader of delivered lists collects these for all rows; a form shows them beside the field; the reference page
`docs/reference/values.md` lists them, and a test holds the two together. "error": the value cannot be used;
"warning": it is used and somebody should look; "info": worth knowing. The sentences never repeat the value.
"""

from __future__ import annotations

from huangce.errors import HuangceError, Level, Problem

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
}


class InvalidValue(HuangceError):
    """{message}"""

    code = "invalid-value"
    status = 422

    def __init__(self, found: Problem) -> None:
        self.problem = found
        super().__init__(message=found.message, problem=found.code)


def problem(code: str) -> Problem:
    """Return the problem with that code, without a place; the reader of the list adds it."""
    level, message = PROBLEMS[code]
    return Problem(code, level, message)
