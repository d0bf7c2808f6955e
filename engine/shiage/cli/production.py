# SPDX-License-Identifier: Apache-2.0
"""`shiage production`: palettes, model sheets and finished cuts that all shots of a film share."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from shiage.cli.options import AsJson, Gap, MinArea
from shiage.cli.production_models import compare, export, models, use
from shiage.cli.say import console, readable, show, told

if TYPE_CHECKING:
    from shiage.production.folder import Production

production = typer.Typer(no_args_is_help=True, help="A production: its palettes, sheets and finished cuts.")

Folder = Annotated[Path, typer.Argument(metavar="DIR", help="Folder of the production.")]

for _command in (models, use, compare, export):
    production.command()(_command)


@production.callback()
def about() -> None:
    """A production: its palettes, sheets and finished cuts."""


@production.command()
def new(
    folder: Folder,
    name: Annotated[str | None, typer.Option(help="Of the production; default: the folder's.")] = None,
    palette: Annotated[
        list[Path] | None, typer.Option(help="A .gpl or .json palette; give it once for each.")
    ] = None,
    sheet: Annotated[
        list[Path] | None,
        typer.Option(help="A coloured model sheet, its lines beside it as NAME.line.png; once for each."),
    ] = None,
    gap: Gap = None,
    min_area: MinArea = None,
    as_json: AsJson = False,
) -> None:
    """Make a production; palettes and model sheets are copied into its folder."""
    with told(as_json):
        from shiage.cel.regions import DEFAULT_GAP, DEFAULT_MIN_AREA
        from shiage.production.folder import new_production
        from shiage.production.settings import FILE, ProductionSettings

        settings = ProductionSettings(
            name or folder.absolute().name,
            gap=DEFAULT_GAP if gap is None else gap,
            min_area=DEFAULT_MIN_AREA if min_area is None else min_area,
        )
        made = new_production(folder, settings, palette or [], sheet or [])
        if as_json:
            show({"production": str(folder), "name": made.settings.name})
        else:
            typer.echo(readable(f"{made.settings.name}: {folder / FILE}"))


@production.command()
def add(
    folder: Folder,
    shots: Annotated[list[Path], typer.Argument(metavar="SHOT...", help="Folders with lines/ and truth/.")],
    as_json: AsJson = False,
) -> None:
    """Take finished shots in as cuts; each is copied, and called like its folder."""
    with told(as_json):
        from shiage.production.add_cut import add_cut
        from shiage.production.folder import open_production
        from shiage.production.memory.index import open_memory

        opened, added = open_production(folder), []
        for shot in shots:  # what was added before a shot that cannot be stays
            cut = add_cut(opened, shot)
            added.append({"cut": cut.name, "frames": cut.frames, "strange": list(cut.strange)})
            if not as_json:
                typer.echo(readable(f"cut {cut.name}: {cut.frames} drawings"))
                if cut.strange:
                    colours = ", ".join(cut.strange)
                    typer.echo(f"note: {readable(cut.name)}: colours that the palette lacks: {colours}")
        open_memory(opened)
        if as_json:
            show({"added": added})


@production.command()
def status(folder: Folder, as_json: AsJson = False) -> None:
    """Say what a production has."""
    with told(as_json):
        from shiage.production.folder import open_production

        found = _counted(open_production(folder))
        if as_json:
            show(found)
            return
        for what, value in found.items():
            typer.echo(readable(f"{what:<12} {value}"))


@production.command("palette")
def show_palette(
    folder: Folder,
    out: Annotated[Path | None, typer.Option("--out", "-o", help="Write it as .gpl or .json, too.")] = None,
    as_json: AsJson = False,
) -> None:
    """List the swatches that a production's shots may have, with their names."""
    with told(as_json):
        from shiage.cel.palette import write_palette
        from shiage.production.folder import open_production
        from shiage.production.settings import FILE, ProductionError

        palette = open_production(folder).palette
        if palette is None:
            raise ProductionError(f"{folder / FILE} names no palette: the keys' own colours are taken")
        if out is not None:
            write_palette(out, palette)
        rows = list(zip(palette.names, palette.colours.tolist(), strict=True))
        if as_json:
            show({"swatches": [{"name": name, "colour": colour} for name, colour in rows]})
            return
        for name, (red, green, blue, alpha) in rows:
            code = f"#{red:02x}{green:02x}{blue:02x}" + ("" if alpha == 255 else f"{alpha:02x}")
            console().print(f"[on rgb({red},{green},{blue})]    [/]", end=" ") if alpha else None
            typer.echo(readable(f"{code:<10} {name}"))


def _counted(opened: Production) -> dict[str, str | int]:
    """What a production has, by what it is."""
    from shiage.production.versions import chosen_version, name_of

    palette = opened.palette
    return {
        "name": opened.settings.name,
        "folder": str(opened.folder),
        "palettes": len(opened.palette_files()),
        "swatches": 0 if palette is None else len(palette.names),
        "sheets": len(opened.sheet_files()),
        "cuts": len(opened.cut_names()),
        "base model": opened.settings.base_model,
        "version": name_of(chosen_version(opened)),
        "gap": opened.settings.gap,
        "min area": opened.settings.min_area,
    }
