# SPDX-License-Identifier: Apache-2.0
"""`shiage xdts`: what an exposure sheet says, and a TVPaint clip's timing as one."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from shiage.cli.options import AsJson
from shiage.cli.say import readable, show, told

if TYPE_CHECKING:
    from shiage.pipeline.exposure_sheet import Column, ExposureSheet


def xdts(
    sheet: Annotated[Path, typer.Argument(help="An XDTS sheet, or a clip that TVPaint exported as JSON.")],
    out: Annotated[Path | None, typer.Option("--out", "-o", help="Write its cels as an XDTS sheet.")] = None,
    as_json: AsJson = False,
) -> None:
    """Show an exposure sheet: its columns, their drawings, and on which frames they stand.

    With -o what hangs on it is written as a new sheet: cels alone, no dialogue and no camera.
    """
    with told(as_json):
        from shiage.pipeline.exposure_sheet import SheetError
        from shiage.pipeline.read_tvpaint import read_tvpaint
        from shiage.pipeline.read_xdts import read_xdts
        from shiage.pipeline.write_xdts import write_xdts

        said = read_tvpaint(sheet).sheet if sheet.suffix.lower() == ".json" else read_xdts(sheet)
        if out is not None:
            if out.suffix.lower() != ".xdts":
                raise SheetError(f"{out}: an exposure sheet's name ends in .xdts")
            if out.resolve() == sheet.resolve():
                raise SheetError(f"{out}: its dialogue and camera would be lost: give another file with -o")
            write_xdts(out, said)
        if as_json:
            show(asdict(said))
            return
        _print(said)
        if out is not None:
            typer.echo(readable(f"written     {out}"))


def _print(sheet: ExposureSheet) -> None:
    head = " ".join(word for word in (sheet.name, sheet.scene and f"scene {sheet.scene}",
                                      sheet.cut and f"cut {sheet.cut}") if word)  # fmt: skip
    typer.echo(readable(f"{head or 'sheet'}: {sheet.duration} frames"))
    for column in sheet.columns:
        typer.echo(readable(f"column {column.name}: {len(column.cels())} drawings"))
        for line in _spans(column, sheet.duration):
            typer.echo(readable(f"  {line}"))


def _spans(column: Column, duration: int) -> list[str]:
    """From which frame to which each drawing stands, counted from 1 as on paper."""
    ends = [one.frame for one in column.exposures[1:]] + [duration]
    return [
        f"{one.frame + 1}-{end}  {one.cel}" if end > one.frame + 1 else f"{end}  {one.cel}"
        for one, end in zip(column.exposures, ends, strict=True)
        if one.cel is not None
    ]
