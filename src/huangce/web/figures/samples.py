"""Samples: those of the own divisions, how far each is, what it says so far; its check sheet, and the answers to it."""

from __future__ import annotations

import tempfile
from datetime import date
from math import ceil
from pathlib import Path
from typing import Any, Final

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from huangce.errors import HuangceError, Refused, Stale
from huangce.matching.desk import scopes_of
from huangce.rules.authority import EVERYWHERE, may_do, may_record
from huangce.rules.indicators import INDICATORS
from huangce.rules.sampling import FRAMES, OUTCOMES, REGISTERED, USUAL, half_width, percents
from huangce.statistics.samples import answering, drawing, progress, sheets
from huangce.statistics.samples.answering import CHECKERS
from huangce.statistics.samples.drawing import DRAWERS
from huangce.web.frame.days import BadDay, read_day
from huangce.web.frame.divisions import chosen
from huangce.web.frame.said import CHINESE, label, said, word
from huangce.web.frame.signed_in import needs
from huangce.web.frame.words import language_of
from huangce.web.lists.held import plain_name

# The words of the rules' tables, for translation.
WORDS: Final = (_("户籍人口"), _("常住人口"), _("已核对"), _("查无此人或不在此住"), _("未能核对"))
CODED: Final = frozenset({"sex", "ethnicity", "relation", "education", "marital_status"})
# Where an address is put right: that of the household, or that of the residence.
ADDRESS_FORMS: Final = {
    REGISTERED: ("correction_household", _("改户籍地址")),
    USUAL: ("correction_residence", _("更正居住登记")),
}
SHARES: Final = (0.95, 0.98, 0.99)  # of which a form says how exact a size is
PAGE: Final = 10
SAMPLES: Final = 25  # on a page of the list
DEEPEST: Final = 10_000
LARGEST_FILE: Final = 20 * 1024 * 1024
KINDS: Final = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "html": "text/html; charset=utf-8",
}


class NoSheet(Refused):
    """Choose the check sheet that came back: a file .xlsx or .csv of at most 20 MB."""

    code = "no-sample-sheet"


class NoSize(Refused):
    """Say how many to draw, in digits."""

    code = "no-sample-size"


class NoOutcome(Refused):
    """Items are ticked as wrong or an answer stands, and no result is chosen: choose what the check found."""

    code = "sample-no-outcome"


@needs(duties=(*DRAWERS, *CHECKERS))
@require_http_methods(["GET", "POST"])
def index(request: Any) -> HttpResponse:
    """List the samples; say how exact one would be, or draw it."""
    given, wrong, field, status, expected = request.POST, "", "", 200, None
    if request.method == "POST":
        try:
            asked = _asked(request)
            if given.get("what") == "draw":
                made = drawing.draw_sample(**asked, by=request.officer, now=request.now)
                return redirect("sample", made.pk)
            expected = _expected(request, asked)
        except HuangceError as refusal:
            wrong, status, field = said(refusal, language_of(request)), refusal.status, _field(refusal)
    number = _page_asked(request)
    found = progress.listed(by=request.officer, now=request.now, first=(number - 1) * SAMPLES, limit=SAMPLES + 1)
    if number > 1 and not found:
        return redirect("samples")
    context = {
        "rows": [_row(request, one) for one in found[:SAMPLES]],
        "number": number,
        "before": number - 1,
        "after": number + 1 if len(found) > SAMPLES else 0,
        "draws": _may(request, DRAWERS),
        "frames": [(name, gettext(zh)) for name, zh in FRAMES.items()],
        "typed": given if request.method == "POST" else {"frame": USUAL, "division": _own(request)},
        "expected": expected,
        "wrong": wrong,
        "field": field,
    }
    return render(request, "figures/samples.html", context, status=status)


def _field(refusal: HuangceError) -> str:
    """The field of a draw to mend."""
    if isinstance(refusal, NoSize | drawing.SampleSizeInvalid):
        return "size"
    return "due_on" if isinstance(refusal, BadDay | drawing.SampleDaysInvalid) else "division"


def _asked(request: Any) -> dict[str, Any]:
    given = request.POST
    size, division = given.get("size", "").strip(), given.get("division", "").strip()
    if not (size.isascii() and size.isdigit() and len(size) < 10):
        raise NoSize()
    return {
        "frame": given.get("frame", ""),
        "division": chosen(division, request.grants) if division else _own(request),
        "size": int(size),
        "due_on": read_day(given["due_on"]) if given.get("due_on", "").strip() else None,
        "seed": given.get("seed", ""),
    }


