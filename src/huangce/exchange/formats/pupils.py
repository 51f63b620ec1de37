"""Pupils without registration, only with the guardian's consent (notice 003 part 4 item 10; requirements part 5)."""

from __future__ import annotations

from huangce.exchange.formats import common
from huangce.exchange.formats.field import Field, Format, prefixed

FORMAT = Format(
    kind="pupils",
    title="无户籍学生",
    supplier="教育",
    key=("name", "birth_date", "guardian_name"),
    title_words=("学生", "无户籍", "无户口"),
    fields=(
        Field("name", "学生姓名", "name", (*common.NAME, *prefixed(("学生", "儿童"), common.NAME)), need="required"),
        Field("sex", "性别", "code", (*common.SEX, "学生性别"), codes="sex"),
        Field("birth_date", "出生日期", "date", (*common.BIRTH_DATE, "学生出生日期"), need="expected"),
        Field(
            "guardian_name",
            "监护人姓名",
            "name",
            ("监护人", "家长姓名", "家长", "法定监护人", "法定监护人姓名"),
            need="required",
        ),
        Field(
            "guardian_citizen_id",
            "监护人证件号码",
            "citizen_id",
            prefixed(("监护人", "家长", "法定监护人"), common.CITIZEN_ID),
            need="expected",
        ),
        Field(
            "consent",
            "监护人同意",
            "code",
            ("是否同意", "监护人是否同意", "同意", "家长同意", "家长是否同意", "监护人意见"),
            need="required",
            codes="yes_no",
        ),
        Field("address", "家庭住址", "address", (*common.ADDRESS, *common.USUAL_ADDRESS), need="expected"),
        Field(
            "school", "学校", "text", ("学校名称", "就读学校", "所在学校", "在读学校", "就读学校名称"), need="required"
        ),
    ),
)
