"""A notice as a letter to print and as a workbook: to a department, or to the households at the addresses."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _
from django.views.decorators.http import require_safe

from huangce.accounts.authority import require_view
from huangce.exchange.address_answers import as_workbook
from huangce.exchange.notices import contents, entering, ledger, receivers
from huangce.exchange.notices.contents import Told
from huangce.exchange.notices.ledger import HOUSEHOLDS, ActToTell, Party
from huangce.register.recorded import recorded
from huangce.rules.notices import GROUND
from huangce.web.acts.foreseen import status_words
from huangce.web.frame.grounds import ground
from huangce.web.frame.said import CHINESE
from huangce.web.frame.signed_in import needs
from huangce.web.notices.words import kind_of
from huangce.web.places.browse import VIEW
from huangce.web.places.paging import page_of

PRINTED: Final = 200
HEADS: Final = (_("地址编号"), _("原地址"), _("新地址"), _("自何日起"), _("现状"), _("由哪些地址变来"))


@needs(views=(VIEW,))
@require_safe
def letter(request: Any, act: int, party: str) -> HttpResponse:
    """Show the notice as a letter, two hundred addresses a page."""
    found, one, division = _asked(request, act, party)
    number = page_of(request)
    total = contents.count(act, party, division)
    rows = contents.rows(act, party, division, limit=PRINTED, after=(number - 1) * PRINTED)
    document = recorded(act).submitted.get("naming_document", "")
    days = receivers.one(int(party.removeprefix("receiver:"))).answer_days if party != HOUSEHOLDS else 0
    context = {
        "found": found,
        "kind": kind_of(found),
        "party": one,
        "is_household": party == HOUSEHOLDS,
        "takes_back": bool(found.voids),
        "rows": [(at, row, _after(row)) for at, row in enumerate(rows, (number - 1) * PRINTED + 1)],
        "total": total,
        "number": number,
        "pages": max(1, -(-total // PRINTED)),
        "ground": GROUND.partition(";")[0],
        "own_ground": ground(GROUND.partition(";")[0], CHINESE),
        "document": document,
        "due": found.recorded_on + timedelta(days=days),
    }
    return render(request, "notices/household.html" if party == HOUSEHOLDS else "notices/letter.html", context)


@needs(views=(VIEW,))
@require_safe
def workbook(request: Any, act: int, party: str) -> HttpResponse:
    """Give all addresses of the notice as a workbook."""
    _found, _one, division = _asked(request, act, party)
    head = [gettext(one) for one in HEADS]
    rows = [
        [str(row.address), row.before, row.after, row.valid_from, status_words(row.status), row.came_from]
        for row in contents.all_rows(act, party, division)
    ]
    answer = HttpResponse(
        as_workbook(head, rows), content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    )
    answer["Content-Disposition"] = f'attachment; filename="notice-{act}.xlsx"'
    return answer


def _asked(request: Any, act: int, party: str) -> tuple[ActToTell, Party, str]:
    """The act, who is told, and the division to which the notice is narrowed. Raises `NotAllowed`, `NotConcerned`."""
    found = ledger.act_to_tell(act, today=request.today)
    require_view(request.officer, view=VIEW, on=request.today, division=found.office or None)
    one = entering.party_of(found, party)
    return found, one, "" if party == HOUSEHOLDS else receivers.one(int(party.removeprefix("receiver:"))).division


def _after(row: Told) -> str:
    """What stands in the place of a new address that there is not."""
    return "" if row.after else status_words(row.status)
