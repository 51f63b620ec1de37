"""The items that the register holds, in groups, as one table.

A fact asserts some items of one group of one record. Main items (主项) are those whose accuracy the notices want at
100 % (notice 001 一(二); decision 6 of the requirements): name, sex, ethnicity, birth date, citizen number, address and
relation to the reference person. Everything else is ordinary (一般项目). What is not in this table is not recorded:
no religion, no height, no blood type, no category of persons.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Literal

from huangce.rules.partial_date import PartialDate
from huangce.rules.problems import InvalidValue

RecordKind = Literal["person", "household", "residence", "named_place", "address", "building", "division_change"]
# What an item holds: a text, the code of a division, a day, a day of which parts may be unknown, the id of a record,
# yes and no, a count, or degrees of longitude or latitude. Days are ISO texts, degrees are decimal texts: what is
# sealed is exact.
Form = Literal["text", "division", "day", "partial_day", "record", "flag", "count", "degrees"]


@dataclass(frozen=True, slots=True)
class Item:
    """One item: its name in facts and rows, what forms call it, whether it is a main item, what form it has, and
    whether a record cannot be without it."""

    name: str
    zh: str
    en: str
    main: bool = False
    form: Form = "text"
    needed: bool = False

    def holds(self, value: object) -> bool:
        """Whether the item may have this value."""
        return not self.needed if value is None else _is_of[self.form](value)


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_division(value: object) -> bool:
    return isinstance(value, str) and re.fullmatch(r"[0-9]{0,12}", value) is not None


def _is_day(value: object) -> bool:
    return isinstance(value, str) and len(value) == len("2026-05-01") and _is_partial_day(value)


def _is_partial_day(value: object) -> bool:
    try:
        return isinstance(value, str) and bool(PartialDate.from_text(value))
    except InvalidValue:
        return False


def _is_record(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_count(value: object) -> bool:
    return _is_record(value) and isinstance(value, int) and value >= 0


def _is_flag(value: object) -> bool:
    return isinstance(value, bool)


def _is_degrees(value: object) -> bool:
    return isinstance(value, str) and re.fullmatch(r"-?[0-9]{1,3}(\.[0-9]{1,9})?", value) is not None


_is_of: Final = {
    "text": _is_text,
    "division": _is_division,
    "day": _is_day,
    "partial_day": _is_partial_day,
    "record": _is_record,
    "flag": _is_flag,
    "count": _is_count,
    "degrees": _is_degrees,
}


@dataclass(frozen=True)
class Group:
    """A group of items of one kind of record.

    `whole` groups are always asserted as a whole, so that the latest fact alone tells the state;
    `points_at` names the item that holds the id of another record.
    """

    name: str
    record: RecordKind
    items: tuple[Item, ...]
    whole: bool = False
    points_at: str = ""

    @cached_property
    def by_name(self) -> dict[str, Item]:
        """The items by their names."""
        return {item.name: item for item in self.items}


GROUPS: Final[dict[str, Group]] = {
    group.name: group
    for group in (
        Group(
            "identity",
            "person",
            (
                Item("name", "姓名", "name", main=True, needed=True),
                Item("former_name", "曾用名", "former name"),
                Item("sex", "性别", "sex", main=True),
                Item("birth_date", "出生日期", "date of birth", main=True, form="partial_day"),
                Item("ethnicity", "民族", "ethnicity", main=True),
                Item("citizen_id", "公民身份号码", "citizen identification number", main=True),
                Item("number_contested", "号码有争议", "number contested", form="flag"),
            ),
        ),
        Group(
            "details",
            "person",
            (
                Item("birthplace", "出生地", "place of birth"),
                Item("native_place", "籍贯", "ancestral place"),
                Item("education", "文化程度", "education"),
                Item("marital_status", "婚姻状况", "marital status"),
            ),
        ),
        Group(
            "membership",
            "person",
            (
                Item("household", "户", "household", form="record"),
                Item("relation", "与户主关系", "relation to the reference person", main=True),
            ),
            whole=True,
            points_at="household",
        ),
        Group(
            "registration",
            "person",
            (
                Item("status", "户口状态", "registration status", needed=True),
                Item("counted_in", "计入地", "division the person counts in", form="division"),
                Item("since", "状态起始日", "since", form="partial_day"),
                Item("ended_by", "注销类别", "class of cancellation"),
                Item("elsewhere", "迁往地或户籍地", "destination, or registered place elsewhere"),
            ),
            whole=True,
        ),
        Group("life", "person", (Item("died_on", "死亡日期", "date of death", form="day"),), whole=True),
        Group(
            "link",
            "person",
            (Item("same_as", "与何记录同一人", "same person as", form="record"),),
            whole=True,
            points_at="same_as",
        ),
        Group(
            "household",
            "household",
            (
                Item("household_kind", "户别", "kind of household", needed=True),
                Item("division", "所属村居", "division", form="division", needed=True),
                Item("address", "户籍地址", "registered address", main=True, needed=True),
                Item("address_id", "标准地址编号", "standard address id", form="record"),
                Item("reference_person", "户主", "reference person", form="record"),
                Item("household_status", "户状态", "status of the household", needed=True),
                Item("foreign_no", "原户号", "household number in the source list"),
            ),
        ),
        Group(
            "residence",
            "residence",
            (
                Item("person", "居住人", "resident", form="record"),
                Item("residence_kind", "居住类型", "kind of residence", needed=True),
                Item("division", "居住村居", "division", form="division", needed=True),
                Item("address", "居住地址", "address of residence", needed=True),
                Item("address_id", "标准地址编号", "standard address id", form="record"),
                Item("arrived_on", "来此日期", "arrived on", form="day"),
                Item("departed_on", "离开日期", "departed on", form="day"),
                Item("source", "采集方式", "channel"),
                Item("verified_on", "核实日期", "last verified on", form="day"),
            ),
            points_at="person",
        ),
        Group(
            "named_place",
            "named_place",
            (
                Item("place_kind", "地名类别", "kind of place", needed=True),
                Item("place_name", "地名", "name of the place", needed=True),
                Item("generic", "通名", "generic part of the name"),
                Item("earlier_names", "登记前曾用名", "names before it was entered"),
                Item("division", "所在区划", "division", form="division", needed=True),
                Item("begins_at", "起点", "begins at"),
                Item("ends_at", "止点", "ends at"),
                Item("direction", "走向", "direction"),
                Item("number_side", "编号起始侧", "side on which numbers start"),
                Item("naming_document", "命名文件", "naming document"),
                Item("place_status", "地名状态", "status of the name", needed=True),
            ),
        ),
        Group(
            "address",
            "address",
            (
                Item("division", "所在区划", "division", form="division", needed=True),
                Item("division_name", "区划名称", "names of the divisions", needed=True),
                Item("thoroughfare", "街路巷", "thoroughfare", form="record"),
                Item("compound", "小区或自然村", "compound or village place", form="record"),
                Item("village_group", "组", "village group"),
                Item("plate", "门牌号", "plate"),
                Item("building", "楼栋号", "building"),
                Item("unit", "单元号", "unit"),
                Item("floor", "楼层号", "floor"),
                Item("room", "户号", "room"),
                Item("use_class", "用途", "use"),
                Item("foreign_id", "外部地址编号", "id in another register"),
                Item("address_status", "地址状态", "status of the address", needed=True),
            ),
            points_at="thoroughfare",
        ),
        Group(
            "position",
            "address",
            (
                Item("longitude", "经度", "longitude", form="degrees"),
                Item("latitude", "纬度", "latitude", form="degrees"),
                Item("geometry_kind", "坐标来源", "kind of position", needed=True),
                Item("source_datum", "原坐标系", "datum it was given in"),
            ),
            whole=True,
        ),
        Group(
            "certification",
            "address",
            (
                Item("reliability", "可靠程度", "reliability", needed=True),
                Item("certified_by", "认证人", "certified by", form="record"),
                Item("certified_on", "认证日期", "certified on", form="day"),
            ),
            whole=True,
        ),
        Group(
            "lineage",
            "address",
            (
                Item("came_from", "由何地址变来", "came from", form="record", needed=True),
                Item("lineage_kind", "沿革类别", "kind of descent", needed=True),
            ),
            points_at="came_from",
        ),
        Group(
            "dwelling",
            "address",
            (
                Item("dwelling_use", "房屋用途", "use of the dwelling"),
                Item("title_status", "手续情况", "status of the title"),
                Item("title_reference", "权属证书或档案号", "number of the title"),
            ),
        ),
        Group(
            "occupancy",
            "address",
            (
                Item("occupancy", "居住情况", "occupancy", needed=True),
                Item("found_how", "查明方式", "how it was found out"),
                Item("found_on", "查明日期", "found out on", form="day"),
            ),
            whole=True,
        ),
        Group(
            "building",
            "building",
            (
                Item("at_address", "所在地址", "address of the building", form="record"),
                Item("division", "所在区划", "division", form="division", needed=True),
                Item("whereabouts", "位置说明", "where it stands"),
                Item("building_use", "房屋用途", "use of the building", needed=True),
                Item("structure", "结构", "structure", needed=True),
                Item("floors_above", "地上层数", "floors above ground", form="count"),
                Item("floors_below", "地下层数", "floors below ground", form="count"),
                Item("year_built", "建成年份", "year built", form="count"),
                Item("permitted_on", "批准建设日期", "permitted on", form="day"),
                Item("completed_on", "竣工日期", "completed on", form="day"),
                Item("demolished_on", "拆除日期", "demolished on", form="day"),
                Item("footprint", "占地范围", "footprint"),
                Item("title_status", "手续情况", "status of the title", needed=True),
                Item("title_reference", "权属证书或档案号", "number of the title"),
            ),
            points_at="at_address",
        ),
        Group(
            "division_change",
            "division_change",
            (
                Item("division", "所在区划", "division", form="division", needed=True),
                Item("division_becomes", "变更后区划", "division after the change", form="division", needed=True),
                Item("change_kind", "变更类别", "kind of change", needed=True),
                Item("name_before", "原名称", "name before", needed=True),
                Item("name_after", "新名称", "name after", needed=True),
            ),
            whole=True,
        ),
    )
}

MAIN_ITEMS: Final[frozenset[str]] = frozenset(
    item.name for group in GROUPS.values() if group.record != "residence" for item in group.items if item.main
)

# Registration status. `in_transit` has left but not arrived, and still counts where it left from.
REGISTERED: Final = "registered"
IN_TRANSIT: Final = "in_transit"
CANCELLED: Final = "cancelled"
ELSEWHERE: Final = "elsewhere"  # known here only as a resident, registered in another county or not at all

OPEN: Final = "open"
CLOSED: Final = "closed"

# Kinds of end of an address; one that stands has none.
STANDING: Final = "standing"
RETIRED: Final = "retired"
DEMOLISHED: Final = "demolished"
SPLIT: Final = "split"
MERGED: Final = "merged"
DUPLICATE: Final = "duplicate"
# What nobody found out, or would say.
NOT_KNOWN: Final = "not_known"
# Status of the name of a place.
IN_FORCE: Final = "in_force"
