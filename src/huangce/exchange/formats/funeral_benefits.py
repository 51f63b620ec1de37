"""Funeral benefits paid by human resources (notice 002 part 3 section 3 item 4)."""

from __future__ import annotations

from huangce.exchange.formats import common
from huangce.exchange.formats.field import Field, Format, prefixed

FORMAT = Format(
    kind="funeral_benefits",
    title="丧葬补助名单",
    supplier="人力资源和社会保障",
    key=("citizen_id", "name"),
    title_words=("丧葬", "抚恤", "丧葬补助", "丧葬费"),
    fields=(
        Field("name", "姓名", "name", (*common.NAME, *prefixed(common.DEAD, common.NAME)), need="required"),
        Field(
            "citizen_id",
            "公民身份号码",
            "citizen_id",
            (*common.SOCIAL_SECURITY_NUMBER, *common.CITIZEN_ID, *prefixed(common.DEAD, common.CITIZEN_ID)),
            need="expected",
        ),
        Field("died_on", "死亡时间", "date", common.DIED_ON, need="expected"),
        Field(
            "paid_on",
            "发放日期",
            "date",
            ("发放时间", "支付日期", "支付时间", "待遇发放日期", "发放年月", "领取日期", "补助发放日期"),
            need="required",
            not_before="died_on",
        ),
        Field(
            "division_name",
            "所属乡镇",
            "text",
            (
                "乡镇",
                "乡镇街道",
                "乡镇(街道)",
                "所在乡镇",
                "所属乡镇(街道)",
                "所属街道",
                "街道乡镇",
                "所属镇街",
                "镇街",
            ),
        ),
    ),
)
