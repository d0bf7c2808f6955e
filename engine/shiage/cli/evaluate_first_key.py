# SPDX-License-Identifier: Apache-2.0
"""`shiage evaluate --first-key`: how right single drawings are, from scribbles, a model sheet or nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from shiage.cli.evaluate_tables import write_figures
from shiage.cli.say import console, figures_table
from shiage.wire.limits import MAX_CANDIDATES

if TYPE_CHECKING:
    from rich.table import Table

    from shiage.shot.evaluate.first_key import FirstKeyScore
    from shiage.shot.evaluate.first_key_sheet import Networks, SheetScore
    from shiage.shot.types import Settings

Follow = Callable[[str, int, int], None]
Candidates = Annotated[
    int,
    typer.Option(
        "-n",
        "--candidates",
        min=1,
        max=MAX_CANDIDATES,
        help="With --first-key: so many candidates, as of `shiage key`; the best beside the first.",
    ),
]


def score_first_key(
    shots: Path, first_key: str, candidates: int, gap: int | None, json_file: Path | None, follow: Follow
) -> None:
    """Score single drawings, print a table and write the figures; of candidates, no network's beside them."""
    from dataclasses import replace

    from shiage.production.use import shot_settings

    settings = replace(shot_settings(None, "flat", gap, None), candidates=candidates)
    if first_key in ("sheet", "none"):
        found, table = _without_scribbles(shots, first_key, settings, follow)
    else:
        found, table = _by_scribbles(shots, first_key, settings, follow)
    if json_file is not None:
        write_figures(json_file, {"first_key": first_key, "shots": found})
    console().print(table)


def _by_scribbles(
    shots: Path, first_key: str, settings: Settings, follow: Follow
) -> tuple[list[dict[str, Any]], Table]:
    from shiage.shot.evaluate.first_key import evaluate_first_key, scribbles_of
    from shiage.shot.runtime import default_runtime
    from shiage.shot.types import ShotError

    count, painter = scribbles_of(first_key), None
    try:
        painter = default_runtime().open_hint_painter() if settings.candidates < 2 else None
    except ShotError as error:
        console().print(f"left out: {error}", markup=False)
    scores = evaluate_first_key(shots, count, settings, follow, painter)
    return [asdict(score) for score in scores], _method_table(scores, first_key)


def _without_scribbles(
    shots: Path, first_key: str, settings: Settings, follow: Follow
) -> tuple[list[dict[str, Any]], Table]:
    from shiage.shot.evaluate.first_key_sheet import Networks, evaluate_nothing, evaluate_sheets

    if first_key == "none":
        scores = evaluate_nothing(shots, settings, follow)
    else:
        networks = _networks() if settings.candidates < 2 else Networks()
        scores = evaluate_sheets(shots, networks, settings, follow)
    return [asdict(score) for score in scores], _method_table(scores, first_key)


def _networks() -> Networks:
    """Those whose weights are at hand; those that are not have no column, and that is said."""
    from shiage.models.weights import WeightsError
    from shiage.shot.evaluate.first_key_sheet import Networks
    from shiage.shot.runtime import SHIPPED, Runtime
    from shiage.shot.types import ShotError

    runtime, found = Runtime(), dict[str, Any]()
    once = Runtime(names=SHIPPED.with_sampler("one_shot_paper", "one_shot_lite"))
    for name, opened in (
        ("painter", runtime.open_sheet_painter),
        ("sampler", runtime.open_sampler),
        ("at_once", once.open_sampler),
    ):
        try:
            found[name] = opened()
        except (ShotError, WeightsError) as error:
            console().print(f"left out: {error}", markup=False)
    return Networks(**found)


def _method_table(scores: list[SheetScore] | list[FirstKeyScore], first_key: str) -> Table:
    told = {"sheet": ", from a sheet of the last or the first", "none": ", left as they are"}
    kind = "regions above 10 pixels" + ("" if first_key in told else " without a scribble")
    caption = f"{kind}; first, middle and last drawing of each shot{told.get(first_key, '')}"
    rows = [(score.shot, score.regions, list(score.methods.values())) for score in scores]
    return _table(first_key, caption, list(scores[0].methods), rows)


def _table(
    first_key: str, caption: str, columns: list[str], rows: list[tuple[str, int, list[float]]]
) -> Table:
    means = [sum(shares) / len(rows) for shares in zip(*(row[2] for row in rows), strict=True)]
    every = [*rows, ("mean", sum(row[1] for row in rows), means)]
    cells = [[shot, str(regions), *(f"{100 * s:.2f}" for s in shares)] for shot, regions, shares in every]
    return figures_table(f"The first key from {first_key}", ["shot", "regions", *columns], cells, caption)
