"""The house of the Lins in a sealed register, and an office that follows the deaths."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from huangce.exchange import agreement_store
from huangce.exchange.agreements import FeedAgreement
from huangce.exchange.feeds import pages
from huangce.rules.acts.cancellations import Restoration
from huangce.rules.acts.corrections import Correction
from huangce.rules.acts.death import Death
from huangce.rules.acts.reversals import Reversal
from tests import lins, people
from tests.register.conftest import House, do, open_house

DEATHS = FeedAgreement(
    code="deaths-hr",
    feed="death_registered",
    recipient="人力资源和社会保障局",
    purpose="停发养老金",
    legal_ground="资府办发〔2017〕14号 三(三)4",
    fields=("citizen_id", "name", "died_on"),
    frequency="每日",
    retention_months=6,
    answer_days=10,
    contact="养老待遇科",
)


@pytest.fixture
def house(committed_db: None) -> House:
    return open_house()


@pytest.fixture
def agree(committed_db: None) -> Callable[..., None]:
    """`agree(code=…, fields=…)`: record an agreement on deaths with other values."""

    def enter(**values: Any) -> None:
        agreement_store.enter(agreement_store.changed(DEATHS, **values), by=people.officer("lin"), now=lins.NOW)

    return enter


def death(person: int, day: int = 1) -> Death:
    return Death(happened_on=date(2026, 5, day), person=person, evidence=lins.shown("medical_death_certificate"))


def reversal(act: int, day: int = 1) -> Reversal:
    return Reversal(happened_on=date(2026, 5, day), act=act, reason="录错了人", approved_by=lins.CHEN.id)


def restoration(house: House, person: int) -> Restoration:
    return Restoration(
        happened_on=date(2026, 5, 20),
        person=person,
        trigger="wrongly_cancelled",
        household=house.id,
        evidence=lins.shown("investigation_record"),
        approved_by=lins.CHEN.id,
    )


def renamed(person: int, name: str) -> Correction:
    return Correction(
        happened_on=date(2026, 5, 21),
        record=person,
        group="identity",
        items={"name": name},
        evidence=lins.shown("archive"),
        approved_by=lins.CHEN.id,
    )


def read(code: str = "deaths-hr", **options: Any) -> dict[str, Any]:
    """A page, sealed a little later than everything."""
    return pages.page(code, by=people.officer("he"), now=lins.NOW + timedelta(minutes=1), **options)


__all__ = ["do"]
