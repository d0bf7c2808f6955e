# SPDX-License-Identifier: Apache-2.0
"""Starting an engine process that outlives whoever started it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from .connection import home
from .events import EngineError

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
            EngineError: the program cannot be run.
        """
        self.command = list(command) if command else [sys.executable, "-m", "shiage.service"]
        folder = home()
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.errors = folder / "engine.err"
            with self.errors.open("wb") as errors:
                self._process = _detached(self.command, errors.fileno())
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
        tail = _tail(self.errors) or "it wrote no error"
        raise EngineError(f"the engine ended with code {code} while it started: {tail}")

    def ended(self) -> bool:
        """Whether the process we started is gone."""
        return self._process.poll() is not None


def _detached(command: list[str], errors: int) -> subprocess.Popen[bytes]:
    """Start a process without a terminal, without our descriptors, in a session of its own."""
    environment = {**os.environ, "SHIAGE_HOME": str(home().absolute())}
    flags, session = 0, True
    if sys.platform == "win32":
        flags, session = subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW, False
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=errors,
        stderr=errors,
        cwd=home(),
        env=environment,
        start_new_session=session,
        creationflags=flags,
    )
    _children[:] = [child for child in _children if child.poll() is None] + [process]
    return process


def _tail(path: Path, size: int = 2000) -> str:
    try:
        return path.read_bytes()[-size:].decode(errors="replace").strip()
    except OSError:
        return ""
