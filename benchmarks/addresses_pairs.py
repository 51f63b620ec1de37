"""Same, partly the same, different: the engine's judgement on labelled pairs beside two baselines, in one run.

`python benchmarks/addresses_pairs.py PAIRS.jsonl.gz`; each line has a `query` and `candidate` texts with labels
完全匹配 (same), 部分匹配 (partly), 不匹配 (different). The baselines get the thresholds that suit this very file best.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections.abc import Callable, Sequence

import numpy as np
from rapidfuzz.distance import Levenshtein

from huangce.addressing import parse_many
from huangce.addressing.likeness import DIFFERENT, PARTLY, SAME
from huangce.addressing.mentions import mention

CLASSES = {"完全匹配": SAME, "部分匹配": PARTLY, "不匹配": DIFFERENT}


def measures(truth: Sequence[str], guess: Sequence[str]) -> tuple[float, float]:
    """Return accuracy and macro F1 in percent."""
    f1 = []
    for name in (SAME, PARTLY, DIFFERENT):
        right = sum(t == g == name for t, g in zip(truth, guess, strict=True))
        f1.append(2 * right / max(1, sum(t == name for t in truth) + sum(g == name for g in guess)))
    accuracy = sum(t == g for t, g in zip(truth, guess, strict=True)) / len(truth)
    return 100 * accuracy, 100 * sum(f1) / 3


def baseline(
    pairs: list[tuple[str, str]], truth: list[str], likeness: Callable[[str, str], float]
) -> tuple[float, float]:
    """Return the best macro F1 (with its accuracy) that two thresholds on a likeness can reach."""
    scores = np.array([likeness(a, b) for a, b in pairs])
    best = (0.0, 0.0)
    for low in np.arange(0.2, 0.9, 0.05):
        for high in np.arange(low + 0.05, 1.0, 0.05):
            guess = np.where(scores >= high, SAME, np.where(scores >= low, PARTLY, DIFFERENT)).tolist()
            best = max(best, measures(truth, guess), key=lambda m: m[1])
    return best


def tokens(a: str, b: str) -> float:
    """Return the share of character pairs that two texts have in common."""
    one, other = ({t[i : i + 2] for i in range(len(t) - 1)} for t in (a, b))
    return len(one & other) / max(1, len(one | other))


def main(path: str) -> None:
    """Print the three rows."""
    pairs, truth = [], []
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            record = json.loads(line)
            for candidate in record["candidate"]:
                pairs.append((record["query"], candidate["text"]))
                truth.append(CLASSES[candidate["label"]])
    first, second = (parse_many([pair[side] for pair in pairs]) for side in (0, 1))
    rows = {
        "edit distance, best thresholds": baseline(pairs, truth, Levenshtein.normalized_similarity),
        "character pairs, best thresholds": baseline(pairs, truth, tokens),
        "huangce": measures(truth, [mention(a, b) for a, b in zip(first, second, strict=True)]),
    }
    print(f"{len(pairs)} pairs{'':<26}{'accuracy':>10}{'macro F1':>10}")
    for name, (accuracy, macro) in rows.items():
        print(f"{name:<38}{accuracy:>10.1f}{macro:>10.1f}")


if __name__ == "__main__":
    main(sys.argv[1])
