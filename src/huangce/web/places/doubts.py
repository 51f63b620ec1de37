"""Doubled, wrong and missing addresses (重、错、漏) as three work lists: by kind and place, and what mends each row.

Notice 002 三(五)1. A row is a guess of the rules: a person looks, corrects by an act, or says that nothing is wrong.
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain, islice
from typing import Any, Final

import xlsxwriter
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from huangce.errors import HuangceError
from huangce.places import address_doubts
from huangce.places.address_doubts import (
    CODES,
    DUPLICATE,
    LOOK,
    OF_ENTRANCES,
    Doubt,
    decide_doubt,
    look_for,
    stamp,
    with_decisions,
)
from huangce.places.kept import kept
from huangce.places.listing import PAGE
from huangce.places.mark import changed_since
from huangce.places.models import Address, NamedPlace
from huangce.places.plate_models import Entrance
from huangce.rules import divisions
from huangce.rules.authority import may_do, may_record, scope
from huangce.rules.plates import CLERK, REVIEWER
from huangce.web.acts.recital import shown
from huangce.web.acts.table import FORMS
from huangce.web.frame.said import said
from huangce.web.frame.signed_in import needs
from huangce.web.frame.words import language_of
from huangce.web.places.browse import VIEW
from huangce.web.places.doubt_words import DECISIONS, KINDS, LISTS, detail
from huangce.web.places.own import chosen_division
from huangce.web.places.paging import page_of, pages, with_page

SHEET: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST: Final = 500
# Code → the forms that mend what is doubted; each is opened with the addresses of the row.
MENDED_BY: Final[Mapping[str, tuple[str, ...]]] = {
    "same-key": ("duplicates_retired",),
    "same-point": ("duplicates_retired",),
    "door-twice": ("duplicates_retired",),
    "same-number": ("address_renumbered",),
    "grammar": ("address_renumbered",),
    "unknown-street": ("duplicates_retired", "address_renumbered"),
    "parity": ("address_renumbered",),
    "order": ("address_renumbered",),
    "out-of-bounds": ("addresses_certified",),
    "floor-against-room": ("address_renumbered",),
    "door-left-out": ("building_rooms",),
    "floor-left-out": ("building_rooms",),
    "unit-left-out": ("building_rooms",),
}
IN_BUILDINGS: Final = frozenset(
    {"door-twice", "floor-against-room", "door-left-out", "floor-left-out", "unit-left-out"}
)


@dataclass(frozen=True, slots=True)
class Row:
    """A doubtful row as shown: its addresses with their ids, why in words, what stands beside, and where it leads."""

    doubt: Doubt
    what: str
    detail: str
    addresses: list[tuple[int, str]]
    beside: list[str]
    building: int | None
    mended_by: list[tuple[str, str]]


@needs(views=(VIEW,))
@require_http_methods(["GET", "HEAD", "POST"])
def lists(request: HttpRequest) -> HttpResponse:
    """Show one of the three lists, or take a decision on a row of it."""
    division = chosen_division(request)
    which = request.GET.get("list", DUPLICATE)
    which = which if which in LISTS else DUPLICATE
    wrong, status = "", 200
    if request.method == "POST":
        try:
            _decide(request, which, division)
            return redirect(request.get_full_path())
        except HuangceError as error:
            wrong, status = said(error, language_of(request)), error.status
    context = _listed(request, which, division) | {"wrong": wrong}
    return render(request, "places/doubts.html", context, status=status)


def _decide(request: Any, which: str, division: str) -> None:
    words = request.POST.get("words", "").strip()[:LONGEST]
    decision, row = request.POST.get("decision", ""), request.POST.get("doubt", "")[:LONGEST]
    among = every_doubt(division, on=request.today)[0][which]
    decide_doubt(which, row, decision, among=among, by=request.officer, now=request.now, words=words)
    messages.success(request, _("记下了：%(decision)s。依据没有变，不再列出。") % {"decision": _(DECISIONS[decision])})


def _listed(request: Any, which: str, division: str) -> dict[str, Any]:
    """A list of a division with its counts: of each list, of each kind, and of the divisions below."""
    today, number = request.today, page_of(request)
    every, looked_at = every_doubt(division, on=today)
    found = still_open(every)
    kind = request.GET.get("kind", "")
    kind = kind if CODES.get(kind) == which else ""
    chosen = [one for one in found[which] if kind in ("", one.code)]
    kinds = Counter(one.code for one in found[which])
    below = Counter(_part(one.division, division) for one in chosen)
    decides = any(may_do(request.grants, duty, today, division) for duty in (CLERK, REVIEWER))
    return {
        "division": division,
        "which": which,
        "looked_at": looked_at,
        "about": _(LISTS[which][1]),
        "lists": [(name, _(words), len(found[name])) for name, (words, _about) in LISTS.items()],
        "kind": kind,
        "kinds": [(code, _(words), kinds[code]) for code, words in KINDS.items() if kinds[code]],
        "parts": [one for one in sorted(below.items()) if one[0] != division],
        "rows": _rows(request, chosen[(number - 1) * PAGE : number * PAGE]),
        "pages": pages(request, number, len(chosen)),
        "decisions": [(name, _(DECISIONS[name])) for name in address_doubts.LISTS[which][1]] if decides else [],
        "query": with_page(request, 1),
    }


def every_doubt(division: str, *, on: date) -> tuple[dict[str, list[Doubt]], datetime | None]:
    """Return the rows of all lists of a division, decided ones too, and since when nobody looked for more.

    Looking takes seconds for a county. What was found is shown for a while after something changed, without the rows
    whose addresses an act has changed since; the moment is None where nothing did.
    """
    state = (on, *stamp())
    held = kept(LOOK, division, state, lambda: look_for(division, on=on))
    if held.is_of(state):
        return held.found, None
    gone = changed_since(held.state[1:])
    left = {
        name: [one for one in rows if one.code in OF_ENTRANCES or gone.isdisjoint(one.subjects)]
        for name, rows in held.found.items()
    }
    return left, held.at


def still_open(every: Mapping[str, Sequence[Doubt]]) -> dict[str, list[Doubt]]:
    """Return the rows of each list that no officer decided on this evidence."""
    told = iter(with_decisions(chain.from_iterable(every.values())))
    return {name: [one for one in islice(told, len(rows)) if not one.decision] for name, rows in every.items()}


def _part(village: str, division: str) -> str:
    """The part of a division, one level below it, that a village belongs to."""
    digits = {2: 4, 4: 6, 6: 9, 9: 12}.get(len(scope(division)), 12)
    return village[:digits].ljust(12, "0")


def _rows(request: Any, found: Sequence[Doubt]) -> list[Row]:
    """The rows of a page with the addresses that they are about."""
    entrances = {subject for one in found if one.code in OF_ENTRANCES for subject in one.subjects}
    stands = dict(Entrance.objects.filter(pk__in=entrances).values_list("id", "address"))
    ids = {one.subjects: _addresses(one, stands) for one in found}
    written = dict(
        Address.objects.filter(pk__in=[at for some in ids.values() for at in some]).values_list("id", "standard")
    )
    language = language_of(request)
    return [
        Row(
            one,
            _(KINDS[one.code]),
            detail(one.reason, language),
            [(at, written[at]) for at in ids[one.subjects] if at in written],
            [text for text in one.beside if text not in {written.get(at) for at in ids[one.subjects]}],
            next(iter(ids[one.subjects]), None) if one.code in IN_BUILDINGS else None,
            list(_mended(request, one, [at for at in ids[one.subjects] if at in written])),
        )
        for one in found
    ]


def _addresses(one: Doubt, stands: Mapping[int, int | None]) -> list[int]:
    """The addresses of a row: its subjects, or those that stand at the entrances which these are."""
    if one.code not in OF_ENTRANCES:
        return list(one.subjects)
    return [at for entrance in one.subjects if (at := stands.get(entrance)) is not None]


def _mended(request: Any, one: Doubt, addresses: list[int]) -> Any:
    """The forms that mend a row, each with its address on this machine, and the page where a number is proposed."""
    if one.code == "entrance-without-number":
        yield _("看补号建议"), f"{reverse('plates-missing')}?division={one.division}"
    if one.code == "entrance-without-address" and may_record(
        request.grants, "addresses_new", one.division, request.today
    ):
        yield _("编这个地址"), _form_for(one)
    for name in MENDED_BY.get(one.code, ()):
        takes_many = name in ("duplicates_retired", "addresses_certified")
        if addresses and may_record(request.grants, FORMS[name].act, one.division, request.today):
            if name == "duplicates_retired" and len(addresses) < 2:
                continue
            given = "&".join(f"address={at}" for at in (addresses if takes_many else addresses[:1]))
            yield shown(FORMS[name].zh), f"{reverse('act-new', args=[name])}?{given}"


def _form_for(one: Doubt) -> str:
    """Where the address of an entrance is made: on its street, or in its village where a group is no street."""
    known = NamedPlace.objects.filter(name=one.beside[0], division__startswith=one.division[:9], retired_by=None)
    street = known.filter(place_kind="thoroughfare").first()
    if street is not None:
        return f"{reverse('act-new', args=['addresses_new'])}?place={street.id}"
    return f"{reverse('act-new', args=['addresses_new_village'])}?division={one.division}"


@needs(views=(VIEW,))
@require_safe
def workbook(request: HttpRequest) -> HttpResponse:
    """Give a list as a workbook, as it is filtered on the page."""
    division = chosen_division(request)
    which = request.GET.get("list", DUPLICATE)
    which = which if which in LISTS else DUPLICATE
    kind = request.GET.get("kind", "")
    every, _looked_at = every_doubt(division, on=request.today)  # type: ignore[attr-defined]
    found = [one for one in still_open({which: every[which]})[which] if kind in ("", one.code)]
    heads = (_("清单"), _("缘由"), _("细节"), _("区划"), _("区划代码"), _("旁证"), _("编号"))
    language = language_of(request)
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, options) as book:
        sheet = book.add_worksheet(_(LISTS[which][0]))
        sheet.write_row(0, 0, heads, book.add_format({"bold": True}))
        sheet.freeze_panes(1, 0)
        sheet.set_column(1, 5, 28)
        for at, one in enumerate(found, start=1):
            line = (_(LISTS[which][0]), _(KINDS[one.code]), detail(one.reason, language), _place(one.division))
            sheet.write_row(at, 0, (*line, one.division, "、".join(one.beside), one.id))
    answer = HttpResponse(out.getvalue(), content_type=SHEET)
    answer["Content-Disposition"] = f'attachment; filename="address-doubts-{which}.xlsx"'
    return answer


def _place(code: str) -> str:
    try:
        return divisions.full_name(code)
    except divisions.UnknownDivision:
        return code
