# SPDX-License-Identifier: Apache-2.0
"""`shiage palette`: palettes between GIMP and JSON."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from shiage.cli.options import AsJson
from shiage.cli.say import show, told

palette = typer.Typer(no_args_is_help=True, help="Palettes of a production.")


@palette.callback()
def about() -> None:
    """Palettes of a production."""


@palette.command()
def convert(
    source: Annotated[Path, typer.Argument(help="A .gpl or .json palette.")],
    target: Annotated[Path, typer.Argument(help="The .gpl or .json palette to write.")],
    as_json: AsJson = False,
) -> None:
    """Write a palette in the other format; colours and names stay as they are."""
    with told(as_json):
        from shiage.cel.palette import read_palette, write_palette

        read = read_palette(source)
        write_palette(target, read)
        if as_json:
            show({"colours": len(read.names), "file": str(target)})
        else:
            typer.echo(f"{len(read.names)} colours in {target}")
