"""Every error and every label can be read in the language of the page, and in no other."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from string import Formatter
from typing import Any

import pytest

import huangce
from huangce.accounts.authority import MayNotRecord
from huangce.accounts.lookups import UnknownPurpose
from huangce.accounts.purposes import CRITERIA, PURPOSES
from huangce.errors import HuangceError, Refused
from huangce.exchange import answers
from huangce.exchange.formats import FORMATS
from huangce.exchange.formats.recognise import ListAmbiguous
from huangce.exchange.messages import MESSAGES
from huangce.exchange.reading.sniff import FOREIGN, FOREIGN_STREAMS
from huangce.exchange.reading.unreadable import WrongType
from huangce.exchange.reading.xlsx_parts import OTHER_KINDS
from huangce.home.paths import HomeNotWritable
from huangce.matching import evidence, models, reconcile, worklists
from huangce.matching.comparisons import COMPARISONS
from huangce.matching.models import REASONS
from huangce.matching.reconcile_gone import GONE
from huangce.matching.steps import STEPS
from huangce.register.effects import BlockedByLater
from huangce.rules import authority, codes, uscc
from huangce.rules.acts import KINDS, cancellations
from huangce.rules.acts.base import EvidenceMissing, InTheFuture, NotAMember
from huangce.rules.acts.birth import NumberContradicts
from huangce.rules.acts.corrections import WrongValue
from huangce.rules.indicators import INDICATORS
from huangce.rules.items import GROUPS
from huangce.rules.payload import MalformedAct
from huangce.rules.population_changes import LINES
from huangce.rules.problems import PROBLEMS, InvalidValue, problem
from huangce.statistics import view
from huangce.statistics.drill import FigureNotKnown
from huangce.web.frame import said as module
from huangce.web.frame.said import CHINESE, case_said, finding_said, label, problem_said, said, word

ROOT = Path(__file__).resolve().parents[3]
HAN = re.compile("[\u3400-\u9fff]")
LETTERS = re.compile(r"[A-Za-z]+")
# Names that are written so in Chinese too, and file name extensions.
PROPER = re.compile(
    r"`[^`]*`|\.(?:xlsx|csv|parquet|html|txt)(?![A-Za-z])|UTF-8|UTF-16|GB 18030|JSON|TOML|PostgreSQL|Parquet|Spark|Java"
)


def expected_errors() -> list[type[HuangceError]]:
    for found in pkgutil.walk_packages(huangce.__path__, "huangce."):
        if ".migrations" not in found.name:
            importlib.import_module(found.name)
    return [HuangceError, *dict.fromkeys(below(HuangceError))]


def below(cls: type[HuangceError]) -> Iterator[type[HuangceError]]:
    for one in cls.__subclasses__():
        if one.__module__.startswith("huangce."):
            yield one
            yield from below(one)


def names(sentence: str) -> set[str]:
    return {name for _text, name, _spec, _conversion in Formatter().parse(sentence) if name}


def sentences() -> dict[str, str]:
    found: dict[str, str] = module._read("errors.zh.toml")["errors"]
    return found


def words() -> Any:
    return module._words()


def test_it_works() -> None:
    error = InTheFuture(happened_on=date(2026, 4, 2))
    assert said(error, CHINESE) == "2026年4月2日还没有到，事项发生之后才能登记。核对日期。"
    assert said(error, "en") == error.message


def test_every_code_has_chinese_and_no_sentence_is_left_over() -> None:
    errors = expected_errors()
    assert not [one.code for one in errors if one.code not in sentences()]
    known = {one.code for one in errors} | {f"{one.code}.{one.__name__}" for one in errors}
    assert not sentences().keys() - known


def test_a_sentence_names_only_what_each_of_its_errors_carries() -> None:
    strange = {}
    for one in expected_errors():
        english = inspect.cleandoc(one.__doc__ or "").split("\n\n")[0]
        strange[one.__name__] = names(module._sentence(one) or "") - names(english)
    assert not {name: extra for name, extra in strange.items() if extra}


def test_no_english_is_left_in_a_chinese_sentence() -> None:
    texts = [*sentences().values(), *words()["problems"].values(), *words()["prose"].values()]
    texts += [
        text
        for table in ("evidence", "fields", "groups", "triggers", "needs", "counted", "notes")
        for text in words()[table].values()
    ]
    for text in texts:
        bare = PROPER.sub("", re.sub(r"\{\w+\}", "", text))
        assert not LETTERS.search(bare), text
        assert not re.search("请|！|失败|温馨|[,;?!]", bare), text


def test_a_sentence_is_filled_whatever_its_error_carries() -> None:
    for one in expected_errors():
        error = one.__new__(one)
        error.details = dict.fromkeys(names(inspect.cleandoc(one.__doc__ or "")), 7)
        filled = said(error, CHINESE)
        assert HAN.search(filled) or one is InvalidValue
        assert not re.search("[{}]|（未说明）", filled), one


# What else than the errors themselves is called with a reason that an error then carries.
REFUSING = ("self._refuse", "self.refuse", "_Wrong", "blocked")


def test_every_reason_that_the_code_writes_has_chinese() -> None:
    lacking = []
    for path in sorted((ROOT / "src/huangce").rglob("*.py")):
        called = [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)]
        given = [one.value for node in called for one in node.keywords if one.arg in ("reason", "why")]
        given += [node.args[0] for node in called if node.args and ast.unparse(node.func) in REFUSING]
        texts = [text for one in given if (text := plain(one)) and text not in REASONS]
        lacking += [(path.name, text) for text in texts if not module._prose(HuangceError(), text)]
    assert not lacking


def plain(node: ast.expr) -> str:
    """Return a text as it is written, with 7 for what is filled in; "" where it is no text or is all filled in."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        parts = [one.value if isinstance(one, ast.Constant) else "7" for one in node.values]
        return "".join(map(str, parts))
    return ""


