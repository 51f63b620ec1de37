"""Cremations that civil affairs report yearly (notice 002 part 3 section 3 item 4)."""

from __future__ import annotations

from huangce.exchange.formats import common
from huangce.exchange.formats.field import Field, Format, prefixed

FORMAT = Format(
    kind="cremations",
    title="火化名单",
    supplier="民政（殡仪馆）",
    key=("citizen_id", "name", "cremated_on"),
    title_words=("火化", "殡葬", "殡仪馆", "火葬"),
    fields=(
        Field("name", "死者姓名", "name", (*common.NAME, *prefixed(common.DEAD, common.NAME)), need="required"),
        Field("sex", "性别", "code", (*common.SEX, "死者性别"), codes="sex"),
        Field(
            "citizen_id",
            "身份证号码",
            "citizen_id",
            (*common.CITIZEN_ID, *prefixed(common.DEAD, common.CITIZEN_ID)),
            need="expected",
        ),
        Field("died_on", "死亡日期", "date", common.DIED_ON, need="expected"),
        Field(
            "cremated_on",
            "火化日期",
            "date",
            ("火化时间", "火化年月日", "火葬日期", "火葬时间"),
            need="required",
            not_before="died_on",
        ),
        Field(
            "address",
            "生前住址",
            "address",
            (
                "生前地址",
                "生前居住地址",
                "死者住址",
                "死者地址",
                "生前户籍地址",
                *common.ADDRESS,
                *common.USUAL_ADDRESS,
                *common.REGISTERED_PLACE,
            ),
            need="expected",
        ),
    ),
)
