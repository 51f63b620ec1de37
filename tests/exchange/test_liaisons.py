"""A liaison officer delivers and follows under the agreements of the own office; this office's own may choose any."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from huangce.errors import NotAllowed
from huangce.exchange import liaisons
from huangce.exchange.agreements import Agreement
from tests import lins, people
from tests.agreed import CREMATIONS

pytestmark = pytest.mark.django_db
ON = lins.NOW.date()
OTHER = "别县民政局"


def agreements() -> dict[str, Agreement]:
    return {"cremations": CREMATIONS, "cremations-2": replace(CREMATIONS, supplier=OTHER, code="cremations-2")}


def test_it_works() -> None:
    he, known = people.officer("he"), agreements()
    assert set(liaisons.open_to(known, he, ON)) == {"cremations"}
    liaisons.require(he, known["cremations"], ON)
    with pytest.raises(liaisons.NotOfOffice, match=OTHER):
        liaisons.require(he, known["cremations-2"], ON)
    named = liaisons.name(he, f" {OTHER} ", by=people.officer("lin"), now=lins.NOW)
    assert set(liaisons.open_to(known, he, ON)) == set(known)
    liaisons.end(named.pk, by=people.officer("lin"), now=lins.NOW + timedelta(days=1))
    assert not liaisons.may_use(he, known["cremations-2"], ON)
    with pytest.raises(liaisons.NoSuchLiaison):
        liaisons.end(named.pk, by=people.officer("lin"))


def test_who_loads_lists_may_choose_any() -> None:
    assert set(liaisons.open_to(agreements(), people.officer("lin"), ON)) == {"cremations", "cremations-2"}


def test_of_a_kind_that_the_own_office_does_not_deliver_the_others_stay_and_are_refused_by_name() -> None:
    known = {"cremations-2": agreements()["cremations-2"]}
    assert liaisons.open_to(known, people.officer("he"), ON) == known


def test_only_who_keeps_agreements_names_and_only_who_may_deliver_is_named() -> None:
    he, lin = people.officer("he"), people.officer("lin")
    with pytest.raises(NotAllowed):
        liaisons.name(he, OTHER, by=he)
    with pytest.raises(liaisons.LiaisonUnfounded):
        liaisons.name(people.officer("deng"), OTHER, by=lin)
    with pytest.raises(liaisons.LiaisonUnfounded):
        liaisons.name(he, "  ", by=lin)
    first = liaisons.name(he, OTHER, by=lin)
    assert liaisons.name(he, OTHER, by=lin).pk == first.pk
    assert [one.officer for one in liaisons.standing(OTHER)] == [he.pk]
