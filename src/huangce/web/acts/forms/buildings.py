"""Buildings and dwellings: entered, changed, laid out, and what was found of who lives in them.

That a dwelling is empty is stated by who looked or was told (requirements A19); nothing infers it. A dwelling is split,
merged and demolished as an address (`forms.places`). A building may be entered before it has an address, and gets it
later.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext_noop as _

from huangce.rules.acts import place_buildings
from huangce.web.acts.built import UNITS
from huangce.web.acts.forms.places import ADDRESS, ADDRESSES, BUILT, DAY, DIVISION, always, of_numbers
from huangce.web.acts.located import ring_now
from huangce.web.acts.parts import Choice, Choices, Desk, Field, Form, Slot, Step
from huangce.web.acts.pasted import DATUMS
from huangce.web.acts.place_recital import VALUES

BUILDING = Slot(name="building", what="building", zh=_("找一栋登记过的房屋：写它的地址或位置说明"), into="building")
SEEN_ON = Field(name="happened_on", zh=_("查明日期"), widget="day", required=True)


def of_buildings(_desk: Desk) -> tuple[str, ...]:
    """Documents for buildings."""
    return place_buildings.EVIDENCE


def _answers(item: str) -> Choices:
    return lambda _desk: [Choice(value, words) for value, words in VALUES[item].items()]


def _now(item: str) -> Callable[[Desk], str]:
    """What a building on the desk is said to be."""

    def value(desk: Desk) -> str:
        said = getattr(desk.building, item, None)
        return "" if said is None else str(said)

    return value


WHEREABOUTS = Field(
    name="whereabouts",
    zh=_("位置说明"),
    initial=_now("whereabouts"),
    wide=True,
    note=_("还没有地址时靠它找到房屋，如：村委会东侧三层楼。只写地方，不写人"),
)
PULLED_DOWN = Field(
    name="demolished_on",
    zh=_("拆除日期"),
    widget="day",
    initial=_now("demolished_on"),
    note=_("没有地址就拆了的房屋才填；有地址的，注销它的地址"),
    when=lambda desk: desk.building is not None and desk.building.at_address is None,
)
WHAT_IT_IS = (
    Field(
        name="building_use",
        zh=_("房屋用途"),
        widget="select",
        choices=_answers("building_use"),
        initial=_now("building_use"),
    ),
    Field(name="structure", zh=_("结构"), widget="select", choices=_answers("structure"), initial=_now("structure")),
    Field(name="floors_above", zh=_("地上层数"), widget="whole", initial=_now("floors_above")),
    Field(name="floors_below", zh=_("地下层数"), widget="whole", initial=_now("floors_below")),
    Field(name="year_built", zh=_("建成年份"), widget="whole", initial=_now("year_built")),
    Field(name="permitted_on", zh=_("批准建设日期"), widget="day", initial=_now("permitted_on")),
    Field(name="completed_on", zh=_("竣工日期"), widget="day", initial=_now("completed_on")),
    Field(
        name="title_status",
        zh=_("手续情况"),
        widget="select",
        choices=_answers("title_status"),
        initial=_now("title_status"),
    ),
    Field(
        name="title_reference",
        zh=_("权属证书或档案号"),
        initial=_now("title_reference"),
        note=_("只写证书或档案的编号，不写人名和身份证号"),
    ),
    Field(
        name="footprint",
        zh=_("占地范围"),
        widget="ring",
        choices=lambda _desk: [Choice(code, words) for code, words in DATUMS.items()],
        initial=ring_now,
        wide=True,
        note=_("沿外墙依次写各角，三个以上，首尾不必重复。空着的不改。"),
    ),
)

BUILDING_REGISTERED = Form(
    name="building_registered",
    act="building_registered",
    zh=_("登记房屋"),
    about=_("记一栋房屋是什么：用途、结构、层数、手续。权属在不动产登记簿，这里只记编号，不记人。"),
    slots=(ADDRESS,),
    steps=(Step(_("房屋情况"), (*WHAT_IT_IS, DAY), note=_("不知道的不选")),),
    evidence=of_buildings,
    second=always,
    sentence=(_("在%(addresses)s登记一栋房屋，%(day)s起。"),),
    button=_("登记这栋房屋"),
)

BUILDING_WAITING = Form(
    name="building_waiting",
    act="building_registered",
    zh=_("登记还没有地址的房屋"),
    about=_("房屋已经有了，地址还没有编：先登记，列入等待编址，编了地址再挂上。写位置说明或占地范围。"),
    slots=(DIVISION,),
    steps=(Step(_("房屋情况"), (WHEREABOUTS, *WHAT_IT_IS, DAY), note=_("不知道的不选")),),
    evidence=of_buildings,
    second=always,
    sentence=(_("在%(division)s登记一栋还没有地址的房屋"), _("，位于%(whereabouts)s"), _("，%(day)s起。")),
    button=_("登记这栋房屋"),
    after=_("它列在等待编址的房屋里，直到挂上地址。"),
)

BUILDING_ADDRESSED = Form(
    name="building_addressed",
    act="building_changed",
    zh=_("给房屋编上地址"),
    about=_("登记时还没有地址的房屋，现在编了地址：挂上。房屋的编号和登记过的情况不变。"),
    slots=(BUILDING, ADDRESS),
    steps=(Step(_("挂上地址"), (DAY,)),),
    evidence=of_buildings,
    second=always,
    sentence=(_("房屋（%(building)s）自%(day)s起的地址是%(addresses)s。"),),
    button=_("挂上这个地址"),
)

BUILDING_CHANGED = Form(
    name="building_changed",
    act="building_changed",
    zh=_("变更房屋登记"),
    about=_("用途、结构、层数、手续有变化，或原来记错。没有改的照旧。"),
    slots=(BUILDING,),
    steps=(Step(_("改成"), (WHEREABOUTS, *WHAT_IT_IS, PULLED_DOWN, DAY)),),
    evidence=of_buildings,
    second=always,
    sentence=(_("%(building)s的房屋登记自%(day)s起变更。"),),
    button=_("登记变更"),
)


def _beside(desk: Desk) -> dict[str, Any]:
    """Where the doors of a building lie: what its own address says."""
    if not desk.addresses:
        return {}
    address = desk.addresses[0]
    on = {"division": address.division, "thoroughfare": address.thoroughfare, "compound": address.compound}
    return {name: value for name, value in on.items() if value}


BUILDING_ROOMS = Form(
    name="building_rooms",
    act="addresses_new",
    zh=_("编楼内各户"),
    about=_("按批准的图纸把一栋楼的单元、楼层、户一次编齐。已有的户不重编。"),
    slots=(Slot(name="address", what="address", zh=_("找这栋楼的地址")),),
    steps=(
        Step(
            _("单元和楼层"),
            (
                Field(
                    name="entries",
                    zh=_("各单元"),
                    widget="units",
                    choices=lambda _desk: [Choice(str(row), "") for row in range(UNITS)],
                    required=True,
                    wide=True,
                    note=_("没有单元的空着。地下写负数，没有0层；某几层户数不同，写成1=2,-1=0。四层、十三层照编。"),
                ),
                Field(
                    name="reason",
                    zh=_("为什么新编"),
                    widget="radio",
                    choices=lambda _desk: BUILT,
                    initial=lambda _desk: "built",
                ),
                DAY,
            ),
        ),
    ),
    evidence=of_numbers,
    second=always,
    fixed=_beside,
    sentence=(_("在%(addresses)s编%(count)s户，%(day)s起用。"),),
    button=_("登记各户地址"),
)

DWELLINGS_STATED = Form(
    name="dwellings_stated",
    act="dwellings_stated",
    zh=_("登记住房状况"),
    about=_("有人居住、空置还是没查明：看到什么记什么，不问是谁。不因此登记、迁移或注销任何人。"),
    slots=(replace(ADDRESSES, into=""),),
    steps=(
        Step(
            _("查明的情况"),
            (
                Field(
                    name="statements",
                    zh=_("逐户"),
                    widget="statements",
                    choices=lambda desk: [Choice(str(one.id), one.standard) for one in desk.addresses],
                    required=True,
                    wide=True,
                    note=_("没去看的不选，留着“不记”。"),
                ),
                SEEN_ON,
            ),
        ),
    ),
    sentence=(_("%(day)s查明%(count)s户的居住情况。"),),
    button=_("登记住房状况"),
    after=_("没有人因此迁移或注销。"),
)

FORMS = (
    BUILDING_REGISTERED,
    BUILDING_WAITING,
    BUILDING_ADDRESSED,
    BUILDING_CHANGED,
    BUILDING_ROOMS,
    DWELLINGS_STATED,
)
