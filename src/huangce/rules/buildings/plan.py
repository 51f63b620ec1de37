"""The plan of a building as SVG: its stacks side by side, the highest floor above, one cell a door.

Drawn with `currentColor` and strokes alone, so that it reads in light and dark, in print and as a file of its own. What
a cell is, is told by its form: a full frame is lived in, hatching is vacant, dots are not known, a cross is gone, a
double frame carries a doubt. It tells nothing of who lives there.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from xml.sax.saxutils import escape, quoteattr

from huangce.rules.buildings.finding import Doubt
from huangce.rules.buildings.grid import Grid
from huangce.rules.buildings.spots import CellState, Spot, floors_of, spots_of

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
    rows = floors_of(grid, doubts)
    parts: list[str] = []
    left = LABEL
    for stack in grid.stacks:
        parts.append(_text(left, HEAD - 8, stack.unit, "start", 'font-weight="600"'))
        for row, floor in enumerate(rows):
            for spot in spots_of(stack, floor, states=states, doubts=doubts):
                at = left + stack.columns.index(spot.column) * WIDTH, HEAD + row * HEIGHT
                parts += _spot(spot, *at, words=words, links=links or {})
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


def _spot(spot: Spot, x: int, y: int, *, words: Mapping[str, str], links: Mapping[int, str]) -> Iterator[str]:
    if not spot.doors:
        yield _text(x + WIDTH // 2, y + 19, spot.name, "middle")
        return
    first = spot.doors[0]
    link = "" if first.address is None else links.get(first.address, "")
    fill, dashes = LOOKS[spot.state]
    if link:
        told = f"{first.room or ''} {words[spot.state]}".strip()
        yield f"<a href={quoteattr(link)} aria-label={quoteattr(told)}><title>{escape(told)}</title>"
    yield _frame(x + 2, y + 2, (WIDTH - 4, HEIGHT - 4), fill, dashes)
    if spot.state is CellState.GONE:
        yield f'<path d="M{x + 2} {y + 2}l{WIDTH - 4} {HEIGHT - 4}" stroke="currentColor"/>'
    if spot.is_doubtful:
        yield _frame(x + 4, y + 4, (WIDTH - 8, HEIGHT - 8))
    fit = f'textLength="{WIDTH - 12}" lengthAdjust="spacingAndGlyphs"' if _wide(spot.name) > WIDTH - 12 else ""
    yield _text(x + WIDTH // 2, y + 19, spot.name, "middle", fit)
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
