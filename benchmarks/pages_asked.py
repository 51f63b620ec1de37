"""Every address of the pages that a person opens, with things of the county that stands in HUANGCE_HOME to ask for.

The list is that of the routes, so that a page added tomorrow is measured tomorrow. What stands in an address comes from
`VALUES` by the route, what stands behind its question mark from `QUERIES`; a route whose things this county has none of
is told as such.
"""

from __future__ import annotations

import itertools
import urllib.parse
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

Typed = Mapping[str, str | Sequence[str]]
MANY: Final = 40
PEOPLE: Final = (
    f"select id from (select id from person where status = 'registered' order by id limit 4000) p limit {MANY}"
)
# Route, or the name of what stands in an address → a statement that gives values for it.
VALUES: Final[dict[str, str]] = {
    "record": PEOPLE,
    "household": f"select id from household order by id limit {MANY}",
    "act": f"select id from act order by id limit {MANY}",
    "address": f"select id from address order by id limit {MANY}",
    "place": f"select id from named_place order by id limit {MANY}",
    "building": f"select id from building order by id limit {MANY}",
    "finding": f"select id from finding where state = 'open' order by id limit {MANY}",
    "control": "select id from control_pair order by id limit 5",
    "division-of": (
        "select distinct left(counted_in, n) || repeat('0', 12 - n) from person, (values (6), (9), (12)) level (n) "
        "where counted_in is not null and person.id in (select id from person order by id limit 4000) order by 1"
    ),
    "village": "select division from finding where state = 'open' group by 1 order by count(*) desc, 1 limit 10",
    "size": "select size from seal_head order by size desc limit 5",
    "batch": "select id from batch order by id",
    "upload": "select id from upload order by id limit 5",
    "job": "select id from job order by id limit 5",
    "received": "select id from received_list order by id limit 5",
    "order": "select id from plate_order order by id limit 5",
    "username": "select username from officer order by id",
    "code": "select distinct code from agreement order by 1 limit 10",
    "token": "select id from api_token order by id limit 5",
    "receiver": "select id from notice_receiver order by id limit 5",
    "notice": f"select id from act where batch is null and kind like 'address%' order by id limit {MANY}",
}
POINTS: Final = """
    select longitude, latitude from address tablesample system (5) where map_cell is not null and retired_by is null
    limit %s
"""


@dataclass(slots=True)
class Page:
    """A page to ask for, by whom, at which addresses; `why_not` where there is nothing to ask for.

    `typed`: the form of the page is filled in with that and sent, and the answer is what is measured; `to` says where
    it is sent, if not to the address itself.
    """

    name: str
    username: str = ""
    paths: list[str] = field(default_factory=list)
    why_not: str = ""
    first: float = 0.0  # milliseconds of the first answer of a server just started
    typed: Typed | None = None
    to: Callable[[str], str] = str


def pages() -> list[Page]:
    """Return every page of the routes with its addresses."""
    from django.urls import URLPattern, URLResolver, get_resolver

    def routes(patterns: list[URLPattern | URLResolver]) -> Iterator[URLPattern]:
        for one in patterns:
            if isinstance(one, URLResolver):
                yield from routes(one.url_patterns)
            else:
                yield one

    known = _county()
    found = []
    for route in routes(get_resolver("huangce.web.urls").url_patterns):
        page = Page(str(route.name))
        needs = route.callback.needs
        found.append(page)
        if needs.by_token:
            page.why_not = "for programs"
            continue
        page.username = _reader(needs)
        unnamed = [one for one in route.pattern.converters if one not in known and page.name not in known]
        if unnamed:
            page.why_not = f"no values are named for {', '.join(unnamed)}"
            continue
        page.paths = _paths(route, known)
        page.why_not = "" if page.paths else "this county has none"
    return found


