# SPDX-License-Identifier: Apache-2.0
"""The folder of the engine's state: its path, and a check that it is Shiage's before it is used."""

from __future__ import annotations

import errno
import json
import os
import re
import stat
import sys
from pathlib import Path

from .events import EngineError
from .regular_files import create_beside, printable, read_regular

MARK = "shiage-home.txt"
"""Name of the file that says a folder is the engine's."""

_WORDS = "This folder is kept by Shiage's engine"
_CONTENT = f"{_WORDS}, which makes, changes and removes files in it.\n"

_TABLE = b"CREATE TABLE jobs (id TEXT PRIMARY KEY, kind TEXT, settings TEXT, items TEXT"
"""What the table of an engine that left no mark yet begins with."""

_OURS = re.compile(
    r"shiage-home\.txt|engine\.(json|lock|log|err|sqlite|\d+\.part)([.-].*)?|jobs|pool|\.shiage-[0-9a-f]{16}\.part"
)
JOB_ID = re.compile(r"\d{8}-\d{6}-[0-9a-f]{8}")
"""An id that an engine gives a job, and the name of its folder."""

_DIGEST = re.compile(r"[0-9a-f]{64}")
_EVERYBODYS = {Path(name) for name in ("/", "/tmp", "/var/tmp", "/dev/shm", "/private/tmp")}
"""Folders that may be empty and are still nobody's to close."""

_SYSTEMS = {".DS_Store", ".directory", "Thumbs.db", "desktop.ini", "lost+found"}
"""What desktops and file systems put into any folder."""


def home() -> Path:
    """Folder of the engine's state, absolute: SHIAGE_HOME, or the system's place for a user's state.

    Raises:
        EngineError: neither is known.
    """
    try:
        return Path(os.environ.get("SHIAGE_HOME") or _systems_place()).absolute()
    except (OSError, RuntimeError) as error:
        raise EngineError(f"no place for the engine's state is known ({error}): set SHIAGE_HOME") from None


def _systems_place() -> Path:
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or _users_folder() / "AppData" / "Local") / "shiage"
    if sys.platform == "darwin":
        return _users_folder() / "Library" / "Application Support" / "shiage"
    # The specification of XDG_STATE_HOME wants a relative one ignored.
    given = Path(os.environ.get("XDG_STATE_HOME", ""))
    return (given if given.is_absolute() else _users_folder() / ".local" / "state") / "shiage"


def _users_folder() -> Path:
    folder = Path.home()
    if not folder.is_absolute() or folder == Path(folder.root):  # HOME is empty, or a service's
        raise RuntimeError("this user has no folder")
    return folder


def claim(folder: Path) -> None:
    """Make the engine's folder, or see that it is the engine's; closed to all other users then.

    A folder is known by its mark. One without is taken only if it is empty or was an engine's before
    there were marks; what somebody else uses is left as it is.

    Raises:
        EngineError: the folder is in use for something else, or cannot be used.
    """
    try:
        _claim(folder)
    except OSError as error:
        words = f"the engine's folder {folder} cannot be used: {error.strerror or error}"
        raise EngineError(f"{words}; make it writable, or set SHIAGE_HOME") from None


def _claim(folder: Path) -> None:
    _make(folder)
    state = folder.stat()
    if sys.platform != "win32":
        if state.st_uid != os.getuid() and os.getuid():
            raise EngineError(f"the engine's folder {folder} belongs to another user: set SHIAGE_HOME")
        if folder.resolve() in _EVERYBODYS:
            raise EngineError(f"{folder} is for all users: let SHIAGE_HOME name a folder in it")
    if not marked(folder):
        stranger = _stranger(folder)
        if stranger and not _was_a_home(folder):
            raise EngineError(
                f"{folder} is in use for something else ({stranger} is in it), and the engine keeps its "
                "state in a folder of its own: let SHIAGE_HOME name a new or empty one"
            )
        _mark(folder)
    if stat.S_IMODE(state.st_mode) != 0o700:
        folder.chmod(0o700)


def _make(folder: Path) -> None:
    """Make a folder and those above it for this user alone, whatever the umask."""
    if not folder.exists():
        _make(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)
        folder.chmod(0o700)
    elif not folder.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, "is no folder", str(folder))


def marked(folder: Path) -> bool:
    """Whether a folder has our mark."""
    try:
        return read_regular(folder / MARK, 1 << 10).startswith(_WORDS.encode())
    except OSError:
        return False


def _mark(folder: Path) -> None:
    part, descriptor = create_beside(folder / MARK)
    with os.fdopen(descriptor, "wb") as file:
        file.write(_CONTENT.encode())
    part.replace(folder / MARK)


def _stranger(folder: Path) -> str:
    """Something in a folder that no engine put there, or ""."""
    for name in sorted(os.listdir(folder)):  # noqa: PTH208 - names, not paths
        if not _OURS.fullmatch(name) and name not in _SYSTEMS:
            return printable(name)
    for part, known in (("jobs", JOB_ID), ("pool", _DIGEST)):
        if (folder / part).is_symlink():
            return f"the link {part}"
        names = os.listdir(folder / part) if (folder / part).is_dir() else []  # noqa: PTH208
        for name in sorted(names):
            if not known.fullmatch(name) and name not in _SYSTEMS:
                return printable(f"{part}/{name}")
    return ""


def _was_a_home(folder: Path) -> bool:
    """Whether what only an engine writes lies in a folder: its table, or its connection file."""
    for name in ("engine.sqlite", "engine.sqlite-wal"):
        try:
            if _TABLE in read_regular(folder / name, 1 << 18):
                return True
        except OSError:
            continue
    try:
        found = json.loads(read_regular(folder / "engine.json", 1 << 16))
        return isinstance(found, dict) and {"server_public", "client_secret", "pid"} <= set(found)
    except (OSError, ValueError, RecursionError):
        return False
