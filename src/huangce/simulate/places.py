"""Invented doors on real divisions: streets, compounds, village groups, plates, buildings, units, floors and rooms.

A place is a dwelling with a standard address in the seven segments of notice 002 (三(五)1): division, street, plate,
building, unit, floor, room; in villages the group (组) and the plate. No street or compound here is copied from a map.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from huangce.simulate.streams import Ints, chance, gather, pick, stream
from huangce.simulate.tree import County

_STEMS_TEXT = (
    "华阳 朝阳 龙凤 凤翔 滨河 翠屏 新华 文昌 和平 胜利 青云 锦江 长虹 永兴 金龙 玉带 环城 建设 团结 解放 迎宾 学府 "
    "望江 白塔 红旗 幸福 光明 前进 育才 工农 友谊 天池 梨园 桂花 银杏 海棠 芙蓉 石榴 柳荫 松柏 竹园 梅岭 兰亭 菊香 "
    "荷塘 枫林 杏花 樱桃 太和 仁和 德政 崇文 尚贤 明德 礼让 信义 安居 康宁 福寿 吉祥 如意 平安 顺城 通达 兴隆 万福 "
    "双龙 九龙 三桥 五里 八角 七星 东升 南塘 西苑 北湖 中兴 上河 下街 老街 新街 横山 临江 沿河 盐店 油坊 米市 鱼市 "
    "柴市 书院 鼓楼 钟楼 城隍 观音 土桥 石桥"
)
_STEMS = tuple(_STEMS_TEXT.split())
_STREET_KINDS = (
    "路",
    "街",
    "巷",
    "大道",
    "东路",
    "西路",
    "南街",
    "北街",
    "一路",
    "二路",
    "三巷",
    "横街",
    "正街",
    "后街",
)
_COMPOUND_HEADS_TEXT = (
    "锦绣 翠湖 金域 阳光 御景 滨江 丽水 紫荆 金桂 香樟 星河 盛世 凯旋 书香 天骄 碧云 银河 世纪 东方 南山 西城 北辰 "
    "龙腾 凤凰 和谐 幸福 安康 祥瑞 富民 惠民 锦城 锦里 江南 水岸 云顶 山语 林语 花语 春天 秋实 明珠 上城 新城 朗润 "
    "清华里 文澜"
)
_COMPOUND_HEADS = tuple(_COMPOUND_HEADS_TEXT.split())
_COMPOUND_TAILS = (
    "花园",
    "小区",
    "苑",
    "公寓",
    "名都",
    "家园",
    "华庭",
    "佳苑",
    "新村",
    "湾",
    "府",
    "城",
    "里",
    "雅居",
    "豪庭",
)
_HAMLET_HEADS = "张王李刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董程曹袁邓许沈曾彭吕苏卢蒋蔡贾丁魏薛叶"
_HAMLET_TAILS = ("湾", "院子", "坝", "沟", "坪", "岩", "坡", "塝", "梁", "堰塘")
_LAYOUTS = ((1, 6, 2), (2, 6, 2), (3, 6, 2), (3, 7, 2), (4, 7, 2), (2, 11, 4), (2, 18, 4), (1, 26, 4), (2, 32, 4))
_LAYOUT_SHARES = (0.1, 0.18, 0.2, 0.15, 0.07, 0.12, 0.1, 0.05, 0.03)
# Rough centre of each province (longitude, latitude): simulated points lie around it and mean nothing.
_CENTRES = {
    "11": (116.4, 39.9), "12": (117.2, 39.1), "13": (114.5, 38.0), "14": (112.5, 37.9), "15": (111.7, 40.8),
    "21": (123.4, 41.8), "22": (125.3, 43.9), "23": (126.6, 45.8), "31": (121.5, 31.2), "32": (118.8, 32.1),
    "33": (120.2, 30.3), "34": (117.3, 31.8), "35": (119.3, 26.1), "36": (115.9, 28.7), "37": (117.0, 36.7),
    "41": (113.6, 34.8), "42": (114.3, 30.6), "43": (112.9, 28.2), "44": (113.3, 23.1), "45": (108.4, 22.8),
    "46": (110.3, 20.0), "50": (106.6, 29.6), "51": (107.4, 31.2), "52": (106.6, 26.6), "53": (102.8, 24.9),
    "54": (91.1, 29.7), "61": (108.9, 34.3), "62": (103.8, 36.1), "63": (101.8, 36.6), "64": (106.2, 38.5),
    "65": (87.6, 43.8),
}  # fmt: skip
_STREETS = 4  # streets of houses in a community; as many again carry compounds
SPARE = 1.22  # dwellings for one household: the rest stand empty or take in newcomers


def village_weights(seed: int, county: County) -> np.ndarray:
    """Return the share of households of each village: communities larger than villages, all of uneven size."""
    rng = stream(seed, "places/weights")
    villages = county.villages
    street_office = villages["town_code"].str.slice(6, 1).eq("0").to_numpy()
    base = np.where(villages["urban"].to_numpy(), np.where(street_office, 3.2, 1.6), 0.8)
    weights = base * rng.lognormal(0, 0.35, len(villages))
    shares: np.ndarray = weights / weights.sum()
    return shares


def build(seed: int, county: County, households: Ints) -> pl.DataFrame:
    """Return the places of a county with `households[v]` registered households in village `v`.

    Sorted by village; every village has at least two. Columns: village (index), group, hamlet, street, plate, branch
    (附号), compound, building, unit, floor, room, use, plate_state, longitude, latitude, address_code. Numbers are 0
    and names empty where a segment is not there.
    """
    rng = stream(seed, "places/dwellings")
    dwellings = np.ceil(households * SPARE).astype(np.int64) + 2
    village = np.repeat(np.arange(len(dwellings)), dwellings)
    within = np.arange(len(village)) - np.repeat(np.cumsum(dwellings) - dwellings, dwellings)
    urban = county.villages["urban"].to_numpy()
    office = county.villages["town_code"].str.slice(6, 1).eq("0").to_numpy()
    compound_share = np.where(office, 0.85, 0.4)
    flat = urban[village] & chance(rng, compound_share[village], len(village))
    streets = gather(
        shuffled(rng, street_names()),
        np.arange(len(dwellings) * 2 * _STREETS) % (len(_STREET_KINDS) * len(_STEMS)),
    )
    frame = pl.concat(
        [
            _rural(rng, village, np.flatnonzero(~urban[village]), dwellings),
            _streets(rng, streets, village, np.flatnonzero(urban[village] & ~flat), flats=False),
            _streets(rng, streets, village, np.flatnonzero(flat), flats=True),
        ]
    ).sort("row")
    use = pick(rng, (0.93, 0.05, 0.02), len(village))
    state = pick(rng, (0.91, 0.06, 0.03), len(village))
    longitude, latitude = _points(rng, county, village)
    code = gather(county.villages["code"], village) + "-" + pl.Series(within + 1).cast(pl.String).str.zfill(6)
    return frame.with_columns(
        village=pl.Series(village),
        use=gather(("住宅", "出租房", "门面"), use),
        plate_state=gather(("已安装", "未安装", "制作中"), state),
        longitude=pl.Series(longitude),
        latitude=pl.Series(latitude),
        address_code=code,
    ).drop("row")


def _points(rng: np.random.Generator, county: County, village: Ints) -> tuple[np.ndarray, np.ndarray]:
    east, north = _CENTRES.get(county.code[:2], (105.0, 35.0))
    count = len(county.villages)
    centre = rng.uniform(-0.35, 0.35, (2, count))
    jitter = rng.normal(0, 0.006, (2, len(village)))
    return (east + centre[0][village] + jitter[0]).round(6), (north + centre[1][village] + jitter[1]).round(6)


def _counted(key: Ints) -> Ints:
    """Return for each element how many equal ones stand before it."""
    order = np.argsort(key, kind="stable")
    ordered = key[order]
    starts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]])[: len(key)]
    result = np.empty_like(key)
    result[order] = np.arange(len(key)) - np.repeat(starts, np.diff(np.r_[starts, len(key)]))
    return result


def _frame(rows: Ints, **columns: pl.Series | Ints) -> pl.DataFrame:
    texts = ("hamlet", "street", "compound")
    blank = pl.Series([""], dtype=pl.String).new_from_index(0, len(rows))
    zero = pl.Series(np.zeros(len(rows), dtype=np.int64))
    order = ("group", "hamlet", "street", "plate", "branch", "compound", "building", "unit", "floor", "room")
    data = {name: columns.get(name, blank if name in texts else zero) for name in order}
    return pl.DataFrame({"row": rows, **data})


def _rural(rng: np.random.Generator, village: Ints, rows: Ints, dwellings: Ints) -> pl.DataFrame:
    """Number the doors of a village group by group; a third of the groups are also known by their hamlet."""
    groups = np.clip(dwellings // 42, 1, 14)
    mine = village[rows]
    group = (rng.random(len(rows)) * groups[mine]).astype(np.int64) + 1
    key = mine * 16 + group
    plate = _counted(key) + 1
    tails = rng.integers(0, len(_HAMLET_TAILS), (len(dwellings) + 1) * 16)
    heads = rng.integers(0, len(_HAMLET_HEADS), (len(dwellings) + 1) * 16)
    known = rng.random((len(dwellings) + 1) * 16) < 0.33
    hamlet = gather(list(_HAMLET_HEADS), heads[key]) + "家" + gather(_HAMLET_TAILS, tails[key])
    blank = pl.Series([""], dtype=pl.String).new_from_index(0, len(rows))
    return _frame(rows, group=group, hamlet=hamlet.zip_with(pl.Series(known[key]), blank), plate=plate)


def _streets(rng: np.random.Generator, streets: pl.Series, village: Ints, rows: Ints, *, flats: bool) -> pl.DataFrame:
    """Number the doors of a community along its streets, or in compounds that stand on its other streets."""
    count = len(streets) // (2 * _STREETS)
    mine = village[rows]
    base = mine * 2 * _STREETS + (_STREETS if flats else 0)
    if not flats:
        street = base + rng.integers(0, _STREETS, len(rows))
        branch = np.where(chance(rng, 0.06, len(rows)), rng.integers(1, 6, len(rows)), 0)
        return _frame(rows, street=streets.gather(street), plate=_counted(street) + 1, branch=branch)
    compounds = np.maximum(np.bincount(mine, minlength=count) // 150, 1)
    first = np.cumsum(compounds) - compounds
    compound = first[mine] + (rng.random(len(rows)) * compounds[mine]).astype(np.int64)
    total = int(compounds.sum())
    layout = np.array(_LAYOUTS)[pick(rng, _LAYOUT_SHARES, total)][compound]
    units, floors, doors = layout[:, 0], layout[:, 1], layout[:, 2]
    building, rest = np.divmod(_counted(compound), units * floors * doors)
    unit, rest = np.divmod(rest, floors * doors)
    floor, door = np.divmod(rest, doors)
    titles = shuffled(rng, compound_names())
    on_street = np.repeat(np.arange(count), compounds) * 2 * _STREETS + _STREETS + rng.integers(0, _STREETS, total)
    at = _counted(on_street) * 3 + rng.integers(1, 4, total)
    return _frame(
        rows,
        street=streets.gather(on_street[compound]),
        plate=at[compound],
        compound=gather(titles, compound % len(titles)),
        building=building + 1,
        unit=unit + 1,
        floor=floor + 1,
        room=(floor + 1) * 100 + door + 1,
    )


def street_names() -> list[str]:
    """Return every street name that can occur."""
    return [f"{stem}{kind}" for kind in _STREET_KINDS for stem in _STEMS]


def compound_names() -> list[str]:
    """Return every compound name that can occur."""
    return [f"{head}{tail}" for tail in _COMPOUND_TAILS for head in _COMPOUND_HEADS]


def shuffled(rng: np.random.Generator, names: list[str]) -> list[str]:
    """Return `names` in random order."""
    return [names[place] for place in rng.permutation(len(names))]


def take(rng: np.random.Generator, places: pl.DataFrame, village: Ints) -> Ints:
    """Give every household of `village` a dwelling there of its own; return the rows of `places`.

    There must be at least as many places in each village as households.
    """
    turn = rng.permutation(len(places))
    owner = places["village"].to_numpy()
    order = turn[np.argsort(owner[turn], kind="stable")]
    first = np.searchsorted(owner[order], np.arange(int(owner.max(initial=0)) + 1))
    result: Ints = order[first[village] + _counted(village)]
    return result
