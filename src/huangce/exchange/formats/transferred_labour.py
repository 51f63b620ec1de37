"""Transferred rural labour (notice 000 part 4, social service centre): who is away, where to, since when.

No employer, trade or wage is read, and none of the places before: requirements part 5 refuses a trail of work.
"""

from __future__ import annotations

from huangce.exchange.formats import common
from huangce.exchange.formats.field import Field, Format

FORMAT = Format(
    kind="transferred_labour",
    title="转移就业人员",
    supplier="人力资源和社会保障",
    key=("citizen_id", "name"),
    title_words=("转移就业", "劳务输出", "外出务工"),
    telling=("address",),
    telling_words=("外出地址", "外出地", "务工地址", "务工地点", "输出地"),
    fields=(
        Field("name", "姓名", "name", common.NAME, need="required"),
        Field("citizen_id", "身份证号码", "citizen_id", common.CITIZEN_ID, need="expected"),
        Field("registered_place", "户籍地址", "address", common.REGISTERED_PLACE, need="expected"),
        Field("address", "外出地址", "address", ("外出地", "务工地址", "务工地点", "输出地"), need="required"),
        Field("left_on", "外出日期", "date", ("外出时间", "转移时间", "转移就业时间")),
    ),
)
