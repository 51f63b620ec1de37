"""Changes of divisions: a new name, another code, a merger, an end; or a part that goes to another division.

Nobody moves by them. What recording would touch is shown before, as for every act on places (`foreseen`).
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_noop as _

from huangce.places.division_names import written_name
from huangce.places.history import PlaceHistories
from huangce.register.locks import raw_cursor
from huangce.rules.acts import place_divisions
from huangce.web.acts.forms.places import ADDRESSES, DAY, ON_PLACE, always
from huangce.web.acts.parts import Choice, Desk, Field, Form, Slot, Step

DIVISION = Slot(name="division", what="division", zh=_("哪个区划变更"), into="division")
WHOLE = (
    Choice("renamed", _("更名"), _("代码不变，只改名称")),
    Choice("recoded", _("换代码"), _("整个区划换了代码，名称改不改都可以")),
    Choice("merged", _("并入"), _("整个并入另一个区划")),
    Choice("abolished", _("撤销"), _("不再设立，由另一个区划接着管")),
)
IN_PART = (
    Choice("split", _("分设"), _("划出去的部分成为新的区划")),
    Choice("boundary_moved", _("界线变动"), _("划给相邻的区划")),
)


def _own_name(desk: Desk) -> str:
    with transaction.atomic(), raw_cursor() as cursor:
        return written_name(PlaceHistories(cursor), desk.office, desk.today)


def _part(desk: Desk) -> dict[str, Any]:
    """The division that what is on the desk lies in, and the place where it is one."""
    return {"division": desk.office} | ({"places": [desk.place.id]} if desk.place is not None else {})


NEW_CODE = _("还没有进区划表的写12位代码")
BECOMES = Field(
    name="becomes",
    zh=_("变更后的区划"),
    widget="becomes",
    note=_("还没有进区划表的写12位代码；只更名的不填。下级村、社区保留后几位，自己也换代码的先单独登记"),
)
FROM_NAME = Field(name="from_name", zh=_("地址里原来写的名称"), initial=_own_name)
NAME = Field(name="name", zh=_("地址里以后写的名称"), note=_("区划表里有新代码的，不填就用表里的名称"))


def _kind(choices: tuple[Choice, ...]) -> Field:
    return Field(
        name="change_kind",
        zh=_("怎样变更"),
        widget="radio",
        choices=lambda _desk: choices,
        required=True,
        initial=lambda _desk: choices[0].value,
    )


DIVISION_CHANGED = Form(
    name="division_changed",
    act="division_changed",
    zh=_("区划变更"),
    about=_("村、社区或乡镇更名、换代码、并入别处或撤销：里面的地址一起改写，没有人因此迁移，旧名旧码仍查得到。"),
    slots=(DIVISION,),
    steps=(Step(_("变更"), (_kind(WHOLE), BECOMES, FROM_NAME, NAME, DAY)),),
    evidence=lambda _desk: place_divisions.EVIDENCE,
    second=always,
    sentence=(_("%(division)s自%(day)s起变更。"), _("代码改为%(becomes)s。"), _("地址里改写作%(name)s。")),
    button=_("登记区划变更"),
    seal=True,
)
DIVISION_PART_OF_PLACE = Form(
    name="division_part_of_place",
    act="division_changed",
    zh=_("划出一条路或一个自然村"),
    about=_("区划分设或界线变动：一条路、一个小区或自然村连同上面的地址划给另一个区划。"),
    slots=(replace(ON_PLACE, zh=_("划出哪条路、哪个小区或自然村")),),
    steps=(Step(_("划给"), (_kind(IN_PART), replace(BECOMES, note=NEW_CODE), FROM_NAME, NAME, DAY)),),
    evidence=lambda _desk: place_divisions.EVIDENCE,
    second=always,
    fixed=_part,
    sentence=(_("%(place)s自%(day)s起划给%(becomes)s。"),),
    button=_("登记划出"),
    seal=True,
)
DIVISION_PART_OF_ADDRESSES = replace(
    DIVISION_PART_OF_PLACE,
    name="division_part_of_addresses",
    zh=_("划出几个地址"),
    about=_("界线变动只涉及几个门牌的：把这些地址划给另一个区划，路名照旧。"),
    slots=(ADDRESSES,),
    sentence=(_("%(addresses)s自%(day)s起划给%(becomes)s。"),),
)

FORMS = (DIVISION_CHANGED, DIVISION_PART_OF_PLACE, DIVISION_PART_OF_ADDRESSES)
