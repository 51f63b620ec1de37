"""The list of standard addresses (标准地址), in the seven segments of notice 002 part 3 section 5."""

from __future__ import annotations

from huangce.exchange.formats import common
from huangce.exchange.formats.field import Field, Format

FORMAT = Format(
    kind="addresses",
    title="标准地址",
    supplier="公安派出所",
    is_own=True,
    key=("address_code",),
    title_words=("标准地址", "地址库", "门牌", "门楼牌"),
    fields=(
        Field(
            "address_code",
            "地址编码",
            "text",
            ("地址代码", "标准地址编码", "标准地址代码", "地址编号", "dzbm"),
            need="required",
        ),
        Field("division", "村居代码", "division", common.DIVISION, need="required"),
        Field(
            "full_address",
            "地址全称",
            "address",
            ("标准地址", "地址", "详细地址", "全地址", "地址名称", "标准地址全称", "地址描述"),
            need="required",
        ),
        Field(
            "street",
            "街路巷",
            "text",
            ("街(路)巷", "街路巷名称", "道路", "街道路巷", "路街巷", "街巷", "道路名称", "jlx"),
        ),
        Field("compound", "小区", "text", ("小区名称", "院落", "小区名", "住宅小区", "小区院落")),
        Field("plate", "门牌号", "text", ("门牌", "门(楼)牌", "门牌号码", "门楼牌号", "门(楼)牌号", "mph")),
        Field("group", "村民小组", "text", ("组", "小组", "村组", "村(居)民小组", "居民小组", "社组")),
        Field("building", "楼栋号", "text", ("楼栋", "栋号", "楼号", "幢号", "楼(栋)号", "栋")),
        Field("unit", "单元", "text", ("单元号", "dy")),
        Field("floor", "楼层", "text", ("楼层号", "层", "层号")),
        Field("room", "户室", "text", ("户室号", "室号", "房号", "户号", "房间号", "室", "门户号")),
        Field("use", "房屋用途", "code", ("用途", "房屋用途类别", "使用性质"), codes="dwelling_use"),
        Field(
            "plate_state",
            "门牌状态",
            "code",
            ("门牌安装状态", "上墙情况", "安装状态", "是否上墙", "门牌安装情况"),
            need="expected",
            codes="plate_state",
        ),
        Field("longitude", "经度", "number", ("x坐标", "东经", "lng", "lon", "jd")),
        Field("latitude", "纬度", "number", ("y坐标", "北纬", "lat", "wd")),
    ),
)
