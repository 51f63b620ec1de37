"""Moves in, out and within the county, and the arrival that another county confirms."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from huangce.rules.acts import moves
from huangce.web.acts.forms.common import (
    ALIKE,
    HOUSEHOLD,
    INFORMANT,
    STAYING_HEAD,
    from_table,
    happened,
    relations,
    the_person,
    who_is_here,
    who_is_in_transit,
)
from huangce.web.acts.parts import Choice, Choices, Desk, Field, Form, Slot, Step
from huangce.web.acts.villages import villages_of

REASONS = (
    Choice("family", _("投靠亲属")),
    Choice("work", _("务工就业")),
    Choice("study", _("就学")),
    Choice("housing", _("购房居住")),
    Choice("other", _("其他")),
)
NEW = "new"
WHO = Slot(name="person", what="person", zh=_("查要走的人"))
REASON = Field(name="reason", zh=_("迁移原因"), widget="select", choices=lambda _desk: REASONS, required=True)


def _is_new(desk: Desk) -> bool:
    return desk.chosen("returning") == NEW


def _opens_household(desk: Desk) -> bool:
    return desk.chosen("to_household") == NEW


def _people(choices: Choices, widget: str) -> Field:
    return Field(
        name="persons", zh=_("同去的人"), widget=widget, choices=choices, required=True, initial=the_person, wide=True
    )


MOVE_IN = Form(
    name="move_in",
    act="move_in",
    zh=_("迁入登记"),
    about=_("从外县迁来落户。先查落户的那一户，再看来人以前是否在本地登记过。"),
    slots=(
        HOUSEHOLD,
        Slot(
            name="returning",
            what="person",
            zh=_("来人以前在这里登记过吗"),
            role=_("来人以前的记录"),
            into="returning",
            choices=lambda _desk: (Choice(NEW, _("没有登记过，按新来人员办理")),),
        ),
    ),
    steps=(
        Step(
            _("来人"),
            (
                Field(name="name", zh=_("姓名"), required=True, when=_is_new),
                Field(name="former_name", zh=_("曾用名"), when=_is_new, note=_("没有可不填")),
                Field(
                    name="sex",
                    zh=_("性别"),
                    widget="radio",
                    choices=from_table("sex", without=frozenset("09")),
                    required=True,
                    when=_is_new,
                ),
                Field(name="birth_date", zh=_("出生日期"), widget="part_day", required=True, when=_is_new),
                Field(
                    name="ethnicity",
                    zh=_("民族"),
                    widget="select",
                    choices=from_table("ethnicity"),
                    required=True,
                    initial=lambda _desk: "01",
                    when=_is_new,
                ),
                Field(name="citizen_id", zh=_("公民身份号码"), when=_is_new),
                Field(name="relation", zh=_("与户主关系"), widget="select", choices=relations, required=True),
                ALIKE,
            ),
        ),
        Step(
            _("迁移"),
            (
                happened(_("落户日期"), _("迁移生效的日期")),
                Field(
                    name="from_division", zh=_("迁出地"), widget="division", required=True, note=_("县一级的名称或代码")
                ),
                REASON,
                INFORMANT,
            ),
        ),
    ),
    evidence=lambda _desk: moves.MOVE_IN_EVIDENCE,
    sentence=(
        _("%(name)s，%(sex)s，%(birth_date)s生，"),
        _("%(returning)s，%(born)s生，"),
        _("%(day)s自%(from_division)s迁入，落在%(household)s，与户主关系%(relation)s。"),
        _("原因：%(reason)s。"),
        _("凭%(evidence)s。"),
    ),
    button=_("登记迁入，落户"),
)

MOVE_OUT = Form(
    name="move_out",
    act="move_out",
    zh=_("迁出登记"),
    about=_("迁往外县。办后转为迁移中，对方落户回执到了才注销，这中间仍计入本地。"),
    slots=(WHO,),
    steps=(
        Step(
            _("谁走，往哪里"),
            (
                _people(who_is_here, "goers"),
                happened(_("迁出日期")),
                Field(
                    name="to_division", zh=_("迁往地"), widget="division", required=True, note=_("县一级的名称或代码")
                ),
                REASON,
                INFORMANT,
                STAYING_HEAD,
            ),
        ),
    ),
    evidence=lambda _desk: moves.MOVE_OUT_EVIDENCE,
    sentence=(
        _("%(persons)s，%(day)s迁往%(to_division)s，原因：%(reason)s。"),
        _("凭%(evidence)s。"),
        _("户主由%(new_reference_person)s接任。"),
    ),
    button=_("登记迁出，转为迁移中"),
)

ARRIVAL = Form(
    name="arrival_confirmed",
    act="arrival_confirmed",
    zh=_("迁往地落户确认"),
    about=_("凭对方的落户回执，注销迁移中人员在本地的户口。"),
    slots=(Slot(name="person", what="person", zh=_("查迁移中的人")),),
    steps=(Step(_("回执"), (_people(who_is_in_transit, "goers"), happened(_("对方落户日期"), _("按回执填写")))),),
    evidence=lambda _desk: moves.ARRIVAL_EVIDENCE,
    sentence=(_("%(persons)s，已于%(day)s在迁往地落户，注销本地户口。"), _("凭%(evidence)s。")),
    button=_("确认落户，注销本地户口"),
    seal=True,
)

MOVE_WITHIN = Form(
    name="move_within",
    act="move_within",
    zh=_("县内迁移"),
    about=_("在本县内迁到另一户，或另立新户。"),
    slots=(
        WHO,
        Slot(
            name="to_household",
            what="household",
            zh=_("查迁入的户"),
            role=_("迁入的户"),
            into="to_household",
            choices=lambda _desk: (Choice(NEW, _("不进别的户，在新地址立新户")),),
        ),
    ),
    steps=(
        Step(
            _("谁走，到哪里"),
            (
                _people(who_is_here, "people"),
                Field(
                    name="division",
                    zh=_("新户所在村居"),
                    widget="select",
                    choices=villages_of,
                    required=True,
                    when=_opens_household,
                ),
                Field(
                    name="address",
                    zh=_("新户地址"),
                    widget="address",
                    required=True,
                    when=_opens_household,
                    note=_("写全；与标准地址一字不差的自动对上"),
                    wide=True,
                ),
                happened(_("迁移日期")),
                REASON,
                INFORMANT,
                STAYING_HEAD,
            ),
        ),
    ),
    sentence=(
        _("%(persons)s，%(day)s迁入%(to_household)s。"),
        _("%(persons)s，%(day)s在%(address)s立新户。"),
        _("原因：%(reason)s。"),
        _("原户户主由%(new_reference_person)s接任。"),
    ),
    button=_("登记县内迁移"),
)

FORMS = (MOVE_IN, MOVE_OUT, ARRIVAL, MOVE_WITHIN)
