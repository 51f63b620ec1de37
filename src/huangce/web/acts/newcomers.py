"""Records that may be of the person whom a form enters, laid beside it to be looked at before the act is recorded."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext

from huangce.accounts.masking import masked
from huangce.errors import HuangceError
from huangce.register.alike import alike
from huangce.register.locks import raw_cursor
from huangce.register.models import Person
from huangce.register.where import place_of
from huangce.rules.authority import may_look_up
from huangce.rules.payload import from_payload
from huangce.web.acts.desk import note_shown
from huangce.web.acts.fields import Typed
from huangce.web.acts.parts import Choice, Desk
from huangce.web.acts.recital import in_words
from huangce.web.frame.signed_in import OfficerRequest
from huangce.web.frame.templatetags import huangce as filters
from huangce.web.frame.templatetags.huangce import mark


def lay_alike(request: OfficerRequest, desk: Desk, typed: Typed) -> None:
    """Lay on the desk who may be the newcomer, and note the look; nobody, as long as the form is not filled."""
    try:
        newcomer = from_payload(desk.form.act, typed.payload).newly_entered()
    except HuangceError:
        return
    if newcomer is None:
        return
    with raw_cursor() as cursor:
        found = alike(cursor, newcomer)
        places = {one: place_of(cursor, one) for one in found}
    if found:
        note_shown(request, desk, found, asked=("name", "birth_date"))
        people = Person.objects.in_bulk(found)
        desk.alike = tuple(_choice(request, people[one], places[one]) for one in found)


def _choice(request: OfficerRequest, person: Person, division: str) -> Choice:
    """What tells a record apart; it opens only where the officer may look people up."""
    told = (
        in_words("sex", person.sex),
        gettext("%(day)s生") % {"day": filters.day(person.birth_date)},
        masked(person.citizen_id),
        filters.place(division) if division else "",
        in_words("ended_by", person.ended_by) or in_words("status", person.status),
        gettext("记录%(record)s号") % {"record": person.id},
    )
    opens = bool(division) and may_look_up(request.grants, request.today, division)
    url = reverse("person", args=[person.id]) if opens else ""
    return Choice(str(person.id), person.name or "", mark("，").join(one for one in told if one), url)
