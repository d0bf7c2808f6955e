# SPDX-License-Identifier: Apache-2.0
"""`shiage setup`: puts an add-on into a host found on this machine, with this engine as its engine."""

from __future__ import annotations

import sys
import zipfile
from pathlib import Path
from typing import Annotated

import typer

from shiage.cli.say import console, told
from shiage.cli.setup_blender import choose_blender, install_into
from shiage.cli.setup_krita import choose_krita, put_into
from shiage.errors import ShiageError

setup = typer.Typer(no_args_is_help=True, help="Put an add-on into a host found on this machine.")

Zip = Annotated[
    Path | None,
    typer.Argument(help="The add-on's zip; default: the newest here, in dist/ or in Downloads."),
]


@setup.command()
def blender(
    file: Zip = None,
    program: Annotated[Path | None, typer.Option(help="Blender's program; default: the one found.")] = None,
) -> None:
    """Install the add-on into Blender 4.5 or newer, with Blender's own installer."""
    with told(False):
        chosen = _zip("blender", file)
        into, others = choose_blender(program)
        install_into(into, chosen, sys.executable)
        console().print(f"{chosen.name} is in {into}: open a viewport's sidebar (N), tab Shiage")
        if others:
            console().print(f"Also found, name one with --program: {', '.join(map(str, others))}")


@setup.command()
def krita(
    file: Zip = None,
    resources: Annotated[
        Path | None, typer.Option(help="Krita's folder of resources; default: the user's.")
    ] = None,
    settings: Annotated[Path | None, typer.Option(help="Krita's kritarc; default: the user's.")] = None,
) -> None:
    """Put the plug-in into Krita's folder of resources and enable it; Krita must not run."""
    with told(False):
        chosen = _zip("krita", file)
        into, others = choose_krita(resources, settings)
        before = put_into(into, chosen, sys.executable)
        instead = f", in place of {before}" if before else ""
        where = f"{chosen.name} is in {into.resources}{instead}"
        console().print(f"{where}: start Krita, then Settings, Dockers, Shiage")
        if others:
            places = ", ".join(str(one.resources) for one in others)
            console().print(f"Other Kritas have their own folders, see --resources and --settings: {places}")


def _zip(host: str, file: Path | None) -> Path:
    """The add-on's zip.

    Raises:
        ShiageError: there is none.
    """
    if file is not None:
        if not zipfile.is_zipfile(file):
            raise ShiageError(f"{file}: no zip; name the add-on's shiage-{host}-….zip")
        return file.absolute()
    folders = (Path.cwd(), Path.cwd() / "dist", Path.home() / "Downloads")
    found = [zip_ for folder in folders for zip_ in folder.glob(f"shiage-{host}-*.zip")]
    if not found:
        raise ShiageError(f"there is no shiage-{host}-….zip here, in dist/ or in Downloads: name one")
    return max(found, key=lambda one: one.stat().st_mtime)
