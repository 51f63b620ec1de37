"""The demo: a simulated county from its files to its rates, with the truth beside what was found.

Each step heals itself: a county that was not written to the end is written anew, a load is one transaction, and a file
that stands in the register is not loaded twice. So a demo that was interrupted goes on where it stopped.
"""

from __future__ import annotations

import json
import secrets
import tomllib
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final

import polars as pl

from huangce.accounts import officers
from huangce.accounts.models import Officer
from huangce.accounts.sign_in import set_password
from huangce.county import address_work, agreed, past_work
from huangce.county.loading import Loaded, Progress, load_folder
from huangce.errors import NotFound, Refused
from huangce.exchange import liaisons
from huangce.home import paths
from huangce.matching import desk
from huangce.matching.findings import reconcile_register
from huangce.register.record import OFFICE_TIME
from huangce.rules.authority import EVERYWHERE, ROLES
from huangce.simulate import county as simulated
from huangce.simulate import doors, score

OPENED: Final = date(2025, 1, 1)
# Accounts of the demo, and of the demo only: username, name, role. The security administrator comes last: once there
# is one, nobody else grants.
CAST: Final = (
    ("lin", "林晓", "registrar"),
    ("chen", "陈国强", "registrar"),
    ("shi", "石磊", "reviewer"),
    ("tang", "唐秀", "enumerator"),
    ("deng", "邓佳", "address_clerk"),
    ("he", "何平", "department_officer"),
    ("gao", "高原", "campaign_office"),
    ("zhao", "赵敏", "auditor"),
    ("xi", "席明", "system_admin"),
    ("an", "安静", "security_admin"),
)
# An enumerator visits one village, which is chosen when it is known where there is something to visit.
VISITOR: Final = "enumerator"
# What the demo's county set itself for the years from its opening to the next: indicator, per cent. Notices 000 and 002
# set like targets for other places and years, so none of theirs holds here.
TARGETS: Final = {"J3": 90, "J5": 95, "J6a": 98, "J6b": 95, "J6": 95, "J10": 50}
TARGETS_OF: Final = "演示县的年度目标"
# What a newcomer may do next.
NEXT: Final = (
    "huangce findings list --class deceased_not_cancelled",
    "huangce findings export --division DIVISION --out list.html --as lin",
    "huangce rates",
    "huangce verify",
)


class OtherDemo(Refused):
    """A demo of {persons} persons with seed {seed} stands in {home}: start that one, or begin anew with --anew."""

    code = "other-demo"


@dataclass(frozen=True, slots=True)
class Demo:
    """Which county: how many persons, which seed, and where its files are."""

    persons: int
    seed: int

    @property
    def folder(self) -> Path:
        return paths.make_home() / "demo" / "county"

    @property
    def notes(self) -> Path:
        return paths.make_home() / "demo" / "demo.json"

    @property
    def truth(self) -> Path:
        return self.folder / "truth"


def prepare(demo: Demo, progress: Progress) -> bool:
    """Write the county's files, unless they are there. Returns whether they were. Raises `OtherDemo`."""
    file = demo.folder / "county.toml"
    if file.exists():
        described = _described(demo)
        if (described["persons"], described["seed"]) != (demo.persons, demo.seed):
            raise OtherDemo(persons=described["persons"], seed=described["seed"], home=paths.home())
        return True
    demo.folder.parent.mkdir(mode=0o700, exist_ok=True)
    simulated.simulate(demo.folder, persons=demo.persons, seed=demo.seed, force=True, progress=progress)
    return False


def as_of(demo: Demo) -> date:
    """The day that the county's lists describe."""
    day: date = _described(demo)["as_of"]
    return day


def officer(demo: Demo) -> Officer:
    """Open the demo's accounts, where they are not open yet, and return the registrar who does the work."""
    county = str(_described(demo)["code"])
    for username, name, role in CAST:
        try:
            account = officers.find(username)
        except NotFound:
            account = officers.add(username, name, on=OPENED)
            if role != VISITOR:
                division = EVERYWHERE if ROLES[role].stands_alone else county.ljust(12, "0")
                officers.grant(account, role, division, by=None, on=OPENED)
        if not account.password:
            set_password(account, password(demo))
    return officers.find(CAST[0][0])


def password(demo: Demo) -> str:
    """Return the password of all accounts of this demo, which is made once and stands in its notes."""
    noted = _noted(demo).get("password")
    if noted is None:
        noted = "-".join(secrets.token_hex(2) for _ in range(3))
        _note(demo, password=noted)
    return str(noted)


def load(demo: Demo, progress: Progress) -> Loaded:
    """Load the county's lists; what is there already is left as it is."""
    registrar = officer(demo)
    loaded = load_folder(demo.folder, by=registrar, now=_taken_over(demo), progress=progress)
    for office in {liaisons.office_of(one) for one in agreed.standing().values()}:
        liaisons.name(_holder("department_officer"), office, by=registrar)
    _note(demo, first_rows={one.kind: one.first_row for one in loaded.lists})
    return loaded


