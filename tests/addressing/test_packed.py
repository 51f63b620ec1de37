"""The tables of all divisions are kept in one mapped file; a file that is not whole is never believed."""

from __future__ import annotations

import importlib
import os
import sys
from pathlib import Path

import numpy as np
import pytest

from huangce.addressing import gazetteer, packed
from huangce.addressing.compiled import keep_byte_code

ARRAYS = {
    "names": np.arange(1000, dtype=np.int64),
    "current": np.array([True, False, True]),
    "none": np.zeros(0, np.int32),
}


def test_it_works(tmp_path: Path) -> None:
    path = tmp_path / "a.gazetteer"
    packed.write(ARRAYS, path)
    for name, array in packed.mapped(path, check=True).items():
        assert array.dtype == ARRAYS[name].dtype
        assert array.tolist() == ARRAYS[name].tolist()


def test_a_new_file_takes_the_place_of_earlier_ones(tmp_path: Path) -> None:
    packed.write(ARRAYS, tmp_path / "old.gazetteer")
    packed.write(ARRAYS, tmp_path / "new.gazetteer")
    assert [p.name for p in tmp_path.iterdir()] == ["new.gazetteer"]


@pytest.mark.parametrize("keep", [0, 10, 30, 500, 4000])
def test_a_file_cut_short_is_refused(tmp_path: Path, keep: int) -> None:
    path = tmp_path / "a.gazetteer"
    packed.write(ARRAYS, path)
    path.write_bytes(path.read_bytes()[:keep])
    with pytest.raises(packed.BrokenTables):
        packed.mapped(path)


def test_a_changed_byte_is_found_by_its_checksum(tmp_path: Path) -> None:
    path = tmp_path / "a.gazetteer"
    packed.write(ARRAYS, path)
    whole = bytearray(path.read_bytes())
    whole[whole.index((77).to_bytes(8, "little"))] ^= 1
    path.write_bytes(whole)
    with pytest.raises(packed.BrokenTables):
        packed.mapped(path, check=True)


def test_the_kept_tables_are_those_that_would_be_built() -> None:
    kept = gazetteer.shipped()
    assert len(kept.gazetteer.codes) == len(kept.written) == len(kept.gazetteer.level)
    assert kept.gazetteer.level_first.tolist()[-1] == len(kept.gazetteer.by_level)
    assert np.all(kept.gazetteer.parent[kept.gazetteer.level > 0] >= -1)


def test_byte_code_is_kept_once_and_anew_when_its_source_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(tmp_path))
    source = tmp_path / "kept_for_this_test.py"
    source.write_text("value = 1\n")
    module = importlib.import_module(source.stem)
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path / "kept"))
    assert keep_byte_code([module, sys]) == 1
    assert keep_byte_code([module]) == 0
    os.utime(source, (1, 1))
    assert keep_byte_code([module]) == 1
    assert keep_byte_code([module]) == 0
