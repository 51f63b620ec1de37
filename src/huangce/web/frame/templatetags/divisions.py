"""The field in which a division is chosen. `{% load divisions %}`, then `{% division_input "division" division %}`."""

from __future__ import annotations

from typing import Any

from django import template
from django.template import Context

from huangce.web.frame.divisions import offer

register = template.Library()


@register.inclusion_tag("frame/division_input.html", takes_context=True)
def division_input(
    context: Context,
    name: str,
    value: str | None = "",
    *,
    prefix: str = "",
    key: str = "",
    chord: int = 0,
    required: bool = False,
    autofocus: bool = False,
    country: bool = False,
) -> dict[str, Any]:
    """The field and what is offered beside it; its label stands in the form, for `prefix` and `name` together.

    `country`: every division of the country may be meant, not only the own ones.
    """
    grants = context["request"].grants
    return {
        "name": name,
        "value": value or "",
        "id": prefix + name,
        "key": key,
        "chord": chord,
        "required": required,
        "autofocus": autofocus,
        "country": country,
        **offer(value or "", grants, country=country),
    }
