"""The resident register (实有人口): whoever lives here, registered here or not (notice 001 part 2 section 3)."""

from __future__ import annotations

from huangce.exchange.formats import common
from huangce.exchange.formats.field import Field, Format

FORMAT = Format(
    kind="residents",
    title="实有人口",
    supplier="社区、网格",
    is_own=True,
    key=("citizen_id", "name", "address"),
    telling=("kind", "arrived_on", "collected_on", "source"),
    title_words=("实有人口", "实有", "居住人口", "流动人口", "人口采集"),
    fields=(
        Field("name", "姓名", "name", common.NAME, need="required"),
        Field("citizen_id", "证件号码", "citizen_id", common.CITIZEN_ID, need="expected"),
        Field("sex", "性别", "code", common.SEX, codes="sex"),
        Field("birth_date", "出生日期", "date", common.BIRTH_DATE),
        Field("registered_place", "户籍地", "address", common.REGISTERED_PLACE),
        Field("address", "现住地址", "address", common.RESIDENCE, need="required"),
        Field("division", "村居代码", "division", common.DIVISION, need="expected"),
        Field(
            "kind",
            "人口类型",
            "code",
            ("人口类别", "人员类型", "人员类别", "居住类型", "实有人口类型"),
            need="expected",
            codes="residence_kind",
        ),
        Field(
            "arrived_on",
            "来本地日期",
            "date",
            ("来本地时间", "到达日期", "入住日期", "入住时间", "来现住地日期", "流入日期", "居住开始日期"),
        ),
        Field("phone", "联系电话", "phone", common.PHONE),
        Field(
            "collected_on",
            "采集日期",
            "date",
            ("采集时间", "登记日期", "登记时间", "录入日期", "采集录入日期"),
            need="expected",
        ),
        Field("source", "采集方式", "text", ("采集来源", "来源", "数据来源", "采集渠道", "登记方式")),
    ),
)
