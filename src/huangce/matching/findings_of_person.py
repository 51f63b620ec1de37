"""What is open about a person: the findings that an officer who looks at the record has to know of."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from huangce.matching.findings_store import UNDECIDED
from huangce.matching.models import OPEN as OPEN_STATE
from huangce.matching.models import STATES, Finding, FindingEvent


@dataclass(frozen=True, slots=True)
class OpenFinding:
    """A finding that nobody has decided yet."""

    id: str
    finding_class: str
    reason: str
    state: str


def open_findings_of(records: Collection[int]) -> list[OpenFinding]:
    """Return the findings about any of these records that wait for somebody, likeliest first."""
    wanted = list(records)
    rows = Finding.objects.filter(record__in=wanted) | Finding.objects.filter(other_record__in=wanted)
    found = list(rows.order_by("-probability", "id").values_list("id", "finding_class", "reason"))
    events = FindingEvent.objects.filter(finding__in=[row[0] for row in found]).order_by("id")
    states = {finding: STATES[kind] for finding, kind in events.values_list("finding", "kind")}
    return [OpenFinding(*row, state) for row in found if (state := states.get(row[0], OPEN_STATE)) in UNDECIDED]