def test_sentences_end_as_sentences_do() -> None:
    assert not [code for code, text in sentences().items() if not text.endswith("。") and text != "{message}"]


def test_stored_words_in_an_error_are_shown_in_chinese() -> None:
    refusal = MayNotRecord(
        officer="lin", act_kind="birth", division="-", on=date(2026, 11, 2), roles="registrar or reviewer"
    )
    assert said(refusal, CHINESE) == (
        "账号lin在2026年11月2日没有登记区划（未指明）“出生登记”的权限。需要当地的授权：户籍民警、审核员。"
    )
    needed = EvidenceMissing(needed="birth_certificate、kinship_report")
    assert "下列材料之一：出生医学证明、亲子鉴定报告。" in said(needed, CHINESE)
    assert said(NumberContradicts(item="date of birth"), CHINESE).startswith("公民身份号码与申报的出生日期不符。")
    assert said(MalformedAct(field="happened_on", kind="death"), CHINESE).startswith("“死亡登记”的“发生日期”缺失")
    purposes = said(UnknownPurpose(purpose="curiosity", purposes=", ".join(PURPOSES)), CHINESE)
    assert purposes.endswith(
        "办理户口登记、办理居住登记和居住证、核实疑点、地址变更通知、出具证明、本人查阅、投诉和复核、合规审计。"
    )


def test_a_reason_is_shown_in_chinese_or_not_at_all() -> None:
    assert said(WrongValue(item="birth_date", why="in the future"), CHINESE).startswith(
        "“出生日期”所填的值不能登记（日期在将来）。"
    )
    assert "不能写入（没有权限）。" in said(HomeNotWritable(home="登记", reason="Permission denied"), CHINESE)
    assert "“登记”不能写入。" in said(HomeNotWritable(home="登记", reason="Input/output error"), CHINESE)
    lacking = FigureNotKnown(code="J9a", why="the register does not hold dwellings and tenancies")
    assert said(lacking, CHINESE) == "指标J9a没有数据（登记册没有：房屋和租赁情况）。"


