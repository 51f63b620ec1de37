# ruff: noqa: PLR0917  (loops for numba: plain comparisons, arrays as positional arguments)
"""The names of all divisions of the country, arranged so that a text can be scanned for them in one pass.

`walk` follows a text through a hash table of all prefixes of all names; `child` answers "the town of this name in this
county". Both are open-addressed tables over 44-bit hashes, built in one pass from `huangce.rules.divisions`.
"""

from __future__ import annotations

import contextlib
import functools
from pathlib import Path
from typing import NamedTuple

import numpy as np
import polars as pl
import pyarrow as pa

from huangce.addressing import packed
from huangce.addressing.compiled import compiled, inner
from huangce.addressing.names import name_forms
from huangce.rules import divisions
from huangce.rules.name_characters import reading

MASK = (1 << 44) - 1
STEP = 131101
LONGEST = 24
LONGEST_WRITTEN = 288  # bytes, more than the longest names of all levels have together
KINDS = 10  # bits beside each prefix
MENDED_LEVELS = 3  # of provinces, cities and counties names with a wrong character are looked for
PREFIX, NAME = 1, 2
HAN = (0x4E00, 0xA000)
AMBIGUOUS = -2
ABSENT = -1
ROW_BITS = 20
SEVERAL = (1 << ROW_BITS) - 1


class Gazetteer(NamedTuple):
    """All tables, as plain arrays: this is what the compiled loops take."""

    names: (
        np.ndarray
    )  # int64, 0 = empty: hash of a prefix · 2^10 + bit 2·level for a full name that ends here, 2·level+1
    # for a short one; in one number, because each place that is looked at costs a cache miss
    pairs: (
        np.ndarray
    )  # uint8, bits: whether a name can begin with two characters of this hash; small, so always at hand
    maybe: (
        np.ndarray
    )  # uint8, two bits a place: whether a prefix (1), a whole name (2) of this hash can be in the table
    maybe_child: np.ndarray  # uint8, bits: the same for names below an ancestor
    first: np.ndarray  # int32 at the same slot: start of its rows in `rows`
    uses: np.ndarray  # int32 at the same slot: how many
    rows: np.ndarray  # int32: division rows by name
    children: np.ndarray  # int64, 0 = empty: hash of (name, ancestor) without its last bit · 2^20 + the division's row
    # and one, or SEVERAL
    level: np.ndarray  # int8 per division row, 0–4
    parent: np.ndarray  # int32 per division row: the row of the parent, -1 at the top
    current: np.ndarray  # bool per division row: not abolished
    recency: np.ndarray  # int8 per division row: 3 current, 2 abolished since 2010, 1 since 1995, 0 earlier
    place: np.ndarray  # int32 per division row: the same number for one name in one parent at different times
    by_level: np.ndarray  # int32: rows of provinces, cities and counties in the order of their level
    level_first: np.ndarray  # int32 [4]: where each level starts in `by_level`
    heads: np.ndarray  # int64 per row of `by_level`: the first character of the written name · 2^32 + the second
    name_codes: np.ndarray  # int32: the written names of provinces, cities and counties in the order of `by_level`
    name_first: np.ndarray  # int32 per row of `by_level` and one more
    codes: np.ndarray  # int64 per division row: 12 digits
    name_bytes: np.ndarray  # uint8: the written names of all divisions, UTF-8
    name_begins: np.ndarray  # int64 per division row and one more
    sound: np.ndarray  # int32 per code point below 0x10000: the same number for characters that are read alike


class Divisions(NamedTuple):
    """The gazetteer, and the names of the divisions in the order of its rows."""

    gazetteer: Gazetteer
    written: pl.Series


@inner
def extend(key: int, code: int) -> int:
    """Return the hash of a name that is one character longer."""
    return ((int(key) * STEP) + int(code) + 7) & MASK


@inner
def find(names: np.ndarray, key: int) -> int:
    """Return the slot of a prefix in `Gazetteer.names`, or -1."""
    mask = len(names) - 1
    slot = (key ^ (key >> 23)) & mask
    while names[slot] != 0:
        if int(names[slot]) >> KINDS == key:
            return int(slot)
        slot = (slot + 1) & mask
    return -1


