"""Header words compared as people mean them: width, spaces, stars, colons and bracketed remarks do not count."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

IN_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】|〔[^〔〕]*〕")
DECORATION = re.compile(r"[\s*:：_、。.“”\"'\u200b-\u200f\u2060\ufeff]+")


def plain(word: str) -> str:
    """Return a header word without width, spaces, stars and colons: `＊ 姓　名：` is 姓名."""
    return DECORATION.sub("", unicodedata.normalize("NFKC", word)).lower()


def known_word(word: str, vocabulary: Collection[str]) -> str | None:
    """Return the plain form of a header word that the vocabulary knows, with or without its remark in brackets."""
    text = unicodedata.normalize("NFKC", word)
    for form in (plain(text), plain(IN_BRACKETS.sub("", text))):
        if form in vocabulary:
            return form
    return None
