"""What can go wrong, in one place: each class is a kind of answer, each `code` is stable.

A door (page, API, command line) turns these into its own form: HTTP status and problem document, an error summary
linked to the fields, or one line and a non-zero exit. The class docstring is the message; `{names}` in it are filled
from the keyword arguments. No citizen number may be passed in: use act, case and row numbers.
"""

from __future__ import annotations

import inspect
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal


class HuangceError(Exception):
    """Something went wrong."""

    code: ClassVar[str] = "error"
    status: ClassVar[int] = 500
    legal_ground: ClassVar[str] = ""  # of a refusal: law and clause, where the rule is one of law

    def __init__(self, **details: Any) -> None:
        self.details = details
        super().__init__(self.message)

    @property
    def message(self) -> str:
        """The docstring of the class with its `{names}` filled in; halves of characters are spelled out."""
        text = inspect.cleandoc(type(self).__doc__ or "").split("\n\n")[0].replace("\n", " ")
        try:
            text = text.format(**self.details)
        except (KeyError, IndexError):
            return text
        return text.encode(errors="backslashreplace").decode()


class Refused(HuangceError):
    """The rules of registration do not allow this act."""

    code = "refused"
    status = 422


class Stale(HuangceError):
    """The record changed since it was read: look at it again and repeat."""

    code = "stale"
    status = 409


class NotAllowed(HuangceError):
    """This officer has no right to do this here."""

    code = "not-allowed"
    status = 403


class NotFound(HuangceError):
    """There is no such record."""

    code = "not-found"
    status = 404


class Unreadable(HuangceError):
    """The file cannot be read."""

    code = "unreadable"
    status = 400


class Unavailable(HuangceError):
    """Something that the platform needs on this machine is missing."""

    code = "unavailable"
    status = 503


Level = Literal["error", "warning", "info"]


@dataclass(frozen=True, slots=True)
class Where:
    """A place in a delivered file: sheet name or "", row as the user's program numbers it (from 1), column header."""

    sheet: str = ""
    row: int | None = None
    column: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing found in delivered data. Problems are collected for all rows at once, never raised at the first."""

    code: str
    level: Level
    message: str
    where: Where = field(default_factory=Where)
