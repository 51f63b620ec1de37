"""Relations to the reference person (GB/T 4761-2008): what each slot of a family is to each head, in code and word."""

from __future__ import annotations

import numpy as np

from huangce.rules.codes import RELATIONS
from huangce.simulate import slots
from huangce.simulate.streams import Bools, Ints

HEAD, NOT_RELATED = 2, 99
WORDS: dict[int, str] = {int(code): entry.zh for code, entry in RELATIONS.items()}
_H, _W, _F, _M, _S, _G = (
    slots.HUSBAND,
    slots.WIFE,
    slots.FATHER,
    slots.MOTHER,
    slots.SIBLING,
    slots.GRANDMOTHER,
)
_KIDS = tuple(range(slots.CHILD, slots.CHILD + 5))
_BY_AGE, _CHILD_RANK, _SIBLING = -1, -2, -3  # resolved below, by sex, birth order or age
# For each head: what the other slots are.
_TABLE: dict[int, dict[int, int]] = {
    _H: {_W: 12, **dict.fromkeys(_KIDS, _CHILD_RANK), _F: 51, _M: 52, _S: _SIBLING, _G: 62},
    _W: {_H: 11, **dict.fromkeys(_KIDS, _CHILD_RANK), _F: 53, _M: 54, _S: 97, _G: 69},
    _F: {_H: 20, _W: 38, **dict.fromkeys(_KIDS, _BY_AGE), _M: 12, _S: 20, _G: 52},
    _M: {_H: 20, _W: 38, **dict.fromkeys(_KIDS, _BY_AGE), _F: 11, _S: 20, _G: 54},
}
# The order of the form: reference person, spouse, children, grandchildren, parents, grandparents, siblings, others.
RANKS = np.full((slots.SLOTS, slots.SLOTS), 8, dtype=np.int64)
for _head, _row in _TABLE.items():
    for _slot, _code in _row.items():
        RANKS[_head, _slot] = {
            _CHILD_RANK: 2 + _slot - slots.CHILD,
            _BY_AGE: 12 + _slot - slots.CHILD,
            _SIBLING: 40,
        }.get(_code, {1: 1, 2: 2, 3: 10, 4: 12, 5: 20, 6: 30, 7: 40, 9: 50}[max(_code, 10) // 10])


def relations(head: Ints, there: Bools, sex: Ints, birth: Ints) -> Ints:
    """Return the relation code of every slot (households x slots); empty slots carry a code of no meaning.

    Sons and daughters are ranked among those in the household: an only son is 21, otherwise eldest, second, …
    """
    codes = np.full(there.shape, slots.NOBODY, dtype=np.int64)
    for which, row in _TABLE.items():
        rows = np.flatnonzero(head == which)
        for slot, code in row.items():
            codes[rows, slot] = code
    codes[np.flatnonzero(~np.isin(head, list(_TABLE)))] = NOT_RELATED
    kids = slots.CHILDREN
    male = sex[:, kids] == 1
    ranked = codes[:, kids] == _CHILD_RANK
    for gender, base in ((male, 20), (~male, 30)):
        mine = gender & there[:, kids]
        order = np.cumsum(mine, axis=1)
        alone = (there[:, kids].sum(axis=1) == 1)[:, None]
        codes[:, kids] = np.where(ranked & gender, np.where(alone, base + 1, base + 1 + order), codes[:, kids])
    grandchild = codes[:, kids] == _BY_AGE
    codes[:, kids] = np.where(grandchild, np.where(male, 41, 42), codes[:, kids])
    # A brother or sister of the husband is also a child of his parents.
    _rank_two_sons(codes, head, there, sex, birth)
    older = birth[:, _S] < birth[:, _H]
    brother = sex[:, _S] == 1
    named = np.where(brother, np.where(older, 71, 73), np.where(older, 75, 77))
    codes[:, _S] = np.where(codes[:, _S] == _SIBLING, named, codes[:, _S])
    codes[np.arange(len(head)), head] = HEAD
    return codes


def _rank_two_sons(codes: Ints, head: Ints, there: Bools, sex: Ints, birth: Ints) -> None:
    """Name the husband and his sibling when one of his parents is the reference person."""
    under = np.isin(head, (_F, _M))
    both = under & there[:, _H] & there[:, _S]
    brother = sex[:, _S] == 1
    older = birth[:, _S] < birth[:, _H]
    codes[:, _H] = np.where(under, np.where(both & brother, np.where(older, 23, 22), 21 + both), codes[:, _H])
    codes[:, _S] = np.where(under, np.where(brother, np.where(older, 22, 23), 32), codes[:, _S])
