"""Persons settled abroad (公民出境入境 rules; requirements C4)."""

from __future__ import annotations

from huangce.exchange.formats import common
from huangce.exchange.formats.field import Field, Format

FORMAT = Format(
    kind="settled_abroad",
    title="出国定居名单",
    supplier="出入境管理",
    key=("citizen_id", "name"),
    title_words=("出国", "定居", "境外定居", "国外定居"),
    fields=(
        Field("name", "姓名", "name", common.NAME, need="required"),
        Field("citizen_id", "身份证号", "citizen_id", common.CITIZEN_ID, need="expected"),
        Field("birth_date", "出生日期", "date", common.BIRTH_DATE),
        Field(
            "settled_on",
            "定居日期",
            "date",
            (
                "定居时间",
                "出国定居日期",
                "出境定居日期",
                "取得定居资格日期",
                "出国日期",
                "境外定居日期",
                "出国定居时间",
            ),
            need="required",
            not_before="birth_date",
        ),
        Field(
            "address",
            "原户籍地址",
            "address",
            (
                "原户籍地",
                "原户籍所在地",
                "原户口所在地",
                "原住址",
                "出国前住址",
                "原地址",
                *common.REGISTERED_PLACE,
                *common.ADDRESS,
            ),
            need="expected",
        ),
    ),
)
