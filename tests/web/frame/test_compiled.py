"""Templates compiled once for each language: the same page as Django's own tags would draw."""

from __future__ import annotations

import pytest
from django.template import Context, Engine, engines
from django.urls import NoReverseMatch, reverse
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from huangce.web.frame import compiled

PLAIN = Engine(libraries={"i18n": "django.templatetags.i18n"})


def drawn(source: str, language: str = "zh-hans", **context: object) -> str:
    with translation.override(language):
        return engines["django"].from_string(source).render(context)


def test_it_works() -> None:
    source = "{% trans '我的工作' %} {% url 'person' 7 %}"
    assert drawn(source) == "我的工作 /persons/7/"
    assert drawn(source, "en") == "My work /persons/7/"


def test_a_page_is_in_the_language_of_each_reader_in_turn() -> None:
    from django.template.loader import render_to_string

    menu = {"menu": [("登记", [("出生", "/acts/birth/", False)])]}
    found = []
    for language in ("zh-hans", "en", "zh-hans", "en"):
        with translation.override(language):
            found.append(render_to_string("frame/nav.html", menu))
    assert found[0] == found[2] != found[1] == found[3]
    assert "主菜单" in found[0]
    assert "主菜单" not in found[1]


@pytest.mark.parametrize(
    "tag",
    [
        "{% trans words %}",
        "{% trans '百分之100%' %}",
        "{% trans '我的工作' as kept %}{{ kept }}",
        "{% blocktrans %}我的工作{% endblocktrans %}",
        "{% blocktrans with name=words %}{{ name }}的{% endblocktrans %}",
        "{% blocktrans %}我的工作{{ nothing }}{{ words }}100%{% endblocktrans %}",
        "{% blocktrans count n=2 %}{{ n }} one{% plural %}{{ n }} more{% endblocktrans %}",
        "{% blocktrans with n=7 trimmed %}\n  {{ n }}\n{% endblocktrans %}{{ n }}",
        "{% url 'home' as kept %}{{ kept }}",
        "{% url 'no-such-page' as kept %}[{{ kept }}]",
        "{% url 'finding' finding %}",
        "{% url 'finding' 'a b/c' as kept %}[{{ kept }}]",
        "{% url 'rate' code='x' %}",
    ],
)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_each_tag_writes_what_the_one_of_django_writes(tag: str, language: str) -> None:
    given = {"words": "<我的工作>", "finding": "0a&b"}
    with translation.override(language):
        expected = PLAIN.from_string("{% load i18n %}" + tag).render(Context(given))
    assert drawn(tag, language, **given) == expected


@given(st.one_of(st.integers(), st.text(max_size=8), st.none(), st.booleans()))
def test_the_table_of_addresses_says_what_reverse_says_or_nothing(argument: object) -> None:
    for name in ("person", "finding", "rate-rows"):
        try:
            expected = reverse(name, args=(argument,))
        except NoReverseMatch:
            expected = None
        assert compiled.address_of(name, argument) in (expected, None)


def test_a_page_that_is_asked_for_with_nothing_in_its_place_is_none() -> None:
    with pytest.raises(NoReverseMatch):
        drawn("{% url 'person' nobody %}", nobody=None)
