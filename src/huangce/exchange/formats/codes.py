"""Words that a column of a delivered list may hold where no national code list applies, with the ways they are written.

Keys are what the register keeps. National code lists (sex, ethnicity, relation, education, marital status) are in
`huangce.rules`.
"""

from __future__ import annotations

from collections.abc import Mapping

WORDS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "household_kind": {
        "家庭户": ("家庭", "家庭户口", "普通家庭户"),
        "集体户": ("集体", "集体户口", "公共集体户", "单位集体户"),
    },
    "resident_kind": {
        "常住": ("常住人口", "户籍人口", "户籍", "人户一致", "常口"),
        "暂住": ("暂住人口", "流动人口", "流动", "暂口", "流入"),
        "寄住": ("寄住人口", "人户分离", "寄口"),
        "未落户": ("未落户人口", "无户口", "无户口人员", "未落常住户口"),
        "境外": ("境外人员", "境外人口", "外籍", "港澳台"),
    },
    "dwelling_use": {
        "住宅": ("居住", "自住", "自用", "居民住宅", "住房", "民房", "农房"),
        "出租": ("出租房", "出租屋", "租赁", "租赁住房"),
        "商业": ("商铺", "门面", "店铺", "商用"),
        "办公": ("办公用房", "办公用途"),
        "厂房": ("工业", "工厂", "生产", "仓库", "仓储"),
        "公共": ("公共设施", "学校", "医院", "教育", "医疗"),
        "空置": ("闲置", "空房", "空闲"),
        "其他": ("其它",),
    },
    "plate_state": {
        "已安装": ("已上墙", "安装", "上墙", "已钉", "完好", "是", "有"),
        "未安装": ("未上墙", "没有", "无", "否", "待安装", "缺失"),
        "制作中": ("制作", "已制作", "在制", "待制作", "生产中"),
    },
    "yes_no": {
        "是": ("同意", "有", "y", "yes", "√", "1", "true", "已同意"),
        "否": ("不同意", "无", "n", "no", "×", "0", "false", "未同意"),
    },
}
