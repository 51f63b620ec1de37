"""Keep what an officer has typed: a closed window, an expired session or a lost network loses nothing.

A draft is found again by its officer and form, is offered when the form is opened, and is removed with the act. Drafts
that nobody touched for thirty days go (personal data is kept no longer than it serves: 个人信息保护法 art. 19).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from huangce.accounts.models import Officer
from huangce.errors import Refused
from huangce.web.frame.models import Draft

KEPT = timedelta(days=30)
LARGEST = 65_536  # characters of all fields


class DraftTooLarge(Refused):
    """What was typed is too long to keep as a draft."""

    code = "draft-too-large"


Fields = Mapping[str, list[str]]
NOT_KEPT = frozenset({"csrfmiddlewaretoken", "password", "transaction"})


def keep(officer: Officer, form: str, title: str, fields: Fields, *, at: datetime | None = None) -> Draft:
    """Keep the fields of a form. The last one kept counts. Raises `DraftTooLarge`."""
    moment = at or datetime.now(UTC)
    wanted = {name: list(values) for name, values in fields.items() if name not in NOT_KEPT}
    if sum(len(one) for values in wanted.values() for one in values) > LARGEST:
        raise DraftTooLarge()
    Draft.objects.filter(saved_at__lt=moment - KEPT).delete()
    draft, _is_new = Draft.objects.update_or_create(
        officer=officer, form=form, defaults={"title": title, "fields": wanted, "saved_at": moment}
    )
    return draft


def kept(officer: Officer, form: str) -> Draft | None:
    """Return what the officer last typed into this form, or None."""
    return Draft.objects.filter(officer=officer, form=form).first()


def all_of(officer: Officer) -> list[Draft]:
    """Return the officer's drafts, the latest first."""
    return list(Draft.objects.filter(officer=officer).order_by("-saved_at"))


def drop(officer: Officer, form: str) -> None:
    """Remove a draft, if there is one."""
    Draft.objects.filter(officer=officer, form=form).delete()
