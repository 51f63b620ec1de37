"""Where a confirmed finding leads, by its class: a table. A lead never changes the register by itself.

A death lead goes to a death on report, or to the steps ex officio in words: written notice to those who must report and
to the village committee, a month, two officers (notice 002 二; requirements C4). No button here cancels anybody.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from urllib.parse import urlencode

from django.urls import resolve, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from huangce.rules.authority import Granted, may_record
from huangce.web.frame.signed_in import Needs


@dataclass(frozen=True, slots=True)
class Way:
    """An act that may follow: the words of its button, its page, and its form (named as the act) if it has several.

    slots: as what the form takes the finding's record and its other record; else it takes the record as the person.
    """

    words: str
    page: str
    form: str = ""
    slots: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Lead:
    """What a class of finding leads to: ways, and the steps in words."""

    ways: tuple[Way, ...]
    steps: tuple[str, ...]


LEADS: Final[dict[str, Lead]] = {
    "deceased_not_cancelled": Lead(
        (Way(_("按申报登记死亡"), "act-death"),),
        (
            _("先与家属或村（居）委会核实。家属带死亡证明来申报的，按申报登记。"),
            _("家属一直不来的，依职权办理：书面通知申报义务人和村（居）委会，写明不申报的后果，双方签收。"),
            _("送达满一个月仍不申报，收集村（居）委会证明和民警调查记录，由两名民警决定。"),
            _("核实不了的，不办。名单只是线索，不能凭名单注销户口。"),
        ),
    ),
    "death_contradicted": Lead(
        (Way(_("办理居住登记"), "act-residence"),),
        (
            _("请送名单的部门核对这一行：姓名、号码、死亡日期有没有写错，是不是另一个人。"),
            _("本人健在的，记“本人健在，已见到”；名单写错的，记“线索有误”，由部门更正后另行报送。"),
            _("见到本人的记录有误、人确已去世的，先更正居住登记，再由家属申报死亡。"),
            _("矛盾没有查清，不启动依职权注销。"),
        ),
    ),
    "enlisted_not_cancelled": Lead(
        (Way(_("办理入伍注销"), "act-new", "cancellation"),),
        (_("凭入伍通知书办理。退役回来，恢复原户口和原号码。"),),
    ),
    "abroad_not_cancelled": Lead(
        (Way(_("办理出国定居注销"), "act-new", "cancellation"),),
        (_("凭定居国的定居证明或出入境部门的通知办理。回国定居，恢复原户口和原号码。"),),
    ),
    "held_twice": Lead(
        (
            Way(_("合并，保留左边这条"), "act-new", "link", ("kept", "other")),
            Way(_("合并，保留右边这条"), "act-new", "link", ("other", "kept")),
        ),
        (
            _("两条记录的人都要见到，或者都要有人证明。先听取本人意见。"),
            _("保留哪一条，在法律允许的范围内听本人的；合并的表上还可以对调。"),
            _("合并由审核员办理，两条记录都保留，随时可以分开。"),
        ),
    ),
    "living_here_not_collected": Lead(
        (Way(_("办理居住登记"), "act-residence"),),
        (_("上门见到本人，或者由本人、房主申报。只登记住在哪里，户口不变。"),),
    ),
    "registered_here_living_elsewhere": Lead(
        (Way(_("办理居住登记"), "act-residence"), Way(_("办理迁移"), "act-moves")),
        (_("人户分离不是错误。联系本人，登记现在住处；本人愿意的，办理迁移。"),),
    ),
    "wrong_number": Lead(
        (Way(_("办理更正"), "act-correction"),),
        (_("以原始证明和底册为准，更正错的那一项。号码重错的，按号码更正办理。"),),
    ),
    "no_registration": Lead(
        (Way(_("办理出生登记"), "act-birth"), Way(_("办理恢复户口"), "act-new", "restoration")),
        (_("任何地方不得设前置条件。没有出生医学证明的，按补登户口的材料办理。"),),
    ),
    "fictitious": Lead(
        (Way(_("办理更正"), "act-correction"), Way(_("办理虚假户口注销"), "act-new", "cancellation")),
        (
            _("没有踪迹不等于没有此人，外出的人也没有踪迹。先上门问户主、邻居和村（居）委会，再查原始登记底册。"),
            _("见到本人，或者有人能够证明的，记为本人健在。号码有误的，办理更正。"),
            _("查明是虚假户口的，收集调查材料，听取本人意见；找不到本人的，通知满三十日后办理。"),
            _("由两名民警决定。注销错了的，恢复原户口和原号码。"),
        ),
    ),
}


def ways_of(row: dict[str, Any], grants: list[Granted], on: date) -> list[tuple[str, str]]:
    """Return (words, address) of what a finding (as `findings.show`) leads to and what these grants may record."""
    found = []
    for way in LEADS[row["class"]].ways:
        named = zip(way.slots, (row["record"], row["other_record"]), strict=True) if way.slots else ()
        given = {**(dict(named) or {"person": row["record"]}), "finding": row["id"]}
        query = urlencode({name: value for name, value in given.items() if value is not None})
        url = reverse(way.page, args=(way.form,) if way.form else ())
        asked: Needs | None = getattr(resolve(url).func, "needs", None)
        if (
            asked is not None
            and asked.met(grants, on)
            and (not way.form or may_record(grants, way.form, row["division"], on))
        ):
            found.append((gettext(way.words), f"{url}?{query}"))
    return found


def steps_of(finding_class: str) -> list[str]:
    """Return the steps that a confirmed finding of a class goes, in words."""
    return [gettext(step) for step in LEADS[finding_class].steps]
