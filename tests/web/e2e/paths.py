"""What is done on each page and what shows that it was done: the table that `test_by_keys.py` walks three ways.

`{way}` is mouse, keys or plain; `{n}` is 0, 1 or 2; the other braces are records of the county, another one each way
where a path changes it. A form is sent wrong first where the page and not the browser refuses it.
"""

from __future__ import annotations

from typing import Final

from tests.web.e2e.paths_of_clerks import CLERK
from tests.web.e2e.walking import SEND, TOLD, WRONG, Path, attach, choose, fetch, press, tick, write

REGISTRAR: Final = (
    Path(
        ("purpose",),
        "lin",
        "/purpose/?next=/keys/",
        (
            write("#case", "99010119900101001X"),
            press(SEND, WRONG),
            write("#case", "walk-{way}"),
            press(SEND, "/keys/$"),
        ),
    ),
    Path(
        ("work", "findings-next"),
        "lin",
        "/my-work/",
        (press(f"{SEND}, main .actions a.button--primary", "/findings/.+"),),
    ),
    Path(("guide-put-away",), "lin", "/my-work/", (press(".guide form button", "main:not(:has(.guide))"),)),
    Path(("home",), "lin", "/keys/", (press(".masthead .mark", "/my-work/"),)),
    Path(
        ("keys",),
        "lin",
        "/my-work/",
        (press(".account summary", ".account[open]"), press(".account a[href='/keys/']", "/keys/")),
    ),
    Path(
        ("language",),
        "lin",
        "/keys/",
        (press(".language button", "html[lang=en]"), press(".language button", "html[lang=zh-Hans]")),
    ),
    Path(
        ("find", "find-rows"),
        "lin",
        "/find/",
        (
            write("#q", "lj"),
            press(".find .button--primary", "/find/.q=lj"),
            press("#rows a[data-open]", r"/persons/\d+/"),
        ),
    ),
    Path(
        ("person", "person-number"),
        "lin",
        "/persons/{record}/",
        (press("#number button", "/number/"), press("text=看这一户", r"/households/\d+/")),
    ),
    Path(
        ("household", "booklet"),
        "lin",
        "/households/{household}/",
        (
            press("main a[href$='/booklet/']", "/booklet/"),
            press(".actions form button", "/booklet/"),
            press("main .actions a[href^='/households/']", r"/households/\d+/$"),
        ),
    ),
    Path(
        ("division", "division-of"),
        "lin",
        "/divisions/",
        (press("tbody a", r"/divisions/\d+/"), press("tbody a[data-open]", r"/divisions/\d{9}(?!000)\d{3}/")),
    ),
    Path(
        ("findings",),
        "lin",
        "/findings/",
        (
            choose("#state", "all"),
            press(".sieve button", "/findings/.*state=all"),
            press("tbody a[data-open]", "/findings/[^/?]+/"),
        ),
    ),
    Path(
        ("finding", "finding-answer", "finding-take-back", "finding-home", "finding-hand-over"),
        "lin",
        "/findings/{finding}/",
        (
            press("a[href*='/home/']", "/home/0/"),
            press("main .title a.button", "/findings/[^/]+/(\\?.*)?$"),
            write("#words", "走过{way}"),
            press("summary[data-key=n]", ".no[open]"),
            press(".no__why button", ".toast .undo"),
            press(".toast .undo", "main .timeline"),
            press("#hand-over summary", "#hand-over[open]"),
            press("#hand-over button", TOLD),
        ),
    ),
    Path(
        ("finding-procedure", "finding-paper", "finding-paper-file"),
        "lin",
        "/findings/{deceased}/",
        (
            press("button[value=confirmed]", "#procedure"),
            write("#on", "2099-01-01"),
            write("#how", "入户记录{n}号"),
            press("#procedure form button", WRONG),
            write("#on", "{today}"),
            press("#procedure form button", "#procedure .timeline"),
            press("#procedure a[href*='/papers/informant/']", "/papers/informant/"),
            fetch("main .actions a.button", ".docx"),
            press("main .actions a.button--plain", "/findings/[^/]+/.*#procedure"),
        ),
    ),
    Path(
        ("finding-refer", "referrals", "referral", "referral-step"),
        "lin",
        "/findings/{elsewhere}/",
        (
            press("button[value=confirmed]", "main a[href*='/refer/']"),
            press("main a[href*='/refer/']", "/refer/"),
            write("#on", "2099-01-01"),
            choose("#how", "in_person"),
            write("#division", "{near}"),
            write("#address", "新村2组{n}号"),
            write("#contact", "户籍窗口"),
            press(SEND, WRONG),
            write("#on", "{today}"),
            press(SEND, r"/referrals/\d+/(#main)?$"),
            press("form:has([value=received]) button", "form:has([value=visited])"),
            press("form:has([value=visited]) button", "form:has([value=refuted])"),
            write("#words-refuted", "房主说从未住过"),
            press("form:has([value=refuted]) button", "form:has([value=closed])"),
            press("form:has([value=closed]) button", "#next:not(:has(form))"),
            press("main .title a.button", "/referrals/.side=out"),
            press("tbody a[data-open]", r"/referrals/\d+/$"),
        ),
    ),
    Path(("findings-quality",), "lin", "/findings/quality/", (press("main .actions a", "/findings/$"),)),
    Path(
        ("findings-assign", "findings-worklist", "findings-workbook", "findings-returned"),
        "lin",
        "/findings/?division={village}",
        (
            write("#days", "7"),
            press("form[action$='/assign/'] button", TOLD),
            press("#visits a[href^='/findings/worklist/']", "/worklist/"),
            fetch("main .actions a.button", ".xlsx"),
            press("main .actions a.button--plain", "/findings/.division="),
            press("main .actions a[href='/findings/returned/']", "/returned/"),
            attach("#file", "wrong.csv nonsense"),
            press(SEND, WRONG),
            attach("#file", "back.xlsx"),
            press(SEND, ".notice[data-tone=done]"),
        ),
    ),
    Path(
        ("rates", "rate", "rate-rows"),
        "lin",
        "/rates/",
        (
            press("main a[href^='/rates/J10/']", "/rates/J10/"),
            press("#rows a[href*='/rows/']", "/rows/"),
            press("tbody a[href^='/persons/']", r"/persons/\d+/"),
        ),
    ),
    Path(
        (
            *("agreements", "agreement-choose", "agreement-enter", "agreement", "agreement-amend", "agreement-end"),
            *("liaison-name", "liaison-end", "token-issue", "token-revoke"),
        ),
        "lin",
        "/sharing/agreements/",
        (
            press("main .actions a", "/sharing/new/$"),
            press("main a[href='/sharing/new/death_registered/']", "/sharing/new/death_registered/"),
            write("#code", "walk-{way}"),
            write("#recipient", "走访{way}局"),
            write("#purpose", "停发养老金"),
            write("#legal_ground", "资府办发〔2017〕14号 三(三)4"),
            write("#frequency", "每日"),
            write("#retention_months", "6"),
            write("#answer_days", "10"),
            write("#contact", "养老待遇科"),
            press(SEND, WRONG),
            tick("input[name=fields][value=citizen_id]"),
            press(SEND, "/sharing/agreements/walk-{way}/(#main)?$"),
            press("form[action$='/liaisons/'] button", "form[action$='/tokens/']"),
            write("#office", "社保程序"),
            press("form[action$='/tokens/'] button", "code.digest"),
            press("form[action$='/revoke/'] button", "main:not(:has(form[action$='/revoke/']))"),
            press("form[action*='/liaisons/'][action$='/end/'] button", "main:not(:has(form[action$='/tokens/']))"),
            press("main .actions a[href$='/amend/']", "/amend/"),
            write("#answer_days", "0"),
            press(SEND, WRONG),
            write("#answer_days", "12"),
            write("#reason", "改回执期限"),
            press(SEND, "/sharing/agreements/walk-{way}/(#main)?$"),
            write("#reason", "走过"),
            press("main button.button--seal", ".chip[data-tone=doubt]"),
        ),
    ),
    Path(
        ("delivery", "delivery-receipt", "delivery-rows"),
        "lin",
        "/sharing/lists/{received}/",
        (fetch("main a[href$='/receipt.json']", ".json"), fetch("main a[href$='/rows.csv']", ".csv")),
    ),
    Path(("feeds",), "lin", "/sharing/feeds/", (press("main .actions a", "/sharing/agreements/"),)),
    Path(
        ("policies", "policies-file", "policy-department", "policy-take-back", "policy-department-end"),
        "gao",
        "/sharing/policies/",
        (
            write("#name", "教育局{n}"),
            write("#contact", "基础教育科"),
            press("form[action$='/departments/'] button", TOLD),
            press(SEND, WRONG),
            choose("#kind", "none"),
            press(SEND, "td.do button"),
            press("td.do button", "main:not(:has(td.do button))"),
            fetch("main .actions a[href*='.csv']", ".csv"),
            press("main details summary", "main details[open]"),
            write("main details[open] input.long", "撤并"),
            press("main details[open] button", TOLD),
        ),
    ),
    Path(
        ("address-backlog",),
        "lin",
        "/address-backlog/",
        (press("tbody a[data-open]", "/acts/new/address_normalised/"),),
    ),
)

