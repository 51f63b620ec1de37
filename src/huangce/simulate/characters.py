"""What Chinese names are made of: surnames by frequency, given-name characters by cohort, sex and position.

Shares follow the published annual name reports of the Ministry of Public Security (order and rough size of the first
hundred surnames) and general knowledge of naming fashions; they are plausible, not exact. No name here is meant to be
anybody's: given names are drawn character by character.
"""

from __future__ import annotations

# Surname and its share in per mille, largest first; the tail falls off slowly.
COMMON_SURNAMES: tuple[tuple[str, float], ...] = tuple(
    (surname, share)
    for share, surnames in (
        (71.0, "王李"),
        (60.0, "张"),
        (50.0, "刘陈"),
        (31.0, "杨"),
        (22.0, "黄赵吴周"),
        (16.0, "徐孙"),
        (12.5, "马朱胡郭何高林罗"),
        (9.5, "郑梁谢宋唐许韩冯邓"),
        (6.5, "曹彭曾肖田董袁潘于蒋蔡余杜叶"),
        (4.5, "程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾"),
        (3.0, "夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"),
        (
            1.2,
            "常温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷"
            "盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农",
        ),
        (
            0.35,
            "司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞"
            "敖巩明佘池查麻苑迟邝官封谈匡鞠惠荆乐冀郁胥南班储原栗燕楚鄢劳谌奚皮粟冼蔺楼盘满闻位厉伊区郜海阚花权强帅屠豆朴盖练廉"
            "禹井祖漆巴丰支卿国狄平计索宣晋相初门云容敬来扈晁芮都普阙浦戈伏鹿薄邸雍辜羊阎",
        ),
    )
    for surname in surnames
)
COMPOUND_SURNAMES: tuple[tuple[str, float], ...] = (
    ("欧阳", 0.7),
    ("上官", 0.08),
    ("皇甫", 0.06),
    ("令狐", 0.05),
    ("诸葛", 0.05),
    ("司徒", 0.05),
    ("司马", 0.03),
    ("尉迟", 0.02),
    ("夏侯", 0.02),
    ("申屠", 0.02),
    ("端木", 0.02),
)

# First birth year of each cohort, and for each cohort: male first, male last, female first, female last characters.
# Earlier characters of a list are commoner.
COHORTS: tuple[int, ...] = (1900, 1955, 1970, 1983, 1993, 2003, 2013)
GIVEN: tuple[tuple[str, str, str, str], ...] = (
    (
        "国德明文光成正永志玉洪学朝天世忠大先昌万兴长荣贵仁义泽绍克显维廷开定",
        "明华清云福成全才发富良祥安贵荣金银元海山林高友堂礼信松柏忠生文武庆太",
        "秀桂玉淑素兰文德光世天永云清国先大成正明开登仕朝",
        "英珍兰芳碧琼群华清秀玉蓉珍贤淑容连香凤仙莲菊梅会碧云素芝",
    ),
    (
        "建国光明文德兴学成志永玉正大云昌忠洪清新卫红跃援运小长世太",
        "军平国华明勇全友民生成林荣福春祥兵清云发强贵海元安才文东进",
        "秀建桂小玉素文光国晓红春云明先淑天开碧",
        "英兰芳琼华珍群碧蓉香菊莲梅玲珍秀容玉会凤平霞红淑云芬",
    ),
    (
        "小建志晓国永文光春海明中洪云正学东代青江",
        "勇军强伟刚平波涛斌辉峰华兵林明飞东春洪川全云兴国超毅龙彬",
        "小晓海春红丽秀艳建玉晓文雪冬素光会",
        "梅琼霞燕蓉英芳玲红丽艳华群容兰敏娟珍萍琴莉平菊英",
    ),
    (
        "小海建晓文永志成俊家思朝云",
        "伟杰涛鹏超磊波强勇军林龙飞峰川江斌浩洋辉亮兵帅",
        "小晓丽海雪春艳玉红莉文佳婷丹",
        "燕丽娟霞玲梅艳婷静敏红莉英芳萍琴琳蓉兰容丹芸",
    ),
    (
        "俊浩文志家子海鑫明天晓思博宇嘉成云",
        "杰鹏涛浩鑫林豪龙宇超飞川洋航强阳伟凡轩峰瑞",
        "雪佳欣雨思晓婷丹梦小诗静文海艺",
        "婷丽娟雪敏静玲燕莉颖琳悦怡瑶欣琪倩萍芳",
    ),
    (
        "俊浩子宇梓博天嘉文明思家鑫佳泽晨",
        "轩杰豪涛宇鑫浩洋熙阳林瑞航霖翔宸凯辰",
        "雨欣思佳雅诗梓梦语子紫嘉馨静芷",
        "怡涵欣彤琪婷瑶妍悦萱琳雨蕊颖雪菲蓉",
    ),
    (
        "梓浩宇子沐泽奕一俊铭亦景睿嘉星锦煜",
        "轩辰宸泽霖熙睿阳诺航宇铭然尧瑞安墨洋",
        "梓诗雨欣一语若可艺佳思沐伊芷苡奕",
        "涵萱诺彤妍玥汐晨琪冉桐悦怡瑶沐洛一苒",
    ),
)
# Share of given names of one character, by cohort.
SINGLE_CHARACTER: tuple[float, ...] = (0.04, 0.10, 0.30, 0.38, 0.25, 0.12, 0.06)
# Characters that old programs lose: CJK extension B and later, and a few of extension A.
RARE = "𬭎𠅤𬍛𫍽𪻐𬀩𫖯𬸣𬱖𣲗𬘡𫓧𡋾䶮㛃㻬䴙"

