# SPDX-License-Identifier: Apache-2.0
"""Blenders of this machine, and having one of them install the add-on."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil

from shiage.bootstrap.child import answer
from shiage.errors import ShiageError

OLDEST = (4, 5)
"""What the add-on needs."""

PATIENCE = 60
"""Seconds that a Blender may take to say its version: a cold disk is slow."""

_INSIDE = """
import bpy
bpy.ops.extensions.package_install_files(filepath={zip!r}, repo="user_default", enable_on_install=True)
bpy.context.preferences.addons["bl_ext.user_default.shiage"].preferences.command = {python!r}
bpy.ops.wm.save_userpref()
"""


@dataclass(frozen=True)
class Blender:
    """A Blender.

    Attributes:
        program: its executable.
        version: such as (5, 0, 1).
    """

    program: Path
    version: tuple[int, ...]

    def __str__(self) -> str:
        return f"Blender {'.'.join(map(str, self.version))} ({self.program})"


def choose_blender(named: Path | None) -> tuple[Blender, list[Blender]]:
    """The Blender to install into, and others that were found.

    Args:
        named: its program, None for the newest that is found.

    Raises:
        ShiageError: there is none, or it is too old.
    """
    if named is not None:
        blender = look_at(named)
        if blender is None:
            raise ShiageError(f"{named}: no Blender; name its program")
        found = [blender]
    else:
        looked = (look_at(program) for program in _candidates())
        found = sorted(filter(None, looked), key=lambda one: one.version, reverse=True)
    if not found:
        raise ShiageError("no Blender was found: name its program with --program")
    if found[0].version < OLDEST:
        raise ShiageError(f"{found[0]} is too old: the add-on needs {'.'.join(map(str, OLDEST))} or newer")
    return found[0], found[1:]


def look_at(program: Path) -> Blender | None:
    """What a program is as a Blender; None when it is none."""
    answered = answer([str(program), "--version"], PATIENCE)
    said = re.search(r"^Blender (\d+(?:\.\d+)+)", answered, re.MULTILINE)
    return Blender(program, tuple(map(int, said[1].split(".")))) if said else None


def install_into(blender: Blender, file: Path, python: str) -> None:
    """Have Blender's own installer take a zip; what `python` names becomes the add-on's engine.

    Raises:
        ShiageError: it runs, or does not take it.
    """
    if _runs(blender.program):
        raise ShiageError(f"{blender} is running and would write its settings over: quit it, then try again")
    quoted = f'"{python}"' if " " in python else python  # as it is typed into the add-on's preferences
    code = _INSIDE.format(zip=str(file), python=quoted)
    command = [str(blender.program), "--background", "--python-exit-code", "1", "--python-expr", code]
    done = subprocess.run(command, capture_output=True, text=True, errors="replace")
    if done.returncode:
        lines = [line.strip() for line in (done.stdout + done.stderr).splitlines() if line.strip()]
        told = [line for line in lines if "Error" in line] or lines or ["it said nothing"]
        raise ShiageError(f"{blender} did not take {file}: {told[-1]}")


def _runs(program: Path) -> bool:
    wanted = str(program.resolve())
    return any(process.info["exe"] == wanted for process in psutil.process_iter(["exe"]))


def _candidates() -> Iterator[Path]:
    """Programs where Blender's packages, its archives, Steam, Flatpak and snap put them; each once."""
    seen = set()
    for place in (shutil.which("blender"), *_usual_places()):
        if place and Path(place).is_file():
            real = Path(place).resolve()
            if real not in seen:
                seen.add(real)
                yield Path(place)


def _usual_places() -> Iterator[Path]:
    home = Path.home()
    if sys.platform == "win32":
        for name in ("PROGRAMFILES", "PROGRAMFILES(X86)"):
            root = Path(os.environ.get(name, "C:/Program Files"))
            yield from root.glob("Blender Foundation/Blender */blender.exe")
            yield root / "Steam/steamapps/common/Blender/blender.exe"
        return
    if sys.platform == "darwin":
        for root in (Path("/Applications"), home / "Applications"):
            yield from root.glob("Blender*.app/Contents/MacOS/Blender")
        return
    for root in (home, home / "Applications", home / "Downloads", Path("/opt")):
        yield from root.glob("[bB]lender*/blender")
    yield home / ".local/share/Steam/steamapps/common/Blender/blender"
    yield Path("/snap/bin/blender")
    for root in (home / ".local/share/flatpak", Path("/var/lib/flatpak")):
        yield root / "exports/bin/org.blender.Blender"
