# ruff: noqa: PLR0917  (loops for numba: arrays as positional arguments)
"""The two inner steps of decoding as vectors: all labels of a token at once.

A compiler that does not know whether two arrays overlap tests it in each loop and keeps sums in memory; these loops are
so short that this took most of their time. So they are written for numba as LLVM's own vectors, which every processor
has or which LLVM parts into what it has, and as NumPy where numba is missing: integers, so that both are the same.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import numpy as np

from huangce.addressing.compiled import compiles
from huangce.addressing.labels import LABELS as NAMES

LABELS, STATES = len(NAMES), 2 * len(NAMES)  # of the shipped model: begin states, then inside states
READ = 20  # features of a token that it reads
SHIFT = 6  # scores stand above the bits of the state from which they were reached


def _add_weights(features: np.ndarray, token: int, emission: np.ndarray, now: np.ndarray) -> None:
    """Add the weights of a token's first READ features to the scores of its states.

    `emission` is int8 [a power of two, STATES], `now` int32 [STATES].
    """
    rows = features[token, :READ] & (len(emission) - 1)
    now += emission[rows].sum(axis=0, dtype=np.int32) << SHIFT


def _move_on(now: np.ndarray, begin: np.ndarray, inside: np.ndarray, back: np.ndarray, token: int) -> None:
    """Replace the scores of the states by those of the best way on, without the weights of the token itself.

    `begin` (int32 [STATES, LABELS]) and `inside` (int32 [STATES]) hold the state that is left in their low bits: the
    best predecessor is a plain maximum. It is written to `back[token]`.
    """
    opened = (now[:, None] + begin).max(axis=0)
    going_on = np.maximum(now[:LABELS] + inside[:LABELS], now[LABELS:] + inside[LABELS:])
    reached = np.concatenate([opened, going_on])
    back[token] = reached & ((1 << SHIFT) - 1)
    now[:] = reached & -(1 << SHIFT)


add_weights: Callable[[np.ndarray, int, np.ndarray, np.ndarray], None] = _add_weights
move_on: Callable[[np.ndarray, np.ndarray, np.ndarray, np.ndarray, int], None] = _move_on

if compiles():
    from llvmlite import ir
    from numba.core import types
    from numba.extending import intrinsic

    I8, I16, I32, I64 = (ir.IntType(bits) for bits in (8, 16, 32, 64))

    def _vector(kind: Any, size: int, value: int) -> Any:
        return ir.Constant(ir.VectorType(kind, size), [ir.Constant(kind, value)] * size)

    def _spread(builder: Any, value: Any, size: int) -> Any:
        """Return a vector of equal numbers."""
        kind = ir.VectorType(value.type, size)
        one = builder.insert_element(ir.Constant(kind, ir.Undefined), value, ir.Constant(I32, 0))
        return builder.shuffle_vector(one, ir.Constant(kind, ir.Undefined), _vector(I32, size, 0))

    def _highest(builder: Any, several: list[Any]) -> Any:
        """Return the highest number of each lane, by pairs: a chain would wait for each comparison."""
        while len(several) > 1:
            pairs = zip(several[::2], several[1::2], strict=True)
            several = [builder.select(builder.icmp_signed(">", a, b), a, b) for a, b in pairs]
        return several[0]

    class _Array:
        """An array argument as memory that vectors are read from and written to."""

        def __init__(self, context: Any, builder: Any, kind: Any, value: Any) -> None:
            self.builder, self.array = builder, context.make_array(kind)(context, builder, value)
            self.first = builder.ptrtoint(self.array.data, I64)

        def length(self) -> Any:
            return self.builder.extract_value(self.array.shape, 0)

        def at(self, offset: Any, kind: Any) -> Any:
            """Return a pointer to what stands so many bytes after the first."""
            offset = ir.Constant(I64, offset) if isinstance(offset, int) else offset
            return self.builder.inttoptr(self.builder.add(self.first, offset), kind.as_pointer())

        def load(self, offset: Any, kind: Any) -> Any:
            return self.builder.load(self.at(offset, kind), align=1)

        def store(self, vector: Any, offset: Any) -> None:
            self.builder.store(vector, self.at(offset, vector.type), align=1)

        def row(self, number: Any) -> Any:
            """Return how many bytes after the first a row begins."""
            return self.builder.mul(number, self.builder.extract_value(self.array.strides, 0))

    @intrinsic
    def _adding(typing: Any, features: Any, token: Any, emission: Any, now: Any) -> Any:
        def generate(context: Any, builder: Any, signature: Any, given: Any) -> Any:
            kinds = signature.args
            table, weights, scores = (_Array(context, builder, kinds[k], given[k]) for k in (0, 2, 3))
            mask = builder.sub(weights.length(), ir.Constant(I64, 1))
            start = table.row(builder.sext(given[1], I64) if given[1].type != I64 else given[1])
            total = _vector(I16, STATES, 0)
            for feature in range(READ):
                hashed = table.load(builder.add(start, ir.Constant(I64, 4 * feature)), I32)
                row = builder.and_(builder.zext(hashed, I64), mask)
                read = weights.load(builder.mul(row, ir.Constant(I64, STATES)), ir.VectorType(I8, STATES))
                total = builder.add(total, builder.sext(read, ir.VectorType(I16, STATES)))
            wide = ir.VectorType(I32, STATES)
            added = builder.shl(builder.sext(total, wide), _vector(I32, STATES, SHIFT))
            scores.store(builder.add(scores.load(0, wide), added), 0)
            return context.get_dummy_value()

        return types.void(features, token, emission, now), generate

    @intrinsic
    def _moving(typing: Any, now: Any, begin: Any, inside: Any, back: Any, token: Any) -> Any:
        def generate(context: Any, builder: Any, signature: Any, given: Any) -> Any:
            kinds = signature.args
            scores, opening, staying, came = (_Array(context, builder, kinds[k], given[k]) for k in range(4))
            half = ir.VectorType(I32, LABELS)
            opened = []
            for state in range(STATES):
                before = _spread(builder, scores.load(4 * state, I32), LABELS)
                opened.append(builder.add(before, opening.load(4 * LABELS * state, half)))
            going_on = [
                builder.add(scores.load(4 * LABELS * part, half), staying.load(4 * LABELS * part, half))
                for part in range(2)
            ]
            row = came.row(builder.sext(given[4], I64) if given[4].type != I64 else given[4])
            for part, reached in enumerate((_highest(builder, opened), _highest(builder, going_on))):
                state = builder.and_(reached, _vector(I32, LABELS, (1 << SHIFT) - 1))
                place = builder.add(row, ir.Constant(I64, LABELS * part))
                came.store(builder.trunc(state, ir.VectorType(I8, LABELS)), place)
                scores.store(builder.and_(reached, _vector(I32, LABELS, -(1 << SHIFT))), 4 * LABELS * part)
            return context.get_dummy_value()

        return types.void(now, begin, inside, back, token), generate

    add_weights, move_on = cast(Any, _adding), cast(Any, _moving)
