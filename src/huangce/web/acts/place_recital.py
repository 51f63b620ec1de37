"""What an act on places changed, in words: for its receipt, and for whoever is about to take it back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_noop as _

from huangce.exchange.formats.codes import DWELLING_USES
from huangce.places.building_models import Building
from huangce.places.models import Address, NamedPlace
from huangce.rules import divisions
from huangce.rules.divisions import UnknownDivision
from huangce.rules.facts import Fact, Value
from huangce.rules.items import GROUPS
from huangce.rules.place_names import PLACE_KINDS
from huangce.web.frame.said import label, word
from huangce.web.frame.templatetags.huangce import mark

RECORDS: Final = ("named_place", "address", "building")
OF_PLACES: Final = frozenset(name for name, group in GROUPS.items() if group.record in RECORDS)
TOLD: Final = 50
# What a building is called that has no address, and of which no words say where it stands.
UNPLACED: Final = _("还没有地址的房屋")
NEW: Final = 0  # a building that is not entered yet
USES: Final = {
    "residential": _("住宅"),
    "mixed": _("商住两用"),
    "commercial": _("商业"),
    "industrial": _("工业、仓储"),
    "public": _("公共"),
    "agricultural": _("农业"),
    "other": _("其他用途"),
    "not_known": _("不知道"),
}
# Item → the words of its values.
VALUES: Final[Mapping[str, Mapping[str, str]]] = {
    "place_kind": PLACE_KINDS,
    "place_status": {"in_force": _("在用"), "retired": _("已销名")},
    "address_status": {
        "standing": _("在用"),
        "demolished": _("已拆除"),
        "split": _("已拆分"),
        "merged": _("已合并"),
        "duplicate": _("重复，已清理"),
    },
    "lineage_kind": {"split": _("拆分"), "merged": _("合并"), "duplicate": _("清理重复")},
    "reliability": {"documented": _("看过文件"), "visited": _("到现场看过"), "surveyed": _("测量过")},
    "geometry_kind": {"surveyed": _("实测"), "interpolated": _("内插"), "none": _("没有坐标")},
    "source_datum": {"cgcs2000": "CGCS2000", "gcj02": "GCJ-02", "bd09": "BD-09"},
    "building_use": USES,
    "dwelling_use": USES,
    "structure": {
        "steel": _("钢结构"),
        "concrete": _("钢筋混凝土"),
        "brick_concrete": _("砖混"),
        "brick_timber": _("砖木"),
        "timber": _("木结构"),
        "earth": _("土坯"),
        "other": _("其他结构"),
        "not_known": _("不知道"),
    },
    "title_status": {
        "titled": _("有权属证书"),
        "permitted": _("有批准，未办证"),
        "temporary": _("临时建筑"),
        "none": _("没有手续"),
        "disputed": _("有争议"),
        "not_known": _("不知道"),
    },
    "occupancy": {"occupied": _("有人居住"), "vacant": _("空置"), "not_known": _("没查明")},
    "found_how": {
        "visited": _("上门看过"),
        "told_by_occupant": _("住户说的"),
        "told_by_owner": _("房主说的"),
        "told_by_committee": _("村居委会说的"),
        "documented": _("看过文件"),
    },
    "use_class": {code: entry.zh for code, entry in DWELLING_USES.items()},
    "number_side": {
        "left": _("左侧"),
        "right": _("右侧"),
        "north": _("北侧"),
        "south": _("南侧"),
        "east": _("东侧"),
        "west": _("西侧"),
    },
}
# Ids, and the names of divisions that stand in the address anyway.
NOT_TOLD: Final = frozenset(
    {"thoroughfare", "compound", "division_name", "generic", "certified_by", "came_from", "at_address", "footprint"}
)


def value_words(item: str, value: Value) -> str:
    """Return a value of an item of a place in the language of the page."""
    if value in (None, ""):
        return ""
    text = str(value)
    if item in VALUES:
        words = VALUES[item].get(text, text)
        known = label(words, get_language() or "zh-hans")
        return gettext(words) if known == words else known
    if item == "division":
        try:
            return divisions.full_name(text)
        except UnknownDivision:
            return text
    return text


def place_changes(facts: Iterable[Fact]) -> list[str]:
    """Return what facts of places say, one sentence each; of many the first fifty, and how many more."""
    facts = [one for one in facts if one.group in OF_PLACES]
    shown = facts[:TOLD]
    at = {one.record: here for one in shown if isinstance(here := one.items.get("at_address"), int)}
    buildings = Building.objects.filter(pk__in=[one.record for one in shown if one.group == "building"])
    at = {**{one.id: one.at_address for one in buildings if one.at_address is not None}, **at}
    named = {id_ for one in shown for id_ in (one.record, one.object) if id_ is not None}
    names = {one.id: one.standard for one in Address.objects.filter(pk__in=[*named, *at.values()])}
    names |= {one.id: one.whereabouts or gettext(UNPLACED) for one in buildings if one.at_address is None}
    names |= {building: names[address] for building, address in at.items() if address in names}
    names |= {one.id: one.name for one in NamedPlace.objects.filter(pk__in=named)} | {NEW: gettext(UNPLACED)}
    told = [TELLERS.get(one.group, _told)(one, names) for one in shown]
    more = [gettext("另有%(count)s项") % {"count": len(facts) - TOLD}] if len(facts) > TOLD else []
    return [one for one in told if one] + more


def in_order(fact: Fact) -> list[tuple[str, Value]]:
    """Return the items of a fact as the forms order them: the name before the number."""
    order = {name: at for at, name in enumerate(GROUPS[fact.group].by_name)}
    return sorted(fact.items.items(), key=lambda item: order.get(item[0], len(order)))


def _items(fact: Fact) -> str:
    said = (
        gettext("%(item)s：%(value)s")
        % {"item": label(word(name, "items"), get_language() or "zh-hans", "items"), "value": words}
        for name, value in in_order(fact)
        if name not in NOT_TOLD and (words := value_words(name, value))
    )
    return mark("，").join(said)


def _told(fact: Fact, names: Mapping[int, str]) -> str:
    items = _items(fact)
    given = {"name": names.get(fact.record, str(fact.record)), "items": items}
    return gettext("%(name)s（%(items)s）") % given if items else ""


def _told_address(fact: Fact, names: Mapping[int, str]) -> str:
    if "division" in fact.items:
        return gettext("编入新地址：%(name)s") % {"name": names.get(fact.record, "")}
    return _told(fact, names)


def _told_place(fact: Fact, names: Mapping[int, str]) -> str:
    if "place_kind" not in fact.items and "place_name" in fact.items:
        return gettext("改称%(name)s") % {"name": fact.items["place_name"]}
    return _told(fact, names)


def _told_lineage(fact: Fact, names: Mapping[int, str]) -> str:
    given = {
        "new": names.get(fact.record, ""),
        "old": names.get(fact.object or 0, ""),
        "kind": value_words("lineage_kind", fact.items.get("lineage_kind")),
    }
    return gettext("%(new)s由%(old)s变来（%(kind)s）") % given


def _told_building(fact: Fact, names: Mapping[int, str]) -> str:
    """What is said of a building; of one that gets its address later, that address."""
    if isinstance(fact.items.get("at_address"), int) and "title_status" not in fact.items:
        return gettext("房屋编上地址：%(name)s") % {"name": names.get(fact.record, "")}
    return _told(fact, names)


TELLERS: Final[Mapping[str, Callable[[Fact, Mapping[int, str]], str]]] = {
    "named_place": _told_place,
    "address": _told_address,
    "lineage": _told_lineage,
    "building": _told_building,
}