@inner
def with_ancestor(key: int, row: int) -> int:
    """Return the hash of a name below a division."""
    mixed = (int(key) ^ (int(key) >> 19)) * STEP + (int(row) + 1) * 69069
    return (mixed & MASK) | 1


@inner
def slot_of(keys: np.ndarray, key: int) -> int:
    """Return the slot that holds `key`, or the empty slot where it would stand."""
    mask = len(keys) - 1
    slot = (key ^ (key >> 23)) & mask
    while keys[slot] != 0 and keys[slot] != key:
        slot = (slot + 1) & mask
    return slot


@inner
def may_hold(bits: np.ndarray, key: int) -> bool:
    """Return False when the table of these bits certainly does not hold the key."""
    place = (key ^ (key >> 19)) & (len(bits) * 8 - 1)
    return bool((int(bits[place >> 3]) >> (place & 7)) & 1)


@inner
def may_begin(bits: np.ndarray, key: int) -> int:
    """Return 0 when certainly no name begins with the text of this hash, 2 or more when it may be a name itself."""
    place = (key ^ (key >> 19)) & (len(bits) * 4 - 1)
    return (int(bits[place >> 2]) >> (2 * (place & 3))) & 3


@inner
def note_names(bits: np.ndarray, names: np.ndarray) -> None:
    """Note all prefixes and names of a table for `may_begin`."""
    for slot in range(len(names)):
        key = int(names[slot]) >> KINDS
        if key != 0:
            place = (key ^ (key >> 19)) & (len(bits) * 4 - 1)
            whole = int(names[slot]) & ((1 << KINDS) - 1) != 0
            bits[place >> 2] |= np.uint8((PREFIX + NAME * whole) << (2 * (place & 3)))


@inner
def note_pairs(bits: np.ndarray, codes: np.ndarray, offsets: np.ndarray) -> None:
    """Note with which two characters the names begin."""
    for name in range(offsets.shape[0] - 1):
        first = offsets[name]
        if offsets[name + 1] - first > 1:
            key = extend(extend(1, int(codes[first])), int(codes[first + 1]))
            place = (key ^ (key >> 19)) & (len(bits) * 8 - 1)
            bits[place >> 3] |= np.uint8(1 << (place & 7))


@inner
def note(bits: np.ndarray, keys: np.ndarray) -> None:
    """Note all keys of a table in its bits."""
    for slot in range(len(keys)):
        key = int(keys[slot])
        if key != 0:
            place = (key ^ (key >> 19)) & (len(bits) * 8 - 1)
            bits[place >> 3] |= np.uint8(1 << (place & 7))


@inner
def child(maybe: np.ndarray, children: np.ndarray, key: int, row: int) -> int:
    """Return the division named `key` below the division `row`, ABSENT or AMBIGUOUS.

    The tables are `maybe_child` and `children`: loops take arrays, because a call with the whole `Gazetteer` counts
    references to all of them, which takes longer than the look-up.
    """
    wanted = with_ancestor(key, row)
    if not may_hold(maybe, wanted):
        return ABSENT
    mask = len(children) - 1
    slot = (wanted ^ (wanted >> 23)) & mask
    while children[slot] != 0:
        held = int(children[slot])
        if held >> ROW_BITS == wanted >> 1:
            found = held & SEVERAL
            return AMBIGUOUS if found == SEVERAL else found - 1
        slot = (slot + 1) & mask
    return ABSENT


@compiled
def _fill_prefixes(
    codes: np.ndarray, offsets: np.ndarray, bits: np.ndarray, keys: np.ndarray, kinds: np.ndarray, count: np.ndarray
) -> np.ndarray:
    slots = np.zeros(bits.shape[0], np.int32)
    for name in range(bits.shape[0]):
        key = 1
        slot = 0
        for i in range(offsets[name], offsets[name + 1]):
            key = extend(key, codes[i])
            slot = slot_of(keys, key)
            keys[slot] = key
        kinds[slot] |= bits[name]
        count[slot] += 1
        slots[name] = slot
    return slots


