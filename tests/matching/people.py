"""Rows for matching tests: whoever is described by what differs from an ordinary person."""

from __future__ import annotations

import polars as pl

COLUMNS = ("row_id", "citizen_id", "name", "sex", "birth_date", "address", "division", "phone")
# A register needs some bulk, for a name weighs what its rarity in the register says.
SURNAMES, GIVEN = "王李张刘陈杨黄赵吴周徐孙马朱胡", "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂文"


def checked(body: str) -> str:
    """Return a 17-digit body with its check character (GB 11643)."""
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return body + "10X98765432"[sum(int(d) * w for d, w in zip(body, weights, strict=True)) % 11]


def person(row_id: int = 1, **given: object) -> dict[str, object]:
    """Return one row: Ouyang Qingshan, of whom the crowd holds no double."""
    usual = {
        "citizen_id": checked("99010219800307123"),
        "name": "欧阳青山",
        "sex": "男",
        "birth_date": "1980-03-07",
        "address": "甲县乙镇东村3组12号",
        "division": "990102101203",
        "phone": "13900000001",
    }
    return {"row_id": row_id, **usual, **given}


def crowd(size: int = 2000) -> list[dict[str, object]]:
    """Return ordinary people with ids from 10,000, each in a household of three."""
    rows = []
    for i in range(size):
        born = f"{1940 + i * 7 % 70}{1 + i * 5 % 12:02d}{1 + i * 11 % 28:02d}"
        name = SURNAMES[i // 3 % len(SURNAMES)] + GIVEN[i * 13 % len(GIVEN)] + GIVEN[i * i % len(GIVEN)]
        rows.append(
            {
                "row_id": 10_000 + i,
                "citizen_id": checked(f"990102{born}{i % 1000:03d}"),
                "name": name,
                "sex": "男" if i % 2 else "女",
                "birth_date": born,
                "address": f"甲县乙镇第{i // 300}村{1 + i // 3 % 9}组{1 + i // 3 % 97}号",
                "division": f"990102101{201 + i // 300}",
                "phone": f"138{i // 3:08d}",
            }
        )
    return rows


def table(*rows: dict[str, object]) -> pl.DataFrame:
    """Return rows as the table that matching reads."""
    return pl.DataFrame(list(rows), schema=dict.fromkeys(COLUMNS, pl.String) | {"row_id": pl.Int64}, orient="row")
