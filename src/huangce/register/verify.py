"""Prove that nothing was altered: recompute every digest and every head, and say where something does not fit.

What is found: an act or fact that was altered, an act that is missing, inserted behind the seal, back-dated or
reordered, a value blanked without an act of erasure, a head that does not fit or is not signed. Without a head kept
elsewhere the answer is "self-consistent" and no more: whoever holds the machine and its key could have rewritten all.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import duckdb
import numpy as np
import orjson
import pyarrow as pa
import pyarrow.compute as pc

from huangce.register import signing
from huangce.register.bulk import Progress, ahead, quiet
from huangce.register.digest import act_digests
from huangce.register.evidence import Evidence
from huangce.register.seal import LONGEST_TRANSACTION, Head
from huangce.rules import merkle

Numbers: TypeAlias = np.ndarray[Any, Any]
TOLERANCE = int(LONGEST_TRANSACTION.total_seconds() * 1_000_000)


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """One thing that does not fit: its class, the act and the position it concerns, and what is wrong in words."""

    what: str
    message: str
    act: int | None = None
    position: int | None = None


@dataclass(slots=True)
class Report:
    """The outcome: `holds` when nothing was found. `against` says which outside head it was held against; `withheld`
    how many values an export gave only as commitments, so that nobody could say whether they were erased."""

    acts: int = 0
    values: int = 0
    sealed: int = 0
    unsealed: int = 0
    erased: int = 0
    heads: int = 0
    withheld: int = 0
    against: str = ""
    found: list[Discrepancy] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        return not self.found

    @property
    def verdict(self) -> str:
        """One line for people."""
        if self.found:
            return f"does not hold: {len(self.found)} discrepancies"
        return f"holds, and agrees with the head {self.against}" if self.against else "self-consistent only"


def verify(
    source: Evidence, *, outside: Head | None = None, key: str | None = None, progress: Progress = quiet
) -> Report:
    """Check everything and return a report. `key` (hex) is the office's public key where it is known."""
    report = Report()
    log = _Log(source.leaves())
    report.sealed = len(log.positions)
    report.found += _gaps(log.positions)
    heads = source.heads()
    report.heads = len(heads)
    _check_acts(source, report, log, progress)
    _check_order(report, log)
    digests = log.digests.to_pylist()
    _check_heads(report, heads, digests, key)
    if outside is not None:
        _check_outside(report, outside, digests, key)
    report.found.sort(key=lambda one: (one.position or 0, one.act or 0, one.what))
    return report


