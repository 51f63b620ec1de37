"""How a name is written wrongly: a homophone, a look-alike, the traditional character.

Homophones are same-sounding characters (tone apart) among those that names use; look-alikes are a hand-made table;
traditional forms come from OpenCC. The matcher may know the same sounds but never this module.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cache

import numpy as np
import polars as pl

from huangce.simulate.characters import DOTTED
from huangce.simulate.names import ALPHABET, SURNAMES
from huangce.simulate.streams import Ints, pick

KINDS = ("homophone", "lookalike", "traditional")
# Characters that clerks type for those of the same sound although few are named so.
_MORE = (
    "玮炜卫威维惟纬慧惠蕙卉琦岐祺棋奇旗骐霏飞妃斐钰育郁誉裕昱煜宇羽雨语禹予建健剑件鉴俭贱平萍苹坪屏凭评华桦骅划画花"
    "化林琳霖临淋麟邻丽莉利力立励俐黎李礼理里芳方房坊防昌长常畅倡菁晶京静婧敬竞竟境净景井景璟洁杰捷节结劼婕晓小肖筱"
    "孝笑效校俊军君均钧峻骏竣郡志智治至致芝之枝知直值植春纯淳醇玲灵伶铃零凌菱岭领令霞侠夏下强蔷墙锵艳燕雁彦焰砚岩炎"
    "延言严研颜妍沿芬分纷汾奋峰锋丰风枫凤封冯逢红宏弘洪鸿虹泓芸云匀允运韵蕴明名鸣铭茗冬东栋董懂动海亥波博伯柏泊勃渤"
    "涛滔韬桃陶淘斌彬宾滨冰兵炳柄丙超朝潮巢磊雷蕾垒累勇永咏泳涌用刚钢纲岗港辉晖挥徽灰会汇鑫心欣新馨辛忻昕信芯星兴幸"
    "杏行形型邢龙隆珑阳洋扬杨羊仰样央亮良梁量粮凉帅率摔航行杭浩昊皓豪好号毫轩宣萱喧璇旋玄瑞睿锐蕊芮霖泽则择宸辰晨尘"
    "陈臣诚成城承程呈梓子紫姿滋资涵函含寒韩汉翰诺若偌懦彤桐童同瞳统佟玥悦月越跃岳乐汐夕西希惜溪熙曦琪依伊衣一怡宜仪"
    "贻遗逸艺易义忆毅益"
)
# Characters of one shape family, taken for each other by eye.
_LOOKALIKES = (
    "未末 己已巳 戌戍戊 日曰 大太犬 天夫 王玉 土士 人入 干千 贝见 田由甲申 午牛 儿几 力刀 目且 今令 万方 文交 元无 "
    "友反 丽两 芬芳 芸芝 茵菌 茜莤 莉莱 萍苹 蓉容 燕蒸 霞霜 雪雷 雨两 云去 玲玪 珍诊 珠株 琴瑟 琼凉 瑶遥 璐露 珊册 "
    "玥明 伟纬 佳住 俊峻 健建 候侯 修休 倩情 偲思 傅博 兰三 冰冻 凤风 刚冈 勇男 博搏 卫工 友有 吉古 启后 国围 圆园 "
    "培陪 宇字 安女 宏宠 宝室 宣宜 富福 尚向 岚风 峰锋 川州 平干 庆床 廷延 建健 弘私 强張 彤丹 彬林 德得 志忠 思恩 "
    "怡治 恒桓 悦说 惠慧 戴载 振震 敏繁 斌斐 旭旮 昊吴 昌冒 明朋 春舂 晓哓 晨震 景影 晴睛 智知 朋明 木本 朱未 杉衫 "
    "杨扬 杰木 松枚 林材 柏拍 柯何 栋株 桂挂 梅海 梓辛 森林 楠南 欣欢 毅殷 永水 江红 汪江 沈沉 沐休 泽译 洋羊 洪供 "
    "浩皓 海梅 涛寿 涵函 清请 湘相 源原 漫慢 焕换 熙照 爱受 玮伟 琪棋 瑞端 生主 盈盆 盛威 睿容 磊品 祥详 福幅 秀季 "
    "秋科 程呈 立位 竹付 素索 红江 纯沌 绍昭 维唯 美关 翠翆 耀跃 自白 良艮 艳色 芝艺 英央 荣宋 莹营 萱宣 蕾雷 诗侍 "
    "语悟 诚城 贤资 贵责 赵赴 超起 跃妖 辉挥 达边 远运 逸免 邓郑 郭敦 金全 钊创 钟种 铭名 锋峰 锦绵 长氏 阳旧 陈阵 "
    "陶淘 雄雌 雯文 静净 青清 韵均 飞气 馨声 骏俊 高亮 鑫金 鹏鸣 龙尤 张弛 李季 刘浏 黄寅 吴昊 周同 徐除 孙狲 胡湖 "
    "何河 罗岁 梁粱 宋末 许午 韩朝 曹漕 彭澎 曾会 肖尚 董重 袁衷 潘翻 蒋将 余佘 杜社 叶叮 苏办 魏巍 吕品 丁于 任仼 "
    "姚桃 卢芦 崔催 汪注 范苑 廖寥 贾要 夏复 付什 邹皱 熊能 秦泰 邱丘 侯候 段叚 雷雪 史吏 黎犁 贺贸 毛手 郝赤 龚龛 "
    "邵绍 钱线 严产 武式 莫英 孔扎 汤荡 冉再 向问 柳抑 甘廿 祝况 代伐 庞宠 牟车 佟终 冷泠 岳兵 翟瞿"
)


@cache
def table(kind: str) -> pl.DataFrame:
    """Return `character` and `others` (its variants as one string) for a kind of `KINDS`."""
    pairs: dict[str, str] = {"homophone": _homophones, "lookalike": _lookalikes, "traditional": _traditional}[kind]()
    return pl.DataFrame({"character": list(pairs), "others": list(pairs.values())})


def _pool() -> str:
    dotted = "".join("".join(heads + tails) for heads, tails in DOTTED.values())
    return "".join(sorted(set("".join(SURNAMES) + ALPHABET + dotted + _MORE)))


def _homophones() -> dict[str, str]:
    from pypinyin.constants import PINYIN_DICT
    from pypinyin.contrib.tone_convert import to_normal

    sounds: dict[str, list[str]] = defaultdict(list)
    sound_of: dict[str, str] = {}
    for character in _pool():
        readings = PINYIN_DICT.get(ord(character), "")
        if readings:
            sound_of[character] = to_normal(readings.split(",")[0])
            sounds[sound_of[character]].append(character)
    return {
        character: "".join(other for other in sounds[sound] if other != character)
        for character, sound in sound_of.items()
        if len(sounds[sound]) > 1
    }


def _lookalikes() -> dict[str, str]:
    found: dict[str, str] = defaultdict(str)
    for family in _LOOKALIKES.split():
        for character in family:
            found[character] += "".join(other for other in family if other != character)
    return dict(found)


def _traditional() -> dict[str, str]:
    import opencc

    convert = opencc.OpenCC("s2t").convert
    return {character: convert(character) for character in _pool() if convert(character) != character}


def vary(rng: np.random.Generator, names: pl.Series, shares: tuple[float, float, float]) -> pl.Series:
    """Return every name with one character changed, the kind drawn by `shares` over `KINDS`.

    Where the drawn kind knows no variant of the drawn character, the other characters and then the other kinds are
    tried; a name in which nothing can be changed comes back as it is.
    """
    size = len(names)
    kind = pick(rng, shares, size)
    start, choice = rng.random(size), rng.integers(0, 1 << 30, size)
    result = names.clone()  # scatter works in place
    for turn in range(len(KINDS)):
        for shift in range(3):
            left = (result == names).fill_null(False).arg_true()
            for which, name in enumerate(KINDS):
                rows = left.filter(pl.Series((kind[left.to_numpy()] + turn) % len(KINDS) == which))
                if len(rows):
                    result = result.scatter(rows, _changed(names[rows], start[rows], choice[rows], shift, table(name)))
    return result


def _changed(names: pl.Series, start: np.ndarray, choice: Ints, shift: int, variants: pl.DataFrame) -> pl.Series:
    frame = pl.DataFrame({"name": names, "start": start, "choice": choice})
    length = pl.col("name").str.len_chars().cast(pl.Int64)
    return (
        frame.with_columns(place=((pl.col("start") * length).cast(pl.Int64) + shift) % pl.max_horizontal(length, 1))
        .with_columns(character=pl.col("name").str.slice(pl.col("place"), 1))
        .join(variants, on="character", how="left", maintain_order="left")
        .with_columns(other=pl.col("others").str.slice(pl.col("choice") % pl.col("others").str.len_chars(), 1))
        .select(
            pl.when(pl.col("other").is_null())
            .then("name")
            .otherwise(
                pl.col("name").str.slice(0, pl.col("place"))
                + pl.col("other")
                + pl.col("name").str.slice(pl.col("place") + 1)
            )
        )
        .to_series()
    )
