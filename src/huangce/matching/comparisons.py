"""The items that two records are compared by, and the levels of agreement of each, as one table.

A level is a condition on prepared columns (`a` the register's row, `b` the list's, `p` the pair) in the SQL that DuckDB
and Spark share: equality and whole numbers only. The first level whose condition holds is the pair's. What a level is
worth stands in the model (`model.py`); what it is called, here.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Level:
    """One degree of agreement: a stable name, its condition, and the words of the explanation."""

    name: str
    condition: str
    text: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """One compared item with its levels, best first; the last holds always."""

    name: str
    levels: tuple[Level, ...]

    def sql(self) -> str:
        """Return an expression that gives the number of the level, from 0."""
        *tested, _ = enumerate(self.levels)
        cases = " ".join(f"WHEN {level.condition} THEN {i}" for i, level in tested)
        return f"CASE {cases} ELSE {len(self.levels) - 1} END"

    def code(self, level: str) -> int:
        """Return the number of the level with this name."""
        return next(i for i, each in enumerate(self.levels) if each.name == level)


def _differing_digits() -> str:
    """Count the places in which two 17-digit numbers differ, without text and without division."""
    one, other = "coalesce(a.num, a.raw)", "coalesce(b.num, b.raw)"
    places = (
        f"CASE WHEN {one} % {10 ** (k + 1)} - {one} % {10**k} = {other} % {10 ** (k + 1)} - {other} % {10**k} "
        "THEN 0 ELSE 1 END"
        for k in range(17)
    )
    return " + ".join(places)


def _differing_characters() -> str:
    """Count the places in which two names differ both as written and as heard."""
    return " + ".join(f"CASE WHEN a.n{i} = b.n{i} OR a.s{i} = b.s{i} THEN 0 ELSE 1 END" for i in range(1, 5))


def _absent(item: str) -> str:
    """Say that one side does not know the item, or knows it only from the number that both have: no second witness."""
    return f"a.{item} IS NULL OR b.{item} IS NULL OR (a.num = b.num AND NOT (a.{item}_stated AND b.{item}_stated))"


# One character more or less, the surname being the same: 张伟 and 张小伟.
_PART = (
    "a.s1 = b.s1 AND ((a.name_length = 2 AND b.name_length = 3 AND (a.s2 = b.s2 OR a.s2 = b.s3))"
    " OR (a.name_length = 3 AND b.name_length = 2 AND (b.s2 = a.s2 OR b.s2 = a.s3)))"
)

NUMBER = Comparison(
    "number",
    (
        Level("same", "a.num = b.num", "号码一致"),
        Level("repaired", "p.repaired = 1", "号码改正一处后一致"),
        Level("missing", "a.num_kind = 0 OR b.num_kind = 0", "号码缺"),
        Level("near", f"(a.num_kind = 3 OR b.num_kind = 3) AND ({_differing_digits()}) <= 3", "号码有误，相差三位以内"),
        Level("unlike", "a.num_kind = 3 OR b.num_kind = 3", "号码有误，与登记不相近"),
        Level("unchecked", "a.num_kind = 2 OR b.num_kind = 2", "号码不同(十五位旧号，无校验)"),
        Level("taken", "b.owned = 1", "号码不同，名单所填属另一人"),
        Level("unknown", "TRUE", "号码不同，名单所填不在登记内"),
    ),
)

NAME = Comparison(
    "name",
    (
        Level("missing", "a.name IS NULL OR b.name IS NULL", "姓名缺"),
        Level("same", "a.name = b.name", "姓名一致"),
        Level("homophone", "a.sound = b.sound", "姓名同音"),
        Level("lookalike", "a.shape = b.shape", "姓名形近"),
        Level(
            "one_character",
            f"a.name_length = b.name_length AND a.name_length >= 3 AND ({_differing_characters()}) = 1",
            "姓名差一字",
        ),
        Level(
            "one_of_two",
            f"a.name_length = 2 AND b.name_length = 2 AND ({_differing_characters()}) = 1",
            "二字姓名差一字",
        ),
        Level("part", _PART, "姓名多少一字"),
        Level("surname", "a.s1 = b.s1", "同姓不同名"),
        Level("different", "TRUE", "姓名不同"),
    ),
)

BIRTH = Comparison(
    "birth",
    (
        Level("missing", _absent("birth"), "出生日期缺"),
        Level("same", "a.birth = b.birth AND a.birth_day IS NOT NULL", "出生日期一致"),
        Level(
            "swapped",
            "a.birth_year = b.birth_year AND a.birth_month = b.birth_day AND a.birth_day = b.birth_month",
            "出生月日颠倒",
        ),
        Level(
            "part",
            "(a.birth_year = b.birth_year AND a.birth_month = b.birth_month)"
            " OR (a.birth_year = b.birth_year AND a.birth_day = b.birth_day)"
            " OR (a.birth_month = b.birth_month AND a.birth_day = b.birth_day)",
            "出生日期差一处",
        ),
        Level("near", "abs(a.birth_count - b.birth_count) <= 31", "出生日期相差一月以内"),
        Level(
            "year",
            "a.birth_year = b.birth_year AND (a.birth_month IS NULL OR b.birth_month IS NULL)",
            "出生年一致(只知年)",
        ),
        Level("different", "TRUE", "出生日期不同"),
    ),
)

SEX = Comparison(
    "sex",
    (
        Level("missing", _absent("sex"), "性别缺"),
        Level("same", "a.sex = b.sex", "性别一致"),
        Level("different", "TRUE", "性别不同"),
    ),
)

# How far down the division codes agree; with the doors, once they are read, this makes the place.
DIVISION = Comparison(
    "division",
    (
        Level("village", "a.village = b.village", "同村居"),
        Level("town", "a.town = b.town", "同乡镇"),
        Level("county", "a.county = b.county", "同县"),
        Level("missing", "a.county IS NULL OR b.county IS NULL", "区划缺"),
        Level("different", "TRUE", "区划不同"),
    ),
)
# There is a 建设街12号 in every other town: only what lies in one town, as far as is known, is one door. Doors that
# cannot tell anything are not read.
DOORS_TELL = "CASE WHEN a.address IS NULL OR b.address IS NULL OR a.town <> b.town THEN 0 ELSE 1 END AS doors_tell"
_UNREAD = "(da.door IS NULL OR db.door IS NULL)"
_DIVISION = {level.name: f"p.division_level = {DIVISION.code(level.name)}" for level in DIVISION.levels}

PLACE = Comparison(
    "place",
    (
        Level("door", "(da.door = db.door OR da.flat = db.flat) AND p.doors_tell = 1", "住址一致"),
        Level("village_only", f"{_DIVISION['village']} AND {_UNREAD}", "同村居(住址缺)"),
        Level("village", _DIVISION["village"], "同村居，住址不同"),
        Level("town", _DIVISION["town"], "同乡镇"),
        Level("county", _DIVISION["county"], "同县"),
        Level("missing", f"{_DIVISION['missing']} AND {_UNREAD}", "住址缺"),
        Level("different", "TRUE", "住址不同"),
    ),
)

PHONE = Comparison(
    "phone",
    (
        Level("missing", "a.phone IS NULL OR b.phone IS NULL", "电话缺"),
        Level("same", "a.phone = b.phone", "电话一致"),
        Level("different", "TRUE", "电话不同"),
    ),
)

COMPARISONS = (NUMBER, NAME, BIRTH, SEX, PLACE, PHONE)
# Names that only spelling sets apart: whoever bears them can be the same person without further ado.
CLOSE_NAMES = tuple(NAME.code(level) for level in ("same", "homophone", "lookalike"))
