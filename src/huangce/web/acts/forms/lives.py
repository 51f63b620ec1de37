"""Birth, death on report and death established ex officio."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_noop as _

from huangce.matching.ex_officio import LEADS, procedure_of
from huangce.rules.acts import birth, death
from huangce.rules.state import Record
from huangce.web.acts.desk import describe
from huangce.web.acts.forms.common import (
    ALIKE,
    HOUSEHOLD,
    INFORMANT,
    LATE_MONTH,
    NEW_HEAD,
    PERSON,
    from_table,
    happened,
)
from huangce.web.acts.forms.common import other_relations as relations
from huangce.web.acts.parts import Choice, Desk, Field, Form, Slot, Step

STANDS = _("登记以后不能修改、不能删除。办错了，另行登记撤销，两条记录都会保留。")

YOUNGEST = birth.YOUNGEST_PARENT
MEN, WOMEN = "1", "2"


ELSEWHERE = "other_parent"
NONE = "none"


def _known(desk: Desk) -> list[Record]:
    """The members of the household, and the parent who was found elsewhere."""
    others = [desk.records[ELSEWHERE]] if ELSEWHERE in desk.records else []
    return [*desk.members, *(one for one in others if one.id not in {member.id for member in desk.members})]


def _found_elsewhere(desk: Desk, sex: str) -> str:
    """The parent who was found elsewhere, as the answer to begin with."""
    found = desk.records.get(ELSEWHERE)
    return str(found.id) if found is not None and found.text("identity", "sex") == sex else ""


def _parents(desk: Desk, sex: str) -> list[Choice]:
    """Members who may be a parent: of that sex, and not children today."""
    return _grown(desk, [one for one in _known(desk) if one.text("identity", "sex") == sex])


def _carers(desk: Desk) -> list[Choice]:
    return _grown(desk, desk.members)


def _grown(desk: Desk, people: Iterable[Record]) -> list[Choice]:
    """Those of them who are not children today; somebody of unknown age may be none."""
    ages = ((one, one.age_on(desk.today)) for one in people)
    grown = [one for one, age in ages if age is None or age >= YOUNGEST]
    return [Choice(str(one.id), one.text("identity", "name"), describe(one)) for one in grown]


def _ethnicity_of_the_head(desk: Desk) -> str:
    return (desk.head.text("identity", "ethnicity") if desk.head else "") or "01"


BIRTH = Form(
    name="birth",
    act="birth",
    zh=_("出生登记"),
    about=_("先查随父、随母或随其他监护人落户的那一户。迟报照常办理。"),
    slots=(
        HOUSEHOLD,
        Slot(
            name=ELSEWHERE,
            what="person",
            zh=_("查户口在别的户的父亲或母亲"),
            role=_("户口在别的户的父亲或母亲"),
            choices=lambda _desk: (Choice(NONE, _("不查，父母在这一户，或不在本登记册")),),
            suggest=lambda _desk: NONE,
            offer=_("父亲或母亲的户口在别的户：查人"),
        ),
    ),
    steps=(
        Step(
            _("新生儿"),
            (
                Field(name="name", zh=_("姓名"), required=True),
                Field(
                    name="sex",
                    zh=_("性别"),
                    widget="radio",
                    choices=from_table("sex", without=frozenset("09")),
                    required=True,
                ),
                happened(_("出生日期"), _("按出生医学证明填写")),
                Field(
                    name="ethnicity",
                    zh=_("民族"),
                    widget="select",
                    choices=from_table("ethnicity"),
                    required=True,
                    initial=_ethnicity_of_the_head,
                    note=_("随父或随母，先按户主的民族"),
                ),
                Field(name="relation", zh=_("与户主关系"), widget="select", choices=relations, required=True),
                Field(name="citizen_id", zh=_("公民身份号码"), note=_("已编好号码的才填")),
                Field(name="birthplace", zh=_("出生地"), note=_("没问到可不填")),
                ALIKE,
            ),
        ),
        Step(
            _("父母和申报人"),
            (
                Field(
                    name="mother",
                    zh=_("母亲"),
                    widget="member",
                    choices=lambda desk: _parents(desk, WOMEN),
                    initial=lambda desk: _found_elsewhere(desk, WOMEN),
                ),
                Field(
                    name="father",
                    zh=_("父亲"),
                    widget="member",
                    choices=lambda desk: _parents(desk, MEN),
                    initial=lambda desk: _found_elsewhere(desk, MEN),
                ),
                Field(name="mother_stated", zh=_("母亲姓名"), note=_("不在本登记册的，按证明写姓名；没有可不填")),
                Field(name="father_stated", zh=_("父亲姓名"), note=_("不在本登记册的，按证明写姓名；没有可不填")),
                Field(
                    name="carer", zh=_("其他监护人"), widget="member", choices=_carers, note=_("父母都不在这一户时选")
                ),
                INFORMANT,
            ),
            _("至少选一人，且是这一户的成员"),
        ),
    ),
    evidence=lambda _desk: birth.EVIDENCE,
    sentence=(
        _("%(name)s，%(sex)s，%(ethnicity)s族，%(day)s出生，"),
        _("母亲%(mother)s，"),
        _("父亲%(father)s，"),
        _("母亲%(mother_stated)s（不在本登记册），"),
        _("父亲%(father_stated)s（不在本登记册），"),
        _("监护人%(carer)s，"),
        _("登记在%(household)s，与户主关系%(relation)s。"),
        _("%(declared_by)s申报。"),
        _("凭%(evidence)s。"),
    ),
    button=_("登记出生，落户"),
    late_days=LATE_MONTH,
)

DEATH = Form(
    name="death",
    act="death",
    zh=_("死亡登记"),
    about=_("先查人，再填一张短表。填写中自动存为草稿，登记之前不影响任何记录。"),
    slots=(PERSON,),
    steps=(Step(_("死亡与申报"), (happened(_("死亡日期"), _("按死亡证明填写")), INFORMANT, NEW_HEAD)),),
    evidence=lambda _desk: death.EVIDENCE,
    sentence=(
        _("%(person)s，%(born)s生，于%(day)s死亡。"),
        _("%(declared_by)s申报。"),
        _("凭%(evidence)s。"),
        _("户主由%(new_reference_person)s接任。"),
    ),
    button=_("登记死亡，注销户口"),
    seal=True,
    late_days=LATE_MONTH,
    after=STANDS,
)


def _served(desk: Desk, to: str) -> str:
    """The day on which a notice was served, where the procedure about the finding on the desk says so."""
    if desk.finding is None or desk.finding["class"] != LEADS:
        return ""
    known = procedure_of(desk.finding["id"], today=desk.today).standing
    on = {"informant": known.informant_served_on, "committee": known.committee_served_on}[to]
    return on.isoformat() if on is not None else ""


DEATH_EX_OFFICIO = Form(
    name="death_ex_officio",
    act="death_ex_officio",
    zh=_("依职权注销死亡人员户口"),
    about=_("家属在通知送达后满一个月仍不申报的，由两名经办人依职权办理。只凭名单不能注销。"),
    slots=(PERSON,),
    steps=(
        Step(
            _("死亡与送达"),
            (
                happened(_("死亡日期"), _("按证明和调查记录填写")),
                Field(
                    name="informant_notified_on",
                    zh=_("申报义务人送达日期"),
                    widget="day",
                    required=True,
                    initial=lambda desk: _served(desk, "informant"),
                ),
                Field(
                    name="committee_notified_on",
                    zh=_("村（居）委会送达日期"),
                    widget="day",
                    required=True,
                    initial=lambda desk: _served(desk, "committee"),
                ),
                Field(
                    name="decided_on",
                    zh=_("决定日期"),
                    widget="day",
                    required=True,
                    initial=lambda desk: desk.today.isoformat(),
                ),
                NEW_HEAD,
            ),
        ),
    ),
    evidence=lambda _desk: ("committee_or_work_unit_certificate", "officer_investigation_record"),
    all_needed=True,
    second=lambda _desk: True,
    sentence=(
        _("%(person)s，%(born)s生，于%(day)s死亡。"),
        _("通知已于%(informant_notified_on)s送达申报义务人、%(committee_notified_on)s送达村（居）委会，期满未申报，"),
        _("%(decided_on)s决定依职权注销。"),
        _("凭%(evidence)s。"),
        _("户主由%(new_reference_person)s接任。"),
    ),
    button=_("依职权注销户口"),
    seal=True,
    after=STANDS,
)

FORMS = (BIRTH, DEATH, DEATH_EX_OFFICIO)
