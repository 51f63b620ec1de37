"""The cascade as a table: each step names the pairs that it brings forward, by equal keys and nothing else.

The first step settles most rows: a valid number that both lists hold, borne out by the name. A row it leaves open goes
through the steps that follow; those marked `weak` are only asked for rows that no strong step has given a firm
candidate. A block (the rows of the register with one key) larger than `bound` is left out and counted: it could not
tell anybody apart, and blocks without a bound grow with the square of the list.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Step:
    """One way to bring pairs forward: rows of two tables whose `keys` are equal.

    `name` is what the output's column `step` says, `title` what a page says; `list_rows` and `register_rows` are the
    tables (default: open rows of the list, all of the register).
    """

    name: str
    title: str
    keys: tuple[str, ...]
    weak: bool = False
    bound: int = 50
    list_rows: str = "open_rows"
    register_rows: str = "register_rows"


NUMBER = Step("number", "号码一致", ("num",), bound=20)

STEPS = (
    NUMBER,
    Step("repaired-number", "名单号码改正一处", ("num",), list_rows="list_repairs"),
    Step("repaired-number", "登记号码改正一处", ("num",), register_rows="register_repairs"),
    Step("name-birth", "姓名同音，出生日期一致", ("sound", "birth")),
    Step("shape-birth", "姓名形近，出生日期一致", ("shape", "birth")),
    Step("name-phone", "姓名同音，电话一致", ("sound", "phone")),
    Step("birth-phone", "出生日期、电话一致", ("birth", "phone")),
    Step("birth-two-characters", "出生日期、姓名前两字一致", ("birth", "s1", "s2"), weak=True),
    Step("birth-two-characters", "出生日期、姓与末字一致", ("birth", "s1", "s3"), weak=True),
    Step("birth-two-characters", "出生日期、名一致", ("birth", "s2", "s3"), weak=True),
    Step("birth-village", "出生日期、性别、村居一致", ("birth", "sex", "village"), weak=True, bound=20),
    Step("name-village", "姓名同音，村居一致", ("sound", "village"), weak=True, bound=10),
    Step("name-part-birth", "姓名同音，出生年月一致", ("sound", "birth_year", "birth_month"), weak=True, bound=20),
    Step("name-part-birth", "姓名同音，出生年日一致", ("sound", "birth_year", "birth_day"), weak=True, bound=20),
    Step("name-part-birth", "姓名同音，出生月日一致", ("sound", "birth_month", "birth_day"), weak=True, bound=20),
    Step("name-part-birth", "姓名同音，出生月日颠倒", ("sound", "birth_either_way"), weak=True, bound=20),
    Step("name-year", "姓名同音，性别、出生年一致", ("sound", "birth_year", "sex"), weak=True, bound=20),
)
