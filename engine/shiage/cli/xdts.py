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
    out: Annotated[Path | None, typer.Option("--out", "-o", help="Write it as an XDTS sheet.")] = None,
    rename: Annotated[
        list[str] | None,
        typer.Option(metavar="OLD=NEW", help="Call a column otherwise; may be given more than once."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Show an exposure sheet: its columns, their drawings, and on which frames they stand.

    With -o it is written: of an XDTS sheet all that it holds, dialogue, camera and marks too, of a clip its
    timing.
    """
    with told(as_json):
        from shiage.cel.beside import write_beside
        from shiage.pipeline.exposure_sheet import SheetError
        from shiage.pipeline.read_tvpaint import read_tvpaint
        from shiage.pipeline.read_xdts import read_xdts
        from shiage.pipeline.rename_columns import renamed
        from shiage.pipeline.write_xdts import rewritten, xdts_bytes

        if rename and out is None:
            raise SheetError("--rename needs a file for the new sheet: give one with -o")
        if out is not None and out.suffix.lower() != ".xdts":
            raise SheetError(f"{out}: an exposure sheet's name ends in .xdts")
        if sheet.suffix.lower() == ".json":
            tables = renamed(sheet, (read_tvpaint(sheet).sheet,), rename or [])
            content = xdts_bytes(tables[0])
        else:
            file = read_xdts(sheet)
            tables = renamed(sheet, file.tables, rename or [])
            content = rewritten(file, tables)
        if out is not None:
            write_beside(out, content)
        if as_json:
            show({"tables": [asdict(table) for table in tables]})
            return
        for table in tables:
            _print(table)
        if out is not None:
            typer.echo(readable(f"written     {out}"))


def _print(sheet: ExposureSheet) -> None:
    head = " ".join(word for word in (sheet.name, sheet.scene and f"scene {sheet.scene}",
                                      sheet.cut and f"cut {sheet.cut}") if word)  # fmt: skip
    typer.echo(readable(f"{head or 'sheet'}: {sheet.duration} frames"))
    for column in (one for one in sheet.columns if one.name):
        typer.echo(readable(f"column {column.name}: {len(column.cels())} drawings"))
        for line in _spans(column, sheet.duration):
            typer.echo(readable(f"  {line}"))


def _spans(column: Column, duration: int) -> list[str]:
    """From which frame to which each drawing stands, counted from 1 as on paper."""
    ends = [*(one.frame for one in column.exposures), duration][1:]
    return [
        f"{one.frame + 1}-{end}  {one.cel}" if end > one.frame + 1 else f"{end}  {one.cel}"
        for one, end in zip(column.exposures, ends, strict=True)
        if one.cel is not None
    ]
