"""Residence permits (居住证暂行条例; notice 002 part 3 section 1)."""

from __future__ import annotations

from huangce.exchange.formats import common
from huangce.exchange.formats.field import Field, Format

FORMAT = Format(
    kind="permits",
    title="居住证名单",
    supplier="公安派出所",
    key=("permit_no",),
    title_words=("居住证", "暂住证"),
    fields=(
        Field(
            "permit_no",
            "居住证编号",
            "text",
            ("居住证号", "居住证号码", "证件编号", "居住证编码", "证号"),
            need="required",
        ),
        Field("name", "姓名", "name", (*common.NAME, "持证人姓名", "持证人"), need="required"),
        Field("sex", "性别", "code", common.SEX, codes="sex"),
        Field("ethnicity", "民族", "code", common.ETHNICITY, codes="ethnicity"),
        Field("birth_date", "出生日期", "date", common.BIRTH_DATE),
        Field("citizen_id", "公民身份号码", "citizen_id", common.CITIZEN_ID, need="expected"),
        Field("registered_place", "户籍地址", "address", common.REGISTERED_PLACE, need="expected"),
        Field("address", "居住地址", "address", common.RESIDENCE, need="required"),
        Field(
            "issued_on",
            "签发日期",
            "date",
            ("签发时间", "发证日期", "办证日期", "制证日期", "领证日期", "有效期起", "核发日期"),
            need="expected",
        ),
        Field(
            "valid_until",
            "有效期至",
            "date",
            ("有效期限", "有效期止", "截止日期", "到期日期", "失效日期", "有效期限至", "有效截止日期", "签注有效期至"),
            not_before="issued_on",
            may_be_future=True,
        ),
    ),
)