class _Log:
    """The leaves as columns, and where each act stands in them."""

    def __init__(self, leaves: pa.Table) -> None:
        leaves = leaves.combine_chunks()
        self.positions = leaves.column("position").to_numpy()
        self.acts = leaves.column("act").to_numpy()
        self.sealed_at = _microseconds(leaves.column("sealed_at"))
        self.digests = leaves.column("digest").fill_null(b"")
        self._order = np.argsort(self.acts, kind="stable")
        self._sorted = self.acts[self._order]
        self.seen = np.zeros(len(self.acts), dtype=bool)
        # When the sealing before each position took place: nothing in the log was recorded much earlier.
        moments = np.unique(self.sealed_at)
        before = np.concatenate(([np.iinfo(np.int64).min // 2], moments))
        self.sealed_before = before[np.searchsorted(moments, self.sealed_at)] if len(moments) else self.sealed_at
        self.last = int(moments[-1]) if len(moments) else 0

    def places(self, acts: Numbers) -> Numbers:
        """The index of each act in the log, -1 where it is not there. Marks them as seen."""
        if not len(self.acts):
            return np.full(len(acts), -1)
        found = np.minimum(np.searchsorted(self._sorted, acts), len(self._sorted) - 1)
        places = np.where(self._sorted[found] == acts, self._order[found], -1)
        self.seen[places[places >= 0]] = True
        return places


def _microseconds(moments: pa.ChunkedArray) -> Numbers:
    return np.asarray(moments.cast(pa.timestamp("us", "UTC")).cast(pa.int64()).to_numpy())


def _gaps(positions: Numbers) -> Iterator[Discrepancy]:
    expected = np.arange(1, len(positions) + 1)
    wrong = np.flatnonzero(positions != expected)
    if len(wrong):
        place = int(expected[wrong[0]])
        yield Discrepancy("log-gap", f"the log has no position {place}", position=place)


def _check_acts(source: Evidence, report: Report, log: _Log, progress: Progress) -> None:
    """Digests of all acts, against what is stored with them and against the log."""
    erased: set[tuple[int, int]] = set()
    allowed: set[tuple[int, int]] = set()
    engine = duckdb.connect()
    total = source.count()
    progress("acts", 0, total)
    for chunk in ahead(source.chunks()):
        report.acts += chunk.acts.num_rows
        report.values += chunk.values.num_rows
        computed, orphans = act_digests(engine, chunk.acts, chunk.facts, chunk.values)
        _check_chunk(report, log, chunk.acts, computed)
        report.found += [Discrepancy("orphan", f"values of act {act}, which does not exist", act) for act in orphans]
        _collect_erasures(engine, erased, allowed)
        progress("acts", report.acts, total)
    for place in np.flatnonzero(~log.seen):
        act = int(log.acts[place])
        report.found.append(Discrepancy("missing", f"act {act} stands in the log but is gone", act, int(place) + 1))
    if source.withholds:
        report.withheld = len(erased)
        return
    report.erased = len(erased)
    report.found += [
        Discrepancy("blanked", f"value {ordinal} of act {act} was blanked without an act of erasure", act)
        for act, ordinal in sorted(erased - allowed)
    ]


def _check_chunk(report: Report, log: _Log, acts: pa.Table, computed: pa.Array) -> None:
    """Acts with their computed and stored digests, and when they say they were recorded."""
    ids = acts.column("id").fill_null(0).to_numpy()
    recorded_at = _microseconds(acts.column("recorded_at"))
    places = log.places(ids)
    inside = places >= 0
    sealed = log.digests.take(pa.array(places, mask=~inside))
    differs_from_stored = pc.not_equal(acts.column("digest").fill_null(b""), computed).to_numpy()
    differs_from_log = pc.fill_null(pc.not_equal(sealed, computed), fill_value=False).to_numpy()
    report.unsealed += int((~inside).sum())
    for index in np.flatnonzero(differs_from_stored | differs_from_log):
        act, position = int(ids[index]), int(places[index]) + 1 if inside[index] else None
        if differs_from_log[index] or not inside[index]:
            message = f"act {act} or one of its facts is not what was recorded"
        else:
            message = f"the digest stored with act {act} was altered"
        report.found.append(Discrepancy("altered", message, act, position))
    for index in np.flatnonzero(~inside & (recorded_at < log.last - TOLERANCE)):
        act = int(ids[index])
        report.found.append(Discrepancy("inserted", f"act {act} is not in the log but claims to be older than it", act))
    early = np.zeros(len(ids), dtype=bool)
    early[inside] = recorded_at[inside] < log.sealed_before[places[inside]] - TOLERANCE
    for index in np.flatnonzero(early):
        act = int(ids[index])
        message = f"act {act} says it was recorded before the sealing that precedes it"
        report.found.append(Discrepancy("back-dated", message, act, int(places[index]) + 1))


def _collect_erasures(
    engine: duckdb.DuckDBPyConnection, erased: set[tuple[int, int]], allowed: set[tuple[int, int]]
) -> None:
    erased.update(engine.execute("select act, ordinal from fact_values where commitment is not null").fetchall())
    rows = engine.execute(
        "select v.value from fact_values v join acts a on a.id = v.act and a.kind = 'erasure' "
        "where v.ordinal = 0 and v.value is not null"
    ).fetchall()
    for (value,) in rows:
        try:
            allowed.update((act, ordinal) for act, ordinal in orjson.loads(value)["values"])
        except (ValueError, KeyError, TypeError):
            continue  # an altered submission allows nothing; its act is reported as altered


def _check_order(report: Report, log: _Log) -> None:
    """Within one sealing acts stand in the order of their ids, and sealings follow one another."""
    same = log.sealed_at[1:] == log.sealed_at[:-1]
    swapped = np.flatnonzero((same & (log.acts[1:] <= log.acts[:-1])) | (log.sealed_at[1:] < log.sealed_at[:-1]))
    for one in swapped[:100].tolist():
        message = f"position {one + 2} does not follow the one before"
        report.found.append(Discrepancy("reordered", message, int(log.acts[one + 1]), one + 2))


def _check_heads(report: Report, heads: list[Head], digests: list[bytes], key: str | None) -> None:
    before = 0
    for hashing_suite in {one.suite for one in heads}:
        mine = [one for one in heads if one.suite == hashing_suite]
        computed = dict(merkle.roots(digests, [one.size for one in mine], signing.suite(hashing_suite).hashing))
        for one in mine:
            if not one.is_signed_by(key):
                report.found.append(
                    Discrepancy("unsigned", f"the head of {one.size} acts is not signed by the office's key")
                )
            if (computed.get(one.size) or b"").hex() != one.root:
                report.found.append(
                    Discrepancy(
                        "head",
                        f"the head of {one.size} acts does not fit: positions {before + 1} to {one.size} were changed",
                        position=before + 1,
                    )
                )
            else:
                before = one.size
    if digests and (not heads or heads[-1].size != len(digests)):
        report.found.append(Discrepancy("head", "the newest positions of the log have no signed head"))


def _check_outside(report: Report, outside: Head, digests: list[bytes], key: str | None) -> None:
    report.against = f"of {outside.size} acts signed at {outside.signed_at}"
    if not outside.is_signed_by(key):
        report.found.append(
            Discrepancy("unsigned", "the head that was kept elsewhere is not signed by the office's key")
        )
    if outside.size > len(digests):
        report.found.append(
            Discrepancy("cut-off", f"the head kept elsewhere covers {outside.size} acts, the log holds {len(digests)}")
        )
        return
    for _size, root in merkle.roots(digests, [outside.size], signing.suite(outside.suite).hashing):
        if root.hex() != outside.root:
            report.found.append(
                Discrepancy("rewritten", f"the first {outside.size} acts are not those of the head kept elsewhere")
            )
