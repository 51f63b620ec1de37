"""What a browser would send of a form of the pages, read from the page itself."""

from __future__ import annotations

from html.parser import HTMLParser

Fields = dict[str, list[str]]


def fields_in(page: str, *, form: str) -> Fields:
    """Return what stands in the form with this id or class before anybody types; nothing if there is no such form."""
    reader = _Reader(form)
    reader.feed(page)
    return reader.fields


class _Reader(HTMLParser):
    """Collects the fields of one form."""

    def __init__(self, wanted: str) -> None:
        super().__init__()
        self.wanted, self.inside, self.select = wanted, False, ""
        self.fields: Fields = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.inside = given.get("id") == self.wanted or self.wanted in given.get("class", "").split()
        if not self.inside:
            return
        if tag == "select":
            self.select = given["name"]
        elif tag == "option" and "selected" in given:
            self._add(self.select, given["value"])
        elif tag == "input" and "name" in given:
            is_tick = given.get("type") in ("radio", "checkbox")
            if not is_tick or "checked" in given:
                self._add(given["name"], given.get("value", "on" if is_tick else ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = False

    def _add(self, name: str, value: str) -> None:
        self.fields.setdefault(name, []).append(value)
