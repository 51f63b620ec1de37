"""What the pages of notices call things."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from huangce.exchange.notices.ledger import HOUSEHOLDS, ActToTell, Party
from huangce.rules.acts import KINDS

STATES: Final = {
    "to_tell": _("还没有告知"),
    "told": _("已告知，等签收"),
    "acknowledged": _("已签收，等办结"),
    "completed": _("已办结"),
    "refused": _("对方不改"),
    "not_ours": _("与对方无关"),
    "withdrawn": _("登记已撤销，要收回"),
    "not_needed": _("不必告知"),
}
TONES: Final = {"completed": "done", "not_ours": "done", "refused": "doubt", "told": "wait", "acknowledged": "wait"}
STEPS: Final = {
    "told": _("已告知"),
    "acknowledged": _("对方已签收"),
    "completed": _("对方已办结"),
    "refused": _("对方不改，写明理由"),
    "not_ours": _("与对方无关"),
}


def name_of(party: Party) -> str:
    """Who is told."""
    return gettext("登记在这些地址的户") if party.key == HOUSEHOLDS else party.name


def state_of(found: ActToTell, party: Party) -> str:
    """Where the notice stands. A household is told, and there it ends; a feed takes back by itself."""
    state = party.standing.state
    if party.key == HOUSEHOLDS and state == "told":
        return gettext("已告知")
    if found.voids and state == "told":
        return gettext("已告知撤销，等签收")
    return gettext(STATES[state])


def tone_of(party: Party) -> str:
    """The tone of the chip."""
    if party.key == HOUSEHOLDS and party.standing.state == "told":
        return "done"
    return TONES.get(party.standing.state, "")


def kind_of(found: ActToTell) -> str:
    """The Chinese name of the act."""
    return KINDS[found.kind].zh