@compiled
def _fill_rows(slots: np.ndarray, rows: np.ndarray, first: np.ndarray, count: np.ndarray, out: np.ndarray) -> None:
    total = 0
    for slot in range(count.shape[0]):
        first[slot] = total
        total += count[slot]
        count[slot] = 0
    for name in range(slots.shape[0]):
        slot = slots[name]
        out[first[slot] + count[slot]] = rows[name]
        count[slot] += 1


@compiled
def _fill_children(
    keys: np.ndarray,
    slots: np.ndarray,
    rows: np.ndarray,
    parent: np.ndarray,
    level: np.ndarray,
    current: np.ndarray,
    child_keys: np.ndarray,
    child_rows: np.ndarray,
) -> None:
    for name in range(slots.shape[0]):
        row = rows[name]
        ancestor = parent[row]
        depth = 0
        while ancestor >= 0 and depth < 2:
            key = with_ancestor(keys[slots[name]], ancestor)
            slot = slot_of(child_keys, key)
            if child_keys[slot] == 0:
                child_keys[slot] = key
                child_rows[slot] = row
            elif child_rows[slot] != row:
                known = child_rows[slot]
                # 石梯 in a county is 石梯镇, not 石梯社区 of that town.
                deeper = known >= 0 and level[row] > level[known]
                if known >= 0 and (level[row] < level[known] or (current[row] and not current[known] and not deeper)):
                    child_rows[slot] = row
                elif not deeper and (known < 0 or current[row] == current[known]):
                    child_rows[slot] = AMBIGUOUS
            ancestor = parent[ancestor]
            depth += 1


def _capacity(entries: int) -> int:
    size = 1
    while size < entries * 3 // 2:
        size *= 2
    return size


def _bytes_of(text: pl.Series) -> tuple[np.ndarray, np.ndarray]:
    """Return the UTF-8 bytes of names, one after another, and where each begins."""
    # Through the Arrow buffer: a list of a million Python strings would stay in the process's memory.
    array = text.rechunk().to_arrow(compat_level=pl.CompatLevel.oldest())
    whole = array.combine_chunks() if hasattr(array, "combine_chunks") else array
    ends = np.frombuffer(whole.buffers()[1], np.int64)[whole.offset : whole.offset + len(whole) + 1]
    data = np.frombuffer(whole.buffers()[2], np.uint8)[int(ends[0]) : int(ends[-1])]
    return data.copy(), ends - ends[0]


def _spelled(text: pl.Series) -> tuple[np.ndarray, np.ndarray]:
    data = _bytes_of(text)[0].tobytes()
    codes = np.frombuffer(data.decode().lower().encode("utf-32-le"), np.uint32).astype(np.int32)
    return codes, np.concatenate([[0], np.cumsum(text.str.len_chars().to_numpy())]).astype(np.int64)


def sounds() -> np.ndarray:
    """Return a number for the reading of every character, 0 for what is no Chinese character."""
    out = np.zeros(0x10000, np.int32)
    number = dict[str, int]()
    for point in range(*HAN):
        out[point] = number.setdefault(reading(chr(point)), len(number) + 1)
    return out


