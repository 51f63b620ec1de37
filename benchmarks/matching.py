"""Measure matching against Splink and against the physical limit, in one run on the same lists.

    python benchmarks/matching.py [--persons 200000] [--seed 1] [--mix standard] [--repeat 3] [--no-splink]

The limit is reading both files and joining them on the number. Splink gets the columns that our own standardising made
(numbers, keys of names, parts of dates, divisions, doors), is trained on the lists, and predicts, twice: with the
settings that gave it the best recall at precision 0.9999 here (a level for nearly equal numbers made it worse, 0.98),
and with its own default of pairs to learn from and five blocks.
Printed are seconds and ratios, of all processors (which other work disturbs less) and on the wall, precision and recall
of the automatic links, recall with review, and the share of rows for review.
Figures of 1,000,000 and 5,000,000 persons stand in docs/explanation/matching.md.
"""

from __future__ import annotations

import argparse
import logging
import resource
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import duckdb
import numpy as np
import polars as pl
from numpy.typing import NDArray

from huangce.matching import cascade, results
from huangce.matching.engines.duckdb import DuckDB
from huangce.matching.prepare.addresses import door_keys
from huangce.simulate import linkage

# By how Splink is set: pairs that it learns chance agreement from, and keys by which it brings pairs forward.
FEW = (("num",), ("sound", "birth"), ("sound", "village"), ("birth", "s1", "sex"), ("birth", "village", "sex"))
MORE = (("shape", "birth"), ("sound", "phone"), ("birth", "phone"), ("sound", "birth_year", "sex"))
SPLINK = {"best recall": (1e7, (*FEW, *MORE)), "default": (1e6, FEW)}
WARM_UP = 20_000  # persons of lists matched before, so that nobody's imports are measured
CLOCKS = {"processor": time.process_time, "wall": time.perf_counter}
Seconds: TypeAlias = "NDArray[np.float64]"  # by `CLOCKS`


def main() -> None:
    """Measure and print."""
    arguments = _arguments()
    with tempfile.TemporaryDirectory() as folder:
        files = Path(folder, "a.parquet"), Path(folder, "b.parquet")
        settings = [] if arguments.no_splink else list(SPLINK)
        _written(files, WARM_UP, arguments)
        _limit(*files)
        _ours(*files, _Stopwatch())
        for name in settings:
            _splink(*files, name)
        truth = _written(files, arguments.persons, arguments)
        known = truth.drop_nulls("register_row_id").select("list_row_id", "register_row_id", right=pl.lit(True))
        rows = truth.height
        print(f"{arguments.persons:,} x {rows:,}, mix {arguments.mix}, seed {arguments.seed}")
        rounds = []
        for turn in range(arguments.repeat):
            limit, _ = timed(_limit, *files)
            prepared = _Stopwatch()
            whole, links = timed(_ours, *files, prepared)
            theirs = {name: _splink(*files, name) for name in settings}
            seconds = [spent for spent, _ in theirs.values()]
            rounds.append((limit, prepared.seconds, whole - prepared.seconds, whole, *seconds))
            if turn == 0:
                _judge("huangce", links, known, rows)
                _judge_best("huangce", links.rename({"probability": "weight"}), known)
                for name, (_, predictions) in theirs.items():
                    _judge_best(f"splink, {name}", _as_links(predictions), known)
        limit, standardising, matching, whole, *spent = (
            np.median(column, axis=0) for column in zip(*rounds, strict=True)
        )
        for i, clock in enumerate(CLOCKS):
            print(f"{clock}: limit {limit[i]:.2f} s; standardising {standardising[i]:.2f} s;", end=" ")
            print(
                f"matching {matching[i]:.2f} s; whole {whole[i]:.2f} s; matching / limit {matching[i] / limit[i]:.1f}"
            )
            for name, theirs_spent in zip(settings, spent, strict=True):
                print(f"  splink, {name}, trained and predicted {theirs_spent[i]:.2f} s;", end=" ")
                print(f"matching / splink {matching[i] / theirs_spent[i]:.3f};", end=" ")
                together = theirs_spent[i] + standardising[i]
                print(f"whole / (splink + the same standardising) {whole[i] / together:.3f}")
        print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20:.2f} GiB")


def _written(files: tuple[Path, Path], persons: int, arguments: argparse.Namespace) -> pl.DataFrame:
    """Write a register and a list, and return the truth."""
    *tables, truth = linkage.make(persons, arguments.seed, arguments.mix)
    for table, file in zip(tables, files, strict=True):
        table.write_parquet(file)
    return truth


def now() -> Seconds:
    """Return what the clocks show."""
    return np.array([clock() for clock in CLOCKS.values()])


def timed(work: Callable[..., Any], *arguments: Any) -> tuple[Seconds, Any]:
    """Return how long `work` took, and what it returned."""
    start = now()
    answer = work(*arguments)
    return now() - start, answer


class _Stopwatch:
    """Adds up the time that reading and standardising takes within a run."""

    def __init__(self) -> None:
        self.seconds: Seconds = np.zeros(len(CLOCKS))

    def around(self, work: Callable[..., Any]) -> Callable[..., Any]:
        def measured(*arguments: Any) -> Any:
            seconds, answer = timed(work, *arguments)
            self.seconds += seconds
            return answer

        return measured


def _limit(register: Path, rows: Path) -> None:
    duckdb.connect().execute(
        f"SELECT count(*) FROM '{register}' a JOIN '{rows}' b ON a.citizen_id = b.citizen_id"
    ).fetchall()


def _ours(register: Path, rows: Path, stopwatch: _Stopwatch) -> pl.DataFrame:
    load, opened = cascade.load, cascade.opened
    cascade.load, cascade.opened = stopwatch.around(load), stopwatch.around(opened)
    try:
        links = cascade.match(register, rows)
    finally:
        cascade.load, cascade.opened = load, opened
    results.write(links, register.parent / "links.parquet")
    return links


