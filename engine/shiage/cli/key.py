# SPDX-License-Identifier: Apache-2.0
"""`shiage key`: the first key of a shot, from scribbles, model sheets or both."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from shiage.cli.options import AsJson, Gap
from shiage.cli.say import readable, show, told
from shiage.wire.limits import MAX_CANDIDATES

if TYPE_CHECKING:
    from shiage.shot.types import Shot


SAMPLES = 4
"""Candidates of diffusion, unless it is said how many."""


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
            "them agree on.",
        ),
    ] = False,
    count: Annotated[
        int | None,
        typer.Option(
            "-n",
            min=1,
            max=MAX_CANDIDATES,
            help="So many candidates at most to choose from, unlike each other where regions are in doubt: "
            "1.png, 2.png ... in KEY.candidates beside KEY, all side by side in all.png there. KEY is the "
            "likeliest. Left out: KEY alone, 4 with --diffusion.",
        ),
    ] = None,
    seed: Annotated[
        int, typer.Option(min=0, max=2**31, help="Of the first sample; the next ones have the next.")
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
        if diffusion:
            said = _sample(shot, out, range(seed, seed + (count or SAMPLES)))
        else:
            said = _solve(shot, out, network, count or 1)
        if as_json:
            show(said)
            return
        typer.echo(f"{out}: {said['regions']} regions, {said['unsure']} of them unsure")
        for file, differ in zip(said.get("candidates", []), said.get("differ", []), strict=True):
            typer.echo(readable(f"candidate {file}: unlike KEY in {differ} regions"))
        for note in said["notes"]:
            typer.echo(readable(f"note: {note}"))


def _solve(shot: Shot, out: Path, network: bool, count: int) -> dict[str, Any]:
    """Colour by what regions are like; write the key, and candidates where more than one is asked for."""
    from shiage.cel.images import write_png
    from shiage.cli.write_candidates import write_candidates
    from shiage.shot.color import solve_shot
    from shiage.shot.first_key.candidates import solved_candidates
    from shiage.shot.first_key.sheet_words import sheet_words
    from shiage.shot.types import SURE

    shot = replace(shot, settings=replace(shot.settings, candidates=count))
    solved = solve_shot(_with_network(shot) if network else shot)
    drawn = solved.draw(shot.frames[0].number)
    cel = drawn.painted(solved.palette)
    write_png(out, cel)
    notes = [note.text for note in (*shot.notes, *solved.notes)]
    notes += sheet_words(shot, drawn, cel)
    said: dict[str, Any] = {}
    if count > 1:
        said = write_candidates(out, shot.frames[0].line, solved_candidates(solved, shot.frames[0].number))
    unsure = int((drawn.confidence < SURE).sum())
    return {"file": str(out), "regions": len(drawn.swatches), "unsure": unsure, **said, "notes": notes}


def _with_network(shot: Shot) -> Shot:
    """The drawing with networks' pictures of it."""
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
    from shiage.cli.write_candidates import write_candidates
    from shiage.shot.first_key.sample_key import sample_key
    from shiage.shot.types import SURE

    found, notes = sample_key(shot, seeds)
    write_png(out, found.key_cel())
    if len(seeds) == 1:
        notes.append("one candidate agrees with itself alone: nothing tells how sure it is; sample more")
    return {
        "file": str(out),
        "regions": len(found.key),
        "unsure": int((found.sure < SURE).sum()) if len(seeds) > 1 else len(found.key),
        **write_candidates(out, shot.frames[0].line, found),
        "seeds": list(seeds),
        "notes": ["experimental: candidates are samples, and seldom as right as --sheet alone", *notes],
    }
