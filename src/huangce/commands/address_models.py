"""`huangce addresses train` and `evaluate`: the models of the address engine, and how good they are."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import typer

from huangce.commands.writing import need_place, written

Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def add_to(app: typer.Typer) -> None:
    """Add the commands to those of addresses."""
    app.command()(train)
    app.command()(evaluate)


def train(
    file: Annotated[Path, typer.Argument(help="Labelled addresses: FILE.bio or FILE.bio.gz.")],
    out: Annotated[Path, typer.Option("--out", help="The model to write.")],
    seed: Annotated[int, typer.Option("--seed", help="Another seed, another order of the addresses.")] = 1,
) -> None:
    """Train a model on a file of your own; `evaluate --model` measures it. The shipped model stays as it is."""
    from huangce.addressing.bio import read_bio
    from huangce.addressing.custom import save_custom, train_custom

    labelled = read_bio(file)
    need_place(out, file)
    custom = train_custom(
        labelled, seed=seed, report=lambda epoch, loss: typer.echo(f"epoch {epoch}: loss {loss:.3f}", err=True)
    )
    with written(out) as fresh:
        save_custom(custom, fresh)
    typer.echo(f"{len(labelled)} addresses, {len(custom.labels)} labels → {out}")


def evaluate(
    file: Annotated[Path, typer.Argument(help="Labelled addresses: FILE.bio or FILE.bio.gz.")],
    model: Annotated[Path | None, typer.Option("--model", help="A model that `train` wrote.")] = None,
    as_json: Json = False,
) -> None:
    """Measure the engine on labelled addresses: F1 of spans and segments, whole addresses, speed, kinds of error."""
    if model:
        _evaluate_custom(file, model, as_json=as_json)
        return
    import polars as pl

    from huangce.addressing import parse_columns, parse_many
    from huangce.addressing.bio import read_bio
    from huangce.addressing.evaluation import TOP, score, spans_of

    labelled = read_bio(file)
    texts = ["".join(text for _, text in address) for address in labelled]
    column = pl.Series("text", texts)
    parse_columns(column.head(10))
    repeated = pl.concat([column] * max(1, 50_000 // len(texts)))
    began = time.perf_counter()
    parse_columns(repeated)
    speed = len(repeated) / (time.perf_counter() - began)
    parsed = parse_many(texts)
    result = score(
        [spans_of(address) for address in labelled],
        [[(s.label, s.start, s.end) for s in address.spans] for address in parsed],
        texts,
        [{name: address.division[name] for name in TOP} for address in parsed],
    )
    summary = {
        "addresses": result.addresses,
        "span_f1": round(100 * result.total.f1, 2),
        "whole_address": round(100 * result.whole / result.addresses, 2),
        "province_city_county_spans": round(100 * result.top_spans / result.addresses, 2),
        "province_city_county_names": round(100 * result.top_names / result.addresses, 2),
        "addresses_per_second": round(speed),
        "segments": {
            name: {
                "precision": round(100 * c.precision, 1),
                "recall": round(100 * c.recall, 1),
                "f1": round(100 * c.f1, 1),
                "spans": c.right + c.missed,
            }
            for name, c in result.segments.items()
        },
        "errors": [
            {"kind": kind, "share": round(100 * n / max(1, result.errors.total()), 1)}
            for kind, n in result.errors.most_common(10)
        ],
    }
    if as_json:
        import orjson

        typer.echo(orjson.dumps(summary, option=orjson.OPT_INDENT_2).decode())
        return
    for name, value in summary.items():
        if not isinstance(value, dict | list):
            typer.echo(f"{name:<28}{value:>10}")
    typer.echo(f"\n{'segment':<12}{'spans':>8}{'P':>8}{'R':>8}{'F1':>8}")
    for name, c in result.segments.items():
        typer.echo(
            f"{name:<12}{c.right + c.missed:>8}{100 * c.precision:>8.1f}{100 * c.recall:>8.1f}{100 * c.f1:>8.1f}"
        )
    typer.echo("\nThe ten commonest kinds of error")
    for kind, n in result.errors.most_common(10):
        typer.echo(f"{100 * n / result.errors.total():>6.1f} %  {kind}")


def _evaluate_custom(file: Path, model: Path, *, as_json: bool) -> None:
    """Print span F1 of a trained model over its own labels, and over the seven segments."""
    from huangce.addressing.bio import read_bio
    from huangce.addressing.custom import load_custom, tag
    from huangce.addressing.evaluation import Count, collapsed, count_spans, spans_of

    labelled = read_bio(file)
    truth = [spans_of(address) for address in labelled]
    custom = load_custom(model)
    tag(custom, [""])
    began = time.perf_counter()
    found = tag(custom, ["".join(text for _, text in address) for address in labelled])
    seconds = time.perf_counter() - began
    by_label = count_spans(truth, found)
    total = sum(by_label.values(), Count())
    segments = sum(count_spans([collapsed(t) for t in truth], [collapsed(f) for f in found]).values(), Count())
    summary = {
        "addresses": len(truth),
        "span_f1": round(100 * total.f1, 2),
        "segment_f1": round(100 * segments.f1, 2),
        "whole_address": round(
            100 * sum(collapsed(t) == collapsed(f) for t, f in zip(truth, found, strict=True)) / len(truth), 2
        ),
        "addresses_per_second": round(len(truth) / seconds),
    }
    labels = {label: round(100 * count.f1, 1) for label, count in sorted(by_label.items())}
    if as_json:
        import orjson

        typer.echo(orjson.dumps(summary | {"labels": labels}, option=orjson.OPT_INDENT_2).decode())
        return
    for name, value in (summary | {f"  {label}": f1 for label, f1 in labels.items()}).items():
        typer.echo(f"{name:<28}{value:>10}")
