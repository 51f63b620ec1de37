"""The items that the register holds, in groups, as one table.

A fact asserts some items of one group of one record. Main items (主项) are those whose accuracy the notices want at
100 % (notice 001 一(二); decision 6 of the requirements): name, sex, ethnicity, birth date, citizen number, address and
relation to the reference person. Everything else is ordinary (一般项目). What is not in this table is not recorded:
no religion, no height, no blood type, no category of persons.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

RecordKind = Literal["person", "household", "residence"]


@dataclass(frozen=True, slots=True)
class Item:
    """One item: its name in facts and rows, what forms call it, and whether it is a main item."""

    name: str
    zh: str
    en: str
    main: bool = False


@dataclass(frozen=True, slots=True)
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


GROUPS: Final[dict[str, Group]] = {
    group.name: group
    for group in (
        Group(
            "identity",
            "person",
            (
                Item("name", "姓名", "name", main=True),
                Item("former_name", "曾用名", "former name"),
                Item("sex", "性别", "sex", main=True),
                Item("birth_date", "出生日期", "date of birth", main=True),
                Item("ethnicity", "民族", "ethnicity", main=True),
                Item("citizen_id", "公民身份号码", "citizen identification number", main=True),
                Item("number_contested", "号码有争议", "number contested"),
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
                Item("household", "户", "household"),
                Item("relation", "与户主关系", "relation to the reference person", main=True),
            ),
            whole=True,
            points_at="household",
        ),
        Group(
            "registration",
            "person",
            (
                Item("status", "户口状态", "registration status"),
                Item("counted_in", "计入地", "division the person counts in"),
                Item("since", "状态起始日", "since"),
                Item("ended_by", "注销类别", "class of cancellation"),
                Item("elsewhere", "迁往地或户籍地", "destination, or place of registration elsewhere"),
            ),
            whole=True,
        ),
        Group("life", "person", (Item("died_on", "死亡日期", "date of death"),), whole=True),
        Group(
            "link", "person", (Item("same_as", "与何记录同一人", "same person as"),), whole=True, points_at="same_as"
        ),
        Group(
            "household",
            "household",
            (
                Item("household_kind", "户别", "kind of household"),
                Item("division", "所属村居", "division"),
                Item("address", "户籍地址", "registered address", main=True),
                Item("address_id", "标准地址编号", "standard address id"),
                Item("reference_person", "户主", "reference person"),
                Item("household_status", "户状态", "status of the household"),
                Item("foreign_no", "原户号", "household number in the source list"),
            ),
        ),
        Group(
            "residence",
            "residence",
            (
                Item("person", "居住人", "resident"),
                Item("residence_kind", "居住类型", "kind of residence"),
                Item("division", "居住村居", "division"),
                Item("address", "居住地址", "address of residence"),
                Item("address_id", "标准地址编号", "standard address id"),
                Item("arrived_on", "来此日期", "arrived on"),
                Item("departed_on", "离开日期", "departed on"),
                Item("source", "采集方式", "channel"),
                Item("verified_on", "核实日期", "last verified on"),
            ),
            points_at="person",
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