def test_what_a_refusal_was_caused_by_is_said_in_chinese_too() -> None:
    cause = NotAMember(record=7, household=9)
    with pytest.raises(Refused) as caught:
        raise BlockedByLater(act=3, kind="death", happened_on=date(2026, 4, 2), why=cause.message) from cause
    assert said(caught.value, CHINESE) == (
        "2026年4月2日的登记事项3（死亡登记）在此之后不能成立"
        "（记录7的人员不是户9的在册成员。核对户号和人员）。先撤销那一件，或者核对日期。"
    )


def test_a_problem_with_a_value_is_said_in_chinese() -> None:
    assert said(InvalidValue(problem("citizen-id-check")), CHINESE) == MESSAGES["citizen-id-check"][1]
    assert all(HAN.search(problem_said(code)) for code in PROBLEMS)
    assert problem_said("unheard-of") == ""


def test_labels_in_an_english_message_are_english() -> None:
    assert said(WrongType(file="名单.pdf", found="PDF 文档"), "en").startswith(
        "The file 名单.pdf is a PDF document, not"
    )
    rivals = ListAmbiguous(file="a.csv", candidates="户籍人口 (register)、实有人口 (residents)")
    assert "formats: registered population (register), actual residents (residents)." in said(rivals, "en")
    assert "code list occupation (major group)（GB/T" in said(InvalidValue(codes.OCCUPATIONS.unknown()), "en")


def test_what_an_error_lacks_is_said_to_be_lacking() -> None:
    assert said(NotAMember(record=7), CHINESE) == "记录7的人员不是户（未说明）的在册成员。核对户号和人员。"


def test_every_document_field_and_need_has_chinese() -> None:
    acts = (ROOT / "docs/reference/acts.md").read_text(encoding="utf-8")
    shown = {one for line in acts.splitlines() if line.startswith("- Evidence:") for one in re.findall("`(.*?)`", line)}
    shown |= {
        one for table in (cancellations.CLASSES, cancellations.TRIGGERS) for kinds in table.values() for one in kinds
    }
    assert not [one for one in shown if word(one, "evidence") == one]
    assert not [one for one in cancellations.TRIGGERS if word(one, "triggers") == one]
    fields = {
        name for kind in KINDS.values() for name in kind.act.__dataclass_fields__ if name not in ("kind", "creates")
    }
    assert not [one for one in fields | set(CRITERIA) if word(one, "fields", "items") == one]
    assert not [one for one in GROUPS if word(one, "groups") == one]
    assert not [row.needs for row in INDICATORS.values() if word(row.needs, "needs") == row.needs]
    counted = {words for row in INDICATORS.values() for words in row.counts.values()}
    assert not [one for one in counted if word(one, "counted") == one]
    assert not [row.note for row in INDICATORS.values() if row.note and word(row.note, "notes") == row.note]
    assert not [one for one in {models.OPEN, *models.STATES.values()} if word(one, "states") == one]
    for why in (view.NOTHING_YET, view.NOT_OPENED, view.NOTHING_HERE):
        assert "（" in said(FigureNotKnown(code="J1", why=why), CHINESE)


LABELS = {
    "": [
        *authority.VIEWS.values(),
        *authority.DUTIES.values(),
        *(role.zh for role in authority.ROLES.values()),
        *models.REASONS.values(),
        *reconcile.CLASSES.values(),
        *(level.text for one in COMPARISONS for level in one.levels),
        *(step.title for step in STEPS),
        *(chinese for chinese, _words in evidence.ITEMS.values()),
        *evidence.OTHERS.values(),
        *evidence.SOURCES.values(),
        *worklists.COLUMNS,
        *answers.COLUMNS.values(),
        answers.RECEIVED,
        answers.SENT_BACK,
        *(form.title for form in FORMATS.values()),
        *(form.supplier for form in FORMATS.values()),
        *(field.header for form in FORMATS.values() for field in form.fields),
        *(table.zh for table in codes.TABLES.values()),
        *uscc.AUTHORITIES.values(),
        *(kind for _start, kind in (*FOREIGN, *FOREIGN_STREAMS, *OTHER_KINDS)),
    ],
    "acts": [kind.zh for kind in KINDS.values()],
    "items": [item.zh for group in GROUPS.values() for item in group.items],
    "purposes": [purpose.zh for purpose in PURPOSES.values()],
    "lines": [line.zh for line in LINES.values()],
    "indicators": [row.zh for row in INDICATORS.values()],
    **{name: [entry.zh for entry in table.values()] for name, table in codes.TABLES.items()},
}


