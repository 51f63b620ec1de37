"""An old address is made a standard one when somebody of the household comes (notice 002 三(五)2, requirements A5).

Beside any form about a household whose registered address is no standard address stands the one that it means, as the
address register matches it. The officer compares and confirms; then a correction of its own is recorded after the act.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.utils.translation import gettext

from huangce.errors import HuangceError
from huangce.places.matching import match_address
from huangce.places.queries import standing_as
from huangce.register import queries
from huangce.register.locks import raw_cursor
from huangce.register.record import record
from huangce.rules.acts.base import Evidence
from huangce.rules.acts.corrections import Correction
from huangce.rules.authority import may_record
from huangce.web.acts.parts import Desk
from huangce.web.frame.differences import Piece, differences
from huangce.web.frame.said import said
from huangce.web.frame.signed_in import OfficerRequest
from huangce.web.frame.words import language_of

FIELD = "normalise"
FORM = "address_normalised"


@dataclass(frozen=True, slots=True)
class Proposal:
    """The standard address that a household's registered one means: both in pieces, what differs marked."""

    household: int
    address: int
    standard: str
    before: list[Piece]
    after: list[Piece]
    score: float


def candidates(desk: Desk) -> list[Proposal]:
    """Return the standard addresses that the household's registered address may mean, the best first; none where it is
    a standard one already."""
    house = desk.household
    if house is None or house.number("household", "address_id") is not None:
        return []
    text, county = house.text("household", "address"), house.text("household", "division")[:6]
    with raw_cursor() as cursor:
        found = match_address(cursor, text, on=desk.today, county=county)
    written = [found.standard, *found.candidates] if found.standard else list(found.candidates)
    standing = standing_as(written).order_by("-id")
    known = {one.standard: one.id for one in standing}
    if found.address is not None and found.standard is not None:
        known[found.standard] = found.address
    return [
        Proposal(house.id, known[one], one, *differences(text, one), found.score)
        for one in dict.fromkeys(written)
        if one in known
    ]


def proposed(request: OfficerRequest, desk: Desk) -> Proposal | None:
    """The one standard address to propose beside a form, None where there is none or the officer may not correct."""
    if desk.is_of_places or desk.form.name == FORM or desk.household is None:
        return None
    if not may_record(request.grants, "correction", desk.household.text("household", "division"), desk.today):
        return None
    found = candidates(desk)
    return found[0] if len(found) == 1 else None


def normalise(request: OfficerRequest, desk: Desk, shown: Proposal | None) -> None:
    """Record what the officer confirmed beside a form, unless the act gave the household another address."""
    if shown is None or request.POST.get(FIELD, "") != str(shown.address) or desk.household is None:
        return
    house = queries.household_at(shown.household)
    before = desk.household.text("household", "address")
    if house is None or house.text("household", "address") != before or house.number("household", "address_id"):
        return
    act = Correction(
        happened_on=desk.today,
        record=shown.household,
        group="household",
        items={"address_id": shown.address},
        evidence=(Evidence(kind="declaration"),),
    )
    try:
        receipt = record(act, by=desk.officer, seen={house.id: house.version}, now=request.now)
    except HuangceError as refusal:
        messages.warning(request, said(refusal, language_of(request)))
    else:
        told = {"address": shown.standard, "act": receipt.act}
        messages.success(request, gettext("同时把这一户挂到标准地址：%(address)s（第%(act)s号登记）。") % told)
