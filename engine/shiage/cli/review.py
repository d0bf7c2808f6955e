# SPDX-License-Identifier: Apache-2.0
"""`shiage review` and `shiage correct`: a page to look a shot through, and what was said on it taken in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from shiage.cli.options import AsJson, Gap, Inline, Keys, LineLayer, ProductionFolder, ShotPath
from shiage.cli.say import bars, readable, show, told

if TYPE_CHECKING:
    from shiage.cli.solve_job import ColorJob


def review(
    shot: ShotPath,
    keys: Keys = None,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="The page; default: review.html in the shot's folder.")
    ] = None,
    gap: Gap = None,
    production: ProductionFolder = None,
    line_layer: LineLayer = "",
    inline: Inline = False,
    as_json: AsJson = False,
) -> None:
    """Write a page on which an artist looks a coloured shot through, the least sure regions first.

    It is one HTML file that needs nothing else: send it, open it anywhere. It saves a file of corrections
    for `shiage correct`.
    """
    with told(as_json):
        from shiage.cli.review_shot import page_path, write_review
        from shiage.shot.review.least_sure import unsure_words

        page = out or page_path(shot)
        job = _job(shot, keys, gap, production, inline, line_layer)
        with bars(quiet=as_json) as progress:
            made = write_review(job, page, progress)
        if as_json:
            show({"page": str(page), "frames": made.frames, "unsure": made.unsure, "notes": made.notes})
            return
        typer.echo(readable(f"{page}: {made.frames} frames, {unsure_words(made.unsure)}"))
        for note in made.notes:
            typer.echo(readable(f"note: {note}"))


def correct(
    shot: ShotPath,
    file: Annotated[Path | None, typer.Argument(help="What the review page saved.")] = None,
    keys: Keys = None,
    undo: Annotated[
        bool, typer.Option("--undo", help="Take back what was taken in last, and colour the shot anew.")
    ] = False,
    gap: Gap = None,
    production: ProductionFolder = None,
    line_layer: LineLayer = "",
    inline: Inline = False,
    as_json: AsJson = False,
) -> None:
    """Take corrections in, and colour the shot anew at once.

    They are kept in corrections.json in the shot's folder. Each later run of `shiage color` keeps to them,
    also where a drawing was retouched, as far as the region can be found again.
    """
    with told(as_json):
        from shiage.cli.review_shot import take_in

        job = _job(shot, keys, gap, production, inline, line_layer)
        with bars(quiet=as_json) as progress:
            done = take_in(job, file, undo, progress)
        if as_json:
            show(done.as_dict())
            return
        typer.echo(readable(f"{done.taken} corrections taken in, {done.held} in {done.file}"))
        others = ", ".join(f"{called} ({count})" for called, count in done.others.items()) or "none"
        typer.echo(readable(f"regions that changed with them, by frame: {others}"))
        for note in done.notes:
            typer.echo(readable(f"note: {note}"))


def _job(
    shot: Path, keys: str | None, gap: int | None, production: Path | None, inline: bool, line_layer: str
) -> ColorJob:
    from shiage.cli.job import default_out
    from shiage.cli.solve_job import ColorJob
    from shiage.production.folder import open_production
    from shiage.production.use import shot_settings

    film = None if production is None else open_production(production)
    settings = shot_settings(film, "flat", gap, None)
    return ColorJob(
        shot, keys, default_out(shot), None, settings, inline=inline, production=film, line_layer=line_layer
    )
