# SPDX-License-Identifier: Apache-2.0
"""The engine's log: its path, its handler, and its last lines."""

from __future__ import annotations

import io
import logging
import os
from logging.handlers import RotatingFileHandler
from pathlib import Path

from shiage.wire.home import home
from shiage.wire.regular_files import open_regular

_MOST = 1 << 20
"""Bytes at which the log rotates."""


class _RegularFileHandler(RotatingFileHandler):
    """A rotating regular file: links are not followed, and only its owner can read it."""

    def _open(self) -> io.TextIOWrapper:
        descriptor = open_regular(Path(self.baseFilename), os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        return os.fdopen(descriptor, "a", encoding="utf-8", errors="backslashreplace")


class _OneLine(logging.Formatter):
    """Client names and file names are escaped: they cannot begin a line of their own."""

    def formatMessage(self, record: logging.LogRecord) -> str:
        record.message = "".join(c if c.isprintable() else ascii(c)[1:-1] for c in record.message)
        return super().formatMessage(record)


def log_path() -> Path:
    """The engine's log file; it rotates at 1 MiB into .1 and .2."""
    return home() / "engine.log"


def write_log(path: Path) -> None:
    """Let all of this process's loggers write into a file.

    Raises:
        OSError: it cannot be opened.
    """
    handler = _RegularFileHandler(path, maxBytes=_MOST, backupCount=2, encoding="utf-8")
    handler.setFormatter(_OneLine("%(asctime)s %(levelname)s %(threadName)s %(message)s"))
    # A full disk must not turn each log line into a traceback on stderr, which is on that disk too.
    logging.raiseExceptions = False
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)


def logs(lines: int = 200) -> list[str]:
    """The last lines of the engine's log, oldest first; empty when there is none."""
    try:
        with os.fdopen(open_regular(log_path()), "rb") as file:
            file.seek(max(0, os.fstat(file.fileno()).st_size - 2 * _MOST))
            return file.read(2 * _MOST).decode(errors="replace").splitlines()[-lines:]
    except OSError:
        return []