def _own(request: Any) -> str:
    """Where the officer draws, if nothing is said: the own division, "" for who has everything."""
    scopes = scopes_of(request.grants, request.today, duties=DRAWERS)
    return scopes[0].ljust(12, "0") if scopes and "" not in scopes else ""


def _expected(request: Any, asked: dict[str, Any]) -> dict[str, Any]:
    """How exact a draw of this size would be: of how many, and half the distance of the bounds by share."""
    frame = drawing.frame_size(asked["frame"], asked["division"], by=request.officer, now=request.now)
    size = min(asked["size"], frame)
    if not size:
        raise drawing.NothingToDraw(division=asked["division"] or "—", day=request.today)
    return {
        "frame": frame,
        "size": size,
        "widths": [(f"{share:.0%}", f"{half_width(share, size, frame):.1%}") for share in SHARES],
    }


def _may(request: Any, duties: tuple[str, ...]) -> bool:
    return any(may_do(request.grants, duty, request.today) for duty in duties)


def _row(request: Any, one: progress.Progress) -> dict[str, Any]:
    sample = one.sample
    return {
        "sample": sample,
        "frame": gettext(FRAMES[sample.frame]),
        "division": sample.division.ljust(12, "0") if sample.division else "",
        "drawn": one.tally.count(),
        "answered": one.answered,
        "of": one.tally.frame,
        "forgotten": one.forgotten,
        "is_late": one.answered < one.tally.count() and sample.due_on < request.today,
    }


@needs(duties=(*DRAWERS, *CHECKERS))
@require_safe
def show(request: Any, sample: int) -> HttpResponse:
    """Show how far a sample is and what it says, in counts."""
    return _page(request, sample)


def _page(request: Any, sample: int, status: int = 200, **more: Any) -> HttpResponse:
    language = language_of(request)
    one = progress.shown(sample, by=request.officer, now=request.now)
    context = {
        **_row(request, one),
        "outcomes": [(gettext(zh), one.tally.count(code)) for code, zh in OUTCOMES.items()],
        "waiting": one.tally.count(None),
        "results": [_result(each, language) for each in one.results],
        "errors": [(item_named(name, language), count) for name, count in one.wrong().items()],
        "checks": bool(sheets.places_of(one.sample, by=request.officer, on=request.today)),
        **more,
    }
    return render(request, "figures/sample.html", context, status=status)


def _result(one: progress.Result, language: str) -> dict[str, Any]:
    row = INDICATORS[one.code]
    return {
        "code": one.code,
        "name": row.zh if language == CHINESE else row.en,
        "rate": one.rate,
        "bounds": percents(one.bounds) if one.bounds else None,
    }


def item_named(name: str, language: str) -> str:
    """What the pages call an item that is checked; an address may be that of a residence."""
    return gettext("住址") if name == "address" else label(word(name, "items"), language, "items")


@needs(duties=CHECKERS)
@require_safe
def sheet(request: Any, sample: int, kind: str) -> Any:
    """Send the check sheet of the own divisions; the look at its persons is noted."""
    if kind not in KINDS:
        raise drawing.NoSuchSample(sample=sample)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"sheet.{kind}"
        sheets.export(sample, file, by=request.officer, now=request.now)
        name = f"抽查核对表-{sample}-{request.today.isoformat()}.{kind}"
        return FileResponse(file.open("rb"), as_attachment=True, filename=name, content_type=KINDS[kind])


@needs(duties=CHECKERS)
@require_POST
def returned(request: Any, sample: int) -> HttpResponse:
    """Read a check sheet that came back, and say what was taken and which rows could not be."""
    try:
        result = _read(request)
    except HuangceError as refusal:
        return _page(request, sample, refusal.status, wrong=said(refusal, language_of(request)))
    return _page(request, sample, result=result)


def _read(request: Any) -> Any:
    sent = request.FILES.get("file")
    suffix = Path(sent.name).suffix.lower() if sent else ""
    if sent is None or suffix not in (".xlsx", ".csv") or sent.size > LARGEST_FILE:
        raise NoSheet()
    with tempfile.TemporaryDirectory() as folder:
        file = (Path(folder) / plain_name(sent.name)).with_suffix(suffix)  # as its sender calls it, in messages too
        with file.open("wb") as kept:
            kept.writelines(sent.chunks())
        return sheets.read_returned(file, by=request.officer, now=request.now)


