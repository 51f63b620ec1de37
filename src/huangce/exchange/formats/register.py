"""The household register (户籍人口): one row a registered person, by household (常住人口登记表)."""

from __future__ import annotations

from huangce.exchange.formats import common
from huangce.exchange.formats.field import Field, Format

FORMAT = Format(
    kind="register",
    title="户籍人口",
    supplier="公安派出所",
    is_own=True,
    key=("citizen_id",),
    telling=("household_kind", "relation", "birthplace", "native_place", "moved_in_on"),
    title_words=("户籍人口", "户籍", "常住人口登记", "常口"),
    fields=(
        Field("household_no", "户号", "text", common.HOUSEHOLD_NO, need="required"),
        Field("household_kind", "户别", "code", ("户类型", "户口类别", "户类别"), codes="household_kind"),
        Field("relation", "与户主关系", "code", common.RELATION, need="expected", codes="relation"),
        Field("name", "姓名", "name", common.NAME, need="required"),
        Field("former_name", "曾用名", "text", ("别名", "曾用姓名", "又名", "cym")),
        Field("sex", "性别", "code", common.SEX, need="expected", codes="sex"),
        Field("ethnicity", "民族", "code", common.ETHNICITY, need="expected", codes="ethnicity"),
        Field("birth_date", "出生日期", "date", common.BIRTH_DATE, need="expected"),
        Field("citizen_id", "公民身份号码", "citizen_id", common.CITIZEN_ID, need="expected"),
        Field("birthplace", "出生地", "text", ("出生地点", "出生地址", "csd")),
        Field("native_place", "籍贯", "text", ("祖籍", "籍贯省市县", "jg")),
        Field("education", "文化程度", "code", ("学历", "教育程度", "受教育程度", "whcd"), codes="education"),
        Field("marital_status", "婚姻状况", "code", ("婚姻", "婚姻状态", "婚否", "hyzk"), codes="marital_status"),
        Field("division", "村居代码", "division", common.DIVISION, need="expected"),
        Field("division_name", "村居名称", "text", common.DIVISION_NAME),
        Field("address", "户籍地址", "address", (*common.REGISTERED_PLACE, *common.ADDRESS), need="expected"),
        Field("moved_in_on", "迁入日期", "date", ("迁入时间", "何时迁来", "何时迁入", "迁来日期", "落户日期")),
    ),
)
