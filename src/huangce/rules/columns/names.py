import polars as pl
from huangce.rules import names


def keys(s: pl.Series) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "homophone": [names.homophone_key(x) if x else "" for x in s],
            "initials": [names.initials(x) if x else "" for x in s],
        }
    )
