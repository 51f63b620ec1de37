"""The rounds of an office's day, each a few pages with a pause after every one, and what stands then."""

from __future__ import annotations

import random
import re
import time
import urllib.parse
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from benchmarks.browsers import KEYS_A_SECOND, User
from benchmarks.forms import fields_in
from benchmarks.pages_asked import Typed
from benchmarks.pages_posted import DAY, MEMBERS

SHARED: Final = 8  # persons whom everybody corrects
EACH: Final = 400  # persons of each officer: deaths from the one end, corrections from the other
LEVELS: Final = ("10", "20", "30", "40", "60", "70")  # of education
CLASH: Final = 409
PEOPLE: Final = "select id, name from person where id = any(%s)"


@dataclass(slots=True)
class Officer:
    """Somebody with an account, a browser, and persons to work on; what was waited for and what was recorded."""

    username: str
    password: str
    living: list[tuple[int, str]]
    shared: list[tuple[int, str]]
    chance: random.Random
    user: User = field(init=False)
    pause: float = 0.0  # seconds on a page, on average
    took: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    corrected: list[tuple[int, int, str]] = field(default_factory=list)  # act, person, education
    died: list[tuple[int, int]] = field(default_factory=list)  # act, person
    decided: int = 0
    clashes: int = 0

    def ask(self, step: str, method: str, path: str, form: Typed | None = None) -> tuple[int, str, str]:
        """Ask, keep the milliseconds under the name of the step, and return status, page and where it leads."""
        begun = time.perf_counter()
        status, body, _size, then = self.user.once(method, path, form)
        self.took[step].append((time.perf_counter() - begun) * 1000)
        return status, body.decode(), then

    def read(self) -> None:
        """Stay on a page for as long as somebody reads."""
        if self.pause:
            time.sleep(self.chance.expovariate(1 / self.pause))


Round = Callable[[Officer], None]


def register_of(count: int, password: str) -> list[Officer]:
    """Open accounts for so many registrars of the demo's county, and give each persons of their own."""
    from huangce.accounts import officers
    from huangce.accounts.sign_in import set_password
    from huangce.register.locks import raw_cursor

    lin, an, opened = officers.find("lin"), officers.find("an"), date(2025, 1, 1)
    county = lin.grants.values_list("division", flat=True)[0]
    run = password[:6]
    with raw_cursor() as cursor:
        ids = cursor.execute(MEMBERS, {"limit": SHARED + count * EACH, "skipped": 0}).fetchall()
        people = sorted((int(one), str(name)) for one, name in cursor.execute(PEOPLE, ([one for (one,) in ids],)))
    office = []
    for number in range(count):
        account = officers.add(f"bench-{run}-{number}", f"Officer {number}", on=opened)
        officers.grant(account, "registrar", county, by=an, on=opened)
        set_password(account, password)
        begin = SHARED + number * EACH
        office.append(
            Officer(account.username, password, people[begin : begin + EACH], people[:SHARED], random.Random(number))
        )
    return office


def look_up(one: Officer) -> None:
    """Type the beginning of a name, open a person, look at the household."""
    person, name = one.chance.choice(one.living)
    for length in range(1, len(name) + 1):
        one.ask("search as you type", "GET", f"/find/rows/?q={urllib.parse.quote(name[:length])}")
        time.sleep(one.chance.expovariate(KEYS_A_SECOND) if one.pause else 0)
    one.read()
    _status, page, _then = one.ask("person", "GET", f"/persons/{person}/")
    one.read()
    if home := re.search(r'href="(/households/\d+/)"', page):
        one.ask("household", "GET", home[1])
        one.read()


def decide(one: Officer) -> None:
    """Open the list of findings and a case; decide three in a row."""
    _status, page, _then = one.ask("100 findings", "GET", "/findings/?size=100")
    one.read()
    found = re.findall(r'href="(/findings/[^/"]*\d[^/"]*/)', page)
    if not found:
        return
    path = one.chance.choice(found)
    _status, page, _then = one.ask("finding", "GET", path)
    for _turn in range(3):
        one.read()
        action = re.search(r'class="answers" method="post" action="(/findings/[^"]+/answer/[^"]*)"', page)
        if action is None:
            return
        mark = {**fields_in(page, form="answers"), "reason": "evidence_wrong"}
        begun = time.perf_counter()
        status, _page, then = one.ask("decision", "POST", action[1].replace("&amp;", "&"), mark)
        if status == CLASH:
            one.clashes += 1
            return
        assert status == 302, status
        one.decided += 1
        body = one.user.ask("GET", then)[1]
        one.took["next case, its decision included"].append((time.perf_counter() - begun) * 1000)
        page = body.decode()


