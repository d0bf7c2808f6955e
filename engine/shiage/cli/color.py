# SPDX-License-Identifier: Apache-2.0
"""`shiage color`: a shot goes in, its coloured frames come out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from shiage.cli.options import (
    SHEETS,
    AsJson,
    Gap,
    Inline,
    Keys,
    Layers,
    LikeInput,
    LineLayer,
    MinArea,
    ModeName,
    ProductionFolder,
    ShotPath,
)
from shiage.cli.say import bars, console, readable, show, told

if TYPE_CHECKING:
    from shiage.cli.color_any import Coloured
    from shiage.cli.job import ColorResult
    from shiage.cli.solve_job import ColorJob


def color(
    shot: ShotPath,
    keys: Keys = None,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="Where results go; default: SHOT/colored.")
    ] = None,
    keys_dir: Annotated[
        Path | None, typer.Option(help="Folder of the keys; default: keys/ in the shot or beside its film.")
    ] = None,
    mode: Annotated[
        ModeName, typer.Option(help="flat: the exact palette. soft: the keys' shading too.")
    ] = ModeName.flat,
    gap: Gap = None,
    min_area: MinArea = None,
    palette: Annotated[
        Path | None, typer.Option(help="A .gpl or .json palette that names the keys' colours.")
    ] = None,
    production: ProductionFolder = None,
    layers: Layers = None,
    like_input: LikeInput = False,
    line_layer: LineLayer = "",
    fps: Annotated[int, typer.Option(min=1, max=60, help="Frames a second of the preview.")] = 12,
    inline: Inline = False,
    list_names: Annotated[
        bool, typer.Option("--list", help="Show which drawing is read as which frame or cel, and stop.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Colour a shot, a level (.tlv), or the shots of a sheet (.xdts, TVPaint's .json, .otio), from keys.

    Writes frames/ (finished), cels/ (fill without ink), the palette, a contact sheet, a sheet of each
    region's confidence, a preview and a report. Frames that are there already from the same input stay.
    """
    with told(as_json):
        from shiage.cli.color_any import color_any
        from shiage.cli.drawing_names import listed, names_in_words
        from shiage.cli.job import default_out
        from shiage.cli.solve_job import ColorJob
        from shiage.production.folder import open_production
        from shiage.production.use import shot_settings

        if list_names:
            for line in listed(shot, keys_dir):
                typer.echo(readable(line))
            return
        names = names_in_words(shot, keys_dir)
        if names and not as_json:
            typer.echo(readable(names))
        film = None if production is None else open_production(production)
        settings = shot_settings(film, mode.value, gap, min_area)
        job = ColorJob(
            shot, keys, out or default_out(shot), keys_dir, settings, palette, fps, inline, film, layers,
            like_input, line_layer,
        )  # fmt: skip
        with bars(quiet=as_json) as progress:
            done = color_any(job, progress)
        if as_json:
            show(_as_dict(job, done))
        else:
            _print(job, done)


def _as_dict(job: ColorJob, done: Coloured) -> dict[str, Any]:
    if done.kind == "sheet":
        columns = {name: result.as_dict() for name, result in done.parts.items()}
        return {"out": str(job.out), "sheet": done.beside and str(done.beside), "columns": columns}
    (result,) = done.parts.values()
    return result.as_dict() | ({} if done.beside is None else {done.kind: str(done.beside)})


def _print(job: ColorJob, done: Coloured) -> None:
    for name, result in done.parts.items():
        if done.kind == "sheet":
            typer.echo(readable(f"{SHEETS[job.shot.suffix.lower()]} {name}"))
        _print_result(result)
    if done.beside is not None:
        typer.echo(readable(f"  {done.kind:<11} {done.beside}"))


def _print_result(result: ColorResult) -> None:
    screen = console()
    kept = f", {len(result.kept)} were there already" if result.kept else ""
    screen.print(f"[bold]{len(result.written)} frames coloured[/bold]{kept} in {result.seconds:.1f} s, "
                 f"{result.colours} colours")  # fmt: skip
    if result.unsure:
        words = ", ".join(f"{result.called[number]} ({least:.0%})" for number, least in result.unsure)
        screen.print(f"least sure frames: {words}")
    for note in result.notes:
        typer.echo(readable(f"note: {note}"))
    for name, path in result.files.items():
        typer.echo(f"  {name:<11} {path}")
