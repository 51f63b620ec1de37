"""From approved numbers to addresses and plates (requirements 3.12): one act a street and village, then applications.

The officer who makes the addresses enters the act; the one who approved the numbers is its second officer.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction

from huangce.accounts.models import Officer
from huangce.errors import Refused
from huangce.places.numbering_proposals import NoSuchProposal, ProposalStepNotAllowed
from huangce.places.numbering_schemes import chooser
from huangce.places.plate_life import apply_for
from huangce.places.plate_models import Entrance, NumberedStreet, PlateProposal, ProposalEvent
from huangce.register.record import OFFICE_TIME, record
from huangce.rules.acts.base import Evidence
from huangce.rules.acts.place_addresses import AddressesNew, NewDoor
from huangce.rules.numbering import Number

APPROVED: Final = "approved"
EVIDENCE: Final = "plate_approval"
# The door stood there before its address: it was left out.
REASON: Final = "omitted"


class StreetNotNamed(Refused):
    """{street} is no thoroughfare of the address register: name it first, then its addresses can be made."""

    code = "street-not-named"


@dataclass(frozen=True, slots=True)
class Made:
    """What was made of proposals: acts, addresses, and the plates applied for."""

    acts: list[int]
    addresses: list[int]
    plates: list[int]


def make_addresses(proposals: Sequence[int], *, by: Officer, now: datetime) -> Made:
    """Record the addresses of approved proposals and apply for their plates; all of them or none.

    Raises `NoSuchProposal`, `ProposalStepNotAllowed`, `StreetNotNamed`, and what `record` raises.
    """
    made = Made([], [], [])
    with transaction.atomic():
        rows = {one.pk: one for one in PlateProposal.objects.select_for_update().filter(pk__in=proposals)}
        for one in proposals:
            if one not in rows:
                raise NoSuchProposal(proposal=one)
            if rows[one].state != APPROVED:
                raise ProposalStepNotAllowed(proposal=one, state=rows[one].state, allowed="nothing")
        approvers = dict(
            ProposalEvent.objects.filter(proposal__in=rows, step=APPROVED)
            .order_by("id")
            .values_list("proposal", "officer")
        )
        together: dict[tuple[int, str, int], list[PlateProposal]] = defaultdict(list)
        for pk, row in sorted(rows.items()):
            together[row.street, row.division, approvers[pk]].append(row)
        for (street, division, second), some in together.items():
            _enter(made, NumberedStreet.objects.get(pk=street), division, some, second=second, by=by, now=now)
    return made


def _enter(
    made: Made,
    street: NumberedStreet,
    division: str,
    rows: Sequence[PlateProposal],
    *,
    second: int,
    by: Officer,
    now: datetime,
) -> None:
    """Record the act of one street in one village, and what follows from it."""
    is_group = len(street.division) == 12
    if not is_group and street.thoroughfare is None:
        raise StreetNotNamed(street=street.name)
    on = now.astimezone(OFFICE_TIME).date()
    held = chooser(on)(street.division, street.name)
    form = "dash" if held is None else held.scheme.suffix
    entrances = Entrance.objects.in_bulk([row.entrance for row in rows])
    act = AddressesNew(
        happened_on=on,
        division=division,
        thoroughfare=street.thoroughfare,
        entries=tuple(_door(row, entrances[row.entrance], form, street.name if is_group else "") for row in rows),
        reason=REASON,
        evidence=(Evidence(kind=EVIDENCE, number=", ".join(str(row.pk) for row in rows[:20])),),
        approved_by=second,
    )
    receipt = record(act, by=by, now=now)
    addresses = list(receipt.created.values())
    plates = apply_for(addresses, by=by, now=now, approved=True)
    for row, address, plate in zip(rows, addresses, plates, strict=True):
        Entrance.objects.filter(pk=row.entrance).update(address=address)
        said = {"proposal": row.pk, "officer": by.pk, "at": now, "address": address}
        ProposalEvent.objects.create(step="addressed", **said)
        ProposalEvent.objects.create(step="ordered", plate=plate, **said)
    made.acts.append(receipt.act)
    made.addresses.extend(addresses)
    made.plates.extend(plates)


def _door(row: PlateProposal, entrance: Entrance, form: str, group: str) -> NewDoor:
    assert row.main is not None
    point = entrance.longitude is not None and entrance.latitude is not None
    return NewDoor(
        plate=Number(row.main, row.suffix).written(form),
        village_group=group,
        longitude=f"{entrance.longitude:.7f}" if point else "",
        latitude=f"{entrance.latitude:.7f}" if point else "",
    )