def is_loaded(demo: Demo) -> bool:
    """Whether an earlier start of this demo loaded its lists."""
    return "first_rows" in _noted(demo)


def reconcile(demo: Demo, progress: Progress) -> None:
    """Reconcile the registers, unless an earlier start did."""
    if "reconciled" not in _noted(demo):
        reconcile_register(by=officer(demo), as_of=as_of(demo), now=_taken_over(demo), progress=progress)
        _give_village(demo)
        _note(demo, reconciled=True)


def set_targets(demo: Demo, *, today: date) -> None:
    """Write the county's own targets, unless its home has some."""
    file = paths.home() / "targets.toml"
    if file.exists():
        return
    code, since = str(_described(demo)["code"]).ljust(12, "0"), as_of(demo).replace(month=1, day=1)
    until = date(max(today, since).year + 1, 12, 31)
    file.write_text(
        "".join(
            f'[[targets]]\nindicators = ["{one}"]\ndivision = "{code}"\nfrom = {since}\nuntil = {until}\n'
            f'at_least = {wanted}\nsource = "{TARGETS_OF}"\n\n'
            for one, wanted in TARGETS.items()
        ),
        encoding="utf-8",
    )


def work_since(demo: Demo, progress: Progress) -> None:
    """Do the work of the weeks since the lists were taken over, unless an earlier start did."""
    if "worked" not in _noted(demo):
        hands = past_work.Hands(counter=officer(demo), desk=officers.find(CAST[1][0]))
        past_work.work(demo.seed, as_of=as_of(demo), today=_begun(demo), hands=hands, progress=progress)
        _note(demo, worked=True)


def _begun(demo: Demo) -> date:
    """The day on which this demo was first started: its past ends there, however long a start takes."""
    noted = _noted(demo).get("begun")
    if noted is None:
        noted = datetime.now(OFFICE_TIME).date().isoformat()
        _note(demo, begun=noted)
    return date.fromisoformat(noted)


def _taken_over(demo: Demo) -> datetime:
    """The moment at which the lists are taken over, by the clock of the simulation; never one that is still to come."""
    return min(past_work.taken_over(as_of(demo), _begun(demo)), datetime.now(UTC))


def work_on_addresses(demo: Demo, progress: Progress) -> None:
    """Put the address clerk's work on the desk, unless an earlier start did; a county without it has none."""
    if "addresses" in _noted(demo) or not (demo.folder / doors.FOLDER).is_dir():
        return
    progress("addresses", 0, 1)
    hands = address_work.Hands(_holder("address_clerk"), _holder("reviewer"), datetime.now(UTC))
    address_work.begin(demo.folder, str(_described(demo)["code"]), hands)
    progress("addresses", 1, 1)
    _note(demo, addresses=True)


def scored_numbers(demo: Demo) -> dict[str, int | float | None] | None:
    """Found, true, correct, precision and recall of the numbers proposed for doors without one; None without work."""
    return score.score_numbers(address_work.proposed(), demo.truth) if "addresses" in _noted(demo) else None


def _give_village(demo: Demo) -> None:
    """Give the enumerator, who has no division yet, the village with most findings: so much one person can visit."""
    found = desk.by_division(desk.Asked(), [str(_described(demo)["code"])], today=as_of(demo), digits=12)
    villages = [(count, code) for code, count in found if not code.endswith("000")]
    account, granter = _holder(VISITOR), _holder("security_admin")
    if villages and not account.grants.exists():
        officers.grant(account, VISITOR, max(villages)[1], by=granter, on=OPENED)


def _holder(role: str) -> Officer:
    return officers.find(next(username for username, _name, held in CAST if held == role))


def _described(demo: Demo) -> dict[str, Any]:
    return tomllib.loads((demo.folder / "county.toml").read_text(encoding="utf-8"))


def _noted(demo: Demo) -> dict[str, Any]:
    return json.loads(demo.notes.read_text(encoding="utf-8")) if demo.notes.exists() else {}


def _note(demo: Demo, **more: Any) -> None:
    """Remember which step was finished. Every step may be done again, so a lost note costs time and nothing else."""
    fresh = demo.notes.with_suffix(".new")
    fresh.write_text(json.dumps({**_noted(demo), **more}), encoding="utf-8")
    fresh.rename(demo.notes)


def scored(demo: Demo, findings: pl.DataFrame) -> pl.DataFrame:
    """Found, true, precision and recall a class. `findings` has class, list, row, other_list, other_row.

    Findings name rows as the sender's program shows them; the truth counts the rows of data from 1.
    """
    offset = {kind: row - 1 for kind, row in _noted(demo)["first_rows"].items()}
    return score.score(
        findings.with_columns(
            pl.col("row") - pl.col("list").replace_strict(offset, default=0, return_dtype=pl.Int64),
            pl.col("other_row") - pl.col("other_list").replace_strict(offset, default=0, return_dtype=pl.Int64),
        ),
        demo.truth,
    )