def _splink(register: Path, rows: Path, setting: str) -> tuple[Seconds, pl.DataFrame]:
    """Train Splink on the lists as its authors advise, and predict; the seconds are without standardising."""
    import splink.comparison_level_library as levels
    import splink.comparison_library as comparisons
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    pairs, blocks = SPLINK[setting]
    logging.getLogger("splink").setLevel(logging.ERROR)
    tables = [_standardised(path, side) for path, side in ((register, "register"), (rows, "list"))]
    birth = ("birth_year", "birth_month", "birth_day")
    two_parts = [f"({a}_l = {a}_r AND {b}_l = {b}_r)" for a, b in zip(birth, birth[1:] + birth[:1], strict=True)]
    settings = SettingsCreator(
        link_type="link_only",
        unique_id_column_name="row",
        comparisons=[
            comparisons.CustomComparison(
                [levels.NullLevel("num"), levels.ExactMatchLevel("num"), levels.ElseLevel()], "num"
            ),
            comparisons.CustomComparison(
                [
                    levels.NullLevel("name"),
                    levels.ExactMatchLevel("name", term_frequency_adjustments=True),
                    levels.ExactMatchLevel("sound"),
                    levels.ExactMatchLevel("shape"),
                    levels.CustomLevel("s1_l = s1_r AND (s2_l = s2_r OR s3_l = s3_r)", "surname and one character"),
                    levels.ExactMatchLevel("s1"),
                    levels.ElseLevel(),
                ],
                "name",
            ),
            comparisons.CustomComparison(
                [
                    levels.NullLevel("birth"),
                    levels.ExactMatchLevel("birth"),
                    levels.CustomLevel(" OR ".join(two_parts), "two of three parts"),
                    levels.CustomLevel("abs(birth_count_l - birth_count_r) <= 31", "within a month"),
                    levels.ElseLevel(),
                ],
                "birth",
            ),
            comparisons.ExactMatch("sex"),
            comparisons.CustomComparison(
                [
                    levels.CustomLevel("door_l IS NULL OR door_r IS NULL", "no door"),
                    levels.ExactMatchLevel("door"),
                    levels.ExactMatchLevel("village"),
                    levels.CustomLevel("town_l = town_r", "one town"),
                    levels.ElseLevel(),
                ],
                "door",
            ),
            comparisons.ExactMatch("phone"),
        ],
        blocking_rules_to_generate_predictions=[block_on(*keys) for keys in blocks],
    )
    start = now()
    api = DuckDBAPI()
    named = zip(tables, ("a_register", "b_list"), strict=True)
    frames = [api.register(table, dataset_display_name=name) for table, name in named]
    linker = Linker(frames, settings, log_level=logging.ERROR)
    linker.training.estimate_probability_two_random_records_match([block_on("num")], recall=0.85)
    linker.training.estimate_u_using_random_sampling(max_pairs=pairs, seed=1)
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("num"))
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("sound", "birth"))
    found = linker.inference.predict(threshold_match_probability=0.01).as_pyarrow_table()
    return now() - start, pl.DataFrame(found)


def _standardised(path: Path, side: str) -> Any:
    from huangce.matching.prepare import SCHEMA, prepared
    from huangce.matching.reading import opened

    source = opened(path, side)
    engine = DuckDB()
    engine.load("rows_", source, prepared, SCHEMA)
    standardised = engine.fetch("SELECT * FROM rows_")
    doors = door_keys(standardised["address"])["door"]
    return standardised.drop("address", "mistyped").with_columns(doors).to_arrow()


def _judge(name: str, links: pl.DataFrame, known: pl.DataFrame, rows: int) -> None:
    judged = links.join(known, on=["list_row_id", "register_row_id"], how="left")
    sure = judged.filter(pl.col("probability") >= 0.99)
    doubtful = links.filter(pl.col("probability") < 0.99)["list_row_id"].n_unique()
    precision, recall = sure["right"].sum() / sure.height, sure["right"].sum() / known.height
    print(f"{name}: automatic precision {precision:.6f} recall {recall:.5f};")
    print(f"  with review recall {judged['right'].sum() / known.height:.5f}, rows for review {doubtful / rows:.3%}")


def _judge_best(name: str, links: pl.DataFrame, known: pl.DataFrame) -> None:
    """Print the recall of the best candidate of each row, as far down as the precision is 0.9999."""
    best = (
        links.sort("weight", descending=True)
        .unique("list_row_id", keep="first", maintain_order=True)
        .join(known, on=["list_row_id", "register_row_id"], how="left", maintain_order="left")
    )
    right = best["right"].fill_null(False).cum_sum()
    precise = right >= 0.9999 * pl.int_range(1, best.height + 1, eager=True)
    recall = (right.filter(precise).max() or 0) / known.height
    print(f"{name}: recall {recall:.5f} at precision 0.9999; of all pairs {right.max() / known.height:.5f}")


def _as_links(pairs: pl.DataFrame) -> pl.DataFrame:
    """Return Splink's pairs with the columns of ours; it numbers the two lists in either order."""
    here, there = (pl.col(f"row_{side}").cast(pl.Int64) + 1 for side in "lr")
    turned = pl.col("source_dataset_l") == "b_list"
    return pairs.select(
        pl.when(turned).then(there).otherwise(here).alias("register_row_id"),
        pl.when(turned).then(here).otherwise(there).alias("list_row_id"),
        pl.col("match_weight").alias("weight"),
    )


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure matching against Splink and the limit.")
    parser.add_argument("--persons", type=int, default=200_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--mix", default="standard", choices=sorted(linkage.MIXES))
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--no-splink", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    main()
