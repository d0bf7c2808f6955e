# SPDX-License-Identifier: Apache-2.0
"""Starting an engine process that outlives whoever started it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from .events import EngineError
from .home import claim, home
from .regular_files import create_beside, open_regular, read_regular

ALREADY_RUNS = 3
"""Exit code of an engine that found another one in its home."""


_children: list[subprocess.Popen[bytes]] = []
"""Engines started by this process, kept so that they are reaped when they end."""


class Launch:
    """An engine that is being started."""

    def __init__(self, command: Sequence[str] | None = None) -> None:
        """Start it.

        Args:
            command: program and arguments; default: this Python with `-m shiage.service`.

        Raises:
            EngineError: the program cannot be run, or the home not be used.
        """
        self.command = list(command) if command else [sys.executable, "-m", "shiage.service"]
        folder = home()
        claim(folder)
        try:
            self.errors, errors = _errors_file(folder)
            try:
                self._process = _detached(self.command, errors, folder)
            finally:
                os.close(errors)
        except OSError as error:
            words = f"the engine could not be started with `{' '.join(self.command)}`: {error}"
            raise EngineError(words) from None

    def check(self) -> None:
        """See that it has not ended already.

        Raises:
            EngineError: it ended; the message holds the last lines it wrote.
        """
        code = self._process.poll()
        if code is None or code == ALREADY_RUNS:
            return
        tail = _tail(self.errors) or _full(self.errors.parent) or "it wrote no error"
        raise EngineError(f"the engine ended with code {code} while it started: {tail}")

    def ended(self) -> bool:
        """Whether the process we started is gone."""
        return self._process.poll() is not None

    def found_another(self) -> bool:
        """Whether it ended because an engine runs in this home already."""
        return self._process.poll() == ALREADY_RUNS


def _errors_file(folder: Path) -> tuple[Path, int]:
    """Where the engine writes what it says before it has a log, and a descriptor of it.

    A new file each time, that takes the place of what stands there without opening it.
    """
    path = folder / "engine.err"
    if sys.platform == "win32":  # where no open file can be renamed, and only administrators make links
        return path, open_regular(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    part, errors = create_beside(path)
    try:
        part.replace(path)
    except OSError:
        return part, errors  # a folder stands there, which the engine sets aside
    return path, errors


def _detached(command: list[str], errors: int, folder: Path) -> subprocess.Popen[bytes]:
    """Start a process without a terminal, without our descriptors, in a session of its own."""
    environment = {**os.environ, "SHIAGE_HOME": str(folder)}
    flags, session = 0, True
    if sys.platform == "win32":
        flags, session = subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW, False
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=errors,
        stderr=errors,
        cwd=folder,
        env=environment,
        start_new_session=session,
        creationflags=flags,
    )
    _children[:] = [child for child in _children if child.poll() is None] + [process]
    return process


def _full(folder: Path) -> str:
    """What an engine could not write for want of room."""
    full = shutil.disk_usage(folder).free < 1 << 16
    return f"the disk of {folder} is full: free some space and try again" if full else ""


def _tail(path: Path, size: int = 2000) -> str:
    try:
        return read_regular(path, 1 << 20)[-size:].decode(errors="replace").strip()
    except OSError:
        return ""
