"""What a registration says and whether it stands: corrections, cancellation, restoration, reversal."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from huangce.rules import codes, items
from huangce.rules.acts import cancellations, corrections
from huangce.web.acts.fields import group_of
from huangce.web.acts.forms.common import HOUSEHOLD, INFORMANT, NEW_HEAD, PERSON, happened, hearing, relations
from huangce.web.acts.normalising import candidates
from huangce.web.acts.parts import Choice, Desk, Field, Form, Slot, Step

# Items of a group that a desk corrects: what other acts decide, and ids, are not typed.
NOT_TYPED = corrections.DECIDED_ELSEWHERE | {"number_contested", "address_id", "division", "foreign_no", "verified_on"}
REASONS = (
    Choice("clerical", _("登记差错")),
    Choice("archive", _("与档案不符")),
    Choice("change", _("情况有变化")),
    Choice("disputed", _("本人提出异议")),
)
KINDS = (
    Choice("", _("原来就登错了，从头改正")),
    Choice("yes", _("原来没错，从这一天起变了")),
)
GROUPS = (
    Choice("identity", _("姓名、曾用名、性别、出生日期、民族、号码"), _("主项，要第二经办人")),
    Choice("membership", _("与户主关系"), _("主项，要第二经办人")),
    Choice("details", _("出生地、籍贯、文化程度、婚姻状况"), _("一般项目")),
)


def items_of(desk: Desk) -> list[Choice]:
    """The items of the group at hand that may be typed anew."""
    group = items.GROUPS.get(group_of(desk))
    return [Choice(one.name, one.zh) for one in group.items if one.name not in NOT_TYPED] if group else []


def _has_main_item(desk: Desk) -> bool:
    return bool(items.MAIN_ITEMS & {one.value for one in items_of(desk)})


def _correction(name: str, zh: str, about: str, slots: tuple[Slot, ...], group: str = "") -> Form:
    return Form(
        name=name,
        act="correction",
        zh=zh,
        about=about,
        slots=slots,
        steps=(
            Step(
                _("改什么"),
                (
                    Field(name="items", zh=_("改成"), widget="items", choices=items_of, required=True, wide=True),
                    Field(name="as_change", zh=_("哪一种"), widget="yes", choices=lambda _desk: KINDS),
                    happened(_("生效日期"), _("登错的写今天，变化的写变化那天")),
                    Field(name="reason", zh=_("事由"), widget="select", choices=lambda _desk: REASONS, required=True),
                    INFORMANT,
                ),
                _("只填要改的；没填的不动"),
            ),
        ),
        evidence=lambda _desk: corrections.EVIDENCE,
        second=_has_main_item,
        fixed=(lambda _desk: {"group": group}) if group else None,
        sentence=(_("%(record)s：%(items)s。"), _("%(day)s起，事由：%(reason)s。"), _("凭%(evidence)s。")),
        button=_("登记更正，原值保留"),
        family=False,
    )


CORRECTION = _correction(
    "correction",
    _("人员项目变更更正"),
    _("更正登错的，或登记变了的。原来的值留在登记册里，仍查得到。"),
    (
        Slot(name="person", what="person", zh=_("查人"), into="record"),
        Slot(name="group", what="choice", zh=_("改哪一类项目"), into="group", choices=lambda _desk: GROUPS),
    ),
)
CORRECTION_HOUSEHOLD = _correction(
    "correction_household",
    _("户的地址和户别更正"),
    _("人没有搬，是地址写错了或改了名。人搬了的办迁移。"),
    (Slot(name="household", what="household", zh=HOUSEHOLD.zh, into="record"),),
    "household",
)
CORRECTION_RESIDENCE = _correction(
    "correction_residence",
    _("居住登记更正"),
    _("更正一条居住登记的类型、地址或日期。"),
    (
        Slot(name="person", what="person", zh=_("查人")),
        Slot(name="residence", what="residence", zh=_("哪一处居住"), into="record"),
    ),
    "residence",
)


def _meant(desk: Desk) -> list[Choice]:
    """The standard addresses that the registered one may mean."""
    return [Choice(str(one.address), one.standard) for one in candidates(desk)]


ADDRESS_NORMALISED = Form(
    name="address_normalised",
    act="correction",
    zh=_("挂标准地址"),
    about=_("户籍地址还是旧写法：对照地址库，确认是哪一个标准地址。人没有搬，登记的文字照旧留着。"),
    slots=CORRECTION_HOUSEHOLD.slots,
    steps=(
        Step(
            _("是哪一个"),
            (
                Field(
                    name="matched",
                    zh=_("标准地址"),
                    widget="matched",
                    choices=_meant,
                    required=True,
                    initial=lambda desk: next((one.value for one in _meant(desk)), ""),
                    wide=True,
                ),
                happened(_("确认日期")),
                INFORMANT,
            ),
        ),
    ),
    evidence=lambda _desk: ("declaration", "archive"),
    fixed=lambda _desk: {"group": "household", "reason": "clerical"},
    sentence=(_("%(record)s：%(items)s。"), _("凭%(evidence)s。")),
    button=_("确认标准地址"),
    family=False,
)


def _classes(_desk: Desk) -> list[Choice]:
    known = codes.CANCELLATION_CLASSES
    return [Choice(name, known[name].zh) for name in cancellations.CLASSES]


def _is_heard_first(desk: Desk) -> bool:
    return desk.chosen("ended_by") in cancellations.HEARD_FIRST


CANCELLATION = Form(
    name="cancellation",
    act="cancellation",
    zh=_("注销户口"),
    about=_("按类别注销。死亡另有登记；迁出要等对方落户。"),
    slots=(PERSON, Slot(name="ended_by", what="choice", zh=_("哪一类注销"), into="ended_by", choices=_classes)),
    steps=(
        Step(
            _("注销"),
            (
                happened(_("注销日期")),
                *hearing(_("重复和虚假户口，注销前要听取本人意见"), _is_heard_first),
                INFORMANT,
                NEW_HEAD,
            ),
        ),
    ),
    evidence=lambda desk: cancellations.CLASSES.get(desk.chosen("ended_by"), ()),
    second=_is_heard_first,
    sentence=(
        _("%(person)s，%(born)s生，户口于%(day)s注销，类别：%(ended_by)s。"),
        _("告知于%(noticed_on)s送达，期满本人没有来。"),
        _("凭%(evidence)s。"),
        _("户主由%(new_reference_person)s接任。"),
    ),
    button=_("注销户口"),
    seal=True,
    after=_("注销以后本人可以要求复核；查明错误的，办恢复户口。"),
)


def _triggers(_desk: Desk) -> list[Choice]:
    from huangce.web.frame.said import word

    return [Choice(name, word(name, "triggers")) for name in cancellations.TRIGGERS]


RESTORATION = Form(
    name="restoration",
    act="restoration",
    zh=_("恢复户口"),
    about=_("恢复已注销的户口：同一条记录，同一个号码。"),
    slots=(
        PERSON,
        Slot(name="trigger", what="choice", zh=_("因什么恢复"), into="trigger", choices=_triggers),
        Slot(
            name="household",
            what="household",
            zh=_("恢复在哪一户"),
            into="household",
            suggest=lambda desk: desk.person.household if desk.person else None,
        ),
    ),
    steps=(
        Step(
            _("恢复"),
            (
                happened(_("恢复日期")),
                Field(
                    name="relation",
                    zh=_("与户主关系"),
                    widget="select",
                    choices=relations,
                    required=True,
                    note=_("原户已销的，自己就是户主"),
                ),
                INFORMANT,
            ),
        ),
    ),
    evidence=lambda desk: cancellations.TRIGGERS.get(desk.chosen("trigger"), ()),
    second=lambda _desk: True,
    sentence=(
        _("%(person)s，%(born)s生，户口于%(day)s恢复在%(household)s，事由：%(trigger)s。"),
        _("凭%(evidence)s。"),
    ),
    button=_("恢复户口"),
)

REVERSAL = Form(
    name="reversal",
    act="reversal",
    zh=_("撤销登记事项"),
    about=_("这一项登记本身就办错了：撤销它，如同没有登记过。两条都留在登记册里。"),
    slots=(Slot(name="act", what="act", zh=_("撤销哪一项登记"), into="act"),),
    steps=(
        Step(
            _("为什么撤销"),
            (Field(name="reason", zh=_("理由"), required=True, wide=True, note=_("写清错在哪里，不写号码")), INFORMANT),
        ),
    ),
    second=lambda _desk: True,
    fixed=lambda desk: {"happened_on": desk.act.happened_on.isoformat()} if desk.act else {},
    sentence=(_("撤销%(act)s。"), _("理由：%(reason)s。")),
    button=_("撤销这一项登记"),
    seal=True,
)

FORMS = (
    CORRECTION,
    CORRECTION_HOUSEHOLD,
    ADDRESS_NORMALISED,
    CORRECTION_RESIDENCE,
    CANCELLATION,
    RESTORATION,
    REVERSAL,
)
