"""Reconcile the register with who lives here and with the lists of departments: findings for officers to decide.

Ten classes (notices 000 二(一), 002 二, 004 二(三)1). The engine proposes, a person decides: a list match alone never
changes the register. Rows that answer no open question leave no trace but a count (requirements part 6, decision 8).
The same inputs give the same findings with the same ids.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from huangce.matching.evidence import with_evidence
from huangce.matching.kept import Prepare, prepare
from huangce.matching.reconcile_case import CLAIM, REGISTERED, Case
from huangce.matching.reconcile_children import children, unregistered
from huangce.matching.reconcile_fictitious import fictitious
from huangce.matching.reconcile_gone import CONTRADICTED, DIES, gone
from huangce.matching.reconcile_links import links
from huangce.matching.reconcile_living import living
from huangce.matching.reconcile_register import held_twice, wrong_number
from huangce.matching.reconcile_sources import AS_DELIVERED, sources_of
from huangce.matching.results import AUTOMATIC

CLASSES = {
    "held_twice": "一人多户",
    "deceased_not_cancelled": "死亡未注销",
    CONTRADICTED: "死亡线索与见到本人矛盾",
    "enlisted_not_cancelled": "入伍未注销",
    "abroad_not_cancelled": "出国定居未注销",
    "living_here_not_collected": "应采未采",
    "registered_here_living_elsewhere": "人户分离",
    "wrong_number": "身份号码有误",
    "no_registration": "无户口",
    "fictitious": "疑似虚假登记",
}
FINDINGS = ("id", *CLAIM.names(), "evidence", "digest", "sources")
# What tells a person of a list, who is in no register, from others.
KEYS = ("citizen_id_written", "certificate_no", "permit_no", "name", "sex", "birth_date_text", "address")
UPPERMOST = [False, True, False, False, False, False]
DELIVERY = 1 << 32
COUNTS = {"list": pl.String, "read": pl.Int64, "matched": pl.Int64, "answered": pl.Int64, "dropped": pl.Int64}
OPTIONAL = {"collected_on": pl.Date, "arrived_on": pl.Date, "phone": pl.String}
# What was dealt with by hand, and what visits told; who reads no register knows nothing of it.
DEALT_WITH = ("heard_of", "nobody_knows")
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Reconciled:
    """What a run found.

    findings: `FINDINGS`, by class, list, row; `evidence` and `reason` as text, `probability` that it is as it says,
    `digest` of what the evidence says, which stays when only weights or row numbers change; `sources` the rows of
    deliveries that it rests on, see `reconcile_sources`.
    counts: `COUNTS`, one row a department list: rows read, matched to somebody, answering an open question, dropped.
    """

    findings: pl.DataFrame
    counts: pl.DataFrame

    @property
    def classes(self) -> pl.DataFrame:
        """Return class, found, automatic (probability 0.99 and above), to_look_at, expected_false."""
        every = pl.DataFrame({"class": list(CLASSES)})
        sums = self.findings.group_by("class").agg(
            found=pl.len().cast(pl.Int64),
            automatic=(pl.col("probability") >= AUTOMATIC).sum().cast(pl.Int64),
            expected_false=(1 - pl.col("probability")).sum(),
        )
        joined = every.join(sums, on="class", how="left", maintain_order="left").with_columns(pl.all().fill_null(0))
        return joined.with_columns(to_look_at=pl.col("found") - pl.col("automatic"))


def _nobody(_step: str, _done: int, _of: int) -> None:
    """Progress that nobody watches."""


def reconcile(
    people: pl.DataFrame,
    residents: pl.DataFrame,
    lists: Mapping[str, pl.DataFrame],
    *,
    county: str,
    as_of: date,
    key: bytes = b"",
    progress: Progress = _nobody,
    known: Prepare = prepare,
) -> Reconciled:
    """Return what the register, the residents and the lists of departments say against each other.

    people: the register's current rows (record, household, relation, name, former_name, sex, birth_date, citizen_id,
    number_contested, status, division, address, source_row; where known `heard_of`: touched by an act since the
    opening, or met by an officer, and `nobody_knows`: a visit was told so). residents: the open spells of residence
    (residence, record, name, sex, birth_date, citizen_id, status, residence_kind, division, address, registered_place,
    source_row, and where known collected_on). lists: checked frames by kind, see `exchange.check`. county: its 6
    digits. key: of the fingerprints that name the findings; the same inputs under the same key give the same ids, and
    who has no key cannot tell from an id who it is about. known: how the register is prepared for matching.
    """
    missing = [pl.lit(value=False).alias(name) for name in DEALT_WITH if name not in people.columns]
    people = _numbered(people.filter(pl.col("status").is_in(REGISTERED)).with_columns(missing), "record")
    missing = [pl.lit(None, kind).alias(name) for name, kind in OPTIONAL.items() if name not in residents.columns]
    residents = _numbered(residents.with_columns(missing), "residence")
    lists = {kind: _apart(lists[kind]) for kind in sorted(lists)}
    progress("matching lists", 0, 1)
    linked_to = links(people, residents, lists, county=county, known=known)
    case = Case(people, residents, lists, linked_to, county, as_of)
    progress("matching lists", 1, 1)
    progress("findings", 0, 2)
    leaving, twice, linked = gone(case), held_twice(case), children(case)
    found = pl.concat(
        [
            twice,
            leaving,
            living(case, leaving, twice, linked),
            wrong_number(case),
            unregistered(case, linked),
            fictitious(case, twice),
        ]
    )
    progress("findings", 1, 2)
    found = found.with_columns(pl.col("probability").round(6), _ids(case, found, key))
    sources = sources_of(case, found)
    found = found.sort("class", "probability", "list", "row", "other_list", "other_row", descending=UPPERMOST)
    found = found.unique("id", keep="first", maintain_order=True).sort("class", "list", "row", "id")
    findings = with_evidence(case, found).join(sources, on="id", how="left", maintain_order="left").select(FINDINGS)
    progress("findings", 2, 2)
    counts = _counts(case, findings)
    return Reconciled(findings.with_columns(_as_written("row"), _as_written("other_row")), counts)


def _numbered(frame: pl.DataFrame, ids: str) -> pl.DataFrame:
    """Give a record that came from no list a row of its own, which `_as_written` takes away again."""
    return frame.with_columns(pl.coalesce(pl.col("source_row").cast(pl.Int64), -pl.col(ids)).alias("source_row")).sort(
        ids
    )


def _apart(frame: pl.DataFrame) -> pl.DataFrame:
    """Number the rows of a list by what they say, and equal ones by delivery and row; `_as_written` takes it away.

    Where two rows say as much of somebody the lower number counts: it must not be another one when the same rows come
    in another order, or what was decided would be asked again.
    """
    row = pl.col("row").cast(pl.Int64)
    last = [name for name in ("received", "row") if name in frame.columns]
    said = sorted(name for name, kind in frame.schema.items() if name not in last and not kind.is_nested())
    placed = frame.sort(*said, *last, nulls_last=True).with_columns(row.alias(AS_DELIVERED))
    return placed.with_columns((row + pl.int_range(pl.len(), dtype=pl.Int64) * DELIVERY).alias("row"))


def _as_written(column: str) -> pl.Expr:
    """Return the row number that the list itself has; null for a record that came from no list."""
    row = pl.col(column)
    return pl.when(row >= 0).then(row % DELIVERY).alias(column)


def _ids(case: Case, found: pl.DataFrame, key: bytes) -> pl.Series:
    """Return an id a finding: the class and who it is about, whatever was found out about them.

    A registered person counts by record, so that a second list with the same news is the same finding; anybody else by
    what the row says of them, so that a second delivery is, too. A reported death stays one finding when a sign of life
    comes or goes: its class changes, and what was decided about it is known.
    """
    keys = [
        frame.select(
            pl.lit(kind).alias("list"),
            "row",
            pl.concat_str(
                [column for column in KEYS if column in frame.columns], separator="|", ignore_nulls=True
            ).alias("key"),
        )
        for kind, frame in case.lists.items()
    ]
    empty = pl.DataFrame(schema={"list": pl.String, "row": pl.Int64, "key": pl.String})
    told = found.join(pl.concat([empty, *keys]), on=["list", "row"], how="left", maintain_order="left")
    one = pl.coalesce("record", pl.when(pl.col("list") == "residents").then("other_record")).cast(pl.String)
    other = pl.when(pl.col("class") == "held_twice").then(pl.col("other_record").cast(pl.String)).otherwise(pl.lit(""))
    asked = pl.col("class").replace(CONTRADICTED, DIES)
    texts = told.select(pl.concat_str(asked, pl.coalesce(one, pl.format("{} {}", "list", "key")), other, separator="|"))
    ids = [hmac.new(key, text.encode(), hashlib.sha256).hexdigest()[:16] for text in texts.to_series()]
    return pl.Series("id", ids, dtype=pl.String)


def _counts(case: Case, findings: pl.DataFrame) -> pl.DataFrame:
    """Count what became of the rows of each list."""
    matched = pl.concat([case.links.to_register, case.links.to_residents]).filter(pl.col("probability") >= AUTOMATIC)
    answered = pl.concat(
        [
            findings.select("list", "row"),
            findings.select(pl.col("other_list").alias("list"), pl.col("other_row").alias("row")),
        ]
    )
    counts = [
        (
            kind,
            frame.height,
            matched.filter(pl.col("list") == kind)["row"].n_unique(),
            answered.filter(pl.col("list") == kind)["row"].n_unique(),
        )
        for kind, frame in case.lists.items()
    ]
    table = pl.DataFrame(counts, schema=dict(list(COUNTS.items())[:-1]), orient="row")
    return table.with_columns(dropped=pl.col("read") - pl.col("answered"))
