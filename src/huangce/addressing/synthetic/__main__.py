"""Train the model that ships: `python -m huangce.addressing.synthetic [ADDRESSES]`, some minutes on one core."""

from __future__ import annotations

import sys

from huangce.addressing.labels import LABELS
from huangce.addressing.reading import MODEL
from huangce.addressing.synthetic.grammar import Grammar
from huangce.addressing.tagger import save
from huangce.addressing.training import train

SEED = 11


def main(count: int = 200_000) -> None:
    """Draw the addresses, train on them, and replace the shipped model."""
    grammar = Grammar(SEED)
    addresses = [grammar.address() for _ in range(count)]
    save(train(addresses, LABELS, report=_report), LABELS, MODEL)


def _report(epoch: int, loss: float) -> None:
    sys.stdout.write(f"epoch {epoch}: loss {loss:.3f}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:]))
