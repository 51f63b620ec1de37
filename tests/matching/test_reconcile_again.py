"""The same inputs give identical rows and ids: in another process, under another hash seed, with other threads, and
with the lists and their rows in another order."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from random import Random

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huangce.matching.reconcile import reconcile
from huangce.simulate.county import simulate
from tests.matching.registers import Inputs, inputs_of

KEY = b"the key of an office"
PERSONS = 600
PROGRAM = """
import sys
from pathlib import Path
from tests.matching.test_reconcile_again import digest_of
print(digest_of(Path(sys.argv[1])))
"""


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("again") / "county"
    simulate(folder, persons=PERSONS, seed=5)
    return folder


@pytest.fixture(scope="module")
def inputs(county: Path) -> Inputs:
    return inputs_of(county)


def digest(inputs: Inputs, lists: Mapping[str, pl.DataFrame]) -> str:
    """The SHA-256 of everything that a run says, in the order in which it says it."""
    found = reconcile(inputs.people, inputs.residents, lists, county=inputs.county, as_of=inputs.as_of, key=KEY)
    said = found.findings.write_ndjson() + found.counts.write_ndjson() + found.classes.write_ndjson()
    return hashlib.sha256(said.encode()).hexdigest()


def digest_of(folder: Path) -> str:
    """The same, of a county in a folder: what another process is asked for."""
    inputs = inputs_of(folder)
    return digest(inputs, inputs.lists)


def test_it_works(inputs: Inputs) -> None:
    assert digest(inputs, inputs.lists) == digest(inputs, inputs.lists)


@pytest.mark.parametrize(("seed", "threads"), [("0", "1"), ("4711", "3")])
def test_another_process_hash_seed_and_number_of_threads_say_the_same(
    county: Path, inputs: Inputs, seed: str, threads: str
) -> None:
    environment = {**os.environ, "PYTHONHASHSEED": seed, "POLARS_MAX_THREADS": threads, "OMP_NUM_THREADS": threads}
    told = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(county)],
        env=environment,
        cwd=Path(__file__).parents[2],
        check=True,
        capture_output=True,
        text=True,
    )
    assert told.stdout.strip() == digest(inputs, inputs.lists)


@settings(max_examples=2, deadline=None)
@given(random=st.randoms(use_true_random=False))
def test_lists_and_rows_in_another_order_say_the_same(inputs: Inputs, random: Random) -> None:
    """A row keeps its number: it is the file's, whatever the order in which it is read."""
    names = list(inputs.lists)
    random.shuffle(names)
    turned = {name: inputs.lists[name].sample(fraction=1, shuffle=True, seed=random.randrange(1000)) for name in names}
    assert digest(inputs, turned) == digest(inputs, inputs.lists)
