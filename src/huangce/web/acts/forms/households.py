"""Split, merge, and change of reference person."""

from __future__ import annotations

from dataclasses import replace

from django.utils.translation import gettext_noop as _

from huangce.web.acts.forms.common import (
    HOUSEHOLD,
    INFORMANT,
    STAYING_HEAD,
    happened,
    registered,
    staying_heads,
    who_is_here,
)
from huangce.web.acts.parts import Choice, Desk, Field, Form, Slot, Step


def _candidates(desk: Desk) -> list[Choice]:
    head = desk.household.reference_person if desk.household else None
    return [one for one in staying_heads(desk) if one.value != str(head)]


def _everybody(desk: Desk) -> str:
    """A merge takes everybody along."""
    return ",".join(str(one.id) for one in registered(desk))


SPLIT = Form(
    name="household_split",
    act="household_split",
    zh=_("分户登记"),
    about=_("在同一地址另立一户。人数和户口所在地都不变。"),
    slots=(HOUSEHOLD,),
    steps=(
        Step(
            _("谁分出去"),
            (
                Field(name="persons", zh=_("分出的人"), widget="people", choices=who_is_here, required=True, wide=True),
                happened(_("分户日期")),
                INFORMANT,
                STAYING_HEAD,
            ),
            _("新户要有一人的关系选户主"),
        ),
    ),
    sentence=(
        _("%(household)s，%(persons)s于%(day)s分出，另立一户。"),
        _("原户户主由%(new_reference_person)s接任。"),
    ),
    button=_("登记分户，另立一户"),
)

MERGE = Form(
    name="household_merge",
    act="household_merge",
    zh=_("并户登记"),
    about=_("同一地址的两户合成一户，原户销户，人都在。"),
    slots=(
        replace(HOUSEHOLD, role=_("并过去的户，办后销户")),
        Slot(name="into", what="household", zh=_("查并入的户"), into="into", role=_("并入的户")),
    ),
    steps=(
        Step(
            _("并过去的人"),
            (
                Field(
                    name="persons",
                    zh=_("全户的人"),
                    widget="people",
                    choices=who_is_here,
                    initial=_everybody,
                    required=True,
                    wide=True,
                ),
                happened(_("并户日期")),
                INFORMANT,
            ),
            _("关系写与并入户户主的关系"),
        ),
    ),
    sentence=(_("%(household)s的%(persons)s，于%(day)s并入%(into)s。"),),
    button=_("登记并户，原户销户"),
)

HEAD = Form(
    name="change_of_reference_person",
    act="change_of_reference_person",
    zh=_("变更户主"),
    about=_("换户内另一人做户主，其他人的关系可一并改写。"),
    slots=(HOUSEHOLD,),
    steps=(
        Step(
            _("新户主"),
            (
                Field(
                    name="new_reference_person",
                    zh=_("新户主"),
                    widget="member",
                    choices=_candidates,
                    required=True,
                    wide=True,
                ),
                Field(name="persons", zh=_("其他人与新户主的关系"), widget="people", choices=who_is_here, wide=True),
                happened(_("变更日期")),
                Field(name="legal_ground", zh=_("依据"), note=_("新户主未满18岁而以自己的劳动收入为生的，写明依据")),
                INFORMANT,
            ),
        ),
    ),
    sentence=(_("%(household)s，户主于%(day)s由%(new_reference_person)s接任。"), _("%(persons)s的关系同时改写。")),
    button=_("登记户主变更"),
)

FORMS = (SPLIT, MERGE, HEAD)
