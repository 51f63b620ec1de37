"""Take a name through its procedure (`rules.naming`): propose, check, approve, record.

The last step records the act `place_named` or `place_renamed`, with who approved as its second officer; until then the
register knows nothing of the name.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.db import transaction

from huangce.accounts.authority import require_approver
from huangce.accounts.models import Officer
from huangce.errors import NotFound, Refused
from huangce.places.proposal_models import NamingProposal, NamingStep
from huangce.places.queries import place_of
from huangce.places.situations import namesakes
from huangce.register.locks import LOCK_PLACES, raw_cursor
from huangce.register.receipts import Receipt
from huangce.register.record import OFFICE_TIME, record
from huangce.rules.acts import form
from huangce.rules.acts.base import Act, Evidence, SecondOfficerNeeded, WrongValue
from huangce.rules.acts.place_naming import NameExists, NameIsAlike, PlaceNamed, PlaceRenamed
from huangce.rules.naming import State, Step, steps_from, taken
from huangce.rules.place_names import Namesake


class NoSuchProposal(NotFound):
    """There is no proposal {proposal} for a name."""

    code = "no-such-naming"


class AlreadyProposed(Refused):
    """Proposal {proposal} is for the same name and is still open."""

    code = "already-proposed"


@dataclass(frozen=True, slots=True)
class Case:
    """A proposal with the steps that were taken, the state they led to, and those that are open."""

    proposal: NamingProposal
    steps: tuple[NamingStep, ...]
    state: State
    open: tuple[Step, ...]

    @property
    def found(self) -> tuple[Namesake, ...]:
        """What the last check found."""
        last = next((one for one in reversed(self.steps) if one.step == "check"), None)
        return tuple(Namesake(**one) for one in last.found) if last is not None else ()


def propose(
    *,
    by: Officer,
    name: str,
    happened_on: date,
    reason: str,
    place: int | None = None,
    place_kind: str = "thoroughfare",
    division: str = "",
    now: datetime | None = None,
    **details: str,
) -> Case:
    """Propose a name for a new place in `division`, or for `place`; `details` are those of `PlaceNamed`.

    Raises `NotAllowed`, `NoSuchPlace`, `AlreadyProposed`, or what the form of the act refuses.
    """
    moment = now or datetime.now(UTC)
    if place is not None:
        known = place_of(place)
        place_kind, division = known.place_kind, known.division
    row = NamingProposal(
        place=place,
        place_kind=place_kind,
        name="".join(name.split()),
        division=division,
        happened_on=happened_on,
        reason=reason.strip(),
        proposed_by=by.pk,
        proposed_at=moment,
        **details,
    )
    act = _act(row, "", "", None)
    form.check(act)
    for field, value in (("name", row.name), ("reason", row.reason)):
        form.need_text(value, field)
        if not value:
            raise WrongValue(item=field, why="empty")
    by.require(act.kind, division, _day(moment))
    with transaction.atomic():
        _one_at_a_time()
        same = NamingProposal.objects.filter(name=row.name, place_kind=place_kind, division=division)
        for one in same:
            if case_of(one.pk).open:
                raise AlreadyProposed(proposal=one.pk)
        row.save(force_insert=True)
    return case_of(row.pk)


def case_of(proposal: int) -> Case:
    """Return a proposal with its steps. Raises `NoSuchProposal`."""
    row = NamingProposal.objects.filter(pk=proposal).first()
    if row is None:
        raise NoSuchProposal(proposal=proposal)
    steps = tuple(NamingStep.objects.filter(proposal=proposal).order_by("id"))
    state: Any = steps[-1].state if steps else "proposed"
    return Case(row, steps, state, tuple(steps_from(state)))


def cases(*, scopes: Collection[str], only_open: bool = True) -> list[Case]:
    """Return the proposals in divisions whose codes begin with one of `scopes`, the newest first."""
    found = [
        case_of(row.pk) for row in NamingProposal.objects.order_by("-id") if row.division.startswith(tuple(scopes))
    ]
    return [one for one in found if one.open or not only_open]


def take(
    proposal: int, step: str, *, by: Officer, words: str = "", document: str = "", now: datetime | None = None
) -> tuple[Case, Receipt | None]:
    """Take a step of a proposal; return it as it stands then, and the receipt of the act that the last step records.

    `words` are the reason of a refusal or of a withdrawal, or why a name is accepted that is like another one;
    `document` is the number of the approval. Raises `StepNotOpen`, `WordsMissing`, `NotAllowed`, `SecondOfficerNeeded`,
    `NameExists`, `NameIsAlike`, and what `record` raises.
    """
    moment = now or datetime.now(UTC)
    for value, field in ((words, "words"), (document, "document")):
        form.need_text(value, field)
    with transaction.atomic():
        _one_at_a_time()
        case = case_of(proposal)
        row = case.proposal
        chosen = taken(case.state, step, words=words)
        _require(chosen, case, by, _day(moment))
        found = _namesakes(row) if step == "check" else case.found
        if step == "approve":
            _need_accepted(found, words)
        receipt = None
        if step == "record":
            approval = next(one for one in case.steps if one.step == "approve")
            act = _act(row, approval.document, approval.words, approval.officer)
            receipt = record(act, by=by, now=moment)
        NamingStep.objects.create(
            proposal=proposal,
            step=step,
            state=chosen.end,
            officer=by.pk,
            at=moment,
            words=words.strip(),
            document=document.strip(),
            found=[asdict(one) for one in found] if step == "check" else [],
            act=receipt.act if receipt is not None else None,
        )
    return case_of(proposal), receipt


def _act(row: NamingProposal, document: str, accepted: str, approved_by: int | None) -> Act:
    common: dict[str, Any] = {
        "happened_on": row.happened_on,
        "name": row.name,
        "generic": row.generic,
        "naming_document": document,
        "likeness_accepted": accepted,
        "approved_by": approved_by,
        "evidence": (Evidence(kind="naming_approval", number=document),),
    }
    if row.place is not None:
        return PlaceRenamed(place=row.place, **common)
    given = {name: getattr(row, name) for name in ("place_kind", "division", "begins_at", "ends_at", "direction")}
    return PlaceNamed(**common, **given, number_side=row.number_side)  # type: ignore[arg-type]  # the form is checked


def _require(step: Step, case: Case, by: Officer, on: date) -> None:
    kind = "place_named" if case.proposal.place is None else "place_renamed"
    if step.right == "records":
        by.require(kind, case.proposal.division, on)
        return
    if by.pk == case.proposal.proposed_by:
        raise SecondOfficerNeeded()
    require_approver(by, act_kind=kind, division=case.proposal.division, on=on)


def _namesakes(row: NamingProposal) -> tuple[Namesake, ...]:
    with raw_cursor() as cursor:
        return namesakes(cursor, row.name, row.place_kind, division=row.division, generic=row.generic, but=row.place)


def _need_accepted(found: Collection[Namesake], words: str) -> None:
    """Refuse to approve a name that exists, or one that is like another without a reason."""
    for one in found:
        named = {"name": one.name, "place": one.place, "division": one.division}
        if one.likeness == "same":
            raise NameExists(**named)
        if not words.strip():
            raise NameIsAlike(**named)


def _one_at_a_time() -> None:
    """Hold all places, as acts on them do, so that nobody else takes a step of the same proposal."""
    with raw_cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", (LOCK_PLACES,))


def _day(moment: datetime) -> date:
    return moment.astimezone(OFFICE_TIME).date()
