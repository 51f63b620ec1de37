# ruff: noqa: PLR0912  (loops for numba: plain comparisons)
"""The reading whose spans are likely right one by one, instead of the one labelling that is likeliest as a whole.

F1 counts spans. A span's chance is the sum over all labellings in which it stands; the reading is the tiling of the
text by spans with the highest sum of chances, each less what a wrong span costs (minimum Bayes risk decoding).
"""

from __future__ import annotations

import numpy as np

from huangce.addressing.compiled import compiled
from huangce.addressing.training import forward_backward

COST = 0.4  # of a span: near half of the F1 that is reached, where the expected F1 is highest
UNLIKELY = 1e-9


@compiled
def likely_states(scores: np.ndarray, offsets: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """Return the state of every token; `weight` is the exponential of the moves, 0 where one is not allowed."""
    states = scores.shape[1]
    labels = states // 2
    longest = 1
    for a in range(offsets.shape[0] - 1):
        longest = max(longest, offsets[a + 1] - offsets[a])
    alpha = np.zeros((longest, states), np.float64)
    beta = np.zeros((longest, states), np.float64)
    psi = np.zeros((longest, states), np.float64)
    scale = np.zeros(longest, np.float64)
    best = np.zeros(longest + 1, np.float64)
    begin = np.zeros(longest + 1, np.int32)
    label = np.zeros(longest + 1, np.int32)
    out = np.zeros(scores.shape[0], np.int32)
    for a in range(offsets.shape[0] - 1):
        lo, n = offsets[a], offsets[a + 1] - offsets[a]
        if n == 0:
            continue
        forward_backward(scores[lo : lo + n], n, weight, alpha, beta, psi, scale)
        for i in range(1, n + 1):
            best[i] = -1e18
        for i in range(n):
            for b in range(labels):
                chance = alpha[i, b]  # that a span of the label begins here and goes on to j
                state = b
                for j in range(i, n):
                    if j > i:
                        chance *= weight[state, labels + b] * psi[j, labels + b] / scale[j]
                        state = labels + b
                        if chance < UNLIKELY:
                            break
                    ended = beta[j, state] if j == n - 1 else 0.0
                    if j < n - 1:
                        for t in range(labels):
                            ended += weight[state, t] * psi[j + 1, t] * beta[j + 1, t]
                        ended /= scale[j + 1]
                    value = best[i] + chance * ended - COST
                    if value > best[j + 1]:
                        best[j + 1], begin[j + 1], label[j + 1] = value, i, b
        end = n
        while end > 0:
            first = begin[end]
            for k in range(first, end):
                out[lo + k] = label[end] + (labels if k > first else 0)
            end = first
    return out
