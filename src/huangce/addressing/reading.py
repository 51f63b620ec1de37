# ruff: noqa: PLR0912, PLR0915, PLR0917, PLR1714, SIM109, SIM102  (loops for numba: plain comparisons, arrays as positional arguments)
"""The batch loop: UTF-8 texts in, spans, division rows and standard parts out, without a Python object per address."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import NamedTuple

import numpy as np

from huangce.addressing import features as fx
from huangce.addressing.compiled import compiled, inner
from huangce.addressing.gazetteer import LONGEST_WRITTEN, Gazetteer
from huangce.addressing.labels import LABELS
from huangce.addressing.lanes import STATES
from huangce.addressing.problems import CONTROL, EMPTY, LEFT_OUT, NO_DIVISION, NOT_AN_ADDRESS, REPEATED, TOO_LONG
from huangce.addressing.regions import part_doors
from huangce.addressing.render import (
    GROUP,
    NUMERAL_VALUE,
    PLACE,
    PLATE,
    REPLACED_CODES,
    STREET,
    SUFFIX_CODES,
    arabic,
    number,
    plain,
    put,
)
from huangce.addressing.resolve import TOWN_UNKNOWN, resolve
from huangce.addressing.roles import ENDS, ROLE_OF
from huangce.addressing.spans import (
    DIVISIONS,
    OTHERS,
    REDUNDANT,
    VILLAGES,
    WHICH_FLOOR,
    first_within,
    joined,
    last_building,
    long_numbers,
    part_units,
    place_of_zone,
    put_doors_right,
    put_floors_right,
    put_places_right,
)
from huangce.addressing.stretches import (
    is_joint,
    is_telephone,
    same_text,
    says_something,
)
from huangce.addressing.tagger import Model, load, viterbi
from huangce.addressing.text import KINDS, LOST, MAX_CHARACTERS, decode, leave_spaces_out, tokenise, trimmed
from huangce.addressing.writing import (
    CODE,
    IN_ORDER,
    KEY,
    STANDARD,
    TEXTS,
    copied,
    encode,
    put_code,
    put_key,
    put_standard,
)

MODEL = Path(__file__).with_name("model.npz")

ROAD, COMMUNITY = LABELS.index("road"), LABELS.index("community")
# Label → part that it fills, -1 for none. Landmarks (assist) go where the place goes.
_PARTS_OF_LABELS = {
    "prov": 0, "city": 1, "district": 2, "town": 3, "community": 4, "group": 5, "road": 6, "poi": 7, "assist": 7,
    "roadno": 8, "houseno": 9, "cellno": 10, "floorno": 11, "roomno": 12,
}  # fmt: skip
PART_OF = np.array([_PARTS_OF_LABELS.get(label, -1) for label in LABELS], np.int64)


class Tables(NamedTuple):
    """Constant arrays that the loop takes besides the gazetteer and the model."""

    roles: np.ndarray
    ends: np.ndarray
    part_of: np.ndarray
    values: np.ndarray
    suffixes: np.ndarray
    replaced: np.ndarray
    order: np.ndarray


class Reading(NamedTuple):
    """What was read of a batch of texts."""

    span_first: np.ndarray  # int64 [texts + 1]
    span_label: np.ndarray  # int8
    span_begin: np.ndarray  # int32, code points
    span_end: np.ndarray  # int32
    rows: np.ndarray  # int32 [texts, 5]: division rows, -1 unknown
    given: np.ndarray  # uint8 [texts]: bit per level that the text names
    noticed: np.ndarray  # int32 [texts]: problem bits
    ends: np.ndarray  # int64 [TEXTS, texts + 1]: ends of each in `written`
    written: np.ndarray  # uint8 [TEXTS, capacity]


TABLES = Tables(ROLE_OF, ENDS, PART_OF, NUMERAL_VALUE, SUFFIX_CODES, REPLACED_CODES, IN_ORDER)


@functools.cache
def model() -> Model:
    """Return the shipped model."""
    return load(MODEL)[0]


@inner
def may_be_address(codes: np.ndarray, n: int) -> bool:
    """Return False for text without a Chinese character that is more than numbers: other languages, emoji."""
    digits = False
    foreign = False
    letters = 0
    for i in range(n):
        code = codes[i]
        if 0x3400 <= code < 0xA000 or 0x20000 <= code < 0x32000:
            return True
        digits = digits or 48 <= code <= 57
        letters += 97 <= code <= 122
        foreign = foreign or code >= 0xC0
    return digits and letters <= 3 and not foreign


@compiled
def read_batch(
    data: np.ndarray,
    offsets: np.ndarray,
    gazetteer: Gazetteer,
    model: Model,
    tables: Tables,
    default: int,
    longest: int,
) -> Reading:
    """Read all texts `data[offsets[i]:offsets[i + 1]]`; `default` is the division row that completes them, or -1."""
    texts = offsets.shape[0] - 1
    size = 0  # bytes that are read at most: what is longer than a text can be takes no room
    for text in range(texts):
        size += min(int(offsets[text + 1] - offsets[text]), 4 * longest)
    labels = len(LABELS)
    codes = np.zeros(longest, np.int32)
    origin = np.zeros((longest, 2), np.int32)
    starts = np.zeros(longest + 1, np.int32)
    at = np.zeros((longest, fx.LEVELS), np.int32)
    active = np.zeros(fx.MAX_ACTIVE, np.int32)
    scratch = np.zeros(fx.SCRATCH, np.int64)
    scores = np.zeros(STATES, np.int32)
    words = np.zeros(longest + 8, np.int32)
    role = np.zeros(longest + 8, np.int32)
    ahead = np.zeros((longest + 1, 2), np.int32)
    asked = np.zeros((longest, 3, fx.WIDTH), np.int32)
    feats = np.zeros((longest, fx.WIDTH), np.int32)
    back = np.zeros((longest, STATES), np.int8)
    path = np.zeros(longest + 1, np.int32)
    span_label = np.empty(size + 1, np.int8)
    span_begin = np.empty(size + 1, np.int32)
    span_end = np.empty(size + 1, np.int32)
    span_first = np.zeros(texts + 1, np.int64)
    rows = np.full((texts, DIVISIONS), -1, np.int32)
    given = np.zeros(texts, np.uint8)
    noticed = np.zeros(texts, np.int32)
    ends = np.zeros((len(TEXTS), texts + 1), np.int64)
    written = np.empty((len(TEXTS), size * 2 + (40 + LONGEST_WRITTEN) * texts + 64), np.uint8)
    begins = np.zeros(DIVISIONS, np.int32)
    stops = np.zeros(DIVISIONS, np.int32)
    buffer = np.zeros(longest * 2 + 64, np.int32)
    tail = np.zeros(longest * 3 + 64, np.int32)
    spans = 0
    for text in range(texts):
        for part in range(len(TEXTS)):
            ends[part, text + 1] = ends[part, text]
        ends[KEY, text + 1] = put_key(-1, rows[text], ends, written, text, tail, 0, written[KEY], int(ends[KEY, text]))
        span_first[text] = spans
        bits = 0
        for i in range(int(offsets[text]), int(offsets[text + 1])):
            if data[i] < 32 or data[i] == 127:
                bits |= CONTROL
        begin, stop, skipped = trimmed(data, int(offsets[text]), int(offsets[text + 1]))
        n_codes = decode(data, begin, stop, codes)
        if n_codes < 0:
            noticed[text] = TOO_LONG
            continue
        n_codes = leave_spaces_out(codes, n_codes, KINDS, origin)
        n = tokenise(codes, n_codes, starts)
        if n_codes == 0:
            noticed[text] = bits | EMPTY
            for i in range(decode(data, begin, stop, codes)):
                if codes[i] == LOST:
                    noticed[text] = bits | NOT_AN_ADDRESS
            continue
        if not may_be_address(codes, n_codes):
            noticed[text] = bits | NOT_AN_ADDRESS
            span_label[spans] = REDUNDANT
            span_begin[spans] = skipped + origin[0, 0]
            span_end[spans] = skipped + origin[n_codes - 1, 1]
            spans += 1
            continue
        fx.mark_divisions(codes, starts, n, gazetteer, at, active, scratch)
        fx.extract(codes, starts, n, at, tables.roles, tables.ends, words, role, ahead, asked, feats, False)
        viterbi(feats, n, model, scores, back, path)
        first = spans
        for i in range(n):
            state = path[i]
            if state < labels:
                span_label[spans] = state
                span_begin[spans] = starts[i]
                spans += 1
            span_end[spans - 1] = starts[i + 1]
        spans = joined(codes, first, spans, tables.part_of, tables.replaced, span_label, span_begin, span_end)
        part_units(codes, first, spans, span_label, span_begin, span_end)
        spans = put_doors_right(codes, first, spans, span_label, span_begin, span_end)
        spans = put_places_right(codes, first, spans, VILLAGES, OTHERS, span_label, span_begin, span_end)
        building, looks = last_building(first, spans, span_label)
        if building >= 0:
            long_numbers(codes, first, spans, span_label, span_begin, span_end)
        if looks:
            spans = put_floors_right(codes, first, spans, WHICH_FLOOR, span_label, span_begin, span_end)
        for s in range(first, spans):
            if tables.part_of[span_label[s]] >= PLATE + DIVISIONS and is_telephone(codes, span_begin[s], span_end[s]):
                span_label[s] = REDUNDANT
        # Names of divisions.
        for level in range(DIVISIONS):
            begins[level] = 0
            stops[level] = 0
        for s in range(first, spans):
            part = tables.part_of[span_label[s]]
            if 0 <= part < DIVISIONS and stops[part] == begins[part]:
                begins[part] = span_begin[s]
                stops[part] = span_end[s]
        zone = place_of_zone(gazetteer, codes, first, spans, span_label, span_begin, span_end, begins, stops)
        bits |= resolve(gazetteer, codes, begins, stops, default, scratch, rows[text])
        if zone == 3:
            bits &= ~TOWN_UNKNOWN
        spans = part_doors(gazetteer, rows[text, 0], codes, first, spans, span_label, span_begin, span_end)
        named = 0
        code = -1
        for level in range(DIVISIONS):
            row = rows[text, level]
            at_end = int(ends[level, text])
            if stops[level] > begins[level]:
                named |= 1 << level
                if row < 0:
                    end = plain(codes, int(begins[level]), int(stops[level]), buffer, 0)
                    ends[level, text + 1] = encode(buffer, end, written[level], at_end)
            if row >= 0:
                code = int(gazetteer.codes[row])
                start, stop = int(gazetteer.name_begins[row]), int(gazetteer.name_begins[row + 1])
                ends[level, text + 1] = copied(gazetteer.name_bytes, start, stop, written[level], at_end)
        if code >= 0:
            ends[CODE, text + 1] = put_code(code, written[CODE], int(ends[CODE, text]))
        given[text] = named
        recognised = named != 0
        # Parts below the village.
        building, looks = last_building(first, spans, span_label)
        tail_end = 0
        inside = spans
        for s in range(spans - 1, first - 1, -1):
            if tables.part_of[span_label[s]] > PLATE + DIVISIONS:
                inside = s
        for kind in range(8):
            part = DIVISIONS + kind
            end = 0
            bare = 0
            s = first
            if building >= 0 and kind > PLATE + 1:
                s = first_within(building, first, spans, span_label, tables.part_of, part)
                for k in range(first, s):
                    if tables.part_of[span_label[k]] == part:
                        bits |= REPEATED
            filled = False
            while s < spans:
                label = span_label[s]
                wanted = tables.part_of[label] == part
                if kind == PLACE:
                    # A hamlet after the village counts as a place; nothing after the first inside number does.
                    if label == COMMUNITY and span_begin[s] != begins[4]:
                        wanted = True
                    if wanted and s > inside and end > 0:
                        bits |= LEFT_OUT
                        wanted = False
                if not wanted:
                    s += 1
                    continue
                if filled and kind != PLACE:
                    bits |= REPEATED
                    break
                stop = s
                if kind != PLACE:
                    while stop + 1 < spans and span_label[stop + 1] == label:
                        if kind == STREET and same_text(codes, span_begin, span_end, stop, stop + 1):
                            break
                        stop += 1
                    if kind == STREET and stop + 2 < spans and span_label[stop + 1] == REDUNDANT:
                        if span_label[stop + 2] == ROAD and is_joint(codes, span_begin[stop + 1], span_end[stop + 1]):
                            stop += 2
                lo = int(span_begin[s])
                hi = int(span_end[stop])
                if kind == STREET or kind == PLACE:
                    end = plain(codes, lo, hi, buffer, end)
                    bare = end
                elif kind == GROUP:
                    end = arabic(codes, lo, hi, tables.values, buffer, 0)
                    bare = end
                else:
                    end, bare = number(codes, lo, hi, kind, tables.values, tables.suffixes, tables.replaced, buffer, 0)
                filled = filled or end > 0
                s = stop + 1
            if end > 0:
                recognised = True
                ends[part, text + 1] = encode(buffer, end, written[part], int(ends[part, text]))
                for i in range(bare):
                    tail_end = put(tail, tail_end, buffer[i])
            tail_end = put(tail, tail_end, 124)
        ends[STANDARD, text + 1] = put_standard(
            tables.order, ends, written, text, written[STANDARD], int(ends[STANDARD, text])
        )
        ends[KEY, text + 1] = put_key(
            code, rows[text], ends, written, text, tail, tail_end, written[KEY], int(ends[KEY, text])
        )
        for s in range(first, spans):
            if span_label[s] == REDUNDANT and says_something(codes, span_begin[s], span_end[s]):
                crossing = s + 1 < spans and span_label[s + 1] == ROAD
                if not crossing or not is_joint(codes, span_begin[s], span_end[s]):
                    bits |= LEFT_OUT
        if not recognised:
            bits |= NOT_AN_ADDRESS
        elif named == 0:
            bits |= NO_DIVISION
        for s in range(first, spans):
            span_begin[s] = skipped + origin[span_begin[s], 0]
            span_end[s] = skipped + origin[span_end[s] - 1, 1]
        noticed[text] = bits
    span_first[texts] = spans
    return Reading(
        span_first,
        span_label[:spans],
        span_begin[:spans],
        span_end[:spans],
        rows,
        given,
        noticed,
        ends,
        written,
    )


def read(data: np.ndarray, offsets: np.ndarray, gazetteer: Gazetteer, default: int = -1) -> Reading:
    """Read a batch with the shipped model."""
    return read_batch(data, offsets, gazetteer, model(), TABLES, default, MAX_CHARACTERS)
