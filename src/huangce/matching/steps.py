"""The cascade as a table: each step names the pairs that it brings forward, by equal keys and nothing else.

The first step settles most rows: a valid number that both lists hold, borne out by the name. A row it leaves open goes
through the steps that follow; those marked `weak` are only asked for rows to which no step marked `firm` gave a
candidate. A block (the rows of the register with one key) larger than `bound` is left out: it could not tell anybody
apart, and blocks without a bound grow with the square of the list. A row that more people of its name and birthday than
that step's bound fit alike, and that nothing else brings forward, is answered as one of too many.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Step:
    """One way to bring pairs forward: rows of the list and the register whose `keys` are equal.

    `name` is what the output's column `step` says, `title` what a page says. `repaired` names the side whose number
    comes from its repair candidates. `asks` is a condition on the list's row `o` without which the step is not asked;
    within one list it never is. `firm` is a condition on `o` and the register's row `h` under which weaker steps need
    not be asked, `only` one without which there is no pair.
    """

    name: str
    title: str
    keys: tuple[str, ...]
    weak: bool = False
    bound: int = 12
    repaired: str = ""
    asks: str = "TRUE"
    firm: str = "FALSE"
    only: str = "TRUE"


# A day of the lunar calendar written as if of ours is three to seven weeks too early.
NEAR_DAYS = 51
UNDATED = "o.birth_count IS NULL"  # nor is there a valid number, which would say the date
TOO_MANY_ALIKE = "too-many-alike"
NUMBER = Step("number", "号码一致", ("num",))
_SAME_SEX = "(h.sex = o.sex AND (h.num IS NULL OR o.num IS NULL))"

# Not even a hundred million people have more of one name and birthday.
NAME_BIRTH = Step("name-birth", "姓名同音，出生日期一致", ("sound", "birth"), firm=_SAME_SEX)

STEPS = (
    NUMBER,
    Step("repaired-number", "名单号码改正一处", ("num",), repaired="list", firm="h.sound = o.sound"),
    Step("repaired-number", "登记号码改正一处", ("num",), repaired="register", firm="h.sound = o.sound"),
    NAME_BIRTH,
    Step("shape-birth", "姓名形近，出生日期一致", ("shape", "birth"), weak=True),
    Step("name-phone", "姓名同音，电话一致", ("sound", "phone"), weak=True),
    Step("birth-phone", "出生日期、电话一致", ("birth", "phone"), weak=True),
    Step("birth-two-characters", "出生日期、姓名前两字一致", ("birth", "s1", "s2"), weak=True),
    Step("birth-two-characters", "出生日期、姓与末字一致", ("birth", "s1", "s3"), weak=True),
    Step("birth-two-characters", "出生日期、名一致", ("birth", "s2", "s3"), weak=True),
    Step("birth-village", "出生日期、性别、村居一致", ("birth", "sex", "village"), weak=True),
    Step("name-village", "姓名同音，村居一致", ("sound", "village"), weak=True, bound=10),
    # Without number and birth date only the door can tell namesakes apart, and only few of them.
    Step("name-alone", "姓名同音，性别一致", ("sound", "sex"), weak=True, bound=20, asks=UNDATED),
    Step("name-part-birth", "姓名同音，出生年月一致", ("sound", "birth_year", "birth_month"), weak=True, bound=20),
    Step("name-part-birth", "姓名同音，出生年日一致", ("sound", "birth_year", "birth_day"), weak=True, bound=20),
    Step("name-part-birth", "姓名同音，出生月日一致", ("sound", "birth_month", "birth_day"), weak=True, bound=20),
    Step("name-part-birth", "姓名同音，出生月日颠倒", ("sound", "birth_either_way"), weak=True, bound=20),
    Step(
        "name-near-birth",
        "姓名同音，性别、出生年一致，日期相近",
        ("sound", "birth_year", "sex"),
        weak=True,
        bound=20,
        only=f"abs(h.birth_count - o.birth_count) <= {NEAR_DAYS}",
    ),
)
