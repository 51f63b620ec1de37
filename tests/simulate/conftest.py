"""One simulated county of five thousand persons for all tests of the room."""

import pytest

from huangce.simulate import county

PERSONS, SEED = 5_000, 42


@pytest.fixture(scope="session")
def summary(tmp_path_factory):
    return county.simulate(tmp_path_factory.mktemp("county") / "lists", persons=PERSONS, seed=SEED)


@pytest.fixture(scope="session")
def folder(summary):
    return summary.folder