# Names of minorities written with 「·」 (Yi, Tibetan, Uygur style): heads and tails by ethnicity code (GB/T 3304).
DOTTED: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "07": (
        (
            "吉克",
            "阿尔",
            "沙马",
            "马海",
            "曲比",
            "的日",
            "尔古",
            "俄木",
            "吉木",
            "阿苏",
            "贾巴",
            "海来",
            "勒格",
            "莫色",
        ),
        (
            "阿依",
            "尔布",
            "木呷",
            "拉古",
            "伍各",
            "日哈",
            "史布",
            "阿牛",
            "石呷",
            "子伟",
            "有呷",
            "古哈",
            "阿木",
            "布且",
        ),
    ),
    "04": (
        (
            "扎西",
            "次仁",
            "索朗",
            "格桑",
            "丹增",
            "洛桑",
            "仁青",
            "尼玛",
            "达瓦",
            "巴桑",
            "旦真",
            "泽仁",
            "降央",
            "四郎",
        ),
        (
            "顿珠",
            "卓玛",
            "央金",
            "曲珍",
            "多吉",
            "拉姆",
            "平措",
            "旺堆",
            "白玛",
            "措姆",
            "绕登",
            "邓珠",
            "志玛",
            "贡布",
        ),
    ),
    "05": (
        (
            "阿卜杜热合曼",
            "买买提",
            "阿不都热依木",
            "古丽米热",
            "艾山江",
            "努尔买买提",
            "帕提古丽",
            "玉素甫",
            "阿依谢姆古丽",
        ),
        (
            "吐尔逊",
            "阿卜杜克热木",
            "买买提依明",
            "艾合买提",
            "阿布都外力",
            "依布拉音",
            "卡迪尔",
            "尼亚孜",
            "阿卜杜热依木江",
        ),
    ),
}
# Ethnicity codes (GB/T 3304) and their share in the simulated county; names of 07, 04 and 05 carry a dot.
ETHNICITIES: tuple[tuple[str, str, float], ...] = (
    ("01", "汉", 0.9712),
    ("15", "土家", 0.0150),
    ("07", "彝", 0.0040),
    ("03", "回", 0.0030),
    ("06", "苗", 0.0025),
    ("04", "藏", 0.0015),
    ("08", "壮", 0.0012),
    ("33", "羌", 0.0006),
    ("11", "满", 0.0005),
    ("05", "维吾尔", 0.0005),
)
