"""Duplicates linked and unlinked, and where people live."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from huangce.register.bearing import to_allocate
from huangce.register.recorded import recorded
from huangce.rules.acts import KINDS, duplicates
from huangce.web.acts.forms.common import INFORMANT, NEW_HEAD, from_table, happened, hearing
from huangce.web.acts.parts import Choice, Desk, Field, Form, Slot, Step
from huangce.web.acts.recital import in_words, item_words
from huangce.web.acts.villages import villages_of

NEW = "new"


def differing(desk: Desk) -> list[Choice]:
    """The ordinary items that the record to be cancelled has and the kept one says otherwise."""
    other, kept = desk.records.get("other"), desk.records.get("kept")
    if other is None or kept is None:
        return []
    found = []
    for name, group in duplicates.ORDINARY.items():
        theirs, ours = other.item(group, name), kept.item(group, name)
        if theirs not in (None, "", ours):
            found.append(Choice(name, item_words(name), note=in_words(name, theirs)))
    return found


LINK = Form(
    name="link",
    act="link",
    zh=_("重户合并"),
    about=_("两条记录是同一个人：保留一条，另一条注销。事实都留在原来的记录上。"),
    slots=(
        Slot(name="other", what="person", zh=_("查要注销的那条记录"), into="other", role=_("注销的记录")),
        Slot(name="kept", what="person", zh=_("查保留的记录"), into="kept", role=_("保留的记录")),
    ),
    steps=(
        Step(
            _("合并"),
            (
                happened(_("合并日期")),
                Field(
                    name="take",
                    zh=_("两条写法不同的，留哪一条的"),
                    widget="taken",
                    choices=differing,
                    when=lambda desk: bool(differing(desk)),
                    note=_("姓名、性别、出生日期、民族、号码是主项，不在合并时改；不同的另办更正。"),
                    wide=True,
                ),
                *hearing(_("注销其中一条之前要听取本人意见")),
                INFORMANT,
                NEW_HEAD,
            ),
        ),
    ),
    evidence=lambda _desk: duplicates.EVIDENCE,
    second=lambda _desk: True,
    sentence=(
        _("%(other)s与%(kept)s是同一人，%(day)s起合并，保留后一条。"),
        _("保留的户口在%(kept_home)s，注销的在%(other_home)s。"),
        _("两条写的%(differing)s不同。"),
        _("%(take)s按注销的那条写。"),
        _("告知于%(noticed_on)s送达，期满本人没有来。"),
        _("凭%(evidence)s。"),
        _("户主由%(new_reference_person)s接任。"),
    ),
    button=_("合并两条记录"),
    seal=True,
    swap=_("对调：保留要注销的那条，注销另一条"),
)


def _linked_to(desk: Desk) -> int | None:
    other = desk.records.get("other")
    return other.number("link", "same_as") if other is not None else None


def acts_since(desk: Desk) -> list[Choice]:
    """The acts since the link on the kept record or naming it, each of which belongs to one of the two persons."""
    other, kept = desk.records.get("other"), desk.records.get("kept")
    if other is None or kept is None:
        return []
    later = map(recorded, to_allocate(kept.id, other.id))
    return [Choice(str(one.act), KINDS[one.kind].zh, one.happened_on.isoformat()) for one in later]


UNLINK = Form(
    name="unlink",
    act="unlink",
    zh=_("撤销重户合并"),
    about=_("查明是两个人：分开记录，合并以后办的每一项归到其中一人。"),
    slots=(
        Slot(name="other", what="person", zh=_("查被注销的那条记录"), into="other", role=_("注销的记录")),
        Slot(name="kept", what="person", zh=_("与哪条记录合并"), into="kept", suggest=_linked_to, role=_("保留的记录")),
    ),
    steps=(
        Step(
            _("分开"),
            (
                happened(_("分开日期")),
                Field(
                    name="allocation",
                    zh=_("合并以后办的登记各归谁"),
                    widget="allocation",
                    choices=acts_since,
                    when=lambda desk: bool(acts_since(desk)),
                    wide=True,
                ),
                INFORMANT,
            ),
        ),
    ),
    evidence=lambda _desk: duplicates.EVIDENCE,
    second=lambda _desk: True,
    sentence=(_("%(other)s与%(kept)s不是同一人，%(day)s起分开。"), _("凭%(evidence)s。")),
    button=_("分开两条记录"),
)


def _spells(desk: Desk) -> list[Choice]:
    person = desk.records.get("person")
    found = [one for one in desk.residences if person is not None and one.is_current_residence]
    return [Choice(str(one.id), one.text("residence", "address"), one.text("residence", "arrived_on")) for one in found]


def _is_new(desk: Desk) -> bool:
    return desk.chosen("person") == NEW


DECLARED = Form(
    name="residence_declared",
    act="residence_declared",
    zh=_("居住登记"),
    about=_("登记一个人住在哪里。户口在哪里不受影响。"),
    slots=(
        Slot(
            name="person",
            what="person",
            zh=_("查居住的人"),
            into="person",
            choices=lambda _desk: (Choice(NEW, _("登记册里没有这个人，按来人登记")),),
        ),
    ),
    steps=(
        Step(
            _("谁"),
            (
                Field(name="name", zh=_("姓名"), required=True, when=_is_new),
                Field(
                    name="sex",
                    zh=_("性别"),
                    widget="radio",
                    choices=from_table("sex", without=frozenset("09")),
                    when=_is_new,
                ),
                Field(name="birth_date", zh=_("出生日期"), widget="part_day", when=_is_new, note=_("没问到可不填")),
                Field(name="citizen_id", zh=_("公民身份号码"), when=_is_new, note=_("没问到可不填")),
                Field(name="registered_place", zh=_("户籍地"), when=_is_new, note=_("没问到可不填")),
            ),
        ),
        Step(
            _("住在哪里"),
            (
                Field(
                    name="residence_kind",
                    zh=_("居住类型"),
                    widget="select",
                    choices=from_table("residence_kind"),
                    required=True,
                ),
                Field(name="division", zh=_("村居"), widget="select", choices=villages_of, required=True),
                Field(name="address", zh=_("地址"), widget="address", required=True, wide=True),
                happened(_("来此日期")),
                Field(
                    name="ends",
                    zh=_("由此结束的居住"),
                    widget="member",
                    choices=_spells,
                    when=lambda desk: bool(_spells(desk)),
                    note=_("搬家的选原来那一处；另有一处住处的不选"),
                    wide=True,
                ),
                INFORMANT,
            ),
        ),
    ),
    sentence=(
        _("%(name)s，"),
        _("%(person)s，%(born)s生，"),
        _("%(day)s起住在%(address)s，%(residence_kind)s。"),
        _("原来在%(ends)s的居住同时结束。"),
    ),
    button=_("登记居住"),
    family=False,
)

DEPARTED = Form(
    name="residence_departed",
    act="residence_departed",
    zh=_("离开登记"),
    about=_("登记一个人离开居住的地方，凭本人申报或入户见到的情况，不凭行踪推断。"),
    slots=(
        Slot(name="person", what="person", zh=_("查离开的人")),
        Slot(name="residence", what="residence", zh=_("离开哪一处"), into="residence"),
    ),
    steps=(Step(_("离开"), (happened(_("离开日期")), INFORMANT)),),
    sentence=(_("%(person)s，%(born)s生，%(day)s离开%(residence)s。"),),
    button=_("登记离开"),
    family=False,
)

FORMS = (LINK, UNLINK, DECLARED, DEPARTED)
