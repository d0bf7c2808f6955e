# SPDX-License-Identifier: Apache-2.0
"""Programs that an installation runs: without the host's settings, read by lines, ended when cancelled."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from io import FileIO
from pathlib import Path

from .problem import Cancelled

HOSTS_OWN = (
    "PYTHONHOME",
    "PYTHONPATH",
    "PYTHONSTARTUP",
    "PYTHONUSERBASE",
    "__PYVENV_LAUNCHER__",
    "VIRTUAL_ENV",
    "LD_LIBRARY_PATH",
    "DYLD_LIBRARY_PATH",
)
"""What a host sets for its own Python and libraries, which would break another."""


def clean_environment(more: Mapping[str, str] | None = None) -> dict[str, str]:
    """The user's environment, proxies and pip's settings included, without the host's."""
    kept = {name: value for name, value in os.environ.items() if name not in HOSTS_OWN}
    return {**kept, **(more or {})}


def python_command(python: Path, *words: str) -> list[str]:
    """A Python that reads no settings but our words, and speaks UTF-8 whatever the system's letters are."""
    return [str(python), "-I", "-X", "utf8", *words]


class Children:
    """The programs of one installation, one at a time.

    Attributes:
        cancelled: it shall stop.
    """

    def __init__(self, log: Path) -> None:
        """Args: log: what they print is added to it."""
        self.cancelled = False
        self._log, self._process = log, None  # type: Path, subprocess.Popen[str] | None

    def cancel(self) -> None:
        """End the one that runs, and start no other."""
        self.cancelled = True
        process = self._process
        if process is not None:
            process.kill()

    def run(
        self, command: Sequence[str], hear: Callable[[str], None], more: Mapping[str, str] | None = None
    ) -> int:
        """Run a program to its end; its exit code.

        Args:
            command: program and arguments.
            hear: is given each line it prints.
            more: is added to its environment.

        Raises:
            Cancelled: it was to stop.
            OSError: it cannot be started, or its log not be opened.
        """
        if self.cancelled:
            raise Cancelled
        with self._log.open("ab", buffering=0) as log:
            _note(log, f"$ {' '.join(word.strip().partition(chr(10))[0] for word in command)}\n")
            with started(command, more) as process:
                self._process = process
                if self.cancelled:  # between the look above and the start
                    process.kill()
                assert process.stdout is not None
                for line in process.stdout:
                    if not line.startswith("Progress "):
                        _note(log, line)
                    hear(line.rstrip())
            self._process = None
        if self.cancelled:
            raise Cancelled
        return process.returncode


def _note(log: FileIO, line: str) -> None:
    """Add a line; what the program says is heard also where the disk is full."""
    with suppress(OSError):
        log.write(line.encode("utf-8", "surrogateescape"))


def started(command: Sequence[str], more: Mapping[str, str] | None = None) -> subprocess.Popen[str]:
    """A program that is read by us: no window, no input."""
    return subprocess.Popen(
        list(command),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=clean_environment(more),
        encoding="utf-8",
        errors="surrogateescape",
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0) if sys.platform == "win32" else 0,
    )


def answer(command: Sequence[str], patience: float = 20.0) -> str:
    """What a small program prints; "" when it fails, hangs or is not there."""
    try:
        with started(command) as process:
            try:
                said, _ = process.communicate(timeout=patience)
            except subprocess.TimeoutExpired:
                process.kill()
                return ""
    except OSError:
        return ""
    return said if process.returncode == 0 else ""
