"""Addresses a second on one core, all columns, over generated addresses, beside the bare walk over their bytes."""

from __future__ import annotations

import time

import polars as pl

from huangce.addressing import parse_columns
from huangce.addressing.synthetic.grammar import Grammar


def main(count: int = 100_000) -> None:
    """Print addresses a second of processor time, best of three, and how much slower than counting characters it is."""
    grammar = Grammar(7)
    texts = pl.Series("text", ["".join(text for _, text in grammar.address()) for _ in range(count)])
    parse_columns(texts.head(100))
    best = bare = float("inf")
    for _ in range(3):
        began = time.thread_time()
        parse_columns(texts)
        best = min(best, time.thread_time() - began)
        began = time.thread_time()
        texts.str.len_chars()
        bare = min(bare, time.thread_time() - began)
    print(f"{count / best:,.0f} addresses/s; {best / max(bare, 1e-9):,.0f} times the time to count their characters")


if __name__ == "__main__":
    main()
