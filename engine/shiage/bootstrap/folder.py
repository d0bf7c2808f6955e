# SPDX-License-Identifier: Apache-2.0
"""The one folder that holds an installed engine, and what lies where in it."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .problem import Problem, unwritable

VARIABLE = "SHIAGE_ENGINE_FOLDER"
"""Names another folder than the user's own."""

MARK = "shiage-engine.txt"
_CONTENT = (
    "Shiage keeps its engine in this folder, and removes it all when it is told to remove the engine.\n"
)


def engine_folder() -> Path:
    """Where this user's engine is, or would be installed; absolute."""
    return Path(os.environ.get(VARIABLE) or _users_data() / "shiage-engine").absolute()


def _users_data() -> Path:
    # short names: Windows takes 260 letters, of which torch alone needs 180
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support"
    given = Path(os.environ.get("XDG_DATA_HOME", ""))  # its specification wants a relative one ignored
    return given if given.is_absolute() else Path.home() / ".local" / "share"


def readable(path: str | Path) -> str:
    """A path for people: a host may have been started with a locale that knows no letters but ASCII."""
    return os.fsencode(path).decode("utf-8", "replace")


def path_of(text: str) -> Path:
    """The path that a program of ours said, or Qt: both speak UTF-8, this Python perhaps plain ASCII.

    Krita on Linux keeps of a language the name alone: its Python's letters are ASCII, or Latin-1.
    """
    return Path(os.fsdecode(text.encode("utf-8", "surrogateescape")))


def environment(folder: Path) -> Path:
    """The Python environment in an engine's folder."""
    return folder / "env"


def log_file(folder: Path) -> Path:
    """What an installation printed."""
    return folder / "install.log"


def python_in(place: Path) -> Path:
    """The Python of an environment's folder; it need not be there."""
    return place / "Scripts" / "python.exe" if sys.platform == "win32" else place / "bin" / "python"


def free_bytes(folder: Path) -> int:
    """Free space on the disk that a folder lies on, or would lie on."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return shutil.disk_usage(folder).free


def claim(folder: Path) -> None:
    """Make the folder, or see that it is ours.

    Raises:
        Problem: it holds something else, or cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not (folder / MARK).is_file():
            if any(folder.iterdir()):
                raise Problem(
                    "{} is in use for something else: let {} name an empty folder", folder, VARIABLE
                )
            (folder / MARK).write_text(_CONTENT, "utf-8")
    except OSError as error:
        raise unwritable(folder, error) from None


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Inside, nobody else installs into the folder.

    Raises:
        Problem: somebody does.
    """
    file = os.open(folder / "install.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            if sys.platform == "win32":
                import msvcrt

                msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
            else:
                import fcntl

                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise Problem("The engine is being installed by another program: wait for it") from None
        yield
    finally:
        os.close(file)
