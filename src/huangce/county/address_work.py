"""The address clerk's work in the demo: what lies on the desk when a newcomer opens the pages of addresses and plates.

The rules and the survey come from the county's own files, and what is proposed for the doors without a number comes
from the rule; the truth is asked afterwards, by the scorer alone. Steps are taken by the demo's accounts under the same
rights as any officer's: who proposes does not approve. All of it is one transaction, so that it is there or not.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import polars as pl
from django.db import transaction

from huangce.accounts.models import Officer
from huangce.exchange.plate_tables import read_survey
from huangce.exchange.reading.named_columns import NoRows
from huangce.places.models import Address
from huangce.places.naming import propose, take
from huangce.places.numbering_addresses import make_addresses
from huangce.places.numbering_proposals import decide, propose_missing
from huangce.places.numbering_schemes import record_schemes
from huangce.places.numbering_survey import survey_addresses, take_survey
from huangce.places.plate_life import Said, apply_for, take_step
from huangce.places.plate_life import replace as again
from huangce.places.plate_models import PlateProposal
from huangce.places.plate_orders import make_order
from huangce.register.locks import raw_cursor
from huangce.register.record import OFFICE_TIME, record
from huangce.register.seal import seal
from huangce.rules.acts.base import Evidence
from huangce.rules.acts.place_buildings import BuildingRegistered, DwellingsStated, DwellingStatement
from huangce.rules.numbering import Number, read_schemes
from huangce.simulate.doors import ENTRANCES, FOLDER, SCHEMES
from huangce.statistics.plates import lacking
from huangce.statistics.snapshot import reading

MAKER: Final = "模拟标牌厂"
NOT_A_DOOR: Final = "一扇边门，不另编号"
# Plates of a township, each so far: the steps they took, and how many days ago each was taken.
ON_THE_WAY: Final = (("manufactured", 6), ("delivered", 3), ("installed", 1))
TO_THE_END: Final = (("manufactured", 30), ("delivered", 25), ("installed", 20), ("inspected", 15), ("in_use", 10))
# A township each: plates, days ago on which the round ended, days before that on which they were ordered (0: approved,
# none: waiting to be approved), and the steps they took. The last rounds are what hung over the last weeks.
ROUNDS: Final = (
    (10, 0, 35, TO_THE_END),
    (10, 0, 12, ON_THE_WAY),
    (10, 0, 0, ()),
    (10, 0, None, ()),
    (40, 42, 35, TO_THE_END),
    (40, 28, 35, TO_THE_END),
    (40, 14, 35, TO_THE_END),
)
# Names that are under way: the name, its reason, and the steps that were taken so far.
NAMES: Final = (
    ("桃源路", "新修的路，两侧已有住户", ()),
    ("学苑路", "小学迁建后新开的路", ("check",)),
    ("云台巷", "旧城改造后新开的巷", ("check", "approve")),
)
STATED: Final = 2  # buildings that are entered, with what was found of some of their doors
# Buildings that wait for their address: where they stand, and how many days ago they were completed.
WAITING: Final = (("村口新建三层楼", 45), ("小学后面的平房", 12))
VILLAGES: Final = """
    select division from address where division like %s and division not like '%%000' and retired_by is null
    group by 1 order by count(*) desc, 1 limit %s
"""
PROPOSED: Final = """
    select p.division, s.name, e.chainage, p.main, p.suffix
    from plate_proposal p join numbered_street s on s.id = p.street join entrance e on e.id = p.entrance
    where p.state <> 'outdated' order by p.id
"""
# Buildings with most doors at which nobody is registered or lives, by the smallest of their addresses.
BUILDINGS: Final = """
    select array_agg(a.id order by a.id), array_agg(a.id order by a.id) filter (where h.id is null and r.id is null)
    from address a left join household h on h.address_id = a.id left join residence r on r.address_id = a.id
    where a.room is not null and a.building is not null and a.division like %s
    group by a.division, a.thoroughfare, a.compound, a.plate, a.building
    having count(*) filter (where h.id is null and r.id is null) > 3 order by count(distinct a.id) desc, 1 limit %s
