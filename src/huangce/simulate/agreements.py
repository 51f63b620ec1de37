"""The agreements under which departments deliver their lists (requirements G; part 6, decision 8)."""

from __future__ import annotations

from dataclasses import Field, dataclass
from dataclasses import fields as fields_of
from typing import Any

from huangce.simulate.formats import FORMATS


@dataclass(frozen=True)
class Agreement:
    """Who supplies a list, for what purpose, on what legal ground, how often, kept how long, and what is answered."""

    kind: str
    supplier: str
    purpose: str
    legal_ground: str
    frequency: str
    retention_months: int
    returns: tuple[str, ...]
    contact: str


AGREEMENTS: tuple[Agreement, ...] = (
    Agreement(
        kind="cremations",
        supplier="民政局（模拟殡仪馆）",
        purpose="核实死亡人员户口注销",
        legal_ground="户口登记条例第八条；资府办发〔2017〕14号三（三）4",
        frequency="每年",
        retention_months=12,
        returns=("format",),
        contact="民政窗口",
    ),
    Agreement(
        kind="medical_deaths",
        supplier="卫生健康局",
        purpose="核实死亡人员户口注销",
        legal_ground="户口登记条例第八条；国卫规划发〔2013〕57号",
        frequency="每月",
        retention_months=12,
        returns=("format",),
        contact="卫健窗口",
    ),
    Agreement(
        kind="funeral_benefits",
        supplier="人力资源和社会保障局",
        purpose="核实死亡人员户口注销",
        legal_ground="资府办发〔2017〕14号三（三）4",
        frequency="每月",
        retention_months=6,
        returns=("format",),
        contact="人社窗口",
    ),
    Agreement(
        kind="newborns",
        supplier="卫生健康局",
        purpose="协助出生登记",
        legal_ground="户口登记条例第七条；国办发〔2015〕96号",
        frequency="每月",
        retention_months=12,
        returns=("format", "registered"),
        contact="卫健窗口",
    ),
    Agreement(
        kind="insured",
        supplier="人力资源和社会保障局",
        purpose="核对户口所在地和联系地址",
        legal_ground="黔南州2018年户籍制度改革考评办法二（二）2",
        frequency="每季度",
        retention_months=3,
        returns=("format",),
        contact="人社窗口",
    ),
    Agreement(
        kind="relocated",
        supplier="以工代赈办公室",
        purpose="易地搬迁人员应落尽落",
        legal_ground="黔南州2018年户籍制度改革考评办法二（一）2",
        frequency="每半年",
        retention_months=12,
        returns=("format", "registered"),
        contact="搬迁窗口",
    ),
    Agreement(
        kind="permits",
        supplier="流动人口服务管理办公室",
        purpose="核对居住登记",
        legal_ground="居住证暂行条例第二条",
        frequency="每月",
        retention_months=6,
        returns=("format",),
        contact="流管窗口",
    ),
    Agreement(
        kind="pupils",
        supplier="教育局",
        purpose="协助无户口学生落户",
        legal_ground="昭政发〔2016〕9号四（十）；国办发〔2015〕96号",
        frequency="每学期",
        retention_months=12,
        returns=("format", "registered"),
        contact="教育窗口",
    ),
    Agreement(
        kind="enlisted",
        supplier="人民武装部",
        purpose="核实入伍人员户口注销",
        legal_ground="户口登记条例第十一条",
        frequency="每年",
        retention_months=6,
        returns=("format",),
        contact="武装部窗口",
    ),
    Agreement(
        kind="settled_abroad",
        supplier="出入境管理部门",
        purpose="核实出国定居人员户口注销",
        legal_ground="户口登记条例第十条",
        frequency="每年",
        retention_months=6,
        returns=("format",),
        contact="出入境窗口",
    ),
)


def fields() -> tuple[Field[Any], ...]:
    """Return the fields of an agreement; the file adds `fields`, the canonical names that may be read."""
    return fields_of(Agreement)


def quoted(text: str) -> str:
    """Return a TOML basic string."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def listed(texts: tuple[str, ...]) -> str:
    """Return a TOML array of strings."""
    return "[" + ", ".join(quoted(text) for text in texts) + "]"


def toml() -> str:
    """Return agreements.toml: a table for every list of a department."""
    blocks = []
    for one in AGREEMENTS:
        blocks.append(
            "\n".join(
                (
                    "[[agreement]]",
                    f"kind = {quoted(one.kind)}",
                    f"supplier = {quoted(one.supplier)}",
                    f"purpose = {quoted(one.purpose)}",
                    f"legal_ground = {quoted(one.legal_ground)}",
                    f"fields = {listed(tuple(FORMATS[one.kind].headers))}",
                    f"frequency = {quoted(one.frequency)}",
                    f"retention_months = {one.retention_months}",
                    f"returns = {listed(one.returns)}",
                    f"contact = {quoted(one.contact)}",
                )
            )
        )
    return "\n\n".join(blocks) + "\n"
