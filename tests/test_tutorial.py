"""The tutorial can be followed: its commands are run as they stand, and what it shows is what they print.

A line that is shortened (`…`) is held against one line of the output, part by part; blanks in a row count as one.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from itertools import groupby
from pathlib import Path

import pytest

from tests.conftest import make_home, remove_home

PAGE = Path(__file__).parents[1] / "docs" / "tutorial.md"
BEGINS, ENDS = "Now step by step", "## 9. Leave"
FENCE = re.compile(r"```(\w*)\n(.*?)```", re.DOTALL)
NEXT = "--- what the next commands print ---"


def steps(text: str) -> list[tuple[str, list[str]]]:
    """Return the commands that stand together, each with the lines that the page shows after them.

    A program of the page is written into the file that its first line names.
    """
    found: list[tuple[str, list[str]]] = []
    for part in re.split(r"(```\w*\n.*?```)", text, flags=re.DOTALL):
        fence = FENCE.fullmatch(part)
        if fence is None:
            for is_code, lines in groupby(part.splitlines(), lambda line: line.startswith("    ")):
                if is_code:
                    found.append(("\n".join(line[4:] for line in lines), []))
        elif fence[1] == "python":
            name = fence[2].split()[1].rstrip(":")
            found.append((f"cat > {name} <<'PROGRAM'\n{fence[2]}PROGRAM", []))
        else:
            found[-1][1].extend(fence[2].splitlines())
    return found


def is_shown(line: str, printed: list[str]) -> bool:
    """Whether a line of the page is one of the output; `…` stands for anything."""
    parts = [re.escape(" ".join(part.split())) for part in line.split("…")]
    wanted = re.compile(r"\s*" + r".*".join(parts) + r"\s*")
    return any(wanted.fullmatch(" ".join(one.split())) for one in printed)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_what_the_tutorial_shows_is_what_its_commands_print():
    text = PAGE.read_text(encoding="utf-8")
    followed = steps(text[text.index(BEGINS) : text.index(ENDS)])
    folder = make_home()
    (folder / ".venv").symlink_to(Path(sys.executable).parents[1])
    script = f"\necho '{NEXT}'\n".join(commands for commands, _shown in followed)
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("HUANGCE_", "DATABASE_"))}
    try:
        ran = subprocess.run(
            ["bash", "-c", f"{script}\nhuangce stop"],
            cwd=folder,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
    finally:
        remove_home(folder / ".tutorial")
        shutil.rmtree(folder)
    outputs = [output.splitlines() for output in ran.stdout.split(f"{NEXT}\n")]
    assert len(outputs) == len(followed)
    missing = [
        (commands.splitlines()[0], line, output[:60])
        for (commands, shown), output in zip(followed, outputs, strict=True)
        for line in shown
        if not is_shown(line, output)
    ]
    assert missing == []
