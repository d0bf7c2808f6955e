# SPDX-License-Identifier: Apache-2.0
"""`shiage key`: the first key of a shot, from scribbles, model sheets or both."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from shiage.cli.options import AsJson, Gap
from shiage.cli.say import readable, show, told


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
    gap: Gap = None,
    as_json: AsJson = False,
) -> None:
    """Colour one drawing from scribbles, from model sheets or from both, in their exact colours.

    Regions with a stroke carry its colour; what is like them follows. Put the result into keys/ of the shot.
    """
    with told(as_json):
        from shiage.cel.images import write_png
        from shiage.shot.color import solve_shot
        from shiage.shot.io.read_drawing import read_drawing
        from shiage.shot.types import SURE

        shot = read_drawing(line, scribbles, sheet or [], gap)
        solved = solve_shot(shot)
        number = shot.frames[0].number
        drawn = solved.draw(number)
        write_png(out, drawn.painted(solved.palette))
        unsure = int((drawn.confidence < SURE).sum())
        notes = [note.text for note in (*shot.notes, *solved.notes)]
        if as_json:
            regions = len(drawn.swatches)
            show({"file": str(out), "regions": regions, "unsure": unsure, "notes": notes})
            return
        typer.echo(f"{out}: {len(drawn.swatches)} regions, {unsure} of them unsure")
        for note in notes:
            typer.echo(readable(f"note: {note}"))
