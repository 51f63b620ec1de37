"""What waits for officers who decide no findings: figures of their own duties, each of which opens to what it counts.

One line of `SOURCES` a duty. A line that counts nothing is left out, so that what stands there is to be done.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from huangce.accounts.alarms import officer_days
from huangce.accounts.review import REVIEWS
from huangce.county import agreed
from huangce.exchange import liaisons, policies
from huangce.exchange.agreement_store import standing
from huangce.exchange.feeds.answers import followers
from huangce.exchange.notices.ledger import acts_to_tell
from huangce.home import backup
from huangce.matching import desk, referrals
from huangce.places.completeness import completeness
from huangce.places.naming import cases
from huangce.places.plate_models import PROPOSED, PlateProposal
from huangce.places.plate_queries import late_orders
from huangce.places.queries import address_gone
from huangce.register.audit import heads_of_seal, unsealed
from huangce.rules.referrals import DECIDES, RECEIVERS
from huangce.web.acts.ground import scopes_of
from huangce.web.figures.asked import asked_of
from huangce.web.figures.words import told
from huangce.web.frame.signed_in import Needs
from huangce.web.frame.words import language_of
from huangce.web.lists import jobs
from huangce.web.lists.models import Job, Upload
from huangce.web.office.accounts import REVIEW_WORDS

WEEK: Final = timedelta(days=7)
DAY: Final = timedelta(hours=25)  # the server seals once a day, with an hour for what it may be busy with
TOWN_DIGITS: Final = 9  # what a county lacks takes seconds to find out, and is no task of one visitor
OCCUPANCY: Final = "dwellings-with-occupancy"
SOON: Final = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Waits:
    """Something that waits: what, how many (None where it is no number), where it opens, and whether it is late."""

    words: str
    count: int | None
    url: str
    is_late: bool = False


def waiting_for(request: Any) -> list[Waits]:
    """Return what waits for the officer by the duties and views of the own grants, the late first."""
    found = [
        one
        for needs, source in SOURCES
        if needs.met(request.grants, request.today)
        for one in source(request)
        if one.count is None or one.count
    ]
    return sorted(found, key=lambda one: not one.is_late)


def _seal(request: Any) -> Iterator[Waits]:
    newest = heads_of_seal()[0][:1]
    is_late = not newest or request.now - datetime.fromisoformat(newest[0].signed_at) > DAY
    yield Waits(_("登记了、还没有存证的"), unsealed(), reverse("audit-seal"), is_late)


def _looks(request: Any) -> Iterator[Waits]:
    first, last = request.today - WEEK, request.today
    asked = sum(bool(one.alarms) for one in officer_days(first, last))
    where = f"{reverse('audit-looks')}?first={first.isoformat()}&last={last.isoformat()}"
    yield Waits(_("七天里要问一问的查阅（一人一天算一件）"), asked, where)


def _accounts(request: Any) -> Iterator[Waits]:
    for name, of in REVIEWS.items():
        yield Waits(_(REVIEW_WORDS[name]), of(request.today).count(), f"{reverse('officers')}?review={name}")


def _machine(request: Any) -> Iterator[Waits]:
    last, where = backup.last(), reverse("system")
    if last is None:
        yield Waits(_("还没有备份过"), None, where, is_late=True)
    elif (age := request.now - datetime.fromisoformat(last["made_at"])) > WEEK:
        yield Waits(_("没有备份的天数"), age.days, where, is_late=True)
    if not jobs.is_worked():
        yield Waits(_("后台进程没有在运行"), None, where, is_late=True)


def _lists(request: Any) -> Iterator[Waits]:
    own = Upload.objects.filter(officer=request.officer, forgotten_at__isnull=True)
    taken = Job.objects.filter(upload=OuterRef("pk"), kind__in=("load", "deliver"), state="done")
    yield Waits(_("核对过、还没有交的清单"), own.exclude(Exists(taken)).count(), reverse("lists"))
    since = Q(ended_at__gte=request.now - WEEK)
    failed = Job.objects.filter(since, officer=request.officer, state__in=("refused", "interrupted"))
    yield Waits(_("七天里没有办成的后台工作"), failed.count(), reverse("lists"))


def _agreements(request: Any) -> Iterator[Waits]:
    known = standing(agreed.given())
    mine = {code for code, one in known.items() if liaisons.may_use(request.officer, one.content, request.today)}
    late = sum(one.overdue for one in followers(on=request.now) if one.code in mine)
    yield Waits(_("过了期限没有回执的告知"), late, reverse("feeds"), is_late=True)
    due = [one.review_due for code, one in known.items() if code in mine and one.review_due]
    soon = sum(day <= request.today + SOON for day in due)
    yield Waits(_("一个月内该复核的协议"), soon, reverse("agreements"))


def _addresses(request: Any) -> Iterator[Waits]:
    scopes, today = scopes_of(request), request.today
    yield Waits(_("在办的地名"), len(cases(scopes=scopes)), reverse("naming"))
    inside = Q()
    for one in scopes:
        inside |= Q(division__startswith=one)
    missing = PlateProposal.objects.filter(inside)
    for words, state in ((_("等实地核对的补号建议"), PROPOSED), (_("核对过、等批准的补号建议"), "field_checked")):
        yield Waits(words, missing.filter(state=state).count(), f"{reverse('plates-missing')}?state={state}")
    yield Waits(_("过了期限还没有挂完的制作单"), late_orders(scopes, on=today), reverse("plate-orders"), is_late=True)
    acts, _more = acts_to_tell(scopes=scopes, today=today)
    yield Waits(_("地址变了、还没有整理成通知的登记"), sum(not one.is_ready for one in acts), reverse("notices"))
    yield Waits(_("过了期限没有办结的告知"), sum(one.overdue for one in acts), reverse("notices"), is_late=True)
    _rows, gone = address_gone(scopes=scopes, on=today, limit=0)
    yield Waits(_("地址不在、等着改挂的户"), gone, reverse("address-gone"))


def _block(request: Any) -> Iterator[Waits]:
    for digits in sorted(one for one in scopes_of(request) if len(one) >= TOWN_DIGITS):
        measure = completeness((digits,), on=request.today, limit=0)[OCCUPANCY]
        where = f"{reverse('completeness')}?division={digits.ljust(12, '0')}&measure={OCCUPANCY}#rows"
        yield Waits(_("还不知道有没有人住的住房"), measure.total - measure.n, where)


def _targets(request: Any) -> Iterator[Waits]:
    figures = [told(one, language_of(request), []) for one in asked_of(request).board().report.figures]
    yield Waits(_("没有达到目标的比率"), sum(one.reaches is False for one in figures), reverse("rates"))
    scopes = desk.scopes_of(request.grants, request.today, view="findings")
    late = desk.tally(scopes, today=request.today).overdue(request.today)
    yield Waits(_("逾期没有判断的疑点"), late, f"{reverse('findings')}?due=overdue", is_late=True)


def _policies(request: Any) -> Iterator[Waits]:
    known = policies.reminder(request.today)
    where = f"{reverse('policies')}?quarter={known.quarter}"
    yield Waits(_("过了季度还没有交配套政策的部门"), known.late, where, is_late=True)
    yield Waits(_("本季度还没有交配套政策的部门"), known.due, reverse("policies"))


def _referrals(request: Any) -> Iterator[Waits]:
    for words, is_out, duties in (
        (_("推送到您辖区、还没有答复的"), False, RECEIVERS),
        (_("有了答复、等着办结的推送"), True, (DECIDES,)),
    ):
        scopes = desk.scopes_of(request.grants, request.today, duties=duties)
        rows = referrals.of_side(scopes, is_out=is_out, waiting=True)
        late = rows.filter(due_on__lt=request.today).exists() and not is_out
        where = f"{reverse('referrals')}?side={'out' if is_out else 'in'}&waiting=1"
        yield Waits(words, rows.count(), where, is_late=late)


SOURCES: Final[tuple[tuple[Needs, Callable[[Any], Iterator[Waits]]], ...]] = (
    (Needs(views=("seal",)), _seal),
    (Needs(views=("look_ups",)), _looks),
    (Needs(views=("officers",), duties=("manage_accounts",)), _accounts),
    (Needs(views=("system",)), _machine),
    (Needs(duties=("deliver_lists",)), _lists),
    (Needs(duties=("deliver_lists",)), _agreements),
    (Needs(duties=("edit_addresses",)), _addresses),
    (Needs(duties=("report_visits",)), _block),
    (Needs(duties=RECEIVERS), _referrals),
    (Needs(duties=("set_targets",)), _targets),
    (Needs(duties=("collect_policies",)), _policies),
)
