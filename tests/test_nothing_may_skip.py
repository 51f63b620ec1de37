"""Where everything that a test needs must be there, a skip is a failure."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
SKIPPING = {
    "a test that skips": "import pytest\n\ndef test_a():\n    pytest.skip('no server')\n",
    "a module that skips": "import pytest\npytest.skip('no server', allow_module_level=True)\n",
    "a mark": "import pytest\n\n@pytest.mark.skip\ndef test_a(): pass\n",
}


def _run(folder: Path, **environment: str) -> str:
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-p",
        "tests.conftest",
        "-c",
        ROOT / "pyproject.toml",
        "--rootdir",
        folder,
    ]
    given = {name: value for name, value in os.environ.items() if name != "HUANGCE_NOTHING_MAY_SKIP"}
    done = subprocess.run(
        [*command, folder], cwd=ROOT, env=given | environment, capture_output=True, text=True, check=False
    )
    return done.stdout.splitlines()[-1]


def test_a_skip_fails_only_where_nothing_may_skip(tmp_path):
    for number, text in enumerate(SKIPPING.values()):
        (tmp_path / f"test_skipping_{number}.py").write_text(text)
    assert "3 skipped" in _run(tmp_path)
    assert "error" in _run(tmp_path, HUANGCE_NOTHING_MAY_SKIP="1")
    (tmp_path / "test_skipping_1.py").unlink()
    assert "1 failed, 1 error" in _run(tmp_path, HUANGCE_NOTHING_MAY_SKIP="1")
