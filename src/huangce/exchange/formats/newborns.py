"""Newborns that health delivers with their birth certificates (出生医学证明; notice 002 part 3 section 3)."""

from __future__ import annotations

from huangce.exchange.formats import common
from huangce.exchange.formats.field import Field, Format, prefixed

FORMAT = Format(
    kind="newborns",
    title="新生儿名单",
    supplier="卫生健康",
    key=("certificate_no",),
    title_words=("新生儿", "出生医学", "出生名单", "出生人口", "出生登记"),
    fields=(
        Field(
            "certificate_no",
            "出生医学证明编号",
            "text",
            ("出生证编号", "出生证号", "出生证明编号", "出生医学证明号", "证明编号", "出生医学证明", "出生证"),
            need="expected",
        ),
        Field(
            "name",
            "新生儿姓名",
            "name",
            (*common.NAME, *prefixed(("新生儿", "婴儿", "儿童", "孩子", "新生儿信息"), common.NAME)),
            need="expected",
        ),
        Field(
            "sex",
            "性别",
            "code",
            (*common.SEX, *prefixed(("新生儿", "婴儿", "儿童", "孩子", "新生儿信息"), ("性别",))),
            codes="sex",
        ),
        Field(
            "birth_date",
            "出生日期",
            "date",
            (*common.BIRTH_DATE, *prefixed(("新生儿", "婴儿", "儿童", "孩子", "新生儿信息"), common.BIRTH_DATE)),
            need="required",
        ),
        Field(
            "mother_name",
            "母亲姓名",
            "name",
            prefixed(("母亲", "母亲信息", "产妇", "母"), common.NAME),
            need="required",
        ),
        Field(
            "mother_citizen_id",
            "母亲证件号码",
            "citizen_id",
            prefixed(("母亲", "母亲信息", "产妇", "母"), common.CITIZEN_ID),
            need="expected",
        ),
        Field("father_name", "父亲姓名", "name", prefixed(("父亲", "父亲信息", "父"), common.NAME)),
        Field(
            "father_citizen_id", "父亲证件号码", "citizen_id", prefixed(("父亲", "父亲信息", "父"), common.CITIZEN_ID)
        ),
        Field(
            "address",
            "住址",
            "address",
            ("母亲住址", "母亲地址", "母亲现住址", "产妇住址", *common.ADDRESS, *common.USUAL_ADDRESS),
            need="expected",
        ),
        Field(
            "institution",
            "接生机构",
            "text",
            ("接生医院", "接生单位", "出生机构", "助产机构", "医疗机构", "出生医院", "分娩机构", "签发机构"),
        ),
    ),
)
