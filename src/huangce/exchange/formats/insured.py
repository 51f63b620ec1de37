"""Insured persons with their registered place and contact (notice 000 part 4, social service centre)."""

from __future__ import annotations

from huangce.exchange.formats import common
from huangce.exchange.formats.field import Field, Format, prefixed

FORMAT = Format(
    kind="insured",
    title="参保人员",
    supplier="人力资源和社会保障",
    key=("citizen_id", "name"),
    telling=("citizen_id",),
    telling_words=common.SOCIAL_SECURITY_NUMBER,
    title_words=("参保", "社保", "医保", "养老保险", "城乡居民"),
    fields=(
        Field("name", "姓名", "name", (*common.NAME, *prefixed(("参保人", "参保人员"), common.NAME)), need="required"),
        Field(
            "citizen_id",
            "社会保障号码",
            "citizen_id",
            (*common.SOCIAL_SECURITY_NUMBER, *common.CITIZEN_ID),
            need="expected",
        ),
        Field("registered_place", "户口所在地", "address", common.REGISTERED_PLACE, need="expected"),
        Field(
            "address",
            "联系地址",
            "address",
            ("通讯地址", "通信地址", "联系住址", *common.ADDRESS, *common.USUAL_ADDRESS),
            need="expected",
        ),
        Field("phone", "联系电话", "phone", common.PHONE),
    ),
)
