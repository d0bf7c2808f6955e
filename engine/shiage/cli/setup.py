# SPDX-License-Identifier: Apache-2.0
"""`shiage setup`: puts an add-on into a host found on this machine, with this engine as its engine."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Annotated

import typer

from shiage.cli.say import console, told
from shiage.errors import ShiageError

setup = typer.Typer(no_args_is_help=True, help="Put an add-on into a host found on this machine.")

Zip = Annotated[
    Path | None,
    typer.Argument(help="The add-on's zip; default: the newest here, in dist/ or in Downloads."),
]

_IN_BLENDER = """
import bpy
bpy.ops.extensions.package_install_files(filepath={zip!r}, repo="user_default", enable_on_install=True)
bpy.context.preferences.addons["bl_ext.user_default.shiage"].preferences.command = {python!r}
bpy.ops.wm.save_userpref()
"""


@setup.command()
def blender(
    file: Zip = None,
    program: Annotated[Path | None, typer.Option(help="Blender's program; default: the one found.")] = None,
) -> None:
    """Install the add-on into Blender 4.5 or newer, with Blender's own installer."""
    with told(False):
        chosen, found = _zip("blender", file), program or _blender()
        code = _IN_BLENDER.format(zip=str(chosen), python=_quoted(sys.executable))
        command = [str(found), "--background", "--python-exit-code", "1", "--python-expr", code]
        done = subprocess.run(command, capture_output=True, text=True, errors="replace")
        if done.returncode:
            raise ShiageError(f"{found} did not take {chosen}:\n{(done.stdout + done.stderr)[-2000:]}")
        console().print(f"{chosen.name} is in {found}: open a viewport's sidebar (N), tab Shiage")


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
        place, kritarc = _krita()
        place, kritarc = resources or place, settings or kritarc
        chosen = _zip("krita", file)
        _unpack(chosen, place)
        _enable(kritarc)
        console().print(f"{chosen.name} is in {place}: start Krita, then Settings, Dockers, Shiage")


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


def _blender() -> Path:
    """Blender's program, the newest."""
    found = [Path(path)] if (path := shutil.which("blender")) else []
    if sys.platform == "win32":
        place = Path(os.environ.get("PROGRAMFILES", "C:/Program Files")) / "Blender Foundation"
        found += sorted(place.glob("Blender */blender.exe"), reverse=True)
    if sys.platform == "darwin":
        found += [Path("/Applications/Blender.app/Contents/MacOS/Blender")]
    for program in found:
        if program.is_file():
            return program
    raise ShiageError("no Blender was found: name its program with --program")


def _krita() -> tuple[Path, Path]:
    """Krita's folder of resources and its settings, as this system has them."""
    home = Path.home()
    if sys.platform == "win32":
        roaming = Path(os.environ.get("APPDATA") or home / "AppData" / "Roaming")
        local = Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local")
        return roaming / "krita", local / "kritarc"
    if sys.platform == "darwin":
        return home / "Library/Application Support/krita", home / "Library/Preferences/kritarc"
    flatpak = home / ".var/app/org.kde.krita"
    if flatpak.is_dir() and shutil.which("krita") is None:
        return flatpak / "data/krita", flatpak / "config/kritarc"
    data = Path(os.environ.get("XDG_DATA_HOME") or home / ".local/share")
    return data / "krita", Path(os.environ.get("XDG_CONFIG_HOME") or home / ".config") / "kritarc"


def _unpack(file: Path, resources: Path) -> None:
    """Lay the plug-in where Krita's importer would, beside and renamed."""
    plugins, actions = resources / "pykrita", resources / "actions"
    beside = plugins / f"shiage.{os.getpid()}.part"
    for folder in (plugins, actions):
        folder.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(file) as archive:
        if "shiage.desktop" not in archive.namelist():
            raise ShiageError(f"{file}: not Krita's plug-in; name shiage-krita-….zip")
        archive.extractall(beside)
    old = plugins / "shiage"
    if old.exists():
        shutil.rmtree(old)
    (beside / "shiage").rename(old)
    (beside / "shiage.desktop").replace(plugins / "shiage.desktop")
    (beside / "shiage.action").replace(actions / "shiage.action")
    shutil.rmtree(beside)


def _enable(kritarc: Path) -> None:
    """Switch the plug-in on, and name this Python as its engine; other settings stay as they are."""
    text = kritarc.read_text("utf-8") if kritarc.is_file() else ""
    lines = text.splitlines()
    for section, name, value in (("python", "enable_shiage", "true"), ("shiage", "engine", sys.executable)):
        lines = _with_setting(lines, section, name, value)
    kritarc.parent.mkdir(parents=True, exist_ok=True)
    beside = kritarc.with_name(f"{kritarc.name}.{os.getpid()}.part")
    beside.write_text("\n".join(lines) + "\n", "utf-8")
    beside.replace(kritarc)


def _with_setting(lines: list[str], section: str, name: str, value: str) -> list[str]:
    """Lines of settings with one set; KDE's files have more in them than Python's reader knows."""
    head = f"[{section}]"
    if head not in lines:
        return [*lines, *([""] if lines else []), head, f"{name}={value}"]
    start = lines.index(head) + 1
    end = next((i for i in range(start, len(lines)) if lines[i].startswith("[")), len(lines))
    kept = [line for line in lines[start:end] if not line.startswith(f"{name}=")]
    return [*lines[:start], f"{name}={value}", *kept, *lines[end:]]


def _quoted(path: str) -> str:
    """A path as it is typed into the add-on's preferences."""
    return f'"{path}"' if " " in path else path
