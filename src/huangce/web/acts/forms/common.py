"""What several forms share: fields that every act has, and choices that come from the code lists or the register."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext_noop as _

from huangce.rules import codes, items
from huangce.rules.acts.moves import HEADS
from huangce.rules.state import Record
from huangce.web.acts.desk import describe, member_choices
from huangce.web.acts.parts import Choice, Choices, Desk, Field, Slot, Step

LATE_MONTH = 31
ALIKE = Field(
    name="not_same_as",
    zh=_("可能已经登记过的人"),
    widget="others",
    choices=lambda desk: desk.alike,
    note=_("逐个看过。不是同一人的勾上，登记时一并记下；是同一人的，不要再登记一次。"),
    wide=True,
)

PERSON = Slot(name="person", what="person", zh=_("查人"), into="person")
HOUSEHOLD = Slot(name="household", what="household", zh=_("查户：写户内任何一人的姓名，或地址"), into="household")

INFORMANT = Field(name="declared_by", zh=_("申报人"), note=_("姓名；没有可不填"))


def happened(zh: str, note: str = "") -> Field:
    """The day on which an act takes effect, under the words of its form."""
    return Field(name="happened_on", zh=zh, widget="day", required=True, note=note)


def hearing(note: str, when: Callable[[Desk], bool] | None = None) -> tuple[Field, Field]:
    """That the person was heard before a registration ends, or did not come when a notice invited them."""
    return (
        Field(name="heard", zh=_("已听取本人意见"), widget="tick", when=when, note=note),
        Field(
            name="noticed_on",
            zh=_("没有来的：告知送达日期"),
            widget="day",
            when=when,
            note=_("听取过意见的不填；送达满30天没有来的，可以办理"),
        ),
    )


def from_table(name: str, *, without: frozenset[str] = frozenset()) -> Choices:
    """The entries of a code list."""
    table = codes.TABLES[name]

    def choices(_desk: Desk) -> list[Choice]:
        return [Choice(code, entry.zh) for code, entry in table.items() if code not in without]

    return choices


relations = from_table("relation", without=frozenset({"01"}))
other_relations = from_table("relation", without=frozenset(HEADS))

NEW_HEAD = Field(
    name="new_reference_person",
    zh=_("新户主"),
    widget="member",
    choices=member_choices,
    when=lambda desk: desk.leads_others,
    required=True,
    note=_("户主走后户内还有人，由其中一人接任"),
    wide=True,
)


def staying_heads(desk: Desk) -> list[Choice]:
    """Who may lead the household that is left; those who go are not chosen, which the rule checks."""
    return [Choice(str(one.id), one.text("identity", "name"), describe(one)) for one in registered(desk)]


STAYING_HEAD = Field(
    name="new_reference_person",
    zh=_("原户的新户主"),
    widget="member",
    choices=staying_heads,
    when=lambda desk: len(desk.members) > 1,
    note=_("户主也在走的人里时才选"),
    wide=True,
)


def registered(desk: Desk) -> list[Record]:
    """The members on the desk who are registered, the one the form is about first."""
    me = desk.person.id if desk.person else None
    here = desk.household.id if desk.household else None
    found = [one for one in desk.members if one.is_registered and one.household == here]
    return sorted(found, key=lambda one: one.id != me)


def who_is_here(desk: Desk) -> list[Choice]:
    """Registered members of the household, to be ticked."""
    return [Choice(str(one.id), one.text("identity", "name"), describe(one)) for one in registered(desk)]


def who_is_in_transit(desk: Desk) -> list[Choice]:
    """Members of the household who moved out and have not arrived."""
    found = [one for one in desk.members if one.text("registration", "status") == items.IN_TRANSIT]
    return [Choice(str(one.id), one.text("identity", "name"), describe(one)) for one in found]


def the_person(desk: Desk) -> str:
    """The one the form is about, as the answer that is given to begin with."""
    return str(desk.person.id) if desk.person else ""


def declaration(*fields: Field) -> Step:
    """A step of a few fields with the informant at the end."""
    return Step(_("办理内容"), (*fields, INFORMANT))
