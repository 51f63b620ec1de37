"""Progress bars on a terminal, nothing elsewhere: everything that takes longer than two seconds shows how far it is."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def bars(*, quiet: bool = False) -> Iterator[Callable[[str, int, int], None]]:
    """Give a function `(step, done, of)` that draws one bar a step on standard error, if that is a terminal."""
    if quiet or not sys.stderr.isatty():
        yield lambda _step, _done, _of: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True)) as shown:
        tasks: dict[str, int] = {}

        def progress(step: str, done: int, of: int) -> None:
            if step not in tasks:
                tasks[step] = shown.add_task(step, total=of)
            shown.update(tasks[step], completed=done, total=of)  # type: ignore[arg-type]

        yield progress
