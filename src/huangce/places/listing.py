"""Lists of named places and of the addresses on them, a page at a time, with how many addresses stand on each."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final

from django.db.models.functions import Collate

from huangce.places.models import Address, NamedPlace
from huangce.register.locks import raw_cursor

PAGE: Final = 50
MOST_TOPS: Final = 500
# As dictionaries order names; the database knows no collation of Chinese.
BY_SOUND: Final = (Collate("pinyin_key", "C"), Collate("name", "C"), "pk")


@dataclass(frozen=True, slots=True)
class Listed:
    """A named place with how many addresses stand on it."""

    place: NamedPlace
    addresses: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list is asked for: the beginning of a name, old or new, or of its sound (renmin); a kind of place; and
    whether places whose names were retired stand in it."""

    text: str = ""
    kind: str = ""
    retired: bool = False


# Written in Latin letters a text is what a name sounds like: its syllables without tones, or their first letters.
SOUNDS: Final = """
    (replace(sound_key, ' ', '') like %(text)s || '%%' or %(text)s like replace(sound_key, ' ', '') || '%%'
     or regexp_replace(sound_key, '(\\S)\\S*\\s*', '\\1', 'g') like %(text)s || '%%')
"""
NAMED: Final = "(name like %(text)s || '%%' or position(%(text)s in coalesce(former_names, '')) > 0)"
FOUND: Final = """
    from named_place where retired_by is null and ({inside}) and {named}
      and (%(kind)s = '' or place_kind = %(kind)s) and (%(retired)s or status = 'in_force')
"""
ROWS: Final = """
    select n.id, (select count(*) from address a where (a.thoroughfare = n.id or a.compound = n.id)
                  and a.retired_by is null and a.status = 'standing')
    from (select id, name, pinyin_key {found}
          order by pinyin_key collate "C", name collate "C", id limit %(limit)s offset %(offset)s) n
    order by n.pinyin_key collate "C", n.name collate "C", n.id
"""


def list_places(wanted: Wanted, *, scopes: Collection[str], page: int = 1) -> tuple[list[Listed], int]:
    """Return a page of named places in divisions whose codes begin with one of `scopes`, and how many there are."""
    if not scopes:
        return [], 0
    text = "".join(wanted.text.split())
    inside = " or ".join(f"division like %(scope{at})s" for at, _scope in enumerate(scopes))
    sounds = text.isascii() and text.isalpha()
    plain = text.lower() if sounds else text.replace("\\", "").replace("%", "").replace("_", "")
    asked: dict[str, Any] = {f"scope{at}": f"{scope}%" for at, scope in enumerate(scopes)}
    asked |= {"text": plain, "kind": wanted.kind, "retired": wanted.retired}
    asked |= {"limit": PAGE, "offset": (page - 1) * PAGE}
    named = "true" if not text else SOUNDS if sounds else NAMED if plain else "false"
    found = FOUND.format(inside=inside, named=named)
    with raw_cursor() as cursor:
        rows = cursor.execute(ROWS.format(found=found), asked).fetchall()
        total = cursor.execute(f"select count(*) {found}", asked).fetchone()
    places = NamedPlace.objects.in_bulk([one for one, _count in rows])
    return [Listed(places[one], count) for one, count in rows], int(total[0]) if total else 0


def streets_of(compound: int) -> list[NamedPlace]:
    """Return the thoroughfares that the addresses of a compound bear."""
    on = Address.objects.filter(compound=compound, thoroughfare__isnull=False, retired_by__isnull=True)
    ids = on.values_list("thoroughfare", flat=True).distinct()
    return list(NamedPlace.objects.filter(pk__in=ids, retired_by__isnull=True).order_by(*BY_SOUND)[:PAGE])


# A number without its words, so that 2号 stands before 10号.
IN_ORDER: Final = """
    select id from address where (thoroughfare = %(place)s or compound = %(place)s) and parent is null
      and retired_by is null and status = 'standing'
    order by coalesce(village_group, ''), coalesce(substring(coalesce(plate, building) from '[0-9]+')::numeric, 0),
        coalesce(plate, ''), coalesce(building, ''), id limit %(limit)s
"""


def tops_of(place: int, *, limit: int = MOST_TOPS) -> list[Address]:
    """Return the standing addresses on a place that no other one stands above, by their numbers."""
    with raw_cursor() as cursor:
        ids = [row[0] for row in cursor.execute(IN_ORDER, {"place": place, "limit": limit}).fetchall()]
    rows = Address.objects.in_bulk(ids)
    return [rows[one] for one in ids]
