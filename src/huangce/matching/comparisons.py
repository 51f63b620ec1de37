"""The items that two records are compared by, and the levels of agreement of each, as one table.

A level is a condition on prepared columns (`a_…` the register's row, `b_…` the list's, both beside the pair `p`, see
`Engine.lay`) in the SQL that DuckDB and Spark share: equality and whole numbers only. The first level whose condition
holds is the pair's. What a level is worth stands in the model (`model.py`); what it is called, here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from huangce.matching.prepare.addresses import BOTH, SAME
from huangce.matching.steps import NEAR_DAYS


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


def levels_sql(comparisons: Iterable[Comparison]) -> str:
    """Return expressions for the levels of several items, each in a column `<name>_level`."""
    return ", ".join(f"{each.sql()} AS {each.name}_level" for each in comparisons)


def _differing_digits() -> str:
    """Count the places in which two 17-digit numbers differ, without text and without division."""
    one, other = "coalesce(a_num, a_raw)", "coalesce(b_num, b_raw)"
    places = (
        f"CASE WHEN {one} % {10 ** (k + 1)} - {one} % {10**k} = {other} % {10 ** (k + 1)} - {other} % {10**k} "
        "THEN 0 ELSE 1 END"
        for k in range(17)
    )
    return " + ".join(places)


def _differing_characters() -> str:
    """Count the places in which two names differ both as written and as heard."""
    return " + ".join(f"CASE WHEN a_n{i} = b_n{i} OR a_s{i} = b_s{i} THEN 0 ELSE 1 END" for i in range(1, 5))


def _absent(item: str) -> str:
    """Say that one side does not know the item, or knows it only from the number that both have: no second witness."""
    return f"a_{item} IS NULL OR b_{item} IS NULL OR (a_num = b_num AND NOT (a_{item}_stated AND b_{item}_stated))"


# One character more or less, the surname being the same: 张伟 and 张小伟.
_PART = (
    "a_s1 = b_s1 AND ((a_name_length = 2 AND b_name_length = 3 AND (a_s2 = b_s2 OR a_s2 = b_s3))"
    " OR (a_name_length = 3 AND b_name_length = 2 AND (b_s2 = a_s2 OR b_s2 = a_s3)))"
)

# Names of several parts are cut short by forms too narrow for them: 阿依古丽 and 阿依古丽·买买提.
_BEGINNING = (
    "a_n1 = b_n1 AND a_n2 = b_n2 AND a_n3 = b_n3"
    " AND a_name_length >= 3 AND b_name_length >= 3 AND a_name_length <> b_name_length"
)

NUMBER = Comparison(
    "number",
    (
        Level("same", "a_num = b_num", "号码一致"),
        Level("repaired", "p.repaired = 1", "号码改正一处后一致"),
        Level("missing", "a_num_kind = 0 OR b_num_kind = 0", "号码缺"),
        Level("near", f"(a_num_kind = 3 OR b_num_kind = 3) AND ({_differing_digits()}) <= 3", "号码有误，相差三位以内"),
        Level("unlike", "a_num_kind = 3 OR b_num_kind = 3", "号码有误，与登记不相近"),
        Level("unchecked", "a_num_kind = 2 OR b_num_kind = 2", "号码不同(只有十五位，无校验)"),
        Level("taken", "p.owned = 1", "号码不同，名单所填属另一人"),
        Level("unknown", "TRUE", "号码不同，名单所填不在登记内"),
    ),
)

NAME = Comparison(
    "name",
    (
        Level("missing", "a_name IS NULL OR b_name IS NULL", "姓名缺"),
        Level("same", "a_name = b_name", "姓名一致"),
        Level("homophone", "a_sound = b_sound", "姓名同音"),
        Level("lookalike", "a_shape = b_shape", "姓名形近"),
        Level(
            "one_character",
            f"a_name_length = b_name_length AND a_name_length >= 3 AND ({_differing_characters()}) = 1",
            "姓名差一字",
        ),
        Level(
            "one_of_two",
            f"a_name_length = 2 AND b_name_length = 2 AND ({_differing_characters()}) = 1",
            "二字姓名差一字",
        ),
        Level("part", _PART, "姓名多少一字"),
        Level("beginning", _BEGINNING, "姓名前段一致，长短不同"),
        Level("surname", "a_s1 = b_s1", "同姓不同名"),
        Level("different", "TRUE", "姓名不同"),
    ),
)

BIRTH = Comparison(
    "birth",
    (
        Level("missing", _absent("birth"), "出生日期缺"),
        Level("same", "a_birth = b_birth AND a_birth_day IS NOT NULL", "出生日期一致"),
        Level(
            "swapped",
            "a_birth_year = b_birth_year AND a_birth_month = b_birth_day AND a_birth_day = b_birth_month",
            "出生月日颠倒",
        ),
        Level(
            "part",
            "(a_birth_year = b_birth_year AND a_birth_month = b_birth_month)"
            " OR (a_birth_year = b_birth_year AND a_birth_day = b_birth_day)"
            " OR (a_birth_month = b_birth_month AND a_birth_day = b_birth_day)",
            "出生日期差一处",
        ),
        Level("near", f"abs(a_birth_count - b_birth_count) <= {NEAR_DAYS}", "出生日期相差七周以内"),
        Level(
            "year",
            "a_birth_year = b_birth_year AND (a_birth_month IS NULL OR b_birth_month IS NULL)",
            "出生年一致(只知年)",
        ),
        Level("different", "TRUE", "出生日期不同"),
    ),
)

SEX = Comparison(
    "sex",
    (
        Level("missing", _absent("sex"), "性别缺"),
        Level("same", "a_sex = b_sex", "性别一致"),
        Level("different", "TRUE", "性别不同"),
    ),
)

# How far down the division codes agree; with the doors, once they are read, this makes the place.
DIVISION = Comparison(
    "division",
    (
        Level("village", "a_village = b_village", "同村居"),
        Level("town", "a_town = b_town", "同乡镇"),
        Level("county", "a_county = b_county", "同县"),
        Level("missing", "a_county IS NULL OR b_county IS NULL", "区划缺"),
        Level("different", "TRUE", "区划不同"),
    ),
)
# There is a 建设街12号 in every other town: only what lies in one town, as far as is known, is one door. Doors that
# cannot tell anything are not read.
DOORS_TELL = "CASE WHEN a_addressed AND b_addressed AND coalesce(a_town = b_town, TRUE) THEN 1 ELSE 0 END AS doors_tell"
_UNREAD = f"coalesce(d.agreement, 0) < {BOTH}"
_DIVISION = {level.name: f"p.division_level = {DIVISION.code(level.name)}" for level in DIVISION.levels}

PLACE = Comparison(
    "place",
    (
        Level("door", f"d.agreement = {SAME}", "住址一致"),
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
        Level("missing", "a_phone IS NULL OR b_phone IS NULL", "电话缺"),
        Level("same", "a_phone = b_phone", "电话一致"),
        Level("different", "TRUE", "电话不同"),
    ),
)

COMPARISONS = (NUMBER, NAME, BIRTH, SEX, PLACE, PHONE)
# The prepared columns that conditions read: of what a shared number has to be borne out by, of the rest, and of all.
PERSONAL = (
    *("num", "name", "sound", "shape", "name_length", "sex", "sex_stated"),
    *(f"{prefix}{i}" for prefix in "ns" for i in range(1, 5)),
    *("birth", "birth_stated", "birth_year", "birth_month", "birth_day", "birth_count"),
)
PLAIN = ("village", "town", "county", "addressed", "phone")
COMPARED = (*PERSONAL, "raw", "num_kind", *PLAIN)
# Names that only spelling sets apart: whoever bears them can be the same person without further ado.
CLOSE_NAMES = tuple(NAME.code(level) for level in ("same", "homophone", "lookalike"))
