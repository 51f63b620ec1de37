"""Deaths that medical institutions certify (notice 002 part 3 section 3 item 4; 死亡医学证明)."""

from __future__ import annotations

from huangce.exchange.formats import common
from huangce.exchange.formats.field import Field, Format, prefixed

FORMAT = Format(
    kind="medical_deaths",
    title="医疗机构死亡名单",
    supplier="卫生健康",
    key=("certificate_no",),
    telling=("certificate_no", "institution"),
    title_words=("医疗机构死亡", "死亡医学证明", "死亡证明", "医院死亡", "死亡登记", "死亡名单"),
    fields=(
        Field(
            "certificate_no",
            "证明编号",
            "text",
            ("死亡证编号", "死亡证明编号", "死亡医学证明编号", "死亡证号", "编号", "证明书编号", "死亡医学证明书编号"),
            need="expected",
        ),
        Field("name", "姓名", "name", (*common.NAME, *prefixed(common.DEAD, common.NAME)), need="required"),
        Field("sex", "性别", "code", (*common.SEX, "死者性别"), codes="sex"),
        Field(
            "citizen_id",
            "证件号码",
            "citizen_id",
            (*common.CITIZEN_ID, *prefixed(common.DEAD, common.CITIZEN_ID)),
            need="expected",
        ),
        Field("birth_date", "出生日期", "date", common.BIRTH_DATE),
        Field("died_on", "死亡日期", "date", common.DIED_ON, need="required", not_before="birth_date"),
        Field(
            "institution",
            "医疗机构",
            "text",
            ("医疗机构名称", "医院", "报告单位", "填报单位", "医疗卫生机构", "死亡地点", "出具单位", "签发单位"),
            need="expected",
        ),
        Field(
            "address",
            "常住地址",
            "address",
            ("生前住址", "生前常住地址", "生前地址", *common.ADDRESS, *common.USUAL_ADDRESS, *common.REGISTERED_PLACE),
            need="expected",
        ),
    ),
)
