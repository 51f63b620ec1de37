"""The form of an agreement: the same questions for lists that come and feeds that go, read into one value."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Final

from django.http import HttpRequest
from django.utils.translation import gettext_noop as _

from huangce.errors import NotFound
from huangce.exchange.agreements import RETURNS, Agreement, FeedAgreement, agreement_of
from huangce.exchange.feeds.table import FEEDS
from huangce.exchange.formats import FORMATS
from huangce.web.lists.said import RETURNS as RETURNED_WORDS

NUMBERS: Final = ("retention_months", "answer_days")


class NothingToAgreeOn(NotFound):
    """There is no list of a department and no feed called {subject}."""

    code = "nothing-to-agree-on"


@dataclass(frozen=True, slots=True)
class Question:
    """One line of the form: name, words, what helps to answer it."""

    name: str
    words: str
    note: str = ""


WORDS: Final = {
    "supplier": Question("supplier", _("谁交来")),
    "recipient": Question("recipient", _("告知谁")),
    "purpose": Question("purpose", _("用途"), _("只为这一用途读取和使用。")),
    "legal_ground": Question("legal_ground", _("依据"), _("法规或文件的名称和条款。")),
    "frequency": Question("frequency", _("多久一次"), _("如：每月。")),
    "contact": Question("contact", _("联系"), _("岗位和电话，不写个人号码。")),
    "retention_months": Question("retention_months", _("保留几个月"), _("到期销毁密钥，1至120个月。")),
    "answer_days": Question("answer_days", _("几天内回执"), _("1至365天。")),
}
IN: Final = ("supplier", "purpose", "legal_ground", "frequency", "retention_months", "contact")
OUT: Final = ("recipient", "purpose", "legal_ground", "frequency", "retention_months", "answer_days", "contact")


@dataclass(frozen=True, slots=True)
class Subject:
    """What an agreement is about: a kind of list or a feed, with the fields that may be named."""

    name: str
    title: str
    is_feed: bool

    @property
    def fields(self) -> dict[str, str]:
        """Name → words of every field."""
        if self.is_feed:
            return {name: said.zh for name, said in FEEDS[self.name].fields.items()}
        return {one.name: one.header for one in FORMATS[self.name].fields}

    @property
    def needed(self) -> tuple[str, ...]:
        """Fields without which no row can be used."""
        return () if self.is_feed else tuple(one.name for one in FORMATS[self.name].fields if one.need == "required")

    @property
    def questions(self) -> list[Question]:
        """The lines of the form."""
        return [WORDS[name] for name in (OUT if self.is_feed else IN)]


def subjects() -> tuple[list[Subject], list[Subject]]:
    """Return the kinds of lists that need an agreement, and the feeds."""
    lists = [Subject(kind, form.title, is_feed=False) for kind, form in FORMATS.items() if not form.is_own]
    return lists, [Subject(name, feed.zh, is_feed=True) for name, feed in FEEDS.items()]


def subject(name: str) -> Subject:
    """Return a kind of list or a feed. Raises `NothingToAgreeOn`."""
    found = next((one for group in subjects() for one in group if one.name == name), None)
    if found is None:
        raise NothingToAgreeOn(subject=name[:40])
    return found


def subject_of(content: Agreement | FeedAgreement) -> Subject:
    """Return what an agreement is about."""
    return subject(content.feed if isinstance(content, FeedAgreement) else content.kind)


def returns() -> dict[str, str]:
    """Return what may go back to a sender, with its words; the form of the rows always does."""
    return {name: RETURNED_WORDS[name] for name in RETURNS}


def read(request: HttpRequest, about: Subject, code: str = "") -> Agreement | FeedAgreement:
    """Return the agreement that a form says. Raises `AgreementInvalid`."""
    return agreement_of(typed(request, about, code))


def typed(request: HttpRequest, about: Subject, code: str = "") -> dict[str, Any]:
    """Return what was typed, as it stands in a file of agreements."""
    given = request.POST
    entry: dict[str, Any] = {
        one.name: _number(given.get(one.name, "")) if one.name in NUMBERS else given.get(one.name, "").strip()
        for one in about.questions
    }
    entry["fields"] = [name for name in about.fields if name in given.getlist("fields")]
    if about.is_feed:
        return entry | {"feed": about.name, "code": code or given.get("code", "").strip()}
    return entry | {
        "kind": about.name,
        "code": code,
        "returns": [name for name in RETURNS if name in given.getlist("returns")],
    }


def values_of(content: Agreement | FeedAgreement) -> dict[str, Any]:
    """Return the values of an agreement for its form."""
    return asdict(content)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0
