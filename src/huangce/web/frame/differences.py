"""Where two written values differ, character by character, as an officer's eye compares them.

Equal characters stay plain; what only one side has is marked; two swapped neighbours are marked as such, the most
common slip in a number that was typed from paper.
"""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import Final, NamedTuple

SAME: Final = ""
DIFFERS: Final = "diff"
MOVED: Final = "diff diff--moved"


class Piece(NamedTuple):
    """A run of characters and the class of its mark; "" for none."""

    text: str
    mark: str


def differences(left: str, right: str) -> tuple[list[Piece], list[Piece]]:
    """Return both values in pieces, with a mark on what differs. Nothing is marked where a side is empty.

    >>> differences("罗桂兰", "罗贵兰")[0]
    [Piece(text='罗', mark=''), Piece(text='桂', mark='diff'), Piece(text='兰', mark='')]
    >>> differences("0621", "0261")[1]
    [Piece(text='0', mark=''), Piece(text='26', mark='diff diff--moved'), Piece(text='1', mark='')]
    """
    if not left or not right or left == right:
        return _plain(left), _plain(right)
    if len(left) == len(right):
        return _aligned(left, right)
    pieces: tuple[list[Piece], list[Piece]] = ([], [])
    matcher = SequenceMatcher(None, left, right, autojunk=False)
    for what, a, b, c, d in matcher.get_opcodes():
        for side, text in zip(pieces, (left[a:b], right[c:d]), strict=True):
            if text:
                side.append(Piece(text, SAME if what == "equal" else DIFFERS))
    return pieces


def _plain(text: str) -> list[Piece]:
    return [Piece(text, SAME)] if text else []


def _aligned(left: str, right: str) -> tuple[list[Piece], list[Piece]]:
    """Values of one length are compared place by place: numbers, dates, most names."""
    marks = [SAME if a == b else DIFFERS for a, b in zip(left, right, strict=True)]
    for i in range(len(left) - 1):
        if marks[i] == DIFFERS and (left[i], left[i + 1]) == (right[i + 1], right[i]):
            marks[i] = marks[i + 1] = MOVED
    return _runs(left, marks), _runs(right, marks)


def _runs(text: str, marks: list[str]) -> list[Piece]:
    found: list[Piece] = []
    for sign, mark in zip(text, marks, strict=True):
        if found and found[-1].mark == mark:
            found[-1] = Piece(found[-1].text + sign, mark)
        else:
            found.append(Piece(sign, mark))
    return found
