"""A worker gets ready before it is asked, and computes what is of the day beside the first who ask."""

from __future__ import annotations

from datetime import date

import pytest
from django.conf import settings
from django.template.loaders import cached
from django.urls import get_resolver
from django.utils import translation

from huangce.places import kept
from huangce.register.keeper import Keeper
from huangce.statistics import board as boards
from huangce.statistics import trend as trends
from huangce.web import warming
from huangce.web.frame.compiled import Loader
from tests.places import town
from tests.register.conftest import open_house

TODAY = date(2026, 6, 1)


def test_it_works(monkeypatch):
    asked: list[str] = []
    get = cached.Loader.get_template

    def told(self: Loader, name: str, skip: object = None) -> object:
        asked.append(f"{translation.get_language()} {name}")
        return get(self, name, skip)

    monkeypatch.setattr(cached.Loader, "get_template", told)
    warming.load()
    assert get_resolver().reverse("work") == "my-work/"
    for language, _words in settings.LANGUAGES:
        assert {f"{language} frame/base.html", f"{language} places/doubts.html"} <= set(asked)


@pytest.mark.usefixtures("committed_db")
def test_a_register_without_anything_is_looked_at_without_harm():
    warming.look(TODAY)


@pytest.mark.usefixtures("committed_db")
def test_what_is_of_the_day_is_kept_before_anybody_asks(monkeypatch):
    keeper = Keeper[object](kept=24)
    monkeypatch.setattr(kept, "_keeper", keeper)
    open_house(division=town.VILLAGE, address_id=town.load()[0])
    for one in (boards.views, trends.histories):
        one.forget()
    warming.look(TODAY)
    computed: list[str] = []
    monkeypatch.setattr(boards, "view_of", lambda *_given, **_more: computed.append("figures"))
    monkeypatch.setattr(trends, "_held", lambda *_given: computed.append("trend"))
    boards.board(as_of=TODAY)
    trends.trend(as_of=TODAY, today=TODAY)
    assert not computed
    assert sorted(key[-1].split()[0] for key in keeper._kept) == ["completeness", "doubts"]
