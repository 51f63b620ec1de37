"""The English of each room of the pages: what must be translated, and what is.

`python -m tests.web.catalog` adds what is missing to each `django.po`, with an empty translation, drops what is used no
longer, and compiles `django.mo`. A test fails as long as a translation is empty or a `.mo` is older than its `.po`.
"""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

import huangce.web
from huangce.web import ROOMS

WEB = Path(huangce.web.__file__).parent
HEADER = b"""msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Language: en\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""
CHINESE = re.compile(r"[㐀-鿿，。：；！？（）、　]")  # signs too: “%(item)s：%(value)s” is Chinese
KEYWORDS = dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop")) | {
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
}


def wanted(room: str) -> dict[str, str]:
    """Return the Chinese texts of a room that are marked for translation, with where each stands."""
    from django.utils.translation.template import templatize

    found: dict[str, str] = {}
    for file in sorted((WEB / room).rglob("*.html")):
        code = templatize(file.read_text(encoding="utf-8"), origin=str(file))
        for text in _texts(code.encode()):
            found.setdefault(text, file.name)
    for file in sorted((WEB / room).rglob("*.py")):
        for text in _texts(file.read_bytes()):
            found.setdefault(text, file.name)
    return found


def unmarked(room: str) -> list[str]:
    """Return pieces of Chinese in templates that no tag translates, as `file: text`."""
    found = []
    for file in sorted((WEB / room).rglob("*.html")):
        text = file.read_text(encoding="utf-8")
        text = re.sub(
            r"{% (?:blocktrans|blocktranslate)\b.*?{% end(?:blocktrans|blocktranslate) %}", "", text, flags=re.S
        )
        text = re.sub(r"{%.*?%}|{{.*?}}|{#.*?#}", "", text, flags=re.S)
        text = text.replace('<span class="mark__leaf">黄册</span>', "").replace("中文", "")
        found += [f"{file.name}: {one}" for one in re.findall(r"[^<>\n]*[㐀-鿿，。：、；！？（）“”][^<>\n]*", text)]
    return found


def _texts(source: bytes) -> list[str]:
    texts = []
    for _line, _function, messages, _comments in extract_python(
        io.BytesIO(source), KEYWORDS, [], {"encoding": "utf-8"}
    ):
        for one in messages if isinstance(messages, tuple) else (messages,):
            if isinstance(one, str) and CHINESE.search(one):
                texts.append(one)
    return texts


def catalogue(room: str) -> Catalog:
    """Return what a room has translated."""
    file = _po(room)
    if not file.exists():
        return Catalog(locale="en")
    with file.open("rb") as handle:
        return read_po(handle, locale="en")


def _po(room: str) -> Path:
    return WEB / room / "locale" / "en" / "LC_MESSAGES" / "django.po"


def compiled(catalog: Catalog) -> bytes:
    """Return the `.mo` of a catalogue."""
    catalog.creation_date = catalog.revision_date = datetime(2026, 1, 1, tzinfo=UTC)  # equal texts, equal files
    out = io.BytesIO()
    write_mo(out, catalog)
    return out.getvalue()


def bring_in_line(room: str) -> list[str]:
    """Write the room's `django.po` and `django.mo`; returns what still lacks its English."""
    old, fresh = catalogue(room), Catalog(locale="en", fuzzy=False)
    for text in sorted(wanted(room)):
        known = old.get(text)
        fresh.add(text, string=known.string if known is not None else "")
    file = _po(room)
    file.parent.mkdir(parents=True, exist_ok=True)
    out = io.BytesIO()
    write_po(out, fresh, omit_header=True, width=120)
    file.write_bytes(HEADER + out.getvalue())
    file.with_suffix(".mo").write_bytes(compiled(catalogue(room)))
    return [str(one.id) for one in catalogue(room) if one.id and not one.string]


if __name__ == "__main__":
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huangce.settings")
    django.setup()
    for name in ROOMS:
        for missing in bring_in_line(name):
            print(f"{name}: {missing}")
