"""What goes wrong in a written address, and what does not belong to it: notes, names, telephones, slips of the pen."""

from __future__ import annotations

import random
import re
from typing import TypeAlias

from huangce.addressing.synthetic import lexicon as lx
from huangce.addressing.synthetic.numbers import Numbers

Labelled: TypeAlias = list[tuple[str, str]]

COURTYARD = re.compile("[0-9]+号大?院")
# A unit or floor that loses these is none any more: 单元 alone says nothing.
COUNTING = frozenset("0123456789零一二三四五六七八九十甲乙丙丁")


def note(rng: random.Random, numbers: Numbers) -> Labelled:
    """Return a note to the carrier."""
    pick = rng.random()
    if pick < 0.7:
        return [("redundant", rng.choice(lx.NOTES))]
    person = person_of(rng)
    if pick < 0.78:
        return [("redundant", person)]
    if pick < 0.84:
        return [("redundant", person + rng.choice(("收", "收", "(收)", "代收", "转", "先生", "女士", "老师")))]
    if pick < 0.91:
        return [("redundant", rng.choice(("", "", "电话", "电话:", "手机：", "联系电话")) + telephone(rng, numbers))]
    return [("redundant", person + rng.choice(("", " ", ",")) + telephone(rng, numbers))]


def person_of(rng: random.Random) -> str:
    """Return a made-up name of a person."""
    return rng.choice(lx.NAME_CHARS) + "".join(rng.choices(lx.GIVEN_CHARS, k=rng.randint(1, 2)))


def telephone(rng: random.Random, numbers: Numbers) -> str:
    """Return a mobile telephone, or one of a household with the code of its city."""
    if rng.random() < 0.8:
        return numbers.phone()
    return f"0{rng.randint(100, 999)}-{rng.randint(1_000_000, 9_999_999)}"


def sender(rng: random.Random) -> Labelled:
    """Return what stands before an address on a parcel."""
    before = rng.choice(("收件人", "收货人", "姓名", "联系人", ""))
    colon = rng.choice((":", "：", " ")) if before else ""
    after = rng.choice(("，地址：", " 地址:", "，", " ", ",住址："))
    return [("redundant", before + colon + person_of(rng) + after)]


def arrived(rng: random.Random, spans: Labelled) -> Labelled:
    """Return the spans as they arrive: with a sign or the sender's line before them, and slips of the pen."""
    # A courtyard after its street is the plate: 建国路88号院3号楼.
    out = [
        ("roadno" if before == "road" and label == "poi" and COURTYARD.fullmatch(text) else label, text)
        for (before, _), (label, text) in zip([("", ""), *spans], spans, strict=False)
    ]
    if rng.random() < 0.02:
        out = [("redundant", rng.choice(("-", "_", "（", "(", " ", ","))), *out]
    if rng.random() < 0.006:
        out = sender(rng) + out
    return disturbed(rng, out)


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
