"""What a form for an act is made of: whom it is about, its steps, its fields. Every act's page is one description.

A form asks nothing that the register knows. Whom it is about stands in the address of the page (its slots), the rest is
typed; both together give the payload of the act, which `rules.payload` builds as for any other door.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from huangce.web.acts.desk import Desk


# Slots that are no record of a person: what an act on places is about.
GROUND: Final = frozenset({"named_place", "address", "addresses", "building", "division"})


class WrongField(Exception):
    """A field holds nothing that can be read, with the words that say so."""

    def __init__(self, words: str) -> None:
        self.words = words
        super().__init__(words)


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer to choose: its value, its words (a label of a table or a marked text) and what explains it."""

    value: str
    words: str
    note: str = ""


Choices = Callable[["Desk"], Sequence[Choice]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """Whom or what the act is about. Asked one after the other before the form, each kept in the address.

    `what` is person, household, act, residence, one of `GROUND`, or choice. `into` is the field of the payload, "" for
    none. `choices` are the answers of a choice, or what may be said instead of a search. `suggest` answers by itself;
    then the form offers the search under the words of `offer`. `least` is how many addresses it takes.
    """

    name: str
    what: str
    zh: str
    into: str = ""
    choices: Choices | None = None
    suggest: Callable[[Desk], int | str | None] | None = None
    offer: str = ""
    least: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One thing to type or choose. `widget` names its reader (`fields.READERS`) and its template (`widgets/`)."""

    name: str
    zh: str
    widget: str = "text"
    choices: Choices | None = None
    required: bool = False
    initial: Callable[[Desk], str] | None = None
    note: str = ""
    when: Callable[[Desk], bool] | None = None
    wide: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """Some fields under a head."""

    zh: str
    fields: tuple[Field, ...]
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """The page of an act.

    `sentence` are the pieces of the read-back; a piece is left out as long as one of its values is not known.
    `evidence` gives the kinds of documents of which one is needed, from the act's own tables; `all_needed`: each of
    them. `second`: whether a second officer decides with. `late_days` is the day limit after which a report is late.
    `family`: whether who else is in the household matters, is shown, and is guarded against changes meanwhile.
    `carries`: what the address of the page may say besides, as the first value of fields.
    """

    name: str
    act: str
    zh: str
    about: str
    slots: tuple[Slot, ...]
    steps: tuple[Step, ...]
    sentence: tuple[str, ...]
    button: str
    seal: bool = False
    evidence: Callable[[Desk], Sequence[str]] | None = None
    all_needed: bool = False
    second: Callable[[Desk], bool] | None = None
    fixed: Callable[[Desk], dict[str, Any]] | None = None
    late_days: int = 0
    after: str = ""
    family: bool = True
    carries: tuple[str, ...] = ()
