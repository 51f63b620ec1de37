"""Why an officer may look at a person: each purpose with its legal basis. What is not here is no purpose.

个人信息保护法 art. 6: processing has a definite purpose and is limited to it; art. 34: state organs keep within their
statutory powers. So a look-up names one of these and the case that it serves, and the person can see it (arts 44-45).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Purpose:
    """One purpose: what it is called and the law it rests on."""

    name: str
    zh: str
    en: str
    basis: str


PURPOSES: Final[dict[str, Purpose]] = {
    purpose.name: purpose
    for purpose in (
        Purpose("registration", "办理户口登记", "recording an act of registration", "户口登记条例 arts 6-18"),
        Purpose(
            "residence", "办理居住登记和居住证", "residence registration and permits", "居住证暂行条例 arts 2, 8-10"
        ),
        Purpose("verification", "核实疑点", "settling a finding", "户口登记条例 art. 18; 国办发〔2015〕96号"),
        Purpose("address", "地址变更通知", "telling residents of a changed address", "地名管理条例"),
        Purpose("certificate", "出具证明", "issuing a certificate", "公通字〔2016〕21号"),
        Purpose("own_request", "本人查阅", "the person asks about their own record", "个人信息保护法 arts 44-45"),
        Purpose("complaint", "投诉和复核", "a complaint or review", "个人信息保护法 art. 50"),
        Purpose("audit", "合规审计", "compliance audit", "个人信息保护法 art. 54"),
    )
}

# The items that a question may be asked by. The log keeps these names and never the values.
CRITERIA: Final = (
    "record",
    "household",
    "name",
    "former_name",
    "pinyin_initials",
    "citizen_id",
    "number_tail",
    "birth_date",
    "sex",
    "division",
    "address",
    "finding",
    "case",
)
