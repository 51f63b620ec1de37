"""Segments of shared memory that killed servers left are found and freed, and no others."""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys

import pytest

from huangce.home import shared_memory

GET = "import ctypes, sys; print(ctypes.CDLL(None).shmget(0, int(sys.argv[1]), 0o1600))"
IPC_RMID = 0


def _segment(size: int) -> int:
    """Make a segment and end, as a killed server does."""
    done = subprocess.run([sys.executable, "-c", GET, str(size)], capture_output=True, text=True, check=True)
    return int(done.stdout)


@pytest.fixture
def left() -> int:
    number = _segment(56)
    yield number
    ctypes.CDLL(None).shmctl(number, IPC_RMID, None)


def test_it_works(left):
    assert left in shared_memory.unused(os.geteuid())
    assert shared_memory.remove_unused(os.geteuid()) >= 1
    assert left not in shared_memory.unused(os.geteuid())


def test_segments_of_other_users_or_of_other_programs_are_left_alone(left):
    assert left not in shared_memory.unused(os.geteuid() + 1)
    large = _segment(1 << 20)
    try:
        assert large not in shared_memory.unused(os.geteuid())
    finally:
        ctypes.CDLL(None).shmctl(large, IPC_RMID, None)


def test_segments_that_a_living_process_made_are_left_alone():
    number = ctypes.CDLL(None).shmget(0, 56, 0o1600)
    try:
        assert number not in shared_memory.unused(os.geteuid())
    finally:
        ctypes.CDLL(None).shmctl(number, IPC_RMID, None)
