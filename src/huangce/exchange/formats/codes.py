"""Code lists of columns in delivered lists that no list of `rules.codes` covers, in the same shape.

None of them has a national standard; the words are those of the notices (002 part 3 section 5 for plates) and of usual
forms. Stored are the codes on the left.
"""

from __future__ import annotations

from collections.abc import Mapping

from huangce.rules.codes import TABLES, CodeTable
from huangce.rules.codes.table import entries

DWELLING_USES = CodeTable(
    "dwelling_use",
    "房屋用途",
    "本平台",
    entries("""
    dwelling | 住宅 | dwelling | 居住 自住 自用 居民住宅 住房 民房 农房
    let | 出租 | let dwelling | 出租房 出租屋 出租房屋 租赁住房
    shop | 商业 | shop | 商铺 门面 店铺 商用
    mixed | 商住 | shop and dwelling | 商住两用 商住混合
    office | 办公 | office | 办公用房
    factory | 厂房 | factory | 工业 工业厂房
    public | 公共 | public building | 公共设施 公共建筑
    vacant | 空置 | vacant | 闲置 空房 空闲
    other | 其他 | other | 其它
    """),
)

PLATE_STATES = CodeTable(
    "plate_state",
    "门牌状态",
    "资府办发〔2017〕14号 三(五)2",
    entries("""
    installed | 已安装 | installed | 已上墙 安装 上墙 已钉 有 是
    missing | 未安装 | not installed | 未上墙 待安装 没有 无 否
    ordered | 制作中 | being made | 制作 在制 待制作 生产中
    """),
)

YES_NO = CodeTable(
    "yes_no",
    "是否",
    "本平台",
    entries("""
    yes | 是 | yes | 同意 已同意 有 Y √ 1 true
    no | 否 | no | 不同意 未同意 无 N × 0 false
    """),
)

CODE_LISTS: Mapping[str, CodeTable] = {
    **TABLES,
    **{table.name: table for table in (DWELLING_USES, PLATE_STATES, YES_NO)},
}
