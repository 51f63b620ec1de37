"""Code lists of the register itself: kinds of household and residence, the status of a person, how a registration
ended.

No national standard gives words for these that could be stored as they are; the stored words are English, the
Chinese ones are those of 户口登记条例, of the notices (001 二(三) for kinds of residence) and, for cancellations, of
GA/T 2000.25-2014 as far as its text is known (requirements 2.3).
"""

from __future__ import annotations

import re

from huangce.rules.codes.table import CodeTable, entries, normal

_OWNER = re.compile(r"^(?:非?农业|居民|单位|学校|公共|社区|普通)")


class _HouseholdKinds(CodeTable):
    def key(self, text: str) -> str:
        """Leave out what says whose household it is: 非农业家庭户口, 学校集体户."""
        return _OWNER.sub("", normal(text)).removesuffix("口").removesuffix("户")


HOUSEHOLD_KINDS = _HouseholdKinds(
    "household_kind",
    "户别",
    "户口登记条例第五条",
    entries("""
    family | 家庭户 | family household | 1 10
    collective | 集体户 | collective household | 2 20
    """),
)

RESIDENCE_KINDS = CodeTable(
    "residence_kind",
    "人口类型",
    "鄂州政办发〔2010〕21号 二(三)",
    entries("""
    usual | 常住 | usual resident | 常住人口 户籍人口 常口 实有常住人口
    temporary | 暂住 | temporary resident | 暂住人口 流动人口 流入人口 流口 租住
    boarding | 寄住 | boarding resident | 寄住人口 寄居 借住
    unregistered | 未落户 | not yet registered | 未落户人口 未落常住户口 无户口 无户口人员 待落户
    abroad | 境外 | from abroad | 境外人员 境外人口 外国人 港澳台 港澳台居民
    """),
)

PERSON_STATUSES = CodeTable(
    "person_status",
    "户口状态",
    "户口登记条例",
    entries("""
    registered | 在册 | registered | 正常 已登记
    in_transit | 迁移中 | in transit | 在途 已迁出未落户
    cancelled | 已注销 | cancelled | 注销
    elsewhere | 户籍在外 | registered elsewhere | 外地户籍 不在册
    """),
)

CANCELLATION_CLASSES = CodeTable(
    "cancellation_class",
    "注销类别",
    "GA/T 2000.25-2014",
    entries("""
    death | 死亡 | death | 1 死亡注销 病故 亡故 去世 死亡销户
    declared_missing | 宣告失踪 | declared missing | 2 失踪
    declared_dead | 宣告死亡 | declared dead
    moved_out | 迁出 | moved out | 3 迁出注销 户口迁出
    enlisted | 入伍 | enlisted | 参军 服现役 应征入伍
    settled_abroad | 出国（境）定居 | settled abroad | 出国定居 出境定居 定居国外 国外定居 港澳台定居 赴港澳定居
    nationality_lost | 丧失中国国籍 | nationality lost | 退籍 加入外国籍 退出国籍
    duplicate | 重复户口 | duplicate registration | 重户 重复登记 一人多户 重复
    fictitious | 虚假户口 | fictitious registration | 虚假登记 空挂 虚假
    """),
)

# Classes of change and correction (变更更正类别), as far as the text of the standard is known.
CHANGE_CLASSES = CodeTable(
    "change_class",
    "变更更正类别",
    "GA/T 2000.24-2014",
    entries("""
    10 | 公民身份号码变更更正 | citizen number
    11 | 公民身份号码重号更正 | duplicate number | 重号
    12 | 公民身份号码错号更正 | wrong number | 错号
    19 | 公民身份号码其他变更更正 | citizen number, other
    20 | 姓名变更更正 | name
    21 | 姓名变更 | change of name | 改名
    22 | 姓名更正 | correction of name
    23 | 曾用名变更更正 | former name | 曾用名
    30 | 性别变更更正 | sex
    31 | 性别变更 | change of sex
    32 | 性别更正 | correction of sex
    40 | 出生日期变更更正 | birth date
    41 | 出生日期更正 | correction of birth date
    49 | 出生日期其他变更更正 | birth date, other
    50 | 民族变更更正 | ethnicity
    51 | 民族变更 | change of ethnicity
    52 | 民族更正 | correction of ethnicity
    60 | 出生地变更更正 | birthplace
    """),
)
