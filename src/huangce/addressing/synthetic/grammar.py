# ruff: noqa: PLR0911, PLR0912  (a draw is a ladder of shares)
"""The grammar of written addresses: which parts follow each other, and how they go wrong.

Two habits are told apart: parcel labels from town, which start at any level, and forms that always give province, city
and county. Both have the same parts below.
"""

from __future__ import annotations

import random

from huangce.addressing.synthetic import lexicon as lx
from huangce.addressing.synthetic import slips
from huangce.addressing.synthetic.numbers import Numbers, chinese
from huangce.addressing.synthetic.places import Chain, Names, chains, stem_of
from huangce.addressing.synthetic.slips import Labelled

MUNICIPALITIES = ("北京市", "天津市", "上海市", "重庆市")
NOT_WRITTEN = ("市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划")


class Grammar:
    """Draw labelled addresses; the same seed draws the same ones."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.names = Names(self.rng)
        self.numbers = Numbers(self.rng)

    def chance(self, share: float) -> bool:
        """Return True in `share` of the calls."""
        return self.rng.random() < share

    def address(self) -> Labelled:
        """Draw one labelled address."""
        chain = self.rng.choice(chains())
        full_form = self.chance(0.5)
        out = self.divisions(chain, full_form)
        if out and out[-1][0] == "poi" and self.chance(0.5):
            # A hamlet: what stands after it is a plate, not a building.
            out += self.plate(0.3) if self.chance(0.2) else [("roadno", self.numbers.any() + "号")]
        else:
            out += self.below(chain)
        out += self.tail(chain)
        return slips.arrived(self.rng, [(label, text) for label, text in out if text])

    # Divisions -------------------------------------------------------------------------------------------------

    def top(self, chain: Chain, full_form: bool) -> Labelled:
        """Return province, city and county as they are written."""
        rng = self.rng
        province, city, county = chain.province, chain.city, chain.county
        if province in MUNICIPALITIES:
            city = province
            short = 0.8
        else:
            short = 0.15
        if not city and self.chance(0.2):
            city = self.rng.choice(NOT_WRITTEN)
        parts = []
        if full_form or self.chance(0.45):
            parts.append(("prov", stem_of(province) if self.chance(short) else province))
            if parts[0][1].endswith("自治区") and self.chance(0.3):
                parts = [("prov", province[:3] if province.startswith("内蒙古") else province[:2])]
        if city and (full_form or self.chance(0.62)):
            parts.append(
                (
                    "redundant" if city in NOT_WRITTEN else "city",
                    city if full_form or self.chance(0.8) else stem_of(city),
                )
            )
        if full_form or self.chance(0.85):
            if province in MUNICIPALITIES and full_form and self.chance(0.1):
                parts.append(("redundant", "市辖区"))
            parts.append(("district", county if full_form or self.chance(0.88) else stem_of(county)))
        separator = rng.choice("-- /,") if self.chance(0.03) else ""
        if separator:
            parts = [p for part in parts for p in (part, ("redundant", separator))]
        if self.chance(0.012):
            parts.insert(0, ("redundant", "中国"))
        return parts

    def divisions(self, chain: Chain, full_form: bool) -> Labelled:
        """Return everything down to the village, with repetitions and fillers."""
        rng = self.rng
        out = self.top(chain, full_form)
        out = self.repeated(chain, out)
        if out and self.chance(0.05):
            filler = rng.choice(
                (
                    "城区",
                    "城区",
                    "城区",
                    "县城",
                    "县区",
                    "城",
                    "null",
                    "undefined",
                    "全区",
                    "全境",
                    "中国",
                    "市区",
                    "其它区",
                    "省直辖",
                    "全市",
                )
            )
            out.append(("redundant", filler))
        if self.chance(0.07):
            out += self.zone(chain, named=bool(out))
            if self.chance(0.7):
                return out
        town, villages = rng.choice(chain.towns) if chain.towns else ("", ())
        if not town or self.chance(0.36 if full_form else 0.42):
            if self.chance(0.05) and villages:
                out.append(("community", rng.choice(villages)))
            return out
        written = self.town(town)
        if self.chance(0.015):
            out.insert(0, ("redundant", written))
        out.append(("town", written))
        if self.chance(0.01):
            out += [("redundant", stem_of(chain.county)), ("redundant", written)]
        if self.chance(0.02):
            out.append(("redundant", rng.choice(("镇上", "街上", "城区", "城内", "-", "_"))))
        if self.chance(0.33):
            out += self.village(villages)
        return out

    def repeated(self, chain: Chain, out: Labelled) -> Labelled:
        """Return the divisions with some of them written twice: of two whole prefixes the second counts."""
        rng, pick = self.rng, self.rng.random()
        names = [text for label, text in out if label != "redundant"]
        if pick < 0.035 and len(names) > 1:
            first = [stem_of(n) if self.chance(0.2) else n for n in names]
            if self.chance(0.3):
                first[-1] = rng.choice(("null", "市辖区", first[-1]))
            return [*(("redundant", n) for n in first), *out]
        if pick < 0.05 and len(names) > 1:
            return [*out, *(("redundant", n) for n in names[-rng.randint(1, len(names) - 1) :])]
        if pick < 0.065 and chain.city and len(names) > 1:
            # 宁波宁波市鄞州区, 浙江省宁波宁波市鄞州区
            place = next((i for i, part in enumerate(out) if part[0] == "city"), -1)
            if place >= 0:
                return [*out[:place], ("redundant", stem_of(chain.city)), *out[place:]]
        return out

    def zone(self, chain: Chain, *, named: bool) -> Labelled:
        """Return a development zone; a city that stands before its zone is no part of the zone's name."""
        rng = self.rng
        out: Labelled = []
        if not named and self.chance(0.5):
            label, name = ("city", chain.city) if chain.city and self.chance(0.7) else ("district", chain.county)
            out.append((label, name if self.chance(0.5) else stem_of(name)))
        front = rng.choice(
            ("", "", "", "", "", rng.choice(self.names.stems), self.names.local(chain), "城东", "城西", "滨海")
        )
        if named and self.chance(0.12):
            front = stem_of(chain.county)
        return [*out, ("devzone", front + rng.choice(lx.ZONES))]

    def town(self, town: str) -> str:
        """Return a town as written: official, shortened, or one that no longer is in the tables."""
        rng, pick = self.rng, self.rng.random()
        if pick < 0.14:
            below = rng.choice(chains()).towns
            town = rng.choice(below)[0] if below else town
        elif pick < 0.20:
            town = rng.choice(self.names.stems) + rng.choice(("镇", "镇", "乡", "街道"))
        if pick > 0.985:
            return stem_of(town) + rng.choice(("办事处", "街道办事处", "管委会", "街道办"))
        if self.chance(0.08):
            return stem_of(town)
        return town

    def village(self, villages: tuple[str, ...]) -> Labelled:
        """Return a village, perhaps a hamlet in it, perhaps a group."""
        rng = self.rng
        name = (
            rng.choice(villages)
            if villages and self.chance(0.8)
            else rng.choice(self.names.stems) + rng.choice(("村",) * 5 + ("社区", "屯", "庄", "行政村"))
        )
        if self.chance(0.06) and name.endswith("村"):
            name = name[:-1] + rng.choice(("村委会", "村民委员会", "行政村", "居委会", "村委", "大队"))
        elif self.chance(0.14):
            name = stem_of(name)
        out = [("community", name)]
        if self.chance(0.03):
            ends = (
                "村口",
                "村头",
                "东头",
                "西头",
                "路口",
                "街上",
                "村委会旁",
                "北",
                "南",
                "村西头",
                "村中间",
                "小学旁边",
                "村东",
            )
            return [*out, ("assist", rng.choice(ends))]
        if self.chance(0.12):
            hamlet = rng.choice(self.names.stems)
            end = rng.choice(("村", "自然村", "屯", "湾", "庄", "塘", "", "坪", "寨", "组团", "冲"))
            # Without the word for a village it is a place in the village.
            bare = end in ("", "组团") or (end in ("湾", "庄", "塘") and self.chance(0.5))
            out.append(("poi" if bare else "community", hamlet + end.removesuffix("组团")))
        if self.chance(0.2):
            out.append(("group", self.group()))
            if self.chance(0.1):
                out.append(("poi", rng.choice(self.names.stems) + rng.choice(("", "", "梁", "塝", "坝", "院子", "湾"))))
        return out

    def group(self) -> str:
        """Return a village group."""
        rng = self.rng
        pick = rng.random()
        number = self.numbers.small(20)
        if pick < 0.55:
            name = str(number)
        elif pick < 0.8:
            name = chinese(number)
        else:
            name = rng.choice(self.names.stems)
        if pick < 0.8 and self.chance(0.05):
            name = "第" + name
        return name + rng.choice(("组",) * 8 + ("队", "队", "社", "村民小组", "小组", "生产队"))

    # Below the village -----------------------------------------------------------------------------------------

    def below(self, chain: Chain) -> Labelled:
        """Return street, plate, place and the numbers inside, in one of the usual orders."""
        pick = self.rng.random()
        if pick < 0.30:
            out = self.street(chain) + (self.plate(0.74)) + (self.inside(chain) if self.chance(0.75) else [])
        elif pick < 0.74:
            out = self.inside(chain)
        elif pick < 0.84:
            out = self.village_plate()
        elif pick < 0.86:
            out = [("poi", self.names.place(chain)), *self.street(chain), *self.plate(0.8)]
        elif pick < 0.90:
            out = self.crossing(chain) + (self.inside(chain) if self.chance(0.8) else [])
        elif pick < 0.94:
            out = self.street(chain) + self.plate(0.6) + self.stack(after_street=True)
        elif pick < 0.955:
            out = [*self.street(chain), ("roadno", self.numbers.any() + "号")]
            out += [("cellno", self.numbers.unit())] if self.chance(0.6) else []
            out.append(("roomno", self.numbers.room()))
        elif pick < 0.965:
            out = [*self.street(chain), ("roadno", self.numbers.any() + "弄")]
            out += [("poi", self.names.compound(chain))] if self.chance(0.45) else []
            out += [("houseno", self.numbers.any() + self.rng.choice(("号", "号", "号", "号楼", "")))]
            out += [("roomno", self.numbers.room())] if self.chance(0.6) else []
        else:
            out = []
        return out

    def village_plate(self) -> Labelled:
        """Return a plate that stands directly after a village or town."""
        if self.chance(0.5):
            return self.plate(1.0)
        return [("roadno", self.numbers.any() + "号")]

    def street(self, chain: Chain) -> Labelled:
        """Return a thoroughfare, perhaps with a lane of it."""
        rng = self.rng
        road = self.names.road(chain)
        if self.chance(0.008):
            road = road[: len(road) // 2] + road if len(road) > 5 else road
        out = [("road", road)]
        if self.chance(0.05):
            number = self.numbers.any() if self.chance(0.6) else chinese(self.numbers.small(30))
            out.append(
                (
                    "road",
                    rng.choice(
                        (
                            number + "弄",
                            number + "巷",
                            number + "街",
                            number + "路",
                            number + "弄",
                            "西段",
                            "东段",
                            "中段",
                            "南段",
                            "北段",
                            "辅路",
                            self.names.road(chain),
                        )
                    ),
                )
            )
        return out

    def plate(self, share: float) -> Labelled:
        """Return a plate, in `share` of the cases."""
        if not self.chance(share):
            return []
        return [("roadno", self.numbers.plate())]

    def crossing(self, chain: Chain) -> Labelled:
        """Return two thoroughfares and where they meet."""
        rng = self.rng
        out = [("road", self.names.road(chain)), ("redundant", rng.choice(("与", "与", "和", "、", "", "-", "&")))]
        out.append(("road", self.names.road(chain)))
        out.append(
            (
                "assist",
                rng.choice(
                    (
                        "交叉口",
                        "交叉口",
                        "交汇处",
                        "交汇",
                        "路口",
                        "交口",
                        "口",
                        "十字路口",
                        "交叉路口",
                        "交界处",
                        "交会处",
                    )
                ),
            )
        )
        if self.chance(0.5):
            out.append(("assist", self.side()))
        return out

    def side(self) -> str:
        """Return where something lies, seen from a landmark."""
        rng = self.rng
        if self.chance(0.25):
            return (
                rng.choice(("东", "西", "南", "北", "东北", "东南", "西北", "西南"))
                + rng.choice(("", "", "侧", "角", "面"))
                + (rng.choice(("", "", "50米", "100米", "200米", "150米", "500米")))
            )
        return rng.choice(lx.LANDMARK_SIDES)

    def inside(self, chain: Chain) -> Labelled:
        """Return a named place and the numbers in it."""
        rng = self.rng
        name = self.names.place(chain)
        out = [("poi", name)]
        if self.chance(0.16):
            out += self.part(chain)
        if self.chance(0.045):
            out.append(("assist", self.side()))
            if self.chance(0.5):
                out.append(("poi", self.names.place(chain)))
        if self.chance(0.72):
            out += self.stack(after_street=False)
        if self.chance(0.03):
            out.append(("poi", self.names.establishment(chain)))
        if self.chance(0.01):
            out.append(("redundant", rng.choice(("(", "（"))))
            out.append(("poi", self.names.place(chain)))
            out.append(("redundant", rng.choice((")", "）"))))
        return out

    def part(self, chain: Chain) -> Labelled:
        """Return a part of a compound: a phase, an area, a gate."""
        rng, pick = self.rng, self.rng.random()
        number = rng.choice((chinese(self.numbers.small(8)), str(self.numbers.small(9))))
        if pick < 0.35:
            text = number + "期"
        elif pick < 0.5:
            text = number + "区"
        elif pick < 0.62:
            text = rng.choice("ABCDEabcde") + rng.choice(("区", "区", "区", "1区", "2区"))
        elif pick < 0.8:
            text = rng.choice("东西南北中") + rng.choice(
                ("区", "区", "区", "苑", "门", "门", "院", "里", "楼", "园", "门口")
            )
        elif pick < 0.85:
            text = number + rng.choice(("号院", "组团", "园", "号门", "街区", "地块", "号地块"))
        else:
            text = self.names.place(chain)
        if self.chance(0.12):
            return [("redundant", "("), ("poi", text), ("redundant", ")")]
        return [("poi", text)]

    def stack(self, *, after_street: bool) -> Labelled:
        """Return building, unit, floor and room."""
        pick = self.rng.random()
        num = self.numbers
        if pick < 0.13:
            return self.hyphenated()
        if pick < (0.25 if after_street else 0.19):
            return self.floor_first()
        if pick < (0.28 if after_street else 0.25):
            return [("roomno", num.block_room() if self.chance(0.2) else num.room(bare=0.5))]
        if pick < 0.29:
            return [("cellno", num.unit()), *([("roomno", num.room())] if self.chance(0.85) else [])]
        if self.chance(0.012):
            # 226楼 is a building only where a unit or a floor follows.
            inner = ("cellno", num.unit()) if self.chance(0.8) else ("floorno", num.floor())
            return [("houseno", f"{self.rng.randint(1, 260)}楼"), inner, ("roomno", num.room())]
        out = [("houseno", num.building(bare=0.12, after_street=after_street))]
        if out[0][1].endswith(("栋", "幢", "号楼")) and self.chance(0.012):
            # Somebody completed the 楼 of a floor to 号楼.
            return [*out, ("floorno", f"{num.small(33)}号楼"), ("roomno", num.room(bare=0.9))]
        if not out[0][1][-1].isdigit():
            if self.chance(0.004):
                return [("cellno", num.unit()), *out, ("roomno", num.room())]
            if self.chance(0.025):
                out.append(("houseno", self.rng.choice("ABCDabcd") + self.rng.choice("座座栋幢")))
            if self.chance(0.45):
                out.append(("cellno", num.unit()))
            elif self.chance(0.05):
                return [*out, ("cellno", str(num.small(30)) + "号"), ("roomno", num.room())]
            if self.chance(0.12):
                out.append(("floorno", num.floor()))
                if self.chance(0.3):
                    return [*out, ("roomno", str(num.small(30)) + "号")]
            if self.chance(0.82):
                out.append(("roomno", num.room()))
            if self.chance(0.012):
                out.insert(1, ("redundant", "("))
                out.insert(2, ("poi", self.rng.choice(("高层", "东区", "二期", "南楼", "小高层"))))
                out.insert(3, ("redundant", ")"))
        elif self.chance(0.45):
            out.append(("cellno", num.unit()))
            if self.chance(0.8):
                out.append(("roomno", num.room()))
        elif self.chance(0.3):
            out.append(("floorno", num.floor()))
        if self.chance(0.07) and len(out) > 1:
            between = self.rng.choice("--,，_ 、/")
            out = [p for part in out for p in (part, ("redundant", between))][:-1]
        return out

    def floor_first(self) -> Labelled:
        """Return a floor and what lies on it: a room, a shop."""
        out = [("floorno", self.numbers.floor())]
        if self.chance(0.6):
            out.append(("roomno", self.numbers.room()))
        elif self.chance(0.3):
            out.append(("poi", self.names.establishment(self.rng.choice(chains()))))
        return out

    def hyphenated(self) -> Labelled:
        """Return numbers joined by hyphens: building-room, building-unit-room, building-unit-floor-room."""
        rng, num = self.rng, self.numbers
        house = num.building(bare=1.0)
        room = num.room(bare=0.9)
        mark = rng.choice(("-",) * 12 + ("一", "#", "/", ",", "，", "—", "－", "."))
        joint = ("redundant", mark)
        if mark == "#":
            return [
                ("houseno", house + "#"),
                *([("cellno", str(num.small(6))), ("redundant", "-")] if self.chance(0.4) else []),
                ("roomno", room),
            ]
        if self.chance(0.2):
            house += rng.choice(("号楼", "栋", "幢", "#"))
        pick = rng.random()
        if pick < 0.05:
            # A stroke before a floor parts it from the number before; only after a name is it a floor below ground.
            within = [joint, ("cellno", str(num.small(6)))] if self.chance(0.4) else []
            side = [("roomno", num.side())] if self.chance(0.6) else [("roomno", room)] if self.chance(0.5) else []
            return [("houseno", house), *within, joint, ("floorno", str(num.small(12)) + rng.choice("楼楼楼层")), *side]
        if pick < 0.42:
            return [("houseno", house), joint, ("roomno", room)]
        unit = str(num.small(8)) if self.chance(0.55) else str(rng.randint(1, 30)) if self.chance(0.8) else num.unit()
        if pick < 0.88:
            door = room if self.chance(0.87) else str(num.small(14))
            return [("houseno", house), joint, ("cellno", unit), joint, ("roomno", door)]
        if pick < 0.93:
            return [("houseno", house), joint, ("cellno", unit)]
        floor, door = str(num.small(33)), str(num.small(8))
        return [("houseno", house), joint, ("cellno", unit), joint, ("floorno", floor), joint, ("roomno", door)]

    # The end ---------------------------------------------------------------------------------------------------

    def tail(self, chain: Chain) -> Labelled:
        """Return what follows the address: a place to ask at, a note, a telephone, a name."""
        rng, pick = self.rng, self.rng.random()
        if pick < 0.035:
            return [("assist", self.side()), *([("poi", self.names.establishment(chain))] if self.chance(0.4) else [])]
        if pick < 0.125:
            joint = rng.choice(("", "", "", "", ",", "，", " ", "(", "。"))
            note = slips.note(rng, self.numbers)
            return [("redundant", joint), *note, ("redundant", ")" if joint == "(" else "")]
        if pick < 0.135:
            return [("poi", self.names.establishment(chain))]
        if pick < 0.145:
            inner = ("road", self.names.road(chain)) if self.chance(0.4) else ("poi", self.names.place(chain))
            side = [("assist", self.side())] if self.chance(0.3) else []
            return [("redundant", "("), inner, *side, ("redundant", ")")]
        if pick < 0.16:
            return [("redundant", rng.choice(("-", "_", "--", "。", ".", ",", "、", "；", "#")))]
        return []
