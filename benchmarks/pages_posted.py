"""What follows a form that is filled in, as pages to measure: nothing is recorded, it is checked, read back, foreseen.

Checks of an act run beside the form while somebody types; the preview of an act on places counts everybody who is
concerned. The heap of addresses is read and laid beside the register whenever it is sent.
"""

from __future__ import annotations

from typing import Any, Final

from benchmarks.pages_asked import Page, Typed

HEAP_ROWS: Final = 200
DAY: Final = "20260214"
# A registered member of a family who does not lead it, so that a death asks for no other answers.
MEMBERS: Final = """
    select p.id from person p join household h on h.id = p.household
    where p.status = 'registered' and h.household_kind = 'family' and h.reference_person <> p.id
    order by p.id limit %(limit)s offset %(skipped)s
"""
TEXTS: Final = "select address from household order by id limit %s"
STREETS: Final = """
    select n.id from named_place n join (
        select thoroughfare, count(*) as doors from address where thoroughfare is not null group by 1
    ) a on a.thoroughfare = n.id where n.retired_by is null order by a.doors desc, n.id limit 5
"""
PARTS: Final = """
    select rpad(left(division, %(digits)s), 12, '0'), count(*) from address where retired_by is null
    group by 1 order by 2 desc, 1 limit %(limit)s
"""


def posted() -> list[Page]:
    """Return the answers to forms that are measured."""
    from huangce.register.locks import raw_cursor

    with raw_cursor() as cursor:
        people = [row[0] for row in cursor.execute(MEMBERS, {"limit": 20, "skipped": 0}).fetchall()]
        texts = [row[0] for row in cursor.execute(TEXTS, (HEAP_ROWS,)).fetchall()]
        streets = [row[0] for row in cursor.execute(STREETS).fetchall()]
        parts = {
            name: [row[0] for row in cursor.execute(PARTS, {"digits": digits, "limit": 3}).fetchall()]
            for name, digits in (("village", 12), ("township", 9))
        }
    death = {"happened_on": DAY, "evidence": ["medical_death_certificate"]}
    heap = {"text": "\n".join(texts)}
    renamed = {"happened_on": DAY, "name": "新名", "change_kind": "renamed"}
    found = [
        Page("check of a death", "lin", [f"/acts/death/?person={one}" for one in people], typed=death, to=check),
        Page(
            "death read back", "lin", [f"/acts/death/?person={one}" for one in people], typed=death | {"step": "check"}
        ),
        Page("heap of 200 addresses", "deng", ["/addresses/"], typed=heap),
        Page("doubtful address", "deng", ["/addresses/"], typed=heap, to=lambda _path: "/addresses/review/"),
        Page(
            "renaming of a street",
            "deng",
            [f"/acts/new/place_renamed/?place={one}" for one in streets],
            typed=_ground("place_renamed", {"happened_on": DAY, "name": "新名路"}),
            to=check,
        ),
    ]
    found += [
        Page(
            f"renaming of a {name}",
            "deng",
            [f"/acts/new/division_changed/?division={one}" for one in codes],
            typed=_ground("division_changed", renamed),
            to=check,
        )
        for name, codes in parts.items()
    ]
    return found


def check(path: str) -> str:
    """Where the form at an address is checked while somebody types."""
    page, _, question = path.partition("?")
    name = page.removesuffix("/").rpartition("/")[2]
    return f"/acts/new/{name}/check/?{question}"


def _ground(kind: str, typed: dict[str, Any]) -> Typed:
    """What is typed, with a document and a second officer, for a preview asks for both."""
    from django.utils.timezone import localdate

    from huangce.accounts import officers, standing
    from huangce.rules.acts import place_divisions, place_naming

    evidence = {"place_renamed": place_naming.EVIDENCE, "division_changed": place_divisions.EVIDENCE}[kind]
    clerk = officers.find("deng")
    division = clerk.grants.values_list("division", flat=True)[0]
    seconds = standing.approvers(act_kind=kind, division=division, on=localdate(), but=clerk)
    return typed | {"evidence": [evidence[0]], "approved_by": str(seconds[0].pk) if seconds else ""}
