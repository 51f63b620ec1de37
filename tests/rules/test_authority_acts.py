"""The table of roles and the table of acts name the same acts."""

from __future__ import annotations

from huangce.rules.acts import KINDS
from huangce.rules.authority import ROLES


def test_every_act_can_be_recorded_by_some_role_and_approved_by_some():
    assert set().union(*(role.acts for role in ROLES.values())) == set(KINDS)
    assert set().union(*(role.approves for role in ROLES.values())) == set(KINDS)
