"""Names of places and addresses: naming, renaming, numbering, split, merge, demolition, duplicates, certificates.

Each form is about a named place, addresses or a division; what recording it would touch is shown before (`foreseen`).
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.utils.translation import gettext_noop as _

from huangce.places.listing import streets_of, tops_of
from huangce.rules.acts import place_addresses, place_lineage, place_naming
from huangce.rules.place_names import PLACE_KINDS
from huangce.web.acts import pasted
from huangce.web.acts.parts import Choice, Desk, Field, Form, Slot, Step
from huangce.web.acts.place_recital import VALUES

PLACE = Slot(name="place", what="named_place", zh=_("找一处地名"), into="place")
ON_PLACE = Slot(name="place", what="named_place", zh=_("在哪条路、哪个小区或自然村"))
ADDRESS = Slot(name="address", what="address", zh=_("找一个地址"), into="address")
ADDRESSES = Slot(name="address", what="addresses", zh=_("找一个地址"), into="addresses")
DIVISION = Slot(name="division", what="division", zh=_("在哪个村、社区"), into="division")
SEVERAL = replace(ADDRESSES, zh=_("再找一个地址"), least=2)

DAY = Field(
    name="happened_on",
    zh=_("生效日期"),
    widget="any_day",
    required=True,
    note=_("可以是将来的日子：到那天起按新的写，这以前照旧"),
)
DOCUMENT = Field(name="naming_document", zh=_("命名文件"), note=_("如：达府函〔2026〕17号"))
LIKENESS = Field(name="likeness_accepted", zh=_("与别的地名相近仍用此名的理由"), note=_("没有相近的不填"), wide=True)
SIDES = (Choice("", _("不记")), *(Choice(side, words) for side, words in VALUES["number_side"].items()))
BUILT = (Choice("built", _("新建")), Choice("omitted", _("早已有，原来漏编")))
WRONG = (Choice("renumbered", _("重新编号")), Choice("wrong", _("原来编错，改正")))
FOUND_OUT = tuple(Choice(how, words) for how, words in VALUES["reliability"].items())
DOOR = tuple(Choice(name, pasted.WORDS[name]) for name in pasted.DOOR)
NUMBERS = tuple(Choice(name, pasted.WORDS[name]) for name in pasted.LINE[1:])


def of_names(_desk: Desk) -> tuple[str, ...]:
    """Documents for names."""
    return place_naming.EVIDENCE


def of_numbers(_desk: Desk) -> tuple[str, ...]:
    """Documents for addresses."""
    return place_addresses.EVIDENCE


def always(_desk: Desk) -> bool:
    """A second officer decides with."""
    return True


def _the_name(desk: Desk) -> str:
    return desk.place.name if desk.place is not None else ""


def _on(desk: Desk) -> dict[str, Any]:
    """On which place new addresses stand."""
    if desk.place is None:
        return {}
    bears = "thoroughfare" if desk.place.place_kind == "thoroughfare" else "compound"
    return {bears: desk.place.id, "division": desk.place.division}


def _is_compound(desk: Desk) -> bool:
    return desk.place is not None and desk.place.place_kind == "compound"


def _streets(desk: Desk) -> list[Choice]:
    """The thoroughfares at which a compound lies, as its addresses say."""
    found = streets_of(desk.place.id) if desk.place is not None else []
    return [Choice(str(one.id), one.name) for one in found]


def _tops(desk: Desk) -> str:
    return pasted.as_rows(tops_of(desk.place.id)) if desk.place is not None else ""


def _which(desk: Desk) -> list[Choice]:
    return [Choice(str(one.id), one.standard) for one in desk.addresses]


PLACE_NAMED = Form(
    name="place_named",
    act="place_named",
    zh=_("地名命名"),
    about=_("新的路、小区或自然村：先命名，再在上面编地址。重名不收，同音、近名要写理由。"),
    slots=(DIVISION,),
    steps=(
        Step(
            _("命名"),
            (
                Field(
                    name="place_kind",
                    zh=_("地名类别"),
                    widget="radio",
                    choices=lambda _desk: [Choice(kind, words) for kind, words in PLACE_KINDS.items()],
                    required=True,
                    initial=lambda _desk: "thoroughfare",
                ),
                Field(name="name", zh=_("名称"), required=True),
                DAY,
                DOCUMENT,
                Field(name="begins_at", zh=_("起点")),
                Field(name="ends_at", zh=_("止点")),
                Field(name="direction", zh=_("走向"), note=_("如：自东向西")),
                Field(name="number_side", zh=_("编号起始侧"), widget="radio", choices=lambda _desk: SIDES),
                Field(name="former_names", zh=_("曾用名"), widget="names", note=_("几个名称之间写顿号")),
                LIKENESS,
            ),
        ),
    ),
    evidence=of_names,
    second=always,
    sentence=(_("%(division)s，%(name)s，%(day)s起用此名。"),),
    button=_("登记这个地名"),
)

PLACE_RENAMED = Form(
    name="place_renamed",
    act="place_renamed",
    zh=_("地名更名"),
    about=_("路、小区或自然村改名：地址编号不变，没有人因此迁移，旧名仍查得到。"),
    slots=(PLACE,),
    steps=(
        Step(
            _("更名"),
            (Field(name="name", zh=_("新名称"), required=True, initial=_the_name), DAY, DOCUMENT, LIKENESS),
        ),
    ),
    evidence=of_names,
    second=always,
    sentence=(_("%(place)s自%(day)s起改称%(name)s。"),),
    button=_("登记更名"),
)

PLACE_RETIRED = Form(
    name="place_retired",
    act="place_retired",
    zh=_("地名销名"),
    about=_("路或小区已经不在，也没有地址再用它的名称。名称留在册里，仍查得到。"),
    slots=(PLACE,),
    steps=(Step(_("销名"), (Field(name="reason", zh=_("理由"), required=True, wide=True), DAY)),),
    evidence=of_names,
    second=always,
    sentence=(_("%(place)s自%(day)s起销名。"), _("理由：%(reason)s。")),
    button=_("登记销名"),
    seal=True,
)

ENTRIES = Field(
    name="entries",
    zh=_("新地址"),
    widget="doors",
    choices=lambda _desk: DOOR,
    required=True,
    wide=True,
    note=_("只写数字即可，12记作12号。多个地址从表格粘贴，一行一个，列序同上；第一行也可以写列名。"),
)
REASON_NEW = Field(
    name="reason", zh=_("为什么新编"), widget="radio", choices=lambda _desk: BUILT, initial=lambda _desk: "built"
)
ADDRESSES_NEW = Form(
    name="addresses_new",
    act="addresses_new",
    zh=_("新编地址"),
    about=_("在一条路、一个小区或自然村上编新的地址，一个或一批。"),
    slots=(ON_PLACE,),
    steps=(
        Step(
            _("编地址"),
            (
                ENTRIES,
                REASON_NEW,
                Field(
                    name="thoroughfare",
                    zh=_("小区所在的路"),
                    widget="member",
                    choices=_streets,
                    when=_is_compound,
                    note=_("地址里要写路名的才选"),
                ),
                DAY,
            ),
        ),
    ),
    evidence=of_numbers,
    second=always,
    fixed=_on,
    sentence=(_("在%(place)s新编%(count)s个地址，%(day)s起用。"),),
    button=_("登记新地址"),
)

ADDRESSES_NEW_VILLAGE = Form(
    name="addresses_new_village",
    act="addresses_new",
    zh=_("新编地址（没有路名）"),
    about=_("地址写到村民小组和门牌，不在任何路、小区或自然村上。"),
    slots=(DIVISION,),
    steps=(Step(_("编地址"), (ENTRIES, REASON_NEW, DAY)),),
    evidence=of_numbers,
    second=always,
    sentence=(_("在%(division)s新编%(count)s个地址，%(day)s起用。"),),
    button=_("登记新地址"),
)

RENUMBERED = Field(
    name="reason", zh=_("为什么改号"), widget="radio", choices=lambda _desk: WRONG, initial=lambda _desk: "renumbered"
)
ADDRESS_RENUMBERED = Form(
    name="address_renumbered",
    act="addresses_renumbered",
    zh=_("改号或改正"),
    about=_("给一个地址另编号码，或把编错的改对：编号不变，下面的单元、户跟着改。"),
    slots=(Slot(name="address", what="address", zh=_("找一个地址")),),
    steps=(
        Step(
            _("改号"),
            (
                Field(
                    name="lines",
                    zh=_("改成"),
                    widget="number",
                    choices=lambda _desk: NUMBERS,
                    required=True,
                    wide=True,
                    note=_("不改的照旧，清空的去掉"),
                ),
                RENUMBERED,
                DAY,
            ),
        ),
    ),
    evidence=of_numbers,
    second=always,
    sentence=(_("%(addresses)s自%(day)s起改号。"),),
    button=_("登记改号"),
)

ADDRESSES_RENUMBERED = Form(
    name="addresses_renumbered",
    act="addresses_renumbered",
    zh=_("成批改号"),
    about=_("一条路或一个小区的门牌重新编号：把下面的表复制到电子表格里改好，再粘贴回来。"),
    slots=(ON_PLACE,),
    steps=(
        Step(
            _("改号"),
            (
                Field(
                    name="lines",
                    zh=_("新号码"),
                    widget="numbers",
                    required=True,
                    wide=True,
                    initial=_tops,
                    note=_("一行一个地址。空格照旧，写“-”去掉；没有改动的行不算。下面的单元、户跟着改。"),
                ),
                RENUMBERED,
                DAY,
            ),
        ),
    ),
    evidence=of_numbers,
    second=always,
    sentence=(_("%(place)s的%(count)s个地址自%(day)s起改号。"),),
    button=_("登记改号"),
)

ADDRESS_SPLIT = Form(
    name="address_split",
    act="address_split",
    zh=_("拆分地址"),
    about=_("一处变成几处：旧地址结束，新地址各有编号。住在那里的人不迁移，由户籍民警逐户改挂。"),
    slots=(ADDRESS,),
    steps=(
        Step(
            _("拆成"),
            (
                Field(
                    name="into",
                    zh=_("新地址，至少两个"),
                    widget="doors",
                    choices=lambda _desk: DOOR,
                    required=True,
                    wide=True,
                    note=_("没写的照旧地址。第一个写在格子里，其余从表格粘贴，一行一个，列序同上。"),
                ),
                DAY,
            ),
        ),
    ),
    evidence=of_numbers,
    second=always,
    sentence=(_("%(addresses)s自%(day)s起拆成%(count)s个地址。"),),
    button=_("登记拆分"),
)

ADDRESSES_MERGED = Form(
    name="addresses_merged",
    act="addresses_merged",
    zh=_("合并地址"),
    about=_("几处打通成一处：旧地址结束，新地址有自己的编号。"),
    slots=(SEVERAL,),
    steps=(
        Step(
            _("合并成"),
            (
                Field(
                    name="into",
                    zh=_("新地址"),
                    widget="door",
                    choices=lambda _desk: DOOR,
                    required=True,
                    wide=True,
                    note=_("没写的照第一个旧地址"),
                ),
                DAY,
            ),
        ),
    ),
    evidence=of_numbers,
    second=always,
    sentence=(_("%(addresses)s自%(day)s起合并成一个地址。"),),
    button=_("登记合并"),
)

ADDRESSES_DEMOLISHED = Form(
    name="addresses_demolished",
    act="addresses_demolished",
    zh=_("拆除"),
    about=_("房屋已拆：地址和它下面的单元、户一起结束。登记在那里的人照旧在册，列入待安置，绝不注销。"),
    slots=(ADDRESSES,),
    steps=(Step(_("拆除"), (Field(name="reason", zh=_("因何拆除"), required=True, wide=True), DAY)),),
    evidence=lambda _desk: place_lineage.DEMOLITION_EVIDENCE,
    second=always,
    sentence=(_("%(addresses)s自%(day)s起不存在。"), _("因%(reason)s。")),
    button=_("登记拆除"),
    seal=True,
    after=_("没有人因此迁移或注销。"),
)

DUPLICATES_RETIRED = Form(
    name="duplicates_retired",
    act="duplicates_retired",
    zh=_("清理重复地址"),
    about=_("几条写的是同一个门：保留一条，其余结束。旧写法仍查到保留的一条。"),
    slots=(SEVERAL,),
    steps=(
        Step(
            _("保留哪一条"),
            (
                Field(name="kept", zh=_("保留"), widget="kept", choices=_which, required=True, wide=True),
                DAY,
            ),
        ),
    ),
    evidence=of_numbers,
    second=always,
    sentence=(_("保留%(kept)s，其余%(others)s条自%(day)s起结束。"),),
    button=_("登记清理"),
)

ADDRESSES_CERTIFIED = Form(
    name="addresses_certified",
    act="addresses_certified",
    zh=_("认证地址"),
    about=_("您担保地址是这样写、在这里。认证带您的名字和日期。"),
    slots=(ADDRESSES,),
    steps=(
        Step(
            _("认证"),
            (
                Field(
                    name="reliability",
                    zh=_("怎样查明的"),
                    widget="radio",
                    choices=lambda _desk: FOUND_OUT,
                    required=True,
                    initial=lambda _desk: "visited",
                ),
                Field(name="happened_on", zh=_("认证日期"), widget="day", required=True),
            ),
        ),
    ),
    sentence=(_("认证%(addresses)s，%(reliability)s，%(day)s。"),),
    button=_("登记认证"),
)

FORMS = (
    PLACE_NAMED,
    PLACE_RENAMED,
    PLACE_RETIRED,
    ADDRESSES_NEW,
    ADDRESSES_NEW_VILLAGE,
    ADDRESS_RENUMBERED,
    ADDRESSES_RENUMBERED,
    ADDRESS_SPLIT,
    ADDRESSES_MERGED,
    ADDRESSES_DEMOLISHED,
    DUPLICATES_RETIRED,
    ADDRESSES_CERTIFIED,
)
