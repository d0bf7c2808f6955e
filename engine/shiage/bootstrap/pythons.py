# SPDX-License-Identifier: Apache-2.0
"""A Python to make the engine's environment with: the host's own, or one found on this machine."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from .child import answer, python_command
from .folder import path_of

OLDEST, NEWEST = (3, 10), (3, 13)
"""Versions that all of the engine's libraries are made for."""

_ASK = (
    "import sys, json, platform, sysconfig, venv; print(json.dumps([list(sys.version_info[:3]), "
    "sys.maxsize > 2**32, platform.machine(), sys.executable, sysconfig.get_platform()]))"
)


@dataclass(frozen=True)
class Python:
    """A Python that can make environments.

    Attributes:
        program: its executable.
        version: such as (3, 12, 4).
    """

    program: Path
    version: tuple[int, int, int]


def find_python(first: Iterable[str | Path] = ()) -> Python | None:
    """The first Python that fits; None when there is none.

    Args:
        first: looked at before those of this machine: the host's own.
    """
    seen = set()
    for program in (*first, *_candidates()):
        key = os.path.normcase(program)
        if key not in seen:
            seen.add(key)
            found = look_at(Path(program))
            if found is not None:
                return found
    return None


def look_at(program: Path) -> Python | None:
    """What a program is as a Python; None when it does not fit, or is none."""
    if "windowsapps" in str(program).lower():  # Microsoft's, which hides from others what it writes
        return None
    try:
        version, wide, machine, executable, platform = json.loads(answer(python_command(program, "-c", _ASK)))
    except (ValueError, TypeError):
        return None
    if not wide or not OLDEST <= tuple(version[:2]) <= NEWEST or "mingw" in platform:
        return None
    if sys.platform == "darwin" and machine != "arm64":  # one that runs translated
        return None
    return Python(path_of(executable), (version[0], version[1], version[2]))


def _candidates() -> Iterator[str]:
    minors = range(NEWEST[1], OLDEST[1] - 1, -1)
    if sys.platform == "win32":
        yield from _listed_by_launcher()
        for minor in minors:
            for place in ("LOCALAPPDATA", "PROGRAMFILES"):
                root = Path(os.environ.get(place, "C:/")) / (
                    "Programs/Python" if place == "LOCALAPPDATA" else ""
                )
                yield str(root / f"Python3{minor}" / "python.exe")
        yield from filter(None, [shutil.which("python")])
        return
    if sys.platform == "darwin":
        for minor in minors:
            yield f"/Library/Frameworks/Python.framework/Versions/3.{minor}/bin/python3.{minor}"
            yield f"/opt/homebrew/bin/python3.{minor}"
    for name in (*(f"python3.{minor}" for minor in minors), "python3"):
        for folder in _search_path():
            yield str(folder / name)


def _listed_by_launcher() -> Iterator[str]:
    """What Windows' own launcher of Pythons knows."""
    launcher = shutil.which("py")
    for line in answer([launcher, "-0p"]).splitlines() if launcher else ():
        path = line.split(maxsplit=1)[-1].removeprefix("*").strip()
        if path.lower().endswith(".exe"):
            yield path


def _search_path() -> Iterator[Path]:
    """Folders of programs; a host started from a menu may have been given few of them."""
    given = [Path(part) for part in os.environ.get("PATH", "").split(os.pathsep) if part]
    for folder in dict.fromkeys([*given, Path("/usr/local/bin"), Path("/usr/bin")]):
        # Apple's is a window that offers to install a compiler
        if not (sys.platform == "darwin" and folder == Path("/usr/bin")) and folder.is_dir():
            yield folder
