"""What a single character tends to do in an address: end a road name, count a unit, point in a direction.

One table over the Basic Multilingual Plane, so that the compiled loops look a role up in one step. The roles are the
generic words of GB/T 23705 (address model) and of the seven-segment rule; a character has one role, its most telling.
"""

from __future__ import annotations

import numpy as np

ROLES: tuple[str, ...] = (
    "",
    "路街巷弄",  # 1 ends a thoroughfare
    "道",
    "省",
    "市",
    "区",  # 5
    "县旗",
    "镇乡",
    "村庄屯寨湾塘冲垸",  # 8 ends a village or hamlet
    "社",
    "组队",  # 10
    "号",
    "楼",
    "栋幢座",
    "单",
    "元",  # 15
    "层",
    "室户房",
    "园苑城庭府邸轩居墅",  # 18 ends a compound
    "厦场广",
    "厂司店院校馆局行部所站中心学公会铺",  # 20 ends an establishment
    "东南西北",
    "零〇一二三四五六七八九十百千两壹贰叁肆伍陆柒捌玖拾",
    "甲乙丙丁戊",
    "段",
    "附",  # 25
    "旁对侧边面附近隔壁后前内外里上下口门处交叉汇与和",
    "新老大小",
    "家",
    "期排",
    "#＃",  # 30
    "-_/、,，.。;；:：",
    "()（）[]【】《》<>",
    "国高速",
    "电联话",
    "米",  # 35
    "组团",
    "工业",
    "桥头",
    "开发",
    "之",  # 40
    "搂幛",
)


def _table() -> np.ndarray:
    table = np.zeros(0x10000, np.uint8)
    for role, characters in reversed(list(enumerate(ROLES))):
        for character in characters:
            table[ord(character)] = role
    return table


ROLE_OF: np.ndarray = _table()
ROAD, STEM, NUMERAL, DIRECTION = 1, 0, 22, 21

# Roles that end a name or a number: the nearest on each side says most about a token.
ENDS: np.ndarray = np.isin(
    np.arange(len(ROLES)), [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 16, 17, 18, 19, 20, 24, 26, 29, 30]
)
