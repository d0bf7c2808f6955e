# SPDX-License-Identifier: Apache-2.0
"""`shiage key`: the first key of a shot, from scribbles, model sheets or both."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from shiage.cli.options import AsJson, Gap
from shiage.cli.say import readable, show, told

if TYPE_CHECKING:
    from shiage.shot.types import Shot


def key(
    line: Annotated[Path, typer.Argument(help="The drawing: its line art.")],
    out: Annotated[
        Path, typer.Option("--output", "-o", help="The key to write, a PNG: the cel without ink.")
    ],
    scribbles: Annotated[
        Path | None,
        typer.Option(help="Strokes of colour on transparency, of the drawing's size: one or more a colour."),
    ] = None,
    sheet: Annotated[
        list[Path] | None,
        typer.Option(
            help="A coloured model sheet; NAME.line.png beside it is its line art. May be repeated."
        ),
    ] = None,
    network: Annotated[
        bool,
        typer.Option(
            "--network",
            help="Let a network's picture vote beside the matcher: the attention-aware one's after --sheet, "
            "AlacGAN's from --scribbles.",
        ),
    ] = False,
    diffusion: Annotated[
        bool,
        typer.Option(
            "--diffusion",
            help="Experimental: sample candidates by diffusion after the first sheet. KEY is what most of "
            "them agree on; they lie beside it as KEY.1.png ..., all in KEY.candidates.png.",
        ),
    ] = False,
    count: Annotated[int, typer.Option("-n", min=1, max=64, help="How many candidates.")] = 4,
    seed: Annotated[
        int, typer.Option(min=0, max=2**31, help="Of the first candidate; the next ones have the next.")
    ] = 1,
    gap: Gap = None,
    as_json: AsJson = False,
) -> None:
    """Colour one drawing from scribbles, from model sheets or from both, in their exact colours.

    Regions with a stroke carry its colour; what is like them follows. Put the result into keys/ of the shot.
    """
    with told(as_json):
        from shiage.shot.io.read_drawing import read_drawing
        from shiage.shot.types import ShotError

        sheets = sheet or []
        if diffusion and (scribbles is not None or network or not sheets):
            raise ShotError("--diffusion goes with --sheet alone, without --scribbles and --network")
        if network and not sheets and scribbles is None:
            raise ShotError(
                "--network paints after a model sheet or from scribbles: give --sheet or --scribbles"
            )
        shot = read_drawing(line, scribbles, sheets, gap)
        said = _sample(shot, out, range(seed, seed + count)) if diffusion else _solve(shot, out, network)
        if as_json:
            show(said)
            return
        typer.echo(f"{out}: {said['regions']} regions, {said['unsure']} of them unsure")
        for file in said.get("candidates", []):
            typer.echo(f"candidate {file}")
        for note in said["notes"]:
            typer.echo(readable(f"note: {note}"))


def _solve(shot: Shot, out: Path, network: bool) -> dict[str, Any]:
    """Colour by what regions are like, and write the key."""
    from shiage.cel.images import write_png
    from shiage.shot.color import solve_shot
    from shiage.shot.first_key.sheet_words import sheet_words
    from shiage.shot.types import SURE

    solved = solve_shot(_with_network(shot) if network else shot)
    drawn = solved.draw(shot.frames[0].number)
    cel = drawn.painted(solved.palette)
    write_png(out, cel)
    unsure = int((drawn.confidence < SURE).sum())
    notes = [note.text for note in (*shot.notes, *solved.notes)]
    notes += sheet_words(shot, drawn, cel)
    return {"file": str(out), "regions": len(drawn.swatches), "unsure": unsure, "notes": notes}


def _with_network(shot: Shot) -> Shot:
    """The drawing with networks' pictures of it."""
    from dataclasses import replace

    from shiage.shot.first_key.scribble_pictures import scribbled_picture
    from shiage.shot.first_key.sheet_pictures import paint_after_sheets
    from shiage.shot.runtime import default_runtime
    from shiage.shot.solve.raster_votes import SCRIBBLE_WEIGHT, SHEET_WEIGHT
    from shiage.shot.types import Raster

    frame, rasters, runtime = shot.frames[0], [], default_runtime()
    if shot.sheets:
        painted = paint_after_sheets(frame, shot.sheets, runtime.open_sheet_painter())
        rasters.append(Raster(frame.number, painted, SHEET_WEIGHT))
    for scribbles in shot.scribbles:
        painted = scribbled_picture(frame, scribbles, shot.settings, runtime.open_hint_painter())
        rasters.append(Raster(frame.number, painted, SCRIBBLE_WEIGHT))
    return replace(shot, rasters=rasters)


def _sample(shot: Shot, out: Path, seeds: range) -> dict[str, Any]:
    """Sample candidates, and write them beside the key that most of them agree on."""
    from shiage.cel.images import write_png
    from shiage.shot.first_key.candidates import side_by_side
    from shiage.shot.first_key.sample_key import sample_key
    from shiage.shot.types import SURE

    found, notes = sample_key(shot, seeds)
    write_png(out, found.agreed_cel())
    files = []
    for number, cel in enumerate(found.cels(), 1):
        files.append(out.with_name(f"{out.stem}.{number}.png"))
        write_png(files[-1], cel)
    if len(seeds) == 1:
        notes.append("one candidate agrees with itself alone: nothing tells how sure it is; sample more")
    both = out.with_name(f"{out.stem}.candidates.png")
    write_png(both, side_by_side(shot.frames[0].line, found))
    return {
        "file": str(out),
        "regions": len(found.agreed),
        "unsure": int((found.agreement < SURE).sum()) if len(seeds) > 1 else len(found.agreed),
        "agreement": [round(float(share), 3) for share in found.agreement],
        "candidates": [str(file) for file in files],
        "side_by_side": str(both),
        "seeds": list(seeds),
        "notes": ["experimental: candidates are samples, and seldom as right as --sheet alone", *notes],
    }
