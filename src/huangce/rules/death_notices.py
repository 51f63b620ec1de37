"""What the notices of the procedure ex officio say: to who must report, to the committee, in public, and afterwards.

Notice 002 三(三)2 has the office tell both in writing; requirements 3.3 add the public notice where nobody is found,
and that the relatives are told what was done. Whoever gets a notice reads what is asked, by when, what follows, and how
to object. The public one names the person and the village and no more: no number, no door (requirements part 5). The
papers are Chinese in every language of the pages.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from huangce.rules.ex_officio import Standing

FAMILY, COMMITTEE, PUBLIC, DONE = "informant", "committee", "public", "cancelled"
TITLES: Final[Mapping[str, str]] = {
    FAMILY: "死亡登记告知书（申报义务人）",
    COMMITTEE: "死亡登记告知书（村（居）委会）",
    PUBLIC: "死亡登记公告",
    DONE: "户口注销告知书",
}
# What is filled in by hand when it is served, or posted: the proof that goes into the case file.
SERVED: Final = ("送达地点", "送达方式", "收到日期", "收件人签名", "送达人签名（两人）", "见证人或拒收情况")
POSTED: Final = ("张贴地点", "张贴日期", "张贴人签名（两人）", "见证人签名", "照片编号", "揭下日期")


@dataclass(frozen=True, slots=True)
class About:
    """Whom a notice is about and who gives it; `number` is masked, `papers` are the documents that prove a death."""

    name: str
    birth_date: str
    number: str
    address: str
    village: str
    office: str
    papers: tuple[str, ...]
    report_ground: str
    ground: str
    cancelled_on: date | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice to print: title, whom it addresses, its paragraphs, and what is filled in when it is handed over."""

    kind: str
    title: str
    to: str
    paragraphs: tuple[str, ...]
    receipt: str
    filled_in: tuple[str, ...]


def printable(found: Standing, *, is_cancelled: bool) -> tuple[str, ...]:
    """Return which notices may be printed where a procedure stands.

    >>> printable(Standing("to_check"), is_cancelled=False), printable(Standing("ripe"), is_cancelled=True)
    ((), ('cancelled',))
    """
    if is_cancelled:
        return (DONE,)
    return (FAMILY, COMMITTEE, PUBLIC) if found.state in {"to_serve", "running"} else ()


def notice(kind: str, about: About, *, days: int) -> Notice:
    """Return a notice of `TITLES`; days: how long a public one hangs."""
    to, paragraphs = _WRITTEN[kind](about, days)
    is_public = kind == PUBLIC
    filled_in = POSTED if is_public else SERVED
    return Notice(kind, TITLES[kind], to, paragraphs, "张贴记录" if is_public else "送达回证", filled_in)


def numbered(finding: str) -> str:
    """Return the line with the number of a notice: that of its case."""
    return f"编号 {finding}"


def signed(office: str, on: date) -> tuple[str, str]:
    """Return the two lines at the foot: who gives the notice, and the day."""
    return f"{office}户口登记机关（盖章）", in_words(on.isoformat())


def in_words(text: str) -> str:
    """Return a date of the register as a paper writes it.

    >>> in_words("1931-05"), in_words("1931-05-02"), in_words("")
    ('1931年5月', '1931年5月2日', '出生日期不详')
    """
    if not text:
        return "出生日期不详"
    return "".join(f"{int(part)}{unit}" for part, unit in zip(text.split("-"), "年月日", strict=False))


def committee_of(village: str) -> str:
    """Return what the committee of a village or residents' community is called.

    >>> committee_of("石桥镇桥头村"), committee_of("石桥镇河街社区"), committee_of("石桥镇")
    ('石桥镇桥头村村民委员会', '石桥镇河街社区居民委员会', '石桥镇村（居）民委员会')
    """
    kinds = {"村": "村民委员会", "社区": "居民委员会"}
    return village + next((words for end, words in kinds.items() if village.endswith(end)), "村（居）民委员会")


def _who(about: About) -> str:
    number = f"，公民身份号码{about.number}" if about.number else ""
    return f"{about.name}（{in_words(about.birth_date)}{_born(about)}{number}）"


def _born(about: About) -> str:
    return "出生" if about.birth_date else ""


def _asked(about: About) -> str:
    return f"持下列任何一种证明到{about.office}办理死亡登记，不收费：{'；'.join(about.papers)}。"


OBJECTION: Final = (
    "人还健在，或者对死亡的事实、日期有异议的，随时可以当面或者书面提出。提出以后办理中止，没有查清以前不注销户口。"
)
RESTORED: Final = (
    "注销有误的，本人或者亲属随时可以申请恢复户口，经查实，恢复原户口和原号码，并通知收到过注销情况的各单位。"
)


def _family(about: About, _days: int) -> tuple[str, tuple[str, ...]]:
    return f"{about.name}的户主、亲属、抚养人或者其他申报义务人：", (
        f"经实地核查，登记在{about.address}的{_who(about)}已经死亡，户口还没有注销。"
        f"依照{about.report_ground}，请你自收到本告知书之日起一个月内，{_asked(about)}",
        f"期满没有办理的，依照{about.ground}，本机关可以凭村（居）民委员会或者工作单位的证明和民警的调查材料，"
        "由两名经办人决定，注销其户口。",
        OBJECTION,
    )


def _committee(about: About, _days: int) -> tuple[str, tuple[str, ...]]:
    return f"{committee_of(about.village)}：", (
        f"经实地核查，登记在{about.address}的{_who(about)}已经死亡，户口还没有注销。依照{about.ground}，特此书面告知。",
        f"请你会协助通知其亲属，自你会收到本告知书之日起一个月内，{_asked(about)}",
        "期满没有办理的，请你会就其是否死亡、何时死亡、有无亲属据实出具证明。不了解的，请写明不了解，不必推定。",
        OBJECTION,
    )


def _public(about: About, days: int) -> tuple[str, tuple[str, ...]]:
    year = f"（{about.birth_date[:4]}年生）" if about.birth_date else ""
    return f"{about.name}{year}的亲属、抚养人或者其他申报义务人：", (
        f"原住{about.village}的{about.name}经实地核查已经死亡，没有找到申报义务人。依照{about.ground}公告如下。",
        f"自张贴之日起满{days}日，视为送达。送达以后一个月内，请{_asked(about)}",
        "期满没有办理的，本机关可以凭村（居）民委员会或者工作单位的证明和民警的调查材料，由两名经办人决定，"
        "注销其户口。",
        OBJECTION,
        "公告期满即揭下，不在网上登载。",
    )


def _cancelled(about: About, _days: int) -> tuple[str, tuple[str, ...]]:
    on = in_words(about.cancelled_on.isoformat()) if about.cancelled_on else ""
    return f"{about.name}的亲属：", (
        f"{_who(about)}的户口，依照{about.ground}，已于{on}依职权注销。书面告知以后满一个月没有人申报，"
        "由两名经办人凭村（居）民委员会或者工作单位的证明和民警的调查材料决定。",
        RESTORED,
        "对注销不服的，可以自收到本告知书之日起六十日内依法申请行政复议，或者在六个月内提起行政诉讼。",
    )


_WRITTEN: Final[Mapping[str, Callable[[About, int], tuple[str, tuple[str, ...]]]]] = {
    FAMILY: _family,
    COMMITTEE: _committee,
    PUBLIC: _public,
    DONE: _cancelled,
}
