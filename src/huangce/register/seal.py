"""The seal: a Merkle log of committed acts, with signed heads.

Writers do not wait for it. The sealer takes acts below the snapshot's xmin (nothing older can still commit), gives them
gapless positions, and signs a head over all of them. Heads travel on receipts, feeds and printouts; with one kept
elsewhere `verify --head` shows even what the operator of this machine changed.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
from django.db import transaction

from huangce.errors import Unreadable
from huangce.home import paths
from huangce.register import signing
from huangce.register.locks import LOCK_SEAL, raw_cursor
from huangce.rules import merkle

# No transaction that records acts lives longer, so acts recorded longer before the last head are in the log already;
# `full` looks at all of them.
LONGEST_TRANSACTION = timedelta(hours=1)

# Acts that are committed for good and not in the log yet, in the order of their ids: those of transactions below the
# snapshot's xmin. The distance is taken modulo 2^32, as PostgreSQL counts transactions.
UNSEALED = """
    select a.id, a.digest from act a
    where a.recorded_at > %s
      and not exists (select 1 from seal_leaf l where l.act = a.id)
      and (pg_snapshot_xmin(pg_current_snapshot())::text::bigint - a.xmin::text::bigint) & 4294967295
          between 1 and 2147483647
    order by a.id
"""


class UnreadableHead(Unreadable):
    """The file {file} is not a head of a seal: it must be the JSON that `huangce seal` writes."""

    code = "unreadable-head"


@dataclass(frozen=True, slots=True)
class Head:
    """A signed head: what anyone needs to prove later that the log still begins with these acts."""

    size: int
    suite: str
    root: str
    signed_at: str
    key: str
    signature: str

    def message(self) -> bytes:
        """What the signature covers."""
        return f"huangce head 1\n{self.size}\n{self.suite}\n{self.root}\n{self.signed_at}".encode()

    def is_signed_by(self, key: str | None = None) -> bool:
        """Whether the signature holds, with the key in the head or with `key` (hex); garbage is no signature."""
        chosen = signing.suite(self.suite)
        try:
            public, signature = bytes.fromhex(key or self.key), bytes.fromhex(self.signature)
        except ValueError:
            return False
        return chosen.holds(public, signature, self.message())

    def write(self, file: Path) -> None:
        """Write the head as JSON."""
        file.write_text(json.dumps(asdict(self), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")

    @classmethod
    def read(cls, file: Path) -> Head:
        """Read a head that was kept elsewhere, or raise `UnreadableHead`."""
        try:
            return cls.of(json.loads(file.read_text(encoding="utf-8")))
        except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
            raise UnreadableHead(file=file.name) from error

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> Head:
        """Make a head of JSON values; raises ValueError, KeyError or TypeError where they are not those of one."""
        head = cls(**{name: values[name] for name in cls.__slots__})
        if not isinstance(head.size, int) or isinstance(head.size, bool) or head.size < 1:
            raise ValueError
        if not all(isinstance(getattr(head, name), str) for name in cls.__slots__ if name != "size"):
            raise TypeError
        return head


def sealed_at_text(moment: datetime) -> str:
    """The moment of a head as its message writes it."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def seal(*, now: datetime | None = None, suite_name: str | None = None, full: bool = False) -> Head | None:
    """Put all committed acts into the log and sign a head over it. Returns the newest head; None for an empty register.

    Safe to call at any time and from several processes; sealing what is already sealed changes nothing.
    """
    chosen = signing.suite(suite_name or os.environ.get("HUANGCE_SEAL", "ed25519"))
    with transaction.atomic(), raw_cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", (LOCK_SEAL,))
        last = newest_head(cursor)
        since = datetime.min.replace(tzinfo=UTC)
        if last is not None and not full:
            since = datetime.fromisoformat(last.signed_at) - LONGEST_TRANSACTION
        rows = cursor.execute(UNSEALED, (since,)).fetchall()
        if not rows:
            return last
        moment = now or datetime.now(UTC)
        peaks, size = _peaks(cursor, last, chosen)
        position = size
        with cursor.copy("copy seal_leaf (position, act, digest, sealed_at) from stdin") as copy:
            for act, digest in rows:
                position += 1
                copy.write_row((position, act, bytes(digest), moment))
        peaks, size = merkle.extend(peaks, size, (bytes(row[1]) for row in rows), chosen.hashing)
        head = _sign(chosen, size, merkle.root(peaks, chosen.hashing), moment)
        cursor.execute(
            "insert into seal_head (size, suite, root, peaks, xmin_before, signed_at, key, signature) "
            "values (%s, %s, %s, %s, pg_snapshot_xmin(pg_current_snapshot())::text::bigint, %s, %s, %s)",
            (size, chosen.name, head.root, [one.hex() for one in peaks], moment, head.key, head.signature),
        )
    return head


def _peaks(cursor: psycopg.Cursor[Any], last: Head | None, chosen: signing.Suite) -> tuple[list[bytes], int]:
    """The peaks of the log as it stands; computed anew when the office changed its suite."""
    if last is None:
        return [], 0
    row = cursor.execute("select peaks from seal_head where size = %s", (last.size,)).fetchone()
    if last.suite == chosen.name and row is not None:
        return [bytes.fromhex(one) for one in row[0]], last.size
    digests = cursor.execute("select digest from seal_leaf order by position").fetchall()
    return merkle.extend([], 0, (bytes(one[0]) for one in digests), chosen.hashing)


def _sign(chosen: signing.Suite, size: int, root: bytes, moment: datetime) -> Head:
    private = signing.private_key(paths.make_home() / "secrets", chosen)
    unsigned = Head(size, chosen.name, root.hex(), sealed_at_text(moment), chosen.public(private).hex(), "")
    signature = chosen.sign(private, unsigned.message()).hex()
    return Head(size, unsigned.suite, unsigned.root, unsigned.signed_at, unsigned.key, signature)


def newest_head(cursor: psycopg.Cursor[Any]) -> Head | None:
    """The head over the most acts."""
    found = heads(cursor, "order by size desc limit 1")
    return found[0] if found else None


def heads(cursor: psycopg.Cursor[Any], order: str = "order by size") -> list[Head]:
    """All heads, smallest first."""
    rows = cursor.execute(f"select size, suite, root, signed_at, key, signature from seal_head {order}").fetchall()
    return [Head(row[0], row[1], row[2], sealed_at_text(row[3]), row[4], row[5]) for row in rows]


def position_known_on(cursor: psycopg.Cursor[Any], moment: datetime) -> int:
    """How many acts of the log were sealed by `moment`: what was known then."""
    row = cursor.execute("select max(size) from seal_head where signed_at <= %s", (moment,)).fetchone()
    return int(row[0]) if row and row[0] is not None else 0