AUDITOR: Final = (
    Path(
        ("audit-acts",),
        "zhao",
        "/audit/acts/",
        (
            write("#office", "没有这个地方"),
            press("form.when button", ".notice[data-tone=doubt]"),
        ),
    ),
    Path(
        ("audit-acts", "audit-act", "audit-head"),
        "zhao",
        "/audit/acts/",
        (
            choose("#kind", "opening_entry"),
            write("#first", "2020-01-01"),
            press("form.when button", "/audit/acts/.*kind=opening_entry"),
            press("tbody a", r"/audit/acts/\d+/"),
            fetch("main a[href$='head.json']", ".json"),
        ),
    ),
    Path(
        ("audit-looks", "audit-sign-ins"),
        "zhao",
        "/audit/looks/",
        (
            write("#first", "2020-01-01"),
            press("form.when button", "/audit/looks/.*first=2020"),
            press("main .title .actions a", "/audit/sign-ins/"),
            choose("#outcome", "in"),
            press("form.when button", "/audit/sign-ins/.*outcome=in"),
        ),
    ),
    Path(
        ("audit-seal", "audit-export"),
        "zhao",
        "/audit/seal/",
        (fetch("tbody .do a", ".json"), fetch("form[action$='/export/'] button", "")),
    ),
)

ADMINISTRATORS: Final = (
    Path(
        ("officers", "officer", "officer-password", "officer-close"),
        "xi",
        "/officers/",
        (
            write("#username", "Not A Name!"),
            write("#name", "走访"),
            press(SEND, WRONG),
            write("#username", "walk-{way}"),
            press(SEND, "/officers/walk-{way}/(#main)?$"),
            write("#new", "horse battery staple"),
            write("#again", "another one altogether"),
            press("form[action$='/password/'] button", WRONG),
            write("#new", "horse battery staple"),
            write("#again", "horse battery staple"),
            press("form[action$='/password/'] button", TOLD),
            press("main button.button--seal", TOLD),
        ),
    ),
    Path(
        ("officer-grant", "officer-revoke"),
        "an",
        "/officers/he/",
        (
            choose("#role", "campaign_office"),
            write("#division", "没有这个地方"),
            press(SEND, WRONG),
            write("#division", "{town}"),
            press(SEND, TOLD),
            press("tr:has-text('专项办公室') form button", "main:not(:has(tr:has-text('专项办公室') form))"),
        ),
    ),
)