"""


@dataclass(frozen=True, slots=True)
class Hands:
    """Who does the work: the clerk who enters, the second officer who approves, and the moment."""

    clerk: Officer
    second: Officer
    now: datetime

    def ago(self, days: int) -> datetime:
        """The moment some days before."""
        return self.now - timedelta(days=days)


def begin(folder: Path, county: str, hands: Hands) -> None:
    """Do the first of the work on the addresses of a simulated county, whose files lie in `folder`."""
    division = county.ljust(12, "0")
    with transaction.atomic():
        _walk(folder / FOLDER, hands)
        propose_missing(division, by=hands.clerk, now=hands.now)
        _decide(division, hands)
        _make_plates(division, hands)
        _name(division, hands)
        _enter_buildings(county, hands)
    seal()


def _walk(folder: Path, hands: Hands) -> None:
    """Record the rules, and take the survey; the doors that have an address are known before."""
    record_schemes(read_schemes((folder / SCHEMES).read_text(encoding="utf-8")), by=hands.clerk, now=hands.now)
    try:
        rows, _problems = read_survey(folder / ENTRANCES)
    except NoRows:  # so small a county has no street that was walked
        return
    for village in sorted({one.division for one in rows}):
        survey_addresses(village, by=hands.clerk, now=hands.now)
    take_survey(rows, source=ENTRANCES, by=hands.clerk, now=hands.now)


def _decide(division: str, hands: Hands) -> None:
    """Check every second proposal in the field, approve half of these, refuse one, and make addresses of some."""
    ids = list(PlateProposal.objects.filter(main__isnull=False).order_by("id").values_list("id", flat=True))
    checked, approved = ids[::2], ids[::4]
    if not approved:
        return
    decide(checked, "field_checked", words="到现场看过", by=hands.clerk, now=hands.now)
    decide(approved, "approved", by=hands.second, now=hands.now)
    for refused in checked[1::2][:1]:
        decide([refused], "refused", words=NOT_A_DOOR, by=hands.second, now=hands.now)
    make_addresses(approved[: len(approved) // 3], by=hands.clerk, now=hands.now)


def _make_plates(division: str, hands: Hands) -> None:
    """Apply for plates that are lacking, a round a township, and take them so far as `ROUNDS` says."""
    with reading() as cursor:
        wanted = lacking(cursor, division, hands.now.astimezone(OFFICE_TIME).date())
    towns: dict[str, list[Address]] = defaultdict(list)
    for one in Address.objects.filter(pk__in=wanted).order_by("id"):
        towns[one.division[:9]].append(one)
    begun = sorted(towns.items(), key=lambda one: (-len(one[1]), one[0]))
    for (town, doors), (count, days, ordered, steps) in zip(begun, ROUNDS, strict=False):
        then, some = replace(hands, now=hands.ago(days)), doors[:count]
        plates = apply_for([one.pk for one in some], by=hands.clerk, now=then.ago((ordered or 0) + 5))
        if ordered is not None:
            take_step(plates, "approved", by=hands.second, now=then.ago(ordered + 3))
        if steps and ordered is not None:
            _order(town, dict(zip(plates, some, strict=True)), then, ordered=ordered, steps=steps)


def _order(
    town: str, plates: dict[int, Address], hands: Hands, *, ordered: int, steps: tuple[tuple[str, int], ...]
) -> None:
    """Order plates and take them on their way; each step leaves some behind unless all go to the end."""
    due = hands.ago(ordered - 30).astimezone(OFFICE_TIME).date()
    division, moment = town.ljust(12, "0"), hands.ago(ordered)
    make_order(division, plates=list(plates), maker=MAKER, by=hands.clerk, due_on=due, now=moment)
    left = list(plates)
    for step, days in steps:
        left = left if steps is TO_THE_END else left[: -len(plates) // 4]
        _take({plate: plates[plate] for plate in left}, step, hands, days=days)
    if steps is TO_THE_END:
        for plate, step in zip(left, ("damaged", "missing"), strict=False):
            take_step([plate], step, Said(words="巡查时发现"), by=hands.clerk, now=hands.ago(2))
        again(left[0], by=hands.clerk, now=hands.ago(1))


def _take(plates: dict[int, Address], step: str, hands: Hands, *, days: int) -> None:
    """Take a step with some plates at once; what is said of one that is put up is said of it alone."""
    by, now = hands.second if step == "inspected" else hands.clerk, hands.ago(days)
    if step != "installed":
        said = Said(batch=f"模拟{hands.now:%Y}-1", spec="200×150 mm") if step == "manufactured" else Said()
        take_step(plates, step, said, by=by, now=now)
        return
    for plate, door in plates.items():
        put_up = Said(
            photo=f"模拟照片-{plate}",
            photo_without_persons=True,
            longitude=door.longitude,
            latitude=door.latitude,
            installer=MAKER,
        )
        take_step([plate], step, put_up, by=by, now=now)


def _name(division: str, hands: Hands) -> None:
    """Propose names for new streets, and take each some steps of the procedure."""
    village = Address.objects.filter(division__startswith=division[:6], street__isnull=False).order_by("id").first()
    if village is None:
        return
    day = hands.ago(-30).astimezone(OFFICE_TIME).date()
    for name, reason, steps in NAMES:
        case = propose(
            by=hands.clerk,
            name=name,
            happened_on=day,
            reason=reason,
            division=village.division,
            begins_at="老街口",
            ends_at="新桥头",
            direction="自东向西",
            now=hands.now,
        )
        for step in steps:
            is_approved = step == "approve"
            by, document = (hands.second, "模拟地名批复1号") if is_approved else (hands.clerk, "")
            take(
                case.proposal.pk,
                step,
                by=by,
                document=document,
                words="名称不相混" if is_approved else "",
                now=hands.now,
            )


def _enter_buildings(county: str, hands: Hands) -> None:
    """Enter some buildings, and state of the doors at which nobody is registered what was found there."""
    with raw_cursor() as cursor:
        found = cursor.execute(BUILDINGS, (f"{county}%", STATED)).fetchall()
    today = hands.now.astimezone(OFFICE_TIME).date()
    for doors, empty in found:
        archive = (Evidence(kind="archive", number="模拟房屋档案"),)
        entered = BuildingRegistered(
            happened_on=today,
            address=doors[0],
            building_use="residential",
            structure="concrete",
            evidence=archive,
            approved_by=hands.second.pk,
        )
        record(entered, by=hands.clerk)
        vacant, not_known = empty[: len(empty) // 2], empty[len(empty) // 2 : -1]
        statements = (
            *(DwellingStatement(address=one, occupancy="vacant", found_how="visited") for one in vacant),
            *(DwellingStatement(address=one, occupancy="not_known") for one in not_known),
        )
        record(DwellingsStated(happened_on=today, statements=statements), by=hands.clerk)
    with raw_cursor() as cursor:
        villages = cursor.execute(VILLAGES, (f"{county}%", len(WAITING))).fetchall()
    for (village,), (words, days) in zip(villages, WAITING, strict=False):
        waits = BuildingRegistered(
            happened_on=today,
            division=village,
            whereabouts=words,
            building_use="residential",
            completed_on=today - timedelta(days=days),
            evidence=(Evidence(kind="site_check", number="模拟实地查看"),),
            approved_by=hands.second.pk,
        )
        record(waits, by=hands.clerk)


def proposed() -> pl.DataFrame:
    """Return the numbers proposed for doors without one, as `simulate.score.score_numbers` takes them."""
    with raw_cursor() as cursor:
        rows = cursor.execute(PROPOSED).fetchall()
    numbers = [Number(main, suffix).written() if main is not None else None for *_, main, suffix in rows]
    schema = {"division": pl.String, "street": pl.String, "chainage": pl.Float64, "number": pl.String}
    return pl.DataFrame(
        [(*row[:3], number) for row, number in zip(rows, numbers, strict=True)], schema=schema, orient="row"
    )
