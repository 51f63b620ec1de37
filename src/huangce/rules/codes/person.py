"""Code lists for what a person is: sex, marital status, ethnicity, education, occupation.

Written from the standards named at each table. Traps that were met in public copies of GB/T 3304: 36 is 毛南 (not
毛难, the spelling before 1986) and 46 is 德昂 (崩龙 before 1985), and some copies shift by one after 40; "57" and
"58" for others are of other systems and are read as 97 and 98.
"""

from __future__ import annotations

from huangce.rules.codes.table import CodeTable, entries, normal

SEXES = CodeTable(
    "sex",
    "性别",
    "GB/T 2261.1-2003",
    entries("""
    0 | 未知的性别 | unknown | 未知 不详
    1 | 男 | male | 男性 M 男孩 男子
    2 | 女 | female | 女性 F 女孩 女子
    9 | 未说明的性别 | not stated | 未说明
    """),
)

MARITAL_STATUSES = CodeTable(
    "marital_status",
    "婚姻状况",
    "GB/T 2261.2-2003",
    entries("""
    10 | 未婚 | never married | 单身
    20 | 已婚 | married | 有配偶 结婚 已婚有配偶 在婚
    21 | 初婚 | first marriage | 初婚有配偶
    22 | 再婚 | remarried | 再婚有配偶
    23 | 复婚 | remarried to the former spouse | 复婚有配偶
    30 | 丧偶 | widowed | 丧夫 丧妻
    40 | 离婚 | divorced | 离异 离婚未再婚
    90 | 未说明的婚姻状况 | not stated | 未说明 不详 未知 其他
    """),
)


class _Ethnicities(CodeTable):
    def key(self, text: str) -> str:
        word = normal(text)
        return word.removesuffix("族") if len(word) > 1 else word


ETHNICITIES = _Ethnicities(
    "ethnicity",
    "民族",
    "GB/T 3304-1991",
    entries("""
    01 | 汉 | Han | HA
    02 | 蒙古 | Mongol | MG
    03 | 回 | Hui | HU
    04 | 藏 | Zang | ZA
    05 | 维吾尔 | Uygur | UG
    06 | 苗 | Miao | MH
    07 | 彝 | Yi | YI
    08 | 壮 | Zhuang | ZH 僮
    09 | 布依 | Buyei | BY
    10 | 朝鲜 | Chosen | CS
    11 | 满 | Man | MA
    12 | 侗 | Dong | DO
    13 | 瑶 | Yao | YA 傜 徭
    14 | 白 | Bai | BA
    15 | 土家 | Tujia | TJ
    16 | 哈尼 | Hani | HN
    17 | 哈萨克 | Kazak | KZ
    18 | 傣 | Dai | DA 摆夷
    19 | 黎 | Li | LI
    20 | 傈僳 | Lisu | LS 栗粟 傈粟
    21 | 佤 | Va | VA 佧佤 卡佤
    22 | 畲 | She | SH 畬
    23 | 高山 | Gaoshan | GS
    24 | 拉祜 | Lahu | LH
    25 | 水 | Sui | SU
    26 | 东乡 | Dongxiang | DX
    27 | 纳西 | Naxi | NX
    28 | 景颇 | Jingpo | JP
    29 | 柯尔克孜 | Kirgiz | KG
    30 | 土 | Tu | TU
    31 | 达斡尔 | Daur | DU
    32 | 仫佬 | Mulao | ML
    33 | 羌 | Qiang | QI
    34 | 布朗 | Blang | BL
    35 | 撒拉 | Salar | SL
    36 | 毛南 | Maonan | MN 毛难
    37 | 仡佬 | Gelao | GL
    38 | 锡伯 | Xibe | XB
    39 | 阿昌 | Achang | AC
    40 | 普米 | Pumi | PM
    41 | 塔吉克 | Tajik | TA
    42 | 怒 | Nu | NU
    43 | 乌孜别克 | Uzbek | UZ
    44 | 俄罗斯 | Russ | RS
    45 | 鄂温克 | Ewenki | EW
    46 | 德昂 | Deang | DE 崩龙
    47 | 保安 | Bonan | BN
    48 | 裕固 | Yugur | YG
    49 | 京 | Gin | GI
    50 | 塔塔尔 | Tatar | TT
    51 | 独龙 | Derung | DR
    52 | 鄂伦春 | Oroqen | OR
    53 | 赫哲 | Hezhen | HZ
    54 | 门巴 | Monba | MB
    55 | 珞巴 | Lhoba | LB
    56 | 基诺 | Jino | JN
    97 | 其他 | other | 57 未识别 未识别民族 其他未识别的民族 穿青人 革家人 僜人 夏尔巴人
    98 | 外国血统中国籍人士 | foreign descent, naturalised | 58 外国血统 外国血统中国人 入籍 外国人入籍
    """),
    width=2,
)

