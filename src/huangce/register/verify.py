"""Prove that nothing was altered: recompute every digest and every head, and say where something does not fit.

What is found: an act or fact that was altered, an act that is missing, inserted behind the seal, back-dated or
reordered, a value blanked without an act of erasure, a head that does not fit or is not signed. Without a head kept
elsewhere the answer is "self-consistent" and no more: whoever holds the machine and its key could have rewritten all.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import duckdb
import numpy as np
import orjson
import pyarrow as pa

from huangce.register import signing
from huangce.register.digest import DIGESTS_SQL
from huangce.register.evidence import Evidence
from huangce.register.seal import LONGEST_TRANSACTION, Head
from huangce.rules import merkle

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
    """The outcome: `holds` when nothing was found. `against` says which outside head it was held against."""

    acts: int = 0
    values: int = 0
    sealed: int = 0
    unsealed: int = 0
    erased: int = 0
    heads: int = 0
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


def verify(source: Evidence, *, outside: Head | None = None, key: str | None = None) -> Report:
    """Check everything and return a report. `key` (hex) is the office's public key where it is known."""
    report = Report()
    leaves = source.leaves()
    positions = leaves.column("position").to_numpy()
    leaf_acts = leaves.column("act").to_numpy()
    leaf_digests = leaves.column("digest").to_pylist()
    sealed_at = leaves.column("sealed_at").to_numpy()
    report.sealed = len(positions)
    report.found += _gaps(positions)
    heads = source.heads()
    report.heads = len(heads)
    _check_acts(source, report, leaf_acts, leaf_digests, sealed_at)
    _check_order(report, leaf_acts, sealed_at)
    _check_heads(report, heads, leaf_digests, key)
    if outside is not None:
        _check_outside(report, outside, leaf_digests, key)
    report.found.sort(key=lambda one: (one.position or 0, one.act or 0, one.what))
    return report


def _gaps(positions: np.ndarray[Any, Any]) -> Iterator[Discrepancy]:
    expected = np.arange(1, len(positions) + 1)
    wrong = np.flatnonzero(positions != expected)
    if len(wrong):
        place = int(expected[wrong[0]])
        yield Discrepancy("log-gap", f"the log has no position {place}", position=place)


def _check_acts(
    source: Evidence,
    report: Report,
    leaf_acts: np.ndarray[Any, Any],
    leaf_digests: list[str],
    sealed_at: np.ndarray[Any, Any],
) -> None:
    """Digests of all acts, against what is stored with them and against the log."""
    order = np.argsort(leaf_acts, kind="stable")
    by_act = leaf_acts[order]
    seen = np.zeros(len(by_act), dtype=bool)
    last_sealed = int(sealed_at.max()) if len(sealed_at) else 0
    erased: set[tuple[int, int]] = set()
    allowed: set[tuple[int, int]] = set()
    engine = duckdb.connect()
    for acts, values in source.chunks():
        report.acts += acts.num_rows
        report.values += values.num_rows
        engine.register("acts", acts)
        engine.register("fact_values", values)
        checked = engine.execute(DIGESTS_SQL.format(acts="acts", values="fact_values") + " order by 1").to_arrow_table()
        ids = checked.column("act").to_numpy()
        recorded_at = acts.column("recorded_at").to_numpy()
        place = np.searchsorted(by_act, ids)
        inside = (place < len(by_act)) & (by_act[np.minimum(place, max(len(by_act) - 1, 0))] == ids if len(by_act) else False)
        seen[place[inside]] = True
        stored, computed = checked.column("id_digest").to_pylist(), checked.column("digest").to_pylist()
        for index, act in enumerate(ids.tolist()):
            position = int(order[place[index]]) + 1 if inside[index] else None
            sealed = leaf_digests[position - 1] if position else None
            report.found += _one_act(act, position, stored[index], computed[index], sealed)
            if position is None:
                report.unsealed += 1
                if recorded_at[index] < last_sealed - TOLERANCE:
                    report.found.append(Discrepancy("inserted", f"act {act} is not in the log but claims to be older", act))
        orphans = engine.execute(
            "select distinct v.act from fact_values v where not exists (select 1 from acts a where a.id = v.act)"
        ).fetchall()
        report.found += [Discrepancy("orphan", f"values of act {act}, which does not exist", act) for (act,) in orphans]
        _collect_erasures(engine, erased, allowed)
    for index in np.flatnonzero(~seen):
        position = int(order[index]) + 1
        act = int(by_act[index])
        report.found.append(Discrepancy("missing", f"act {act} stands in the log but is gone", act, position))
    report.erased = len(erased)
    report.found += [
        Discrepancy("blanked", f"value {ordinal} of act {act} was blanked without an act of erasure", act)
        for act, ordinal in sorted(erased - allowed)
    ]


