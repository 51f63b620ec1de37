"""The plan of a building as SVG: its stacks side by side, the highest floor above, one cell a door.

Drawn with `currentColor` and strokes alone, so that it reads in light and dark, in print and as a file of its own. What
a cell is, is told by its form: a full frame is lived in, hatching is vacant, dots are not known, a cross is gone, a
double frame carries a doubt. It tells nothing of who lives there.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from xml.sax.saxutils import escape, quoteattr

from huangce.rules.buildings.finding import Doubt
from huangce.rules.buildings.grid import Cell, Grid, Stack


class CellState(StrEnum):
    """What is known of a dwelling."""

    OCCUPIED = "occupied"
    VACANT = "vacant"
    UNKNOWN = "unknown"
    GONE = "gone"


WIDTH, HEIGHT, GAP, LABEL, HEAD, FOOT = 60, 28, 24, 64, 26, 34
CHARACTER = 12
BESIDE = 40  # what a word of the legend has beside it: its frame and the gap to the next
# How each state is drawn: fill, and the dashes of the frame.
LOOKS: Mapping[CellState, tuple[str, str]] = {
    CellState.OCCUPIED: ("none", ""),
    CellState.VACANT: ("url(#vacant)", ""),
    CellState.UNKNOWN: ("none", "2 3"),
    CellState.GONE: ("none", "6 4"),
}
HATCH = (
    '<defs><pattern id="vacant" width="6" height="6" patternUnits="userSpaceOnUse">'
    '<path d="M0 6 6 0" stroke="currentColor" stroke-opacity=".35"/></pattern></defs>'
)


def draw(
    grid: Grid,
    *,
    title: str,
    states: Mapping[int, CellState],
    words: Mapping[str, str],
    doubts: Collection[Doubt] = (),
    links: Mapping[int, str] | None = None,
) -> str:
    """Return the plan as an SVG document.

    `states` says what is known of an address, UNKNOWN where it is silent. `words` gives the words of the plan: those of
    `CellState`, `floor` with `{floor}` in it, `no-floor`, `left-out`. `links` says where the cell of an address leads.
    """
    said = _Said(states, words, links or {})
    floors = sorted({one for stack in grid.stacks for one in _floors(stack, doubts)}, reverse=True)
    rows: list[int | None] = [*floors, *([None] if any(None in stack.floors for stack in grid.stacks) else [])]
    parts: list[str] = []
    left = LABEL
    for stack in grid.stacks:
        parts += _stack(stack, rows, left, said, [one for one in doubts if one.unit == stack.unit])
        left += max(1, len(stack.columns)) * WIDTH + GAP
    legend = sum(BESIDE + _wide(words[state]) for state in LOOKS) + _wide(f"? {words['left-out']}")
    wide = max(left - GAP, LABEL + WIDTH * 5, LABEL + legend) + 2
    high = HEAD + len(rows) * HEIGHT + FOOT
    for row, floor in enumerate(rows):
        label = words["no-floor"] if floor is None else words["floor"].format(floor=floor)
        parts.append(_text(LABEL - 6, HEAD + row * HEIGHT + 19, label, "end"))
    parts += _legend(high - 10, words)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}" width="{wide}" height="{high}"'
        f' role="{"group" if links else "img"}" aria-label={quoteattr(title)} font-size="12" fill="currentColor"'
        f' stroke="none">'
        f"<title>{escape(title)}</title>{HATCH}{''.join(parts)}</svg>"
    )


@dataclass(frozen=True, slots=True)
class _Said:
    """What is said of addresses: their states, in which words, and where each leads."""

    states: Mapping[int, CellState]
    words: Mapping[str, str]
    links: Mapping[int, str]


def _floors(stack: Stack, doubts: Collection[Doubt]) -> set[int]:
    left_out = {one.floor for one in doubts if one.unit == stack.unit and one.reason == "floor-left-out"}
    return {one for one in {*stack.floors, *left_out} if one is not None}


def _stack(
    stack: Stack,
    rows: list[int | None],
    left: int,
    said: _Said,
    doubts: Collection[Doubt],
) -> Iterator[str]:
    yield _text(left, HEAD - 8, stack.unit, "start", 'font-weight="600"')
    doubtful = {address for one in doubts for address in one.concerned}
    left_out = {(one.floor, one.column or stack.columns[0]) for one in doubts if one.reason.endswith("-left-out")}
    for row, floor in enumerate(rows):
        for at, column in enumerate(stack.columns):
            x, y = left + at * WIDTH, HEAD + row * HEIGHT
            cell = stack.at(floor, column)
            if cell is not None:
                yield from _cell(cell, x, y, said, doubtful)
            elif (floor, column) in left_out:
                yield _text(x + WIDTH // 2, y + 19, "?", "middle")


def _cell(cell: Cell, x: int, y: int, said: _Said, doubtful: Collection[int]) -> Iterator[str]:
    first = cell.doors[0]
    state = CellState.UNKNOWN if first.address is None else said.states.get(first.address, CellState.UNKNOWN)
    link = "" if first.address is None else said.links.get(first.address, "")
    fill, dashes = LOOKS[state]
    if link:
        told = f"{first.room or ''} {said.words[state]}"
        yield f"<a href={quoteattr(link)} aria-label={quoteattr(told.strip())}><title>{escape(told.strip())}</title>"
    yield _frame(x + 2, y + 2, (WIDTH - 4, HEIGHT - 4), fill, dashes)
    if state is CellState.GONE:
        yield f'<path d="M{x + 2} {y + 2}l{WIDTH - 4} {HEIGHT - 4}" stroke="currentColor"/>'
    if len(cell.doors) > 1 or any(one.address in doubtful for one in cell.doors):
        yield _frame(x + 4, y + 4, (WIDTH - 8, HEIGHT - 8))
    name = (first.room or "").removesuffix("室")
    count = f" ×{len(cell.doors)}" if len(cell.doors) > 1 else ""
    fit = f'textLength="{WIDTH - 12}" lengthAdjust="spacingAndGlyphs"' if _wide(name + count) > WIDTH - 12 else ""
    yield _text(x + WIDTH // 2, y + 19, name + count, "middle", fit)
    if link:
        yield "</a>"


def _legend(y: int, words: Mapping[str, str]) -> Iterator[str]:
    x = LABEL
    for state, (fill, dashes) in LOOKS.items():
        yield _frame(x, y - 11, (18, 13), fill, dashes)
        yield _text(x + 24, y, words[state], "start")
        x += BESIDE + _wide(words[state])
    yield _text(x, y, f"? {words['left-out']}", "start")


def _frame(x: int, y: int, size: tuple[int, int], fill: str = "none", dashes: str = "") -> str:
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    wide, high = size
    return f'<rect x="{x}" y="{y}" width="{wide}" height="{high}" fill="{fill}" stroke="currentColor"{dashed}/>'


def _text(x: int, y: int, text: str, anchor: str, more: str = "") -> str:
    return f'<text x="{x}" y="{y}" text-anchor="{anchor}"{" " + more if more else ""}>{escape(text)}</text>'


def _wide(text: str) -> int:
    """About how wide a text is in pixels: Chinese characters are twice as wide as digits."""
    return sum(CHARACTER if ord(one) > 0x2E7F else CHARACTER * 3 // 5 for one in text)
