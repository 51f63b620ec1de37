"""The ground of a building drawn to scale as SVG: its outline, the length of its walls, a scale and its area.

Requirements A14 (notice 001 一(三), 三 公安: 房屋平面图) and B1 (position). North is above. Drawn with `currentColor`
and strokes alone, as the plan of the doors is; over the size of a building a degree is as many metres everywhere.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr

from huangce.rules.numbering.chainage import METRES

SIZE, MARGIN, FOOT = 320.0, 46.0, 34.0
LABELLED = 34.0  # a wall that is drawn shorter than this has no room for its length
SCALES = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000)
Ring = Sequence[Sequence[float]]


def in_metres(ring: Ring) -> list[tuple[float, float]]:
    """Return the corners of a closed ring in metres to the east and to the north of its south-west.

    >>> in_metres([[107.5, 31.2], [107.5, 31.2009], [107.501, 31.2009], [107.5, 31.2]])[1]
    (0.0, 100.188)
    """
    west, south = (min(corner[axis] for corner in ring) for axis in (0, 1))
    narrowing = math.cos(math.radians(south))
    return [(round((x - west) * METRES * narrowing, 3), round((y - south) * METRES, 3)) for x, y in ring]


def area_of(ring: Ring) -> float:
    """Return the area of a closed ring in square metres."""
    sides = itertools.pairwise(in_metres(ring))
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in sides)) / 2


def draw_ground(ring: Ring, *, title: str, words: Mapping[str, str]) -> str:
    """Return the ground as an SVG document. `words`: `north`, `metres` with `{metres}`, `area` with `{area}`."""
    corners = in_metres(ring)
    wide, high = (max(corner[axis] for corner in corners) for axis in (0, 1))
    scale = (SIZE - 2 * MARGIN) / max(wide, high)
    spots = [(MARGIN + x * scale, MARGIN + (high - y) * scale) for x, y in corners]
    width, height = SIZE, high * scale + 2 * MARGIN + FOOT
    outline = " ".join(f"{x:.1f},{y:.1f}" for x, y in spots[:-1])
    parts = [f'<polygon points="{outline}" fill="currentColor" fill-opacity=".08" stroke="currentColor"/>']
    middle = sum(x for x, _ in spots[:-1]) / len(spots[:-1]), sum(y for _, y in spots[:-1]) / len(spots[:-1])
    for (begin, end), (here, there) in zip(itertools.pairwise(spots), itertools.pairwise(corners), strict=True):
        if math.dist(begin, end) >= LABELLED:
            parts.append(_length(begin, end, middle, words["metres"].format(metres=f"{math.dist(here, there):.1f}")))
    parts += _scale(scale, height - 12, words["metres"])
    parts.append(_text(width - 12, height - 14, words["area"].format(area=f"{area_of(ring):,.0f}"), "end"))
    parts.append(f'<path d="M{width - 20} 30V8m-4 7 4-7 4 7" fill="none" stroke="currentColor"/>')
    parts.append(_text(width - 20, 44, words["north"], "middle"))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}"'
        f' height="{height:.0f}" role="img" aria-label={quoteattr(title)} font-size="12" fill="currentColor"'
        f' stroke="none"><title>{escape(title)}</title>{"".join(parts)}</svg>'
    )


def _length(begin: tuple[float, float], end: tuple[float, float], middle: tuple[float, float], metres: str) -> str:
    """The length of a wall, outside of it."""
    x, y = (begin[0] + end[0]) / 2, (begin[1] + end[1]) / 2
    along = math.dist(begin, end)
    out = ((end[1] - begin[1]) / along, (begin[0] - end[0]) / along)
    if (x - middle[0]) * out[0] + (y - middle[1]) * out[1] < 0:
        out = (-out[0], -out[1])
    anchor = "middle" if abs(out[0]) < 0.5 else "start" if out[0] > 0 else "end"
    return _text(x + out[0] * 6, y + out[1] * 12 + 4, metres, anchor)


def _scale(scale: float, y: float, metres: str) -> list[str]:
    """A bar of a round number of metres, about a third of the drawing long."""
    length = max((one for one in SCALES if one * scale <= SIZE / 3), default=SCALES[0])
    end = 12 + length * scale
    return [
        f'<path d="M12 {y - 6:.1f}v6H{end:.1f}v-6" fill="none" stroke="currentColor"/>',
        _text(12, y - 9, metres.format(metres=length), "start"),
    ]


def _text(x: float, y: float, text: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'
