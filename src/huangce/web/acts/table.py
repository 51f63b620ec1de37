"""The table of forms, and the choice pages that lead to them. One row more is one act more."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext_noop as _

from huangce.errors import NotFound
from huangce.web.acts.forms import buildings, divisions, households, lives, moves, others, places, standing
from huangce.web.acts.parts import Form

OF_PLACES: Final = (*places.FORMS, *buildings.FORMS, *divisions.FORMS)
FORMS: Final[dict[str, Form]] = {
    form.name: form
    for forms in (lives.FORMS, moves.FORMS, households.FORMS, standing.FORMS, others.FORMS, OF_PLACES)
    for form in forms
}


class NoSuchForm(NotFound):
    """There is no form {form}."""

    code = "no-such-form"


@dataclass(frozen=True, slots=True)
class Menu:
    """A page that asks which case it is: its title and its forms, each with a line that tells it from the others."""

    page: str
    zh: str
    forms: tuple[str, ...]


MENUS: Final = {
    menu.page: menu
    for menu in (
        Menu("act-moves", _("迁移"), ("move_within", "move_in", "move_out", "arrival_confirmed")),
        Menu("act-households", _("分户并户"), ("household_split", "household_merge", "change_of_reference_person")),
        Menu(
            "act-correction",
            _("变更更正"),
            (
                "correction",
                "correction_household",
                "address_normalised",
                "correction_residence",
                "cancellation",
                "restoration",
                "death_ex_officio",
                "reversal",
            ),
        ),
        Menu("act-residence", _("居住登记"), ("residence_declared", "residence_departed")),
        Menu("act-duplicates", _("重复记录"), ("link", "unlink")),
        Menu("act-places", _("地名地址登记"), tuple(form.name for form in OF_PLACES)),
    )
}


# The page in whose line of the menu a form stands: that of its menu, or its own.
PAGE_OF: Final = {"birth": "act-birth", "death": "act-death"} | {
    name: menu.page for menu in MENUS.values() for name in menu.forms
}


def form_of(name: str) -> Form:
    """Return a form, or raise `NoSuchForm`."""
    if name not in FORMS:
        raise NoSuchForm(form=name)
    return FORMS[name]
