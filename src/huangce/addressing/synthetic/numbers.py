# ruff: noqa: PLR0911  (a draw is a ladder of shares)
"""Numbers of plates, buildings, units, floors and rooms in the forms that people write."""

from __future__ import annotations

import random

_DIGITS = "零一二三四五六七八九"


def chinese(number: int) -> str:
    """Return a number below 100 in Chinese numerals."""
    tens, ones = divmod(number, 10)
    if tens == 0:
        return _DIGITS[ones]
    return (_DIGITS[tens] if tens > 1 else "") + "十" + (_DIGITS[ones] if ones else "")


_BUILDING_ENDS = (
    *("号楼", "栋", "幢") * 9,
    *("号",) * 8,
    *("座", "#") * 2,
    *("#楼", "号栋", "号院", "排", "号别墅", "#栋"),
)


class Numbers:
    """Draw numbers; sizes follow what each is used for."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng

    def small(self, top: int = 40) -> int:
        """Return a small number, small ones more often."""
        return max(1, int(self.rng.random() ** 2 * top) + 1)

    def any(self) -> str:
        """Return a street number without its suffix."""
        pick = self.rng.random()
        return str(
            self.small(30) if pick < 0.25 else self.rng.randint(1, 300) if pick < 0.8 else self.rng.randint(1, 3000)
        )

    def plate(self) -> str:
        """Return a door plate as written."""
        rng, pick = self.rng, self.rng.random()
        number = self.any()
        if pick < 0.76:
            return number + "号"
        if pick < 0.83:
            return number
        if pick < 0.87:
            return chinese(self.small(99)) + "号"
        if pick < 0.91:
            return f"{number}-{self.small(30)}" + rng.choice(("号", "号", "号", ""))
        if pick < 0.925:
            return f"{number}号" + rng.choice(
                (f"之{chinese(self.small(9))}", f"附{self.small(30)}号", f"附{self.small(30)}", f"-{self.small(9)}")
            )
        if pick < 0.935:
            return f"{number}号{rng.choice('甲乙丙')}" if rng.random() < 0.5 else f"{rng.choice('甲乙丙')}{number}号"
        if pick < 0.945:
            return f"{number}{rng.choice('甲乙丙ABab')}" + rng.choice(("号", ""))
        if pick < 0.955:
            return f"附{self.small(30)}号"
        if pick < 0.965:
            return f"{number}{rng.choice('-、/~')}{int(number) + 2}号"
        if pick < 0.972:
            return f"特{number}号"
        if pick < 0.98:
            return f"{number}#"
        return number + rng.choice(("号", "号院", "号院", "号大院"))

    def building(self, *, bare: float = 0.1, after_street: bool = False) -> str:
        """Return a building number as written; `bare` is how often it has no suffix.

        After a street, a number with 号 alone is a plate and none without a suffix is a building.
        """
        rng, pick = self.rng, self.rng.random()
        number = str(self.small(60)) if rng.random() < 0.9 else str(rng.randint(1, 200))
        if rng.random() < 0.09:
            letter = rng.choice("ABCDEFGHabcdefn")
            number = letter if rng.random() < 0.55 else letter + number if rng.random() < 0.85 else number + letter
        elif rng.random() < 0.08:
            number = chinese(self.small(30))
        elif rng.random() < 0.01:
            number = rng.choice("甲乙丙丁东西南北")
        if rng.random() < 0.01 and number.isdigit():
            number = "第" + number
        if after_street:
            if rng.random() < 0.2:
                number = str(rng.randint(1, 1999))
            if rng.random() < 0.08:
                number += f"-{self.small(30)}"
            return number + rng.choice(
                ("号楼", "号楼", "号楼", "栋", "幢", "#楼") if number[-1].isdigit() else ("栋", "幢", "座")
            )
        if pick < bare and not number[0].isalpha():
            return number
        if pick < bare / 3:
            return number
        if number[0] in "ABCDEFGHabcdefn":
            return number + rng.choice(("座", "座", "栋", "幢", "号楼", "栋", "楼", ""))
        return number + rng.choice(_BUILDING_ENDS)

    def unit(self) -> str:
        """Return a unit (staircase) as written."""
        rng, pick = self.rng, self.rng.random()
        number = str(self.small(8)) if rng.random() < 0.75 else str(rng.randint(1, 40))
        if rng.random() < 0.2:
            number = chinese(self.small(8) if rng.random() < 0.8 else self.small(16))
        if rng.random() < 0.05:
            number = rng.choice("ABCDabcd甲乙丙丁东西中")
        if rng.random() < 0.01:
            number = str(rng.randint(100, 200))
        if pick < 0.93:
            return number + "单元"
        return number + rng.choice(("单", "门", "门", "梯", "元", "门洞", "单元门", "号门", "座"))

    def floor(self) -> str:
        """Return a floor as written."""
        rng = self.rng
        number = self.small(30) if rng.random() < 0.9 else rng.randint(1, 140)
        text = chinese(number) if rng.random() < 0.3 and number < 100 else str(number)
        if rng.random() < 0.03:
            text = rng.choice(("负一", "-1", "底", "顶", "B1", "负1", "地下一"))
        if rng.random() < 0.03:
            text += f"-{number + 1}"
        if rng.random() < 0.01:
            text += rng.choice("ABCabc")
        return text + rng.choice(("楼", "楼", "楼", "楼", "楼", "层", "层", "F", "f", "搂"))

    def room(self, *, bare: float = 0.66) -> str:
        """Return a room or dwelling number as written."""
        rng, pick = self.rng, self.rng.random()
        number = f"{self.small(33)}{rng.randint(1, 12):02d}" if rng.random() < 0.72 else str(rng.randint(1, 2999))
        if rng.random() < 0.06:
            number = rng.choice("ABCDabcd") + number
        elif rng.random() < 0.03:
            number += rng.choice("ABCDabcd")
        elif rng.random() < 0.015:
            number = f"{self.small(33)}{rng.choice('ABCDEFGHabcde')}"
        elif rng.random() < 0.01:
            number = f"{self.small(33)}{rng.choice('ABCDEFGHabcde')}{rng.randint(1, 99):02d}"
        elif rng.random() < 0.015:
            number = str(rng.randint(10000, 99999))
        elif rng.random() < 0.012:
            number = self.block_room()
        if rng.random() < 0.03:
            number += rng.choice("-、/") + str(self.small(9) if rng.random() < 0.5 else rng.randint(100, 999))
        if rng.random() < 0.03:
            return self.side()
        if rng.random() < 0.02:
            number = (
                chinese(self.small(12))
                if rng.random() < 0.6
                else rng.choice("一二三四五六") + "零" + rng.choice("一二三四")
            )
            return number + rng.choice(("号", "室", "户", "室"))
        if pick < bare:
            return number
        return number + rng.choice(
            (
                "室",
                "室",
                "室",
                "室",
                "号",
                "号",
                "号",
                "房",
                "房",
                "户",
                "号房",
                "房间",
                "号室",
                "铺",
                "号铺",
                "号门面",
                "号商铺",
            )
        )

    def block_room(self) -> str:
        """Return a building with its part and the room in one run: 3A1203."""
        return f"{self.small(20)}{self.rng.choice('ABCDabcd')}{self.small(33)}{self.rng.randint(1, 12):02d}"

    def side(self) -> str:
        """Return a dwelling named by the side of the stairs on which it lies."""
        return self.rng.choice("东西南北中左右") + self.rng.choice(("户", "户", "边户", "门", "室", ""))

    def phone(self) -> str:
        """Return a number in the shape of a mobile telephone, from the unassigned prefix 100."""
        return "1" + "".join(self.rng.choices("0123456789", k=10))