def death(one: Officer) -> None:
    """Record the death of somebody, checked and read back before."""
    person = one.living.pop()[0]
    typed = {"happened_on": DAY, "evidence": ["medical_death_certificate"]}
    if act := _record(one, f"/acts/death/?person={person}", "death", typed):
        one.died.append((act, person))


def correction(one: Officer) -> None:
    """Correct an education; one in five of a person whom everybody corrects."""
    person = one.chance.choice(one.shared if one.chance.random() < 0.2 else one.living[: EACH // 2])[0]
    level = one.chance.choice(LEVELS)
    typed = {"item-education": level, "happened_on": DAY, "reason": "archive", "evidence": ["archive"]}
    path = f"/acts/new/correction/?person={person}&group=details"
    if act := _record(one, path, "correction", typed):
        one.corrected.append((act, person, level))


ROUNDS: Final[dict[str, Round]] = {"look": look_up, "decide": decide, "death": death, "correction": correction}


def _record(one: Officer, path: str, kind: str, typed: Typed) -> int | None:
    """Open a form, fill it in, let it be checked, read it back, record it, look at the receipt; return the act."""
    status, page, _then = one.ask(f"{kind}: form", "GET", path)
    assert status == 200, (path, status)
    form = {**fields_in(page, form="act"), **typed}
    one.read()
    question = path.partition("?")[2]
    one.ask(f"{kind}: live check", "POST", f"/acts/new/{kind}/check/?{question}", form)
    one.read()
    one.ask(f"{kind}: read back", "POST", path, form | {"step": "check"})
    one.read()
    status, _page, then = one.ask(f"{kind}: recorded", "POST", path, form | {"step": "record"})
    if status == CLASH:
        one.clashes += 1
        return None
    found = re.fullmatch(r"/acts/(\d+)/", then)
    if found is None:
        assert status == 422, (path, status, then)  # the same value once more changes nothing, and is refused
        return None
    one.ask(f"{kind}: receipt", "GET", then)
    one.read()
    return int(found[1])


@dataclass(slots=True)
class Done:
    """What all officers waited for and recorded."""

    took: dict[str, list[float]]
    corrected: list[tuple[int, int, str]]
    died: list[tuple[int, int]]
    decided: int
    clashes: int

    @classmethod
    def of(cls, office: Sequence[Officer]) -> Done:
        """Add up an office."""
        took = defaultdict(list)
        for one in office:
            for step, times in one.took.items():
                took[step] += times
        corrected = sorted(act for one in office for act in one.corrected)
        died = sorted(act for one in office for act in one.died)
        return cls(took, corrected, died, sum(one.decided for one in office), sum(one.clashes for one in office))

    @property
    def acts(self) -> list[int]:
        return sorted([one[0] for one in self.corrected] + [one[0] for one in self.died])


def check(done: Done) -> str:
    """Compare the receipts with what stands in the register."""
    from huangce.register.locks import raw_cursor

    acts = done.acts
    last = {person: (act, level) for act, person, level in done.corrected}
    gone = [person for _act, person in done.died]
    with raw_cursor() as cursor:
        (kept,) = cursor.execute("select count(*) from act where id = any(%s)", (acts,)).fetchone()  # type: ignore[misc]
        rows = cursor.execute("select id, version, education from person where id = any(%s)", (list(last),)).fetchall()
        (dead,) = cursor.execute(  # type: ignore[misc]
            "select count(*) from person where id = any(%s) and died_on is not null", (gone,)
        ).fetchone()
        ours = (
            "select count(*) from act a join officer o on o.id = a.entered_by where a.id >= %s and o.username like %s"
        )
        (entered,) = cursor.execute(ours, (acts[0] if acts else 0, "bench-%")).fetchone()  # type: ignore[misc]
    wrong = [one for one, version, level in rows if last[one] != (version, level)]
    return (
        f"{kept:,} of {len(acts):,} receipts have their act, {entered:,} acts were entered; of {len(rows):,} persons "
        f"corrected {len(wrong)} are not as last recorded; {dead:,} of {len(gone):,} died; {done.decided:,} decisions"
    )
