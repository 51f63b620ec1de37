"""What goes wrong in a written address, and what does not belong to it: notes, names, telephones, slips of the pen."""

from __future__ import annotations

import random
from typing import TypeAlias

from huangce.addressing.synthetic import lexicon as lx
from huangce.addressing.synthetic.numbers import Numbers

Labelled: TypeAlias = list[tuple[str, str]]

# A unit or floor that loses these is none any more: 单元 alone says nothing.
COUNTING = frozenset("0123456789零一二三四五六七八九十甲乙丙丁")


def note(rng: random.Random, numbers: Numbers) -> Labelled:
    """Return a note to the carrier."""
    pick = rng.random()
    if pick < 0.7:
        return [("redundant", rng.choice(lx.NOTES))]
    person = rng.choice(lx.NAME_CHARS) + "".join(rng.choices(lx.GIVEN_CHARS, k=rng.randint(1, 2)))
    if pick < 0.8:
        return [("redundant", person)]
    if pick < 0.9:
        return [("redundant", numbers.phone())]
    return [("redundant", person + rng.choice(("", " ", ",")) + numbers.phone())]


def disturbed(rng: random.Random, spans: Labelled) -> Labelled:
    """Return the spans with a slip of the pen now and then: a character lost or doubled, full-width digits."""
    out = []
    for label, text in spans:
        if len(text) > 2 and rng.random() < 0.006:
            place = rng.randrange(len(text))
            doubled = text[place] * 2 if rng.random() < 0.4 else ""
            lost = not doubled and text[place] in COUNTING
            out.append((label, text if lost else text[:place] + doubled + text[place + 1 :]))
        else:
            out.append((label, text))
    if rng.random() < 0.01:
        wide = {ord(c): ord(c) + 0xFEE0 for c in "0123456789-()#"}
        out = [(label, text.translate(wide)) for label, text in out]
    return out