def build(frame: pl.DataFrame) -> Divisions:
    """Arrange divisions (columns code, short_name, level, parent, valid_to) for scanning."""
    level_names = pl.col("level").replace_strict(divisions.LEVELS, range(5), return_dtype=pl.Int8)
    frame = frame.select("code", "parent", "valid_to", written="short_name", level=level_names)
    frame = frame.sort("code", "valid_to", descending=[False, True], nulls_last=False)
    frame = frame.with_row_index("row").with_columns(pl.col("row").cast(pl.Int32))
    newest = frame.unique("code", keep="first", maintain_order=True).select(parent="code", parent_row="row")
    parent = frame.join(newest, on="parent", how="left", maintain_order="left")["parent_row"].fill_null(-1).to_numpy()
    ended = frame["valid_to"].dt.year().fill_null(9999)
    current = (ended == 9999).to_numpy()
    recency = np.searchsorted([1995, 2010, 9000], ended.to_numpy()).astype(np.int8)
    forms = name_forms(frame.select("row", "level", "written"))
    forms = forms.filter(~pl.col("form").str.contains("直辖") & (pl.col("form").str.len_chars() <= LONGEST))
    text = forms["form"]
    codes, offsets = _spelled(text)
    bits = (1 << (forms["level"].to_numpy().astype(np.int32) * 2 + forms["short"].to_numpy())).astype(np.uint16)
    rows = forms["row"].to_numpy().astype(np.int32)
    size = _capacity(codes.shape[0] // 4)
    keys, kinds = np.zeros(size, np.int64), np.zeros(size, np.uint16)
    first, count = np.zeros(size, np.int32), np.zeros(size, np.int32)
    slots = _fill_prefixes(codes, offsets, bits, keys, kinds, count)
    by_name = np.zeros(rows.shape[0], np.int32)
    _fill_rows(slots, rows, first, count, by_name)
    child_size = _capacity(rows.shape[0] * 2)
    child_keys, child_rows = np.zeros(child_size, np.int64), np.zeros(child_size, np.int32)
    parent = parent.astype(np.int32)
    level = frame["level"].to_numpy()
    _fill_children(keys, slots, rows, parent, level, current, child_keys, child_rows)
    place = (frame["written"] + frame["parent"]).rank("dense").cast(pl.Int32).to_numpy()
    order = np.argsort(level, kind="stable").astype(np.int32)
    level_first = np.searchsorted(level[order], np.arange(MENDED_LEVELS + 1)).astype(np.int32)
    by_level = order[: level_first[-1]].copy()
    name_codes, name_first = _spelled(frame["written"].gather(by_level))
    heads = (name_codes[name_first[:-1]].astype(np.int64) << 32) | name_codes[name_first[:-1] + 1]
    names = (keys << KINDS) | kinds
    maybe, maybe_child = np.zeros(1 << 22, np.uint8), np.zeros(1 << 22, np.uint8)
    note_names(maybe, names)
    pairs = np.zeros(1 << 18, np.uint8)
    note_pairs(pairs, codes, offsets)
    note(maybe_child, child_keys)
    found = np.where(child_rows == AMBIGUOUS, SEVERAL, child_rows.astype(np.int64) + 1)
    children = np.where(child_keys == 0, 0, ((child_keys >> 1) << ROW_BITS) | found)
    gazetteer = Gazetteer(
        names, pairs, maybe, maybe_child, first, count, by_name, children,
        level, parent, current, recency, place, by_level, level_first, heads, name_codes, name_first.astype(np.int32),
        frame["code"].cast(pl.Int64).to_numpy().copy(), *_bytes_of(frame["written"]), sounds(),
    )  # fmt: skip
    return Divisions(gazetteer, frame["written"])


def kept_file() -> Path | None:
    """Return where the tables of the shipped divisions are kept, None if nowhere."""
    return packed.place_of(_sources())


def prepare() -> Path | None:
    """Build the tables of the shipped divisions and keep them for all processes; return where."""
    path = kept_file()
    if path is not None:
        packed.write(build(divisions.frame()).gazetteer._asdict(), path)
    return path


def _sources() -> list[Path]:
    """Return the files that the tables are made of, and those that make them."""
    here, data = Path(__file__).parent, Path(divisions.__file__).parent
    made_of = [p for p in data.iterdir() if p.suffix in {".tsv", ".parquet", ".py"}]
    return sorted([*made_of, here / "gazetteer.py", here / "names.py", here / "packed.py"])


def of_file(path: Path, *, check: bool = False) -> Divisions:
    """Return the divisions of a file that `prepare` wrote; raises `packed.BrokenTables`."""
    tables = Gazetteer(**packed.mapped(path, check=check))
    buffers = [pa.py_buffer(part) for part in (tables.name_begins, tables.name_bytes)]
    names = pa.LargeStringArray.from_buffers(len(tables.codes), *buffers)
    return Divisions(tables, pl.Series("written", names, dtype=pl.String))


@functools.cache
def shipped() -> Divisions:
    """Return the divisions that ship with the platform; mapped from a file that the first process makes."""
    path = kept_file()
    if path is None:
        return build(divisions.frame())
    with contextlib.suppress(packed.BrokenTables):
        return of_file(path)
    try:
        prepare()
    except OSError:  # no room for the file
        return build(divisions.frame())
    return of_file(path)
