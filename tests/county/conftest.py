"""A simulated county of 1,500 persons, written once a session."""

from __future__ import annotations

from pathlib import Path

import pytest

from huangce.accounts import officers
from huangce.accounts.models import Officer
from huangce.simulate.county import simulate
from tests.people import OPENED


@pytest.fixture(scope="session")
def county(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("county") / "lists"
    simulate(folder, persons=1500, seed=11)
    return folder


@pytest.fixture
def registrar(committed_db: None) -> Officer:
    """A registrar of the simulated county."""
    officer = officers.add("fang", "方", on=OPENED)
    officers.grant(officer, "registrar", "511703000000", by=None, on=OPENED)
    return officer
