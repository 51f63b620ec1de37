"""Does the register miss a building, a dwelling, or who is in it (不漏楼、不漏户、不漏人)? Requirements A19.

Every figure is n of N with how many cannot be told, and opens to its rows. Who lives in a dwelling is not asked: people
are registered, not searched for (requirements part 5).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_safe

from huangce.places.coding_age import CODED
from huangce.places.completeness import LOOK, Gap, Measure, completeness
from huangce.places.kept import kept
from huangce.places.listing import PAGE
from huangce.register.counts import state_of
from huangce.rules.authority import may_record, scope
from huangce.web.frame.signed_in import needs
from huangce.web.frame.templatetags.huangce import mark
from huangce.web.places.browse import VIEW
from huangce.web.places.doubt_words import KINDS
from huangce.web.places.own import chosen_division
from huangce.web.places.paging import page_of, pages

MOST: Final = 1000
# Measure → its question, its name, and how it is counted.
MEASURES: Final[Mapping[str, tuple[str, str, str]]] = {
    "villages-with-buildings": (
        gettext_noop("不漏楼"),
        gettext_noop("有房屋的村社区"),
        gettext_noop("区划表里的每个村社区，地址库里至少有一栋房屋。只编到乡镇的房屋不知道在哪个村社区，算说不清。"),
    ),
    "buildings-with-dwellings": (
        gettext_noop("不漏户"),
        gettext_noop("编了户的房屋"),
        gettext_noop(
            "一栋楼至少编了一户；没有楼栋号的平房自己就是一户；登记为厂房、商铺等用途的不要求有户。用途不明的算说不清。"
        ),
    ),
    "buildings-without-doubts": (
        gettext_noop("不漏户"),
        gettext_noop("楼盘表没有疑点的楼"),
        gettext_noop("单元、楼层、户号接得上：没有少一层、少一户、一处两户、楼层与户号不合。"),
    ),
    "dwellings-with-occupancy": (
        gettext_noop("不漏人"),
        gettext_noop("知道有没有人住的户"),
        gettext_noop("有户登记在此或有人在此居住，或有人看过并记为有人居住、空置。看过而没查明的算说不清。"),
    ),
    "vacancies-not-contradicted": (
        gettext_noop("不漏人"),
        gettext_noop("记为空置而确实没有人登记的户"),
        gettext_noop("记为空置，却有户登记在此或有人在此居住的，要再去看一次。"),
    ),
    "buildings-with-address": (
        gettext_noop("不漏编"),
        gettext_noop("编上了地址的登记房屋"),
        gettext_noop("登记过、还在的房屋都有地址；没有地址的在“等待编址”里，从竣工、批准或登记那天等起。"),
    ),
    CODED: (
        gettext_noop("新建及时编码"),
        gettext_noop("竣工后及时编了号的房屋"),
        gettext_noop(
            "登记了竣工或批准日期的房屋，从那天起30日内编了地址；实地见到、还没有号的门从见到那天算。没记日期的，和随清单来、不知哪天编的，算说不清。"
        ),
    ),
}
# Why a row is missing something → its words; of a grid, those of its doubts.
REASONS: Final[Mapping[str, str]] = {
    "no-building": gettext_noop("一栋房屋也没有"),
    "no-dwelling": gettext_noop("有楼，没有编户"),
    "not-stated": gettext_noop("没有人登记，也没有人去看过"),
    "vacant-yet-lived-in": gettext_noop("记为空置，却有人登记或居住"),
    "no-address": gettext_noop("登记了，还没有地址"),
    "not-coded": gettext_noop("等了%(days)s日，还没有编号"),
    "coded-late": gettext_noop("过了%(days)s日才编号"),
    "no-day": gettext_noop("没有登记竣工或批准日期"),
    "coding-day": gettext_noop("随清单来，不知哪天编的号"),
    **KINDS,
}


@needs(views=(VIEW,))
@require_safe
def measures(request: HttpRequest) -> HttpResponse:
    """Show the measures of a division, and the rows that one of them misses."""
    division = chosen_division(request)
    today = request.today  # type: ignore[attr-defined]
    found, counted_at = counted(division, on=today)
    name = request.GET.get("measure", "")
    context: dict[str, Any] = {
        "division": division,
        "counted_at": counted_at,
        "figures": [(one, *map(_, MEASURES[one]), *_figure(found[one])) for one in MEASURES],
    }
    if name in MEASURES:
        context |= _opened(request, found[name], division)
    return render(request, "places/completeness.html", context)


def counted(division: str, *, on: date) -> tuple[dict[str, Measure], datetime | None]:
    """Return the measures of a division, and as of which moment; None where nothing changed since."""
    state = (on, *state_of())
    held = kept(LOOK, division, state, lambda: completeness((scope(division),), on=on, limit=MOST))
    return held.found, None if held.is_of(state) else held.at


def _figure(one: Measure) -> tuple[Measure, float | None, int]:
    """A measure with its share of what can be told, and how many rows it misses."""
    return one, one.n / one.total if one.total else None, one.total - one.n


def _opened(request: Any, one: Measure, division: str) -> dict[str, Any]:
    number = page_of(request)
    shown = one.missing[(number - 1) * PAGE : number * PAGE]
    states = may_record(request.grants, "dwellings_stated", division, request.today)
    return {
        "opened": one,
        "called": _(MEASURES[one.name][1]),
        "definition": _(MEASURES[one.name][2]),
        "rows": [(gap, _words(gap)) for gap in shown],
        "pages": pages(request, number, len(one.missing)),
        "left_out": max(one.total - one.n - len(one.missing), 0),
        "may_state": states and one.name in ("dwellings-with-occupancy", "vacancies-not-contradicted"),
    }


def _words(gap: Gap) -> str:
    reasons = [reason.partition(":") for reason in gap.reason.split(",")]
    return mark("，").join(_(REASONS[name]) % {"days": days} for name, _colon, days in reasons if name in REASONS)
