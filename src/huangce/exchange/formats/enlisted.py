"""Persons who joined the armed forces (户口登记条例, article 11; requirements C4)."""

from __future__ import annotations

from huangce.exchange.formats import common
from huangce.exchange.formats.field import Field, Format

FORMAT = Format(
    kind="enlisted",
    title="入伍名单",
    supplier="人民武装部",
    key=("citizen_id", "name"),
    title_words=("入伍", "征兵", "参军", "应征"),
    fields=(
        Field("name", "姓名", "name", (*common.NAME, "入伍青年姓名", "应征青年姓名"), need="required"),
        Field("citizen_id", "身份证号", "citizen_id", common.CITIZEN_ID, need="expected"),
        Field("sex", "性别", "code", common.SEX, codes="sex"),
        Field("birth_date", "出生日期", "date", common.BIRTH_DATE),
        Field(
            "enlisted_on",
            "入伍日期",
            "date",
            ("入伍时间", "参军日期", "参军时间", "入伍年月", "应征入伍日期", "批准入伍日期", "起运日期"),
            need="required",
            not_before="birth_date",
        ),
        Field(
            "address",
            "家庭住址",
            "address",
            (*common.ADDRESS, *common.USUAL_ADDRESS, *common.REGISTERED_PLACE),
            need="expected",
        ),
    ),
)
