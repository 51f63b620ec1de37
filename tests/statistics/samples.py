"""A small register to draw from: households of two in two villages, everybody also a usual resident."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from huangce.register.locks import raw_cursor
from huangce.register.record import record
from huangce.rules.acts.opening import Member
from huangce.rules.acts.residences import ResidenceDeclared
from huangce.statistics.rates import Figure, report_of
from huangce.statistics.samples.answering import answer
from huangce.statistics.samples.drawing import draw_sample
from huangce.statistics.samples.models import Sample, SampleLine
from huangce.statistics.view import view_of
from tests import lins, people

NOW = datetime(2026, 6, 1, 2, tzinfo=UTC)
TODAY = date(2026, 6, 1)
DUE = date(2026, 7, 1)
HERE, THERE = people.VILLAGE, people.NEXT_VILLAGE


def settle(homes: int = 6, *, living: bool = True) -> list[int]:
    """Open so many households of two in each of two villages; return the persons."""
    persons = []
    for village in (HERE, THERE):
        for home in range(homes):
            serial = home * 2 + (500 if village == THERE else 0)
            head = f"何{'一二三四五六七八九十'[home % 10]}"
            members = [
                Member(
                    name=name,
                    relation=relation,
                    sex=sex,
                    birth_date=f"198{home % 10}-05-03",
                    ethnicity="01",
                    citizen_id=lins.number(f"990101198{home % 10}0503{serial + i:03d}"),
                    native_place="990101",
                    birthplace="990101",
                    education="70",
                    marital_status="20",
                )
                for i, (name, relation, sex) in enumerate(((head, "02", "1"), ("王秀英", "10", "2")))
            ]
            opened = record(
                lins.family(*members, division=village, address=f"清河县东城镇新村{home + 1}号"), by=lins.LIN, now=NOW
            )
            with raw_cursor() as cursor:
                rows = cursor.execute(
                    "select id from person where household = %s order by id", (opened.created["household"],)
                )
                found = [row[0] for row in rows]
            persons += found
            for one in found if living else ():
                lives(one, village, f"清河县东城镇新村{home + 1}号")
    return persons


def lives(person: int, village: str, address: str, kind: str = "usual") -> None:
    record(
        ResidenceDeclared(
            happened_on=date(2026, 1, 1), person=person, residence_kind=kind, division=village, address=address
        ),
        by=lins.LIN,
        now=NOW,
    )


def drawn(frame: str = "usual", division: str = people.COUNTY, size: int = 10, by: str = "gao", **more: Any) -> Sample:
    return draw_sample(frame, division, size, by=people.officer(by), **{"now": NOW, **more})


def answered(sample: Sample, ordinal: int, outcome: str = "checked", *wrong: str, **more: Any) -> bool:
    return answer(sample.pk, ordinal, outcome=outcome, wrong=wrong, **{"by": people.officer("shi"), "now": NOW, **more})


def all_right(sample: Sample, **more: Any) -> None:
    """Answer every line: everything is right."""
    for ordinal in range(1, SampleLine.objects.filter(sample=sample.pk).count() + 1):
        answered(sample, ordinal, **more)


def figure(code: str, day: date = DUE, division: str = "", **asked: Any) -> Figure:
    with raw_cursor() as cursor:
        report = report_of(view_of(cursor, as_of=day, division=division, **asked))
    return next(one for one in report.figures if one.code == code)