def _one_act(act: int, position: int | None, stored: str, computed: str, sealed: str | None) -> Iterator[Discrepancy]:
    if computed != stored and (sealed is None or computed != sealed):
        yield Discrepancy("altered", f"act {act} or one of its facts is not what was recorded", act, position)
    elif computed != stored:
        yield Discrepancy("altered", f"the digest stored with act {act} was altered", act, position)
    elif sealed is not None and computed != sealed:
        yield Discrepancy("altered", f"act {act} differs from what was sealed", act, position)


def _collect_erasures(
    engine: duckdb.DuckDBPyConnection, erased: set[tuple[int, int]], allowed: set[tuple[int, int]]
) -> None:
    erased.update(engine.execute("select act, ordinal from fact_values where commitment is not null").fetchall())
    rows = engine.execute(
        "select v.value from fact_values v join acts a on a.id = v.act and a.kind = 'erasure' "
        "where v.ordinal = 0 and v.value is not null"
    ).fetchall()
    for (value,) in rows:
        allowed.update((act, ordinal) for act, ordinal in orjson.loads(value)["values"])


def _check_order(report: Report, leaf_acts: np.ndarray[Any, Any], sealed_at: np.ndarray[Any, Any]) -> None:
    """Within one sealing acts stand in the order of their ids, and sealings follow one another."""
    same = sealed_at[1:] == sealed_at[:-1]
    swapped = np.flatnonzero((same & (leaf_acts[1:] <= leaf_acts[:-1])) | (sealed_at[1:] < sealed_at[:-1]))
    report.found += [
        Discrepancy("reordered", f"position {int(one) + 2} does not follow the one before", int(leaf_acts[one + 1]), int(one) + 2)
        for one in swapped[:100]
    ]


def _check_heads(report: Report, heads: list[Head], leaf_digests: list[str], key: str | None) -> None:
    before = 0
    for hashing_suite in {one.suite for one in heads}:
        mine = [one for one in heads if one.suite == hashing_suite]
        digests = [bytes.fromhex(one) for one in leaf_digests]
        computed = dict(merkle.roots(digests, [one.size for one in mine], signing.suite(hashing_suite).hashing))
        for one in mine:
            if not one.is_signed_by(key):
                report.found.append(Discrepancy("unsigned", f"the head of {one.size} acts is not signed by the office's key"))
            if computed.get(one.size) != bytes.fromhex(one.root):
                report.found.append(
                    Discrepancy(
                        "head",
                        f"the head of {one.size} acts does not fit: something between positions {before + 1} and {one.size} changed",
                        position=before + 1,
                    )
                )
            else:
                before = one.size
    if leaf_digests and (not heads or heads[-1].size != len(leaf_digests)):
        report.found.append(Discrepancy("head", "the newest positions of the log have no signed head"))


def _check_outside(report: Report, outside: Head, leaf_digests: list[str], key: str | None) -> None:
    report.against = f"of {outside.size} acts signed at {outside.signed_at}"
    if not outside.is_signed_by(key):
        report.found.append(Discrepancy("unsigned", "the head that was kept elsewhere is not signed by the office's key"))
    if outside.size > len(leaf_digests):
        report.found.append(
            Discrepancy("cut-off", f"the head kept elsewhere covers {outside.size} acts, the log holds {len(leaf_digests)}")
        )
        return
    digests = [bytes.fromhex(one) for one in leaf_digests[: outside.size]]
    for _size, root in merkle.roots(digests, [outside.size], signing.suite(outside.suite).hashing):
        if root.hex() != outside.root:
            report.found.append(
                Discrepancy("rewritten", f"the first {outside.size} acts are not those of the head kept elsewhere")
            )


