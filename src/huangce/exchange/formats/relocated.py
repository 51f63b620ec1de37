"""Persons relocated for poverty alleviation (易地扶贫搬迁; notice 004 part 2 section 1 item 2, Annex 1 K3)."""

from __future__ import annotations

from huangce.exchange.formats import common
from huangce.exchange.formats.field import Field, Format

FORMAT = Format(
    kind="relocated",
    title="易地搬迁人员",
    supplier="水库生态移民局",
    key=("citizen_id", "name", "household_no"),
    title_words=("搬迁", "安置", "移民"),
    fields=(
        Field(
            "household_no",
            "搬迁户编号",
            "text",
            ("搬迁户编码", "搬迁户号", "安置户编号", "户主编号", *common.HOUSEHOLD_NO),
            need="required",
        ),
        Field(
            "name",
            "姓名",
            "name",
            (*common.NAME, "家庭成员姓名", "成员姓名", "搬迁人口姓名", "搬迁对象姓名"),
            need="required",
        ),
        Field("citizen_id", "身份证号", "citizen_id", common.CITIZEN_ID, need="expected"),
        Field("relation", "与户主关系", "code", common.RELATION, codes="relation"),
        Field(
            "origin_address",
            "原住址",
            "address",
            ("迁出地址", "迁出地", "原居住地址", "原住地址", "搬迁前住址", "搬迁前地址", "原地址", "迁出地详细地址"),
        ),
        Field(
            "address",
            "安置住址",
            "address",
            (
                "安置地址",
                "安置点住址",
                "安置点地址",
                "安置地",
                "安置房地址",
                "现住址",
                "安置住房地址",
                "搬迁后住址",
                "安置点",
                "现住地址",
            ),
            need="required",
        ),
        Field(
            "moved_in_on",
            "入住日期",
            "date",
            ("入住时间", "搬迁入住日期", "搬迁入住时间", "搬迁日期", "搬迁时间", "实际入住日期"),
            need="expected",
        ),
    ),
)