@pytest.mark.parametrize("of", LABELS)
def test_every_label_has_english(of: str) -> None:
    lacking = [text for text in LABELS[of] if HAN.search(label(text, "en", of)) or not label(text, "en", of)]
    assert not lacking


def test_groups_states_and_documents_have_english() -> None:
    for table in ("groups", "states", "filters", "figures", "evidence", "triggers"):
        assert not [text for text in words()[table].values() if HAN.search(label(text, "en"))], table


def test_a_word_of_two_tables_is_read_by_the_one_that_is_named() -> None:
    assert (label("女", "en"), label("女", "en", "relation")) == ("female", "daughter")
    assert label("布依", "en", "ethnicity") == "Buyei"


def test_labels_in_chinese_and_unknown_ones_stay_as_they_are() -> None:
    assert label("一人多户", CHINESE) == "一人多户"
    assert label("从未听说", "en") == "从未听说"


def test_the_words_of_findings_are_put_into_english_piece_by_piece() -> None:
    died = "火化名单载明已去世，户籍未注销；但此后仍有在世或在本地的线索（居住证签发），须先核实；是否同一人尚有疑问。"
    assert finding_said(died, "en") == (
        "List of cremations records the death; the registration is not cancelled; but there are later signs of life "
        "or presence here (residence permit issued): check them first; it is doubtful whether this is the same person."
    )
    assert finding_said("号码一致 +9.52；姓名同音 -1.20；先验 -3.00；合计+5.32", "en") == (
        "Numbers agree +9.52; names sound alike -1.20; prior -3.00; sum+5.32"
    )
    assert finding_said(died, CHINESE) == died
    family = (
        "各名单和实有人口中均无踪迹，同户无一人有踪迹，其中2人号码不可能是本人的；"
        "是否确有其人须核实，没有踪迹不等于没有此人。"
    )
    assert finding_said(family, "en") == (
        "Neither a list nor the residents show a trace of this person, nobody of the household left a trace, and of 2 "
        "of them the number cannot be their own; check whether there is such a person: no trace does not mean that "
        "there is nobody."
    )
    assert finding_said("住址同户2人号码有误 +3.20；", "en") == (
        "Of the household at the address, 2 have a wrong number +3.20;"
    )


def test_all_that_reconciliation_writes_about_a_finding_has_english() -> None:
    written = []
    for path in sorted((ROOT / "src/huangce/matching").glob("reconcile_*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            called = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "lit"
            if called and isinstance(node.args[0], ast.Constant) and isinstance(node.args[0].value, str):
                written.append(node.args[0].value)
    written += [words for _kinds, _day, words in GONE.values()]
    assert any(HAN.search(text) for text in written)
    assert not [text for text in written if HAN.search(finding_said(text, "en"))]


@pytest.mark.parametrize(
    ("stated", "words"),
    [
        ("finding 01cbf1a43bf02110", "疑点01cbf1a43bf02110"),
        ("work list 511703009001 2026-11-22", "核查清单，511703009001，2026-11-22"),
        ("visits 2026-11-22, 2", "入户核查，2026-11-22，第2页"),
        ("window 1", "window 1"),
    ],
)
def test_a_case_that_a_page_stated_is_told_in_the_language_of_the_reader(stated: str, words: str) -> None:
    assert case_said(stated, CHINESE) == words
    assert case_said(stated, "en") == stated
