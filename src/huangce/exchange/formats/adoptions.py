"""Adoption registrations of civil affairs (收养登记; notice 002 part 3 section 2; Civil Code arts 1105-1106).

An adopted child's registration is settled after the adoption is registered (art. 1106); who is named here and stands in
no register is asked about, with the adopter's household as the place.
"""

from __future__ import annotations

from huangce.exchange.formats import common
from huangce.exchange.formats.field import Field, Format, prefixed

CHILD = ("被收养人", "养子女", "被收养儿童")
ADOPTER = ("收养人", "养父", "养母", "养父母")

FORMAT = Format(
    kind="adoptions",
    title="收养登记名单",
    supplier="民政",
    key=("certificate_no",),
    title_words=("收养",),
    fields=(
        Field("certificate_no", "收养登记证号", "text", ("收养证号", "登记证号", "收养登记证编号", "收养登记证字号")),
        Field("name", "被收养人姓名", "name", (*common.NAME, *prefixed(CHILD, common.NAME), *CHILD), need="required"),
        Field("sex", "性别", "code", (*common.SEX, *prefixed(CHILD, ("性别",))), codes="sex"),
        Field(
            "birth_date",
            "出生日期",
            "date",
            (*common.BIRTH_DATE, *prefixed(CHILD, common.BIRTH_DATE)),
            need="expected",
        ),
        Field("adopter_name", "收养人姓名", "name", (*ADOPTER, *prefixed(ADOPTER, ("姓名", "名字"))), need="required"),
        Field(
            "adopter_citizen_id", "收养人身份证号", "citizen_id", prefixed(ADOPTER, common.CITIZEN_ID), need="expected"
        ),
        Field(
            "address",
            "收养人住址",
            "address",
            (*prefixed(("收养人",), common.ADDRESS), *common.ADDRESS, *common.USUAL_ADDRESS),
            need="expected",
        ),
        Field(
            "registered_on",
            "收养登记日期",
            "date",
            ("登记日期", "收养日期", "登记时间", "收养登记时间"),
            need="required",
            not_before="birth_date",
        ),
    ),
)