PATHS: Final = (*REGISTRAR, *CLERK, *AUDITOR, *ADMINISTRATORS)

# Walked by tests of their own, which have to prepare something first.
ELSEWHERE: Final = {
    "sign-in": "test_by_keys.py",
    "sign-out": "test_by_keys.py",
    "lock": "test_by_keys.py",
    "my-password": "test_by_keys.py",
    "visits": "test_desk.py",
    "assessment": "test_desk.py",
    "setup": "test_setup.py",
    **dict.fromkeys(("samples", "sample", "sample-lines", "sample-returned", "sample-sheet"), "test_samples.py"),
    **dict.fromkeys(("plates-apply", "plate-step", "plate-photo"), "test_plates.py"),
    **dict.fromkeys(("notice-letter", "notice-file", "notices-prepare"), "test_notices.py"),
    **dict.fromkeys(
        (
            *("act", "act-birth", "act-correction", "act-death", "act-duplicates", "act-households", "act-moves"),
            *("act-new", "act-places", "act-residence"),
        ),
        "test_acts.py",
    ),
    **dict.fromkeys(
        (
            *("lists", "list", "list-answers", "list-columns", "list-forget", "list-load", "list-under"),
            *("batch", "job", "reconcile"),
        ),
        "test_lists.py",
    ),
}

# Nobody walks these, and why.
NOT_WALKED: Final = {
    **dict.fromkeys(("healthz", "readyz"), "asked by programs"),
    **dict.fromkeys(
        ("act-check", "address-options", "division-options", "keep-draft", "drop-draft"),
        "a part of a form that is asked for while somebody types",
    ),
    **dict.fromkeys(("map-base", "map-here", "map-names", "map-tile"), "parts of the map, drawn by it"),
    **dict.fromkeys(
        ("referral-paper", "referral-receive"), "between two installations: tests/web/findings/test_referrals.py"
    ),
    "guide-rate": "the third step of the guide, which begins after an act: test_desk.py",
    "address-gone": "empty until a house is demolished: test_places.py",
    "delivery-withdraw": "takes a list of the county from all other tests: tests/web/sharing",
    "system": "read only: it has neither a link nor a form",
}