EDUCATIONS = CodeTable(
    "education",
    "文化程度",
    "GB/T 4658-2006",
    entries("""
    10 | 研究生教育 | postgraduate | 研究生 研究生毕业
    11 | 博士研究生毕业 | doctorate | 博士 博士研究生 博士毕业
    12 | 博士研究生结业 | doctorate completed without degree
    13 | 博士研究生肄业 | doctorate not completed
    14 | 硕士研究生毕业 | master | 硕士 硕士研究生 硕士毕业
    15 | 硕士研究生结业 | master completed without degree
    16 | 硕士研究生肄业 | master not completed
    17 | 研究生班毕业 | postgraduate class | 研究生班
    18 | 研究生班结业 | postgraduate class completed
    19 | 研究生班肄业 | postgraduate class not completed
    20 | 大学本科教育 | bachelor | 本科 大学 大学本科 大本
    21 | 大学本科毕业 | bachelor graduated | 本科毕业 大学毕业
    22 | 大学本科结业 | bachelor completed without degree | 本科结业
    23 | 大学本科肄业 | bachelor not completed | 本科肄业 大学肄业
    28 | 大学普通班毕业 | university ordinary class | 大学普通班
    30 | 大学专科教育 | college | 专科 大专 大学专科 高职
    31 | 大学专科毕业 | college graduated | 专科毕业 大专毕业
    32 | 大学专科结业 | college completed without diploma
    33 | 大学专科肄业 | college not completed | 大专肄业
    40 | 中等职业教育 | secondary vocational | 中职 中专或中技
    41 | 中等专科毕业 | specialised secondary | 中专 中等专科 中专毕业 中师
    42 | 中等专科结业 | specialised secondary completed
    43 | 中等专科肄业 | specialised secondary not completed
    44 | 职业高中毕业 | vocational senior high | 职高 职业高中 职高毕业
    45 | 职业高中结业 | vocational senior high completed
    46 | 职业高中肄业 | vocational senior high not completed
    47 | 技工学校毕业 | skilled workers' school | 技校 中技 技工学校 技校毕业
    48 | 技工学校结业 | skilled workers' school completed
    49 | 技工学校肄业 | skilled workers' school not completed
    60 | 普通高级中学教育 | senior high | 高中 普通高中 高级中学
    61 | 普通高中毕业 | senior high graduated | 高中毕业
    62 | 普通高中结业 | senior high completed | 高中结业
    63 | 普通高中肄业 | senior high not completed | 高中肄业
    70 | 初级中学教育 | junior high | 初中 初级中学 中学
    71 | 初中毕业 | junior high graduated
    73 | 初中肄业 | junior high not completed
    80 | 小学教育 | primary | 小学
    81 | 小学毕业 | primary graduated
    83 | 小学肄业 | primary not completed | 小学未毕业
    90 | 其他 | other | 文盲 半文盲 文盲或半文盲 不识字 学龄前 学前 学前教育 未上学 未上过学 幼儿 幼儿园 无 扫盲班
    """),
)

OCCUPATIONS = CodeTable(
    "occupation",
    "职业（大类）",
    "GB/T 6565-2015",
    entries("""
    10000 | 党的机关、国家机关、群众团体和社会组织、企事业单位负责人 | leaders | 1 单位负责人 负责人
    20000 | 专业技术人员 | professionals | 2 教师 医生 护士 工程师 技术人员 律师 会计
    30000 | 办事人员和有关人员 | clerical staff | 3 办事人员 职员 公务员 干部 警察
    40000 | 社会生产服务和生活服务人员 | service workers | 4 商业服务业人员 服务员 司机 个体 个体户 经商 保安
    50000 | 农、林、牧、渔业生产及辅助人员 | farming, forestry, herding, fishing | 5 农民 粮农 务农 牧民 渔民 农业
    60000 | 生产制造及有关人员 | production workers | 6 工人 生产人员 建筑工人 务工
    70000 | 军人 | armed forces | 7 军队人员 战士
    80000 | 不便分类的其他从业人员 | other | 8 其他 自由职业
    """),
)
