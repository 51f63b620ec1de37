"""stub"""

from functools import lru_cache
from pypinyin import lazy_pinyin


@lru_cache(100000)
def homophone_key(n: str) -> str:
    return " ".join(lazy_pinyin(n))


@lru_cache(100000)
def initials(n: str) -> str:
    return "".join(x[0] for x in lazy_pinyin(n))
