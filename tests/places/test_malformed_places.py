"""Whatever is sent about a place that exists: it is recorded or refused by name, and a refused act leaves nothing."""

from __future__ import annotations

from typing import Any

import pytest

from huangce.rules.authority import PLACES
from tests import lins
from tests.places import town
from tests.register.test_malformed import POISON, attempt, counted, places, spoiled

DAY = "2026-05-01"


def payloads(houses: list[int]) -> dict[str, dict[str, Any]]:
    """One act of each kind that the town could bring, in plain values."""
    common = {"happened_on": DAY, "evidence": [{"kind": "archive"}], "approved_by": lins.CHEN.id}
    door = {"plate": "21", "longitude": "107.5", "latitude": "31.2", "datum": "gcj02", "use": "住宅"}
    moved = {"address": houses[0], "plate": "23号", "thoroughfare": 0, "compound": town.street("阳光花园")}
    return {
        "place_named": {
            **common, "place_kind": "thoroughfare", "name": "文昌路",
            "division": town.VILLAGE, "former_names": ["老街"],
        },
        "place_renamed": {**common, "place": town.street(), "name": "和平路"},
        "place_retired": {**common, "place": town.name("长征路"), "reason": "x"},
        "addresses_new": {**common, "division": town.VILLAGE, "thoroughfare": town.street(), "entries": [door]},
        "addresses_renumbered": {**common, "lines": [moved]},
        "address_split": {**common, "address": houses[0], "into": [door, {"plate": "25"}]},
        "addresses_merged": {**common, "addresses": houses[:2], "into": [door]},
        "addresses_demolished": {**common, "addresses": houses[:2], "reason": "x"},
        "duplicates_retired": {**common, "addresses": houses[:1], "kept": houses[1]},
        "division_changed": {
            **common, "division": town.VILLAGE, "change_kind": "renamed", "from_name": "石桥镇", "name": "新桥镇",
        },
        "addresses_certified": {**common, "addresses": houses[:2]},
        "addresses_located": {
            **common, "points": [{"address": houses[0], "longitude": "107.5", "latitude": "31.2", "datum": "bd09"}]
        },
        "building_registered": {**common, **_building(), "address": houses[0]},
        "building_changed": {**common, **_building(), "building": town.building(houses[1]), "address": houses[2]},
        "dwellings_stated": {
            **common,
            "statements": [
                {"address": houses[4], "occupancy": "vacant", "found_how": "visited", "dwelling_use": "residential",
                 "title_status": "none", "title_reference": "12号"}
            ],
        },
    }  # fmt: skip


def _building() -> dict[str, Any]:
    """What may be said of a building."""
    corners = [("107.5", "31.2"), ("107.5", "31.2002"), ("107.5003", "31.2")]
    return {
        "building_use": "residential",
        "structure": "timber",
        "floors_above": 2,
        "floors_below": 0,
        "year_built": 1998,
        "permitted_on": "1997-01-01",
        "completed_on": "1998-05-01",
        "footprint": [{"longitude": longitude, "latitude": latitude} for longitude, latitude in corners],
        "title_status": "titled",
        "title_reference": "12号",
    }


@pytest.fixture
def houses(db: None) -> list[int]:
    """1, 3, 5 and 7 人民路, and the flats 101 and 102 of the compound at 9."""
    return town.load()


def test_it_works(houses):
    acts = payloads(houses)
    assert set(acts) == PLACES
    assert {kind: code for kind, payload in acts.items() if (code := attempt(kind, payload))} == {}


@pytest.mark.parametrize("kind", sorted(PLACES))
def test_one_spoiled_field_is_recorded_or_refused_by_name(houses, kind):
    payload = payloads(houses)[kind]
    before = counted()
    for path in places(payload):
        for poison in POISON:
            attempt(kind, spoiled(payload, path, poison))
    assert counted() == before
