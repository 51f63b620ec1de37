"""Relation to the reference person of a household, GB/T 4761-2008 (与户主关系).

The standard has two lists: one digit (0 self … 8 other) and two digits. Stored are two digits. A lone digit in a
file is not read here, because "1" may be the one-digit code of a spouse or "01" with its zero lost; `columns.codes`
decides for a whole column, and `ONE_DIGIT` translates the short list.

>>> RELATIONS.code_of("户主"), RELATIONS.code_of("之妻"), RELATIONS.code_of("户主的大儿子"), RELATIONS.find("1")
('02', '12', '22', None)
"""

from __future__ import annotations

import re

from huangce.rules.codes.table import CodeTable, entries, normal

HEADS = frozenset({"01", "02"})
_PREFIX = re.compile(r"^(?:户主)?(?:之|的)|^户主(?=.)")


class _Relations(CodeTable):
    def key(self, text: str) -> str:
        return _PREFIX.sub("", normal(text))


RELATIONS = _Relations(
    "relation",
    "与户主关系",
    "GB/T 4761-2008",
    entries("""
    01 | 本人 | self | 自己
    02 | 户主 | reference person | 户长
    10 | 配偶 | spouse | 爱人 老伴
    11 | 夫 | husband | 丈夫 老公
    12 | 妻 | wife | 妻子 老婆
    20 | 子 | son | 儿子 儿
    21 | 独生子 | only son
    22 | 长子 | eldest son | 大儿子 大子 一子
    23 | 次子 | second son | 二儿子 二子
    24 | 三子 | third son | 三儿子
    25 | 四子 | fourth son | 四儿子
    26 | 五子 | fifth son | 五儿子
    27 | 养子或继子 | adopted or step son | 养子 继子 继养子 养继子
    28 | 女婿 | son-in-law | 婿
    29 | 其他儿子 | other son | 六子 七子 八子 六儿子 七儿子
    30 | 女 | daughter | 女儿
    31 | 独生女 | only daughter
    32 | 长女 | eldest daughter | 大女儿 大女 一女
    33 | 次女 | second daughter | 二女 二女儿
    34 | 三女 | third daughter | 三女儿
    35 | 四女 | fourth daughter | 四女儿
    36 | 五女 | fifth daughter | 五女儿
    37 | 养女或继女 | adopted or step daughter | 养女 继女 继养女 养继女
    38 | 儿媳 | daughter-in-law | 媳妇 儿媳妇 媳 长媳 次媳
    39 | 其他女儿 | other daughter | 六女 七女 八女 六女儿 七女儿
    40 | 孙子、孙女或外孙子、外孙女 | grandchild | 孙辈 孙子女
    41 | 孙子 | son's son | 孙 长孙 次孙 孙儿 长孙子
    42 | 孙女 | son's daughter | 长孙女 次孙女 孙女儿
    43 | 外孙子 | daughter's son | 外孙
    44 | 外孙女 | daughter's daughter
    45 | 孙媳妇或外孙媳妇 | grandson's wife | 孙媳 孙媳妇 外孙媳 外孙媳妇
    46 | 孙女婿或外孙女婿 | granddaughter's husband | 孙女婿 外孙女婿 孙婿
    47 | 曾孙子或曾外孙子 | great-grandson | 曾孙 曾孙子 重孙 重孙子 曾外孙 曾外孙子
    48 | 曾孙女或曾外孙女 | great-granddaughter | 曾孙女 重孙女 曾外孙女
    49 | 其他孙子、孙女或外孙子、外孙女 | other grandchild | 玄孙 玄孙女
    50 | 父母 | parent | 双亲
    51 | 父亲 | father | 父 爸爸
    52 | 母亲 | mother | 母 妈妈
    53 | 公公 | husband's father | 家公
    54 | 婆婆 | husband's mother | 家婆
    55 | 岳父 | wife's father | 丈人 老丈人
    56 | 岳母 | wife's mother | 丈母娘 丈母
    57 | 继父或养父 | step or adoptive father | 继父 养父
    58 | 继母或养母 | step or adoptive mother | 继母 养母
    59 | 其他父母关系 | other parent
    60 | 祖父母或外祖父母 | grandparent | 祖父母 外祖父母
    61 | 祖父 | father's father | 爷爷
    62 | 祖母 | father's mother | 奶奶
    63 | 外祖父 | mother's father | 外公 姥爷
    64 | 外祖母 | mother's mother | 外婆 姥姥
    65 | 配偶的祖父母或外祖父母 | spouse's grandparent
    66 | 曾祖父 | great-grandfather | 太爷爷
    67 | 曾祖母 | great-grandmother | 太奶奶
    68 | 配偶的曾祖父母或外曾祖父母 | spouse's great-grandparent
    69 | 其他祖父母或外祖父母关系 | other grandparent
    70 | 兄弟姐妹 | sibling | 兄弟姊妹
    71 | 兄 | elder brother | 哥哥 哥 长兄
    72 | 嫂 | elder brother's wife | 嫂子 嫂嫂
    73 | 弟 | younger brother | 弟弟
    74 | 弟媳 | younger brother's wife | 弟妹 弟媳妇 弟妇
    75 | 姐姐 | elder sister | 姐 姊
    76 | 姐夫 | elder sister's husband
    77 | 妹妹 | younger sister | 妹
    78 | 妹夫 | younger sister's husband
    79 | 其他兄弟姐妹 | other sibling
    80 | 其他 | other
    81 | 伯父 | father's elder brother | 伯伯 伯 大伯
    82 | 伯母 | father's elder brother's wife
    83 | 叔父 | father's younger brother | 叔叔 叔
    84 | 婶母 | father's younger brother's wife | 婶婶 婶子 婶
    85 | 舅父 | mother's brother | 舅舅 舅
    86 | 舅母 | mother's brother's wife | 舅妈
    87 | 姨父 | mother's sister's husband | 姨夫
    88 | 姨母 | mother's sister | 姨妈 姨
    89 | 姑父 | father's sister's husband | 姑夫
    90 | 姑母 | father's sister | 姑姑 姑妈 姑
    91 | 堂兄弟、堂姐妹 | cousin by the father's brother | 堂兄弟 堂姐妹 堂兄 堂弟 堂姐 堂妹 堂哥
    92 | 表兄弟、表姐妹 | other cousin | 表兄弟 表姐妹 表兄 表弟 表姐 表妹 表哥
    93 | 侄子 | brother's son | 侄 侄儿
    94 | 侄女 | brother's daughter | 侄女儿
    95 | 外甥 | sister's son | 甥 外甥子 外甥儿
    96 | 外甥女 | sister's daughter | 甥女
    97 | 其他亲属 | other relative | 亲属 亲戚
    99 | 非亲属 | no relative | 无亲属关系 保姆 雇工 集体户成员 寄养
    """),
)

# GB/T 4761, list of one digit, in the codes that are stored.
ONE_DIGIT = {"0": "02", "1": "10", "2": "20", "3": "30", "4": "40", "5": "50", "6": "60", "7": "70", "8": "80"}
