# SPDX-License-Identifier: Apache-2.0
"""What errors of the state folder mean to a user."""

from __future__ import annotations

import errno
import shutil
import sqlite3
from pathlib import Path

from shiage.errors import ShiageError
from shiage.wire.regular_files import printable

TABLE = "engine.sqlite"
"""Name of the table of jobs in the home."""

LEAST = 1 << 16
"""Bytes without which nothing can be done."""


class DiskError(ShiageError):
    """The state folder cannot take more; the message says what to do."""

    def __init__(self, words: str) -> None:
        super().__init__(printable(words))


def disk_error(home: Path, error: Exception) -> DiskError:
    """An error of the disk or the table, with a message for a user."""
    if isinstance(error, sqlite3.DatabaseError) and not isinstance(error, sqlite3.OperationalError):
        return DiskError(
            f"{home / TABLE} is damaged ({error}): stop the engine; the next one sets it aside and goes on"
        )
    if isinstance(error, sqlite3.OperationalError) and "locked" in str(error):
        return DiskError(f"{home / TABLE} is in use by another program: end that one and try again")
    if _is_full(home, error):
        return DiskError(f"the disk of {home} is full: free some space and try again")
    return DiskError(f"the engine's folder {home} cannot be written ({error})")


def _is_full(home: Path, error: Exception) -> bool:
    """Whether there was no room; SQLite says "disk I/O error" where it cannot make its files."""
    if isinstance(error, OSError):
        return error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
    try:
        return "disk is full" in str(error) or shutil.disk_usage(home).free < LEAST
    except OSError:
        return False
