"""Train the model that ships: `python -m huangce.addressing.synthetic [ADDRESSES]`, some ten minutes on one core.

It is the mean of several fields, each trained on addresses of its own: that is worth more than one field trained on as
many, which learns the grammar's habits by heart.
"""

from __future__ import annotations

import sys

from huangce.addressing.labels import LABELS
from huangce.addressing.reading import MODEL
from huangce.addressing.synthetic.grammar import Grammar
from huangce.addressing.tagger import save
from huangce.addressing.training import Weights, fit, mean_of, prepare, rounded

SEEDS = range(11, 19)
EPOCHS, RATE, BITS = 5, 0.15, 16


def main(count: int = 150_000) -> None:
    """Draw addresses and train on them, once for each seed, and replace the shipped model."""
    save(rounded(mean_of([_trained(seed, count) for seed in SEEDS])), LABELS, MODEL)


def _trained(seed: int, count: int) -> Weights:
    grammar = Grammar(seed)
    data = prepare([grammar.address() for _ in range(count)], LABELS)

    def report(epoch: int, loss: float) -> None:
        sys.stdout.write(f"seed {seed}, epoch {epoch}: loss {loss:.3f}\n")
        sys.stdout.flush()

    return fit(data, LABELS, epochs=EPOCHS, rate=RATE, bits=BITS, seed=seed, report=report)


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:]))