@needs(duties=CHECKERS)
@require_http_methods(["GET", "POST"])
def lines(request: Any, sample: int) -> HttpResponse:
    """Show a page of those drawn in the own divisions with what to compare, or take what was found."""
    number = _page_asked(request)
    problems: dict[int, HuangceError] = {}
    if request.method == "POST":
        taken, problems = _take(request, sample)
        if taken:
            messages.success(request, gettext("记入%(n)s件核查结果。") % {"n": taken})
        if not problems:
            return redirect(f"{request.path}?page={number}")
    total = sheets.count_of(sample, by=request.officer, now=request.now)
    if (last := max(1, ceil(total / PAGE))) < number:
        return redirect(f"{request.path}?page={last}")
    found = sheets.shown(sample, by=request.officer, now=request.now, first=(number - 1) * PAGE, limit=PAGE)
    drawn = drawing.sample_of(sample)
    context = {
        "sample": drawn,
        "rows": [_line(request, one, drawn.frame, problems) for one in found],
        "outcomes": [(code, gettext(zh)) for code, zh in OUTCOMES.items()],
        "problems": {ordinal: said(one, language_of(request)) for ordinal, one in problems.items()},
        "number": number,
        "before": number - 1,
        "after": number + 1 if number * PAGE < total else 0,
        "on": request.POST.get("on", "") if problems else request.today.isoformat(),
    }
    return render(request, "figures/sample_lines.html", context, status=422 if problems else 200)


def _page_asked(request: Any) -> int:
    text = request.GET.get("page", "1")
    return min(int(text), DEEPEST) if text.isascii() and text.isdigit() and len(text) < 9 and int(text) else 1


def _take(request: Any, sample: int) -> tuple[int, dict[int, HuangceError]]:
    """Take the answers of a page; return how many say something new, and by line what is wrong with others."""
    taken, problems = 0, dict[int, HuangceError]()
    for name in request.POST:
        ordinal = name.removeprefix("outcome-")
        if ordinal == name or not (ordinal.isascii() and ordinal.isdigit() and len(ordinal) < 8):
            continue
        outcome, wrong = request.POST[name], request.POST.getlist(f"wrong-{ordinal}")
        seen = _number(request.POST.get(f"seen-{ordinal}", ""))
        if not (outcome or wrong or seen):
            continue
        try:
            if not outcome:
                raise NoOutcome()
            taken += answering.answer(
                sample,
                int(ordinal),
                outcome=outcome,
                wrong=wrong,
                checked_on=_day(request.POST.get("on", "")),
                seen=seen,
                by=request.officer,
                now=request.now,
            )
        except HuangceError as refusal:
            problems[int(ordinal)] = refusal
    return taken, problems


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 20 else None


def _day(text: str) -> date | None:
    return read_day(text) if text.strip() else None


def _line(request: Any, one: sheets.Shown, frame: str, problems: dict[int, HuangceError]) -> dict[str, Any]:
    language, line, told = language_of(request), one.answered.line, one.answered.answer
    problem = problems.get(line.ordinal)
    typed = problems and f"outcome-{line.ordinal}" in request.POST and not isinstance(problem, Stale)
    wrong = request.POST.getlist(f"wrong-{line.ordinal}") if typed else told.wrong if told else []
    return {
        "line": line,
        "seen": told.pk if told else 0,
        "items": [
            (name, item_named(name, language), _shown(one, name, language), name in wrong) for name in sheets.ORDER
        ],
        "outcome": request.POST[f"outcome-{line.ordinal}"] if typed else told.outcome if told else "",
        "checked_on": told.checked_on if told else None,
        "corrections": _corrections(one, frame)
        if may_record(request.grants, "correction", line.village or EVERYWHERE, request.today)
        else [],
        "problem": said(problem, language) if problem else "",
    }


def _corrections(one: sheets.Shown, frame: str) -> list[tuple[str, str]]:
    """Return the forms that put right what an answer found wrong or missing, with words for each."""
    line, told = one.answered.line, one.answered.answer
    if told is None or line.record is None:
        return []
    lacking = {*told.wrong, *line.empty}
    forms = [("correction", gettext("办变更更正"))] if lacking - {"address"} else []
    return [*forms, (ADDRESS_FORMS[frame][0], gettext(ADDRESS_FORMS[frame][1]))] if "address" in lacking else forms


def _shown(one: sheets.Shown, name: str, language: str) -> str:
    words = one.said.get(name, "")
    return label(words, language, name) if name in CODED else words
