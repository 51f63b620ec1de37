"""What is open about a person: the findings that an officer who looks at the record has to know of."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from huangce.matching.models import UNDECIDED, Finding


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
    waiting = rows.filter(state__in=UNDECIDED).order_by("-probability", "id")
    return [OpenFinding(*row) for row in waiting.values_list("id", "finding_class", "reason", "state")]
