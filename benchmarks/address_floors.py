"""What labelled floors look like, which the engine finds, and where labels part a number into floor and door.

`python -m benchmarks.address_floors FILE.bio.gz`. The first table sorts the labelled floors of a file by what the text
shows; what no rule can find shows how high F1 of floors can be on this file. The second counts bare numbers after a
building or unit by province and digits: where floor and door stand in one number, and where such a number is a room.
"""

from __future__ import annotations

import re
import sys
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path

from huangce.addressing import parse_many
from huangce.addressing.bio import read_bio
from huangce.addressing.evaluation import Place, spans_of

SOUTHWEST = ("重庆", "贵州", "四川", "广西", "辽宁")  # and all others together
CUT = "begins or ends inside a number"


def kind_of(text: str, spans: Sequence[Place], at: int) -> str:
    """Return what the text shows of the labelled floor `spans[at]`."""
    _, start, end = spans[at]
    written = text[start:end]
    following = spans[at + 1][0] if at + 1 < len(spans) else ""
    if (text[start - 1 : start + 1].isdigit() and start) or (text[end - 1 : end + 1].isdigit() and end < len(text)):
        return CUT
    if re.search("号[楼搂]$", written):
        return "is called 号楼"
    if following in {"cellno", "floorno"} and written.endswith("楼"):
        return "is a 楼 before a unit or another floor"
    if "单元" in written or not re.search(r"[0-9a-z\u4e00-\u9fff\u2160-\u217f]", written):
        return "is called 单元, or is a mark"
    return "is a floor by any reading"


def number_after(text: str, spans: Sequence[Place]) -> list[tuple[str, str, str]]:
    """Return (word before, number, labels with their lengths) of each bare number after a word for building or unit."""
    out = []
    for match in re.finditer("(号楼|栋|幢|座|单元)([0-9]{2,5})(?![0-9a-z楼层单])", text):
        start, end = match.span(2)
        over = "+".join(
            f"{label.removesuffix('no')}{min(b, end) - max(a, start)}" for label, a, b in spans if a < end and b > start
        )
        out.append((match[1], match[2], over))
    return out


def shape(number: str) -> str:
    """Return how many digits a number has, and for three and four whether its end could be a door on a floor."""
    if len(number) not in {3, 4}:
        return f"{len(number)} digits"
    return f"{len(number)} digits, {'x0y' if number[-2] == '0' else 'to 20' if int(number[-2:]) <= 20 else 'over 20'}"


def main(path: Path) -> None:
    """Print both tables of a file."""
    labelled = read_bio(path)
    texts = ["".join(text for _, text in address) for address in labelled]
    kinds: Counter[str] = Counter()
    found: Counter[str] = Counter()
    numbers: dict[tuple[str, str, str], Counter[str]] = defaultdict(Counter)
    wrong = 0
    for text, address, parsed in zip(texts, labelled, parse_many(texts), strict=True):
        spans = spans_of(address)
        read = {(s.start, s.end) for s in parsed.spans if s.label == "floorno"}
        for at, (label, start, end) in enumerate(spans):
            if label == "floorno":
                kind = kind_of(text, spans, at)
                kinds[kind] += 1
                found[kind] += (start, end) in read
                read.discard((start, end))
        wrong += len(read)
        province = (parsed.resolved["province"] or "")[:2]
        for word, number, over in number_after(text, spans):
            where = province if province in SOUTHWEST else "elsewhere"
            numbers[where, "unit" if word == "单元" else "building", shape(number)][over] += 1
    print("| labelled as floor | in the file | found |\n|---|---|---|")
    for kind, count in kinds.most_common():
        print(f"| {kind} | {count} | {found[kind]} |")
    total, right = sum(kinds.values()), sum(found.values())
    print(f"\n{right} of {total} found, {wrong} more are none: F1 {200 * right / (right + wrong + total):.1f}")
    print("\n| province | after a | number | count | labels and their lengths |\n|---|---|---|---|---|")
    for key in sorted(numbers):
        over = numbers[key]
        if any("floor" in labels and "+" in labels for labels in over):
            told = ", ".join(f"{labels} {count}" for labels, count in over.most_common(4))
            print(f"| {' | '.join(key)} | {sum(over.values())} | {told} |")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
