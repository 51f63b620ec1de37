"""What an address clerk does on each page: a part of the table of `paths.py`, which says what the braces stand for."""

from __future__ import annotations

from typing import Final

from tests.web.e2e.walking import SEND, TOLD, WRONG, Path, attach, choose, fetch, press, tick, write

HEAP: Final = "石桥镇一个小地方5号 张三\n老供销社对面\n石桥镇\n不知道哪里12号"

CLERK: Final = (
    Path(
        ("places", "place"),
        "deng",
        "/places/",
        (
            choose("#kind", "thoroughfare"),
            press(SEND, "/places/.*kind=thoroughfare"),
            press("tbody a[data-open]", r"/places/\d+/"),
            press("main .title .actions a[href^='/acts/new/']", "/acts/new/"),
        ),
    ),
    Path(
        ("address-search", "address"),
        "deng",
        "/addresses/search/",
        (
            write("#q", "四川省"),
            press(SEND, "/addresses/search/.q="),
            press("#rows a", r"/addresses/\d+/"),
            press("main .actions a", "/acts/new/"),
        ),
    ),
    Path(
        ("address-resolve",),
        "deng",
        "/old-addresses/",
        (
            write("#q", "{standard}"),
            write("#on", "没有这一天"),
            press(SEND, WRONG),
            write("#on", ""),
            press(SEND, ".answer h2 a"),
        ),
    ),
    Path(
        ("map",),
        "deng",
        "/places/map/",
        (
            choose("#state", "unknown"),
            press(SEND, "/places/map/.*state=unknown"),
            press("main .title .actions a", "/places/.division="),
        ),
    ),
    Path(
        ("plates",),
        "deng",
        "/plates/",
        (
            write("#division", "没有这个地方"),
            press(".find-place button", ".notice[data-tone=doubt]"),
            press("main .actions a", "/my-work/"),
        ),
    ),
    Path(
        ("plates", "plate", "plate-code"),
        "deng",
        "/plates/",
        (
            write("#division", "{town}"),
            press(".find-place button", "/plates/.division="),
            press("tbody a[data-open]", r"/plates/\d+/$"),
            fetch("main a[href$='/code/']", ".svg"),
        ),
    ),
    Path(
        ("plate-schemes",),
        "deng",
        "/plates/schemes/",
        (attach("#file", "wrong.toml nonsense"), press(SEND, WRONG)),
    ),
    Path(
        ("plates-missing",),
        "deng",
        "/plates/missing/?state=proposed",
        (
            tick("tbody input[name=proposal]"),
            press("button[name=do][value=refused]", WRONG),
            write("#words", "一扇边门"),
            press("button[name=do][value=refused]", "main:not(:has(.error-summary))"),
        ),
    ),
    Path(
        ("plate-orders", "plate-order", "plate-file"),
        "deng",
        "/plates/orders/",
        (press("tbody a[data-open]", r"/plates/orders/\d+/$"), fetch("main a[href$='/file/']", "")),
    ),
    Path(
        ("buildings", "building"),
        "deng",
        "/buildings/",
        (press("tbody a[data-open]", r"/buildings/\d+/"), press("tbody a[data-open]", r"/addresses/\d+/")),
    ),
    Path(
        ("buildings-waiting",),
        "deng",
        "/buildings/",
        (press(".title a[href*='/waiting/']", "/buildings/waiting/"), press("main .title p a", r"/buildings/\?")),
    ),
    Path(
        ("address-doubts", "address-doubts-file"),
        "deng",
        "/address-doubts/?list=omitted",
        (fetch("main .actions a", ".xlsx"), press("tbody .do a", "/(plates|acts|places)/")),
    ),
    Path(
        ("completeness",),
        "deng",
        "/completeness/",
        (press("tbody a[data-open]", "/completeness/.*measure="),),
    ),
    Path(
        ("naming",),
        "deng",
        "/naming/",
        (
            write("#name", "{name}"),
            write("#reason", "新修的路"),
            write("#happened_on", "没有这一天"),
            press("button[value=propose]", WRONG),
            write("#happened_on", ""),
            press("button[value=propose]", TOLD),
        ),
    ),
    Path(
        ("addresses", "address-review"),
        "deng",
        "/addresses/",
        (
            write("#text", HEAP),
            press(SEND, ".heap__said"),
            fetch("button[name=download][value=csv]", ".csv"),
            press("main button:has-text('逐条核定存疑的')", "button[name=do][value=none]"),
            press("button[name=do][value=none]", "button[name=do][value=undo]"),
        ),
    ),
    Path(
        ("notice",),
        "deng",
        "/notices/",
        (press("tbody a[data-open]", r"/notices/\d+/"), press("main .title .actions a", r"/acts/\d+/")),
    ),
    Path(
        ("notices", "notice-receivers", "notice-receiver", "notice-receiver-end"),
        "deng",
        "/notices/",
        (
            press("main .actions a", "/notices/receivers/"),
            write("#office", "走访{way}局"),
            write("#changes", "许可证上的住所"),
            write("#division", "没有这个地方"),
            write("#contact", "办公室"),
            press(SEND, WRONG),
            write("#division", "{town}"),
            press(SEND, TOLD),
            press("tbody a:has-text('走访{way}局')", r"/notices/receivers/\d+/"),
            write("#reason", "机构撤并"),
            press("form[action$='/end/'] button, main form button", TOLD),
        ),
    ),
)
