"""The table of acts (登记事项). Pages, the API, the command line, docs and tests iterate over it.

To add an act: write its dataclass and its rule in a file here, add one row below, one form, one template, one test and
one line in the documentation.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, Literal

from huangce.rules.acts import (
    birth,
    cancellations,
    corrections,
    death,
    duplicates,
    households,
    moves,
    opening,
    place_addresses,
    place_buildings,
    place_divisions,
    place_lineage,
    place_naming,
    place_positions,
    residences,
    reversals,
)
from huangce.rules.acts.base import Act
from huangce.rules.facts import Fact
from huangce.rules.situation import Situation

Family = Literal["population", "places"]
_NAMES: Final = "地名管理条例 arts 4, 15; notice 001 三"
_ADDRESSES: Final = "地名管理条例 arts 18, 21; notice 002 三(五)"
_BUILDINGS: Final = "notice 001 一(三)"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of act: its class, its rule, its names and the clause it rests on.

    `family` names the book whose records it changes (`register.books`); `announced`: it may be recorded before the day
    on which it takes effect.
    """

    act: type[Act]
    decide: Callable[[Situation, Any], list[Fact]]
    zh: str
    en: str
    basis: str
    irreversible: bool = False
    family: Family = "population"
    announced: bool = False


# Acts on places take effect on the day that their document names, which is often still to come.
_of_places = partial(Kind, family="places", announced=True)

KINDS: Final[dict[str, Kind]] = {
    row.act.kind: row
    for row in (
        Kind(opening.OpeningEntry, opening.decide, "建册登记", "opening entry", "户口登记条例 art. 4"),
        Kind(
            opening.ResidenceOpening,
            opening.decide_residences,
            "建册居住登记",
            "opening entry of residences",
            "户口登记条例 art. 15",
        ),
        Kind(birth.Birth, birth.decide, "出生登记", "birth", "户口登记条例 art. 7; 国办发〔2015〕96号"),
        Kind(death.Death, death.decide, "死亡登记", "death", "户口登记条例 art. 8"),
        Kind(
            death.DeathExOfficio,
            death.decide_ex_officio,
            "依职权注销死亡人员户口",
            "death, ex officio",
            "公治明发〔2017〕393号; notice 002 三(三)2",
        ),
        Kind(moves.MoveIn, moves.decide_in, "迁入登记", "move in", "户口登记条例 art. 13"),
        Kind(moves.MoveOut, moves.decide_out, "迁出登记", "move out", "户口登记条例 art. 10"),
        Kind(
            moves.ArrivalConfirmed,
            moves.decide_arrival,
            "迁往地落户确认",
            "arrival confirmed",
            "户口登记条例 arts 6, 10",
        ),
        Kind(moves.MoveWithin, moves.decide_within, "县内迁移", "move within the county", "户口登记条例 arts 10, 13"),
        Kind(households.HouseholdSplit, households.decide_split, "分户登记", "household split", "户口登记条例 art. 19"),
        Kind(households.HouseholdMerge, households.decide_merge, "并户登记", "household merge", "户口登记条例 art. 19"),
        Kind(
            households.ChangeOfReferencePerson,
            households.decide_reference_person,
            "变更户主",
            "change of reference person",
            "户口登记条例 art. 5",
        ),
        Kind(corrections.Correction, corrections.decide, "变更更正", "correction", "户口登记条例 arts 17-18"),
        Kind(
            cancellations.Cancellation,
            cancellations.decide_cancellation,
            "注销户口",
            "cancellation",
            "户口登记条例 arts 11, 18",
        ),
        Kind(
            cancellations.Restoration,
            cancellations.decide_restoration,
            "恢复户口",
            "restoration",
            "国办发〔2015〕96号 二(四)-(六)",
        ),
        Kind(duplicates.Link, duplicates.decide_link, "重户合并", "link of duplicate records", "户口登记条例 art. 6"),
        Kind(duplicates.Unlink, duplicates.decide_unlink, "撤销重户合并", "unlink", "户口登记条例 art. 6"),
        Kind(
            residences.ResidenceDeclared,
            residences.decide_declared,
            "居住登记",
            "residence declared",
            "户口登记条例 art. 15; 居住证暂行条例 art. 2",
        ),
        Kind(
            residences.ResidenceDeparted,
            residences.decide_departed,
            "离开登记",
            "residence departed",
            "户口登记条例 art. 15",
        ),
        Kind(reversals.Reversal, reversals.decide_reversal, "撤销登记事项", "reversal", "户口登记条例 art. 18"),
        Kind(reversals.BatchUndone, reversals.decide_batch_undone, "撤销批次", "batch undone", "户口登记条例 art. 18"),
        Kind(
            reversals.Erasure,
            reversals.decide_erasure,
            "删除个人信息",
            "erasure",
            "个人信息保护法 art. 47",
            irreversible=True,
        ),
        _of_places(place_naming.PlaceNamed, place_naming.decide_named, "地名命名", "place named", _NAMES),
        _of_places(place_naming.PlaceRenamed, place_naming.decide_renamed, "地名更名", "place renamed", _NAMES),
        _of_places(place_naming.PlaceRetired, place_naming.decide_retired, "地名销名", "place name retired", _NAMES),
        _of_places(place_addresses.AddressesNew, place_addresses.decide_new, "编制地址", "new addresses", _ADDRESSES),
        _of_places(
            place_addresses.AddressesRenumbered,
            place_addresses.decide_renumbered,
            "变更门牌号",
            "addresses renumbered",
            _ADDRESSES,
        ),
        _of_places(place_lineage.AddressSplit, place_lineage.decide_split, "地址拆分", "address split", _ADDRESSES),
        _of_places(
            place_lineage.AddressesMerged, place_lineage.decide_merged, "地址合并", "addresses merged", _ADDRESSES
        ),
        _of_places(
            place_lineage.AddressesDemolished,
            place_lineage.decide_demolished,
            "地址拆除注销",
            "addresses demolished",
            _ADDRESSES,
        ),
        _of_places(
            place_lineage.DuplicatesRetired,
            place_lineage.decide_duplicates,
            "重复地址清理",
            "duplicate addresses retired",
            "notice 002 三(五)1",
        ),
        _of_places(
            place_addresses.AddressesCertified,
            place_addresses.decide_certified,
            "地址认证",
            "addresses certified",
            "notice 002 三(五)1-3",
        ),
        _of_places(
            place_positions.AddressesLocated,
            place_positions.decide_located,
            "地址定位",
            "addresses located",
            _ADDRESSES,
        ),
        _of_places(
            place_buildings.BuildingRegistered,
            place_buildings.decide_registered,
            "房屋登记",
            "building registered",
            _BUILDINGS,
        ),
        _of_places(
            place_buildings.BuildingChanged,
            place_buildings.decide_changed,
            "房屋变更",
            "building changed",
            _BUILDINGS,
        ),
        _of_places(
            place_buildings.DwellingsStated,
            place_buildings.decide_stated,
            "住房状况登记",
            "dwellings stated",
            "notice 001 一(三), 二(三)",
        ),
        _of_places(
            place_divisions.DivisionChanged,
            place_divisions.decide_changed,
            "区划变更",
            "division changed",
            "行政区划管理条例 arts 2-3",
        ),
    )
}
