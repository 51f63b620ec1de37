"""What the feed of addresses says of a renaming, a renumbering, a split, a demolition, and of taking them back."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from huangce.exchange.models import FeedEntry
from huangce.rules.acts.place_addresses import NewDoor
from tests.exchange.feeds.conftest import read
from tests.places import town
from tests.places.town import reverse

Agree = Callable[..., None]
FIELDS = ("address", "standard", "former", "valid_from", "status", "came_from")


@pytest.fixture
def houses(committed_db: None, agree: Agree) -> list[int]:
    """A street with four houses and two flats, and an office that follows its addresses."""
    agree(code="plates", feed="address_changed", fields=FIELDS)
    return town.load()


def told(after: int = 0) -> list[tuple[str, ...]]:
    return [
        (one["event"], one["standard"].removeprefix("四川省达州市达川区石桥镇"), one["status"])
        for one in read("plates", after=after)["entries"]
    ]


def test_it_works(houses: list[int]) -> None:
    assert told() == []  # what a list brought is no change
    town.rename(town.street(), "解放大道")
    found = read("plates")["entries"]
    assert len(found) == len(houses)
    assert {one["event"] for one in found} == {"changed"}
    assert found[0]["address"] == str(houses[0])
    assert found[0]["former"].endswith("人民路1号")
    assert found[0]["standard"].endswith("解放大道1号")
    assert [one["sequence"] for one in found] == list(range(1, 7))


def test_a_renaming_that_is_taken_back_is_told_as_a_change_and_what_was_said_stays(houses: list[int]) -> None:
    act = town.rename(town.street(), "解放大道")
    first = read("plates")["entries"]
    reverse(act)
    again = read("plates")["entries"]
    assert again[:6] == first
    assert [one["follows"] for one in again[6:]] == list(range(1, 7))
    assert all("人民路" in one["standard"] for one in again[6:])


def test_a_renumbering_and_a_demolition_are_told_of_their_address_alone(houses: list[int]) -> None:
    town.demolish(houses[0])
    assert told() == [("changed", "人民路1号", "demolished")]


def test_a_split_tells_the_old_address_and_the_new_ones_with_their_descent(houses: list[int]) -> None:
    town.split(houses[1], NewDoor(plate="3号附1号"), NewDoor(plate="3号附2号"))
    found = read("plates")["entries"]
    events = {one["standard"][-4:]: (one["event"], one["came_from"]) for one in found}
    assert ("changed", None) in events.values()
    assert sum(event == "registered" and came == str(houses[1]) for event, came in events.values()) >= 2


def test_what_is_said_of_addresses_stands_with_the_entry(houses: list[int]) -> None:
    town.rename(town.street(), "解放大道")
    read("plates")
    assert FeedEntry.objects.get(sequence=1).said["standard"].endswith("解放大道1号")