def _county() -> dict[str, list[Any]]:
    """Route or name → values of this county."""
    from huangce.exchange.formats import FORMATS
    from huangce.register.locks import raw_cursor
    from huangce.rules.indicators import INDICATORS
    from huangce.web.acts.table import FORMS

    with raw_cursor() as cursor:
        found = {name: [row[0] for row in cursor.execute(query)] for name, query in VALUES.items()}
        people = cursor.execute(
            "select id, name, household, citizen_id from person where status = 'registered' order by id limit 4000"
        ).fetchall()[::97]
        texts = [row[0] for row in cursor.execute(f"select address from household order by id limit {MANY}")]
    quote = urllib.parse.quote
    found["record"] = [row[0] for row in people]
    found["household"] = [row[2] for row in people if row[2]]
    found["kind"] = list(FORMS)
    for name in ("notice-letter", "notice-file"):
        found[name] = [(one, "households") for one in found["notice"]]
    found["rate"] = found["rate-rows"] = list(INDICATORS)
    found["agreement-enter"] = list(FORMATS)
    villages = found.pop("village")
    found |= _on_the_map()
    # Behind the question mark, by route.
    found |= {
        "?find": [f"?q={row[3]}" for row in people if row[3]],
        "?find-rows": [f"?q={quote(row[1][:n])}" for row in people[:10] for n in range(1, len(row[1]) + 1)],
        "?act-new": [f"?person={row[0]}&household={row[2]}" for row in people[:5]],
        **{f"?{name}": [f"?person={row[0]}" for row in people] for name in ("act-birth", "act-death")},
        "?findings": ["?size=100"],
        "?findings-next": [f"?after={one}" for one in found["finding"]],
        "?findings-worklist": [f"?division={one}" for one in villages],
        "?findings-workbook": [f"?division={one}" for one in villages],
        "?address-search": [f"?q={quote(one[:n])}" for one in texts[:8] for n in (6, 9, 12)],
        "?address-options": [f"?q={quote(one[:n])}" for one in texts[:8] for n in (6, 9, 12)],
        "?address-resolve": [f"?q={quote(one)}" for one in texts[:8]],
        "?places": ["", "?page=40", "?q=renmin", "?q=rm", f"?q={quote('人民')}", "?kind=compound"],
        "?buildings": ["", "?page=100", *(f"?division={one}" for one in villages)],
        "?completeness": ["", "?measure=dwellings-with-occupancy", "?measure=buildings-with-dwellings&page=20"],
        "?address-doubts": ["", "?list=wrong", "?list=omitted", "?list=omitted&page=20"],
        "?address-backlog": ["", f"?after={found['household'][-1]}"],
        "?audit-acts": ["", "?page=1000", "?kind=death"],
        "?map": ["", *(f"?division={one}" for one in villages)],
    }
    return found


def _on_the_map() -> dict[str, list[Any]]:
    """Tiles of every zoom with addresses on them, and the cells that a click on one asks for."""
    from huangce.places.map_points import NEAREST, level_of
    from huangce.register.locks import raw_cursor
    from huangce.rules.map_cells import cell_of, column_and_row

    with raw_cursor() as cursor:
        points = cursor.execute(POINTS, (MANY,)).fetchall()
    tiles, cells = [], []
    for at, (longitude, latitude) in enumerate(points):
        z = 6 + at % (NEAREST - 5)
        tiles.append((z, *column_and_row(cell_of(longitude, latitude, z) or 0)))
        level = level_of(max(z, 13))
        cells.append(f"?cell={cell_of(longitude, latitude, level)}&level={level}")
    return {"map-tile": tiles, "map-base": tiles, "?map-here": cells}


def _paths(route: Any, known: dict[str, list[Any]]) -> list[str]:
    """The addresses of a route: each value of what stands in it, with each question in turn."""
    from django.urls import reverse

    name = str(route.name)
    parts = list(route.pattern.converters)
    values = [known.get(name, known.get(parts[0], []))] if len(parts) == 1 else [known.get(one, []) for one in parts]
    questions = itertools.cycle(known.get(f"?{name}", [""]))
    together = known[name] if len(parts) > 1 and name in known else itertools.product(*values)
    given = list(itertools.islice(together, MANY))
    count = max(len(given), len(known.get(f"?{name}", [""]))) if given else 0
    return [f"{reverse(name, args=one)}{next(questions)}" for one in itertools.islice(itertools.cycle(given), count)]


def _reader(needs: Any) -> str:
    """The first of the demo's cast who may open a page."""
    from django.utils.timezone import localdate

    from huangce.accounts import authority, officers
    from huangce.county.demo import CAST

    today = localdate()
    for username, _name, _role in CAST:
        if needs.is_open or needs.met(authority.grants_of(officers.find(username), today), today):
            return username
    return CAST[0][0]
