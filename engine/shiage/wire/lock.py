# SPDX-License-Identifier: Apache-2.0
"""The lock of a home: held while an engine runs, and freed by the system however it dies."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from .plain import open_plain

LOCK = "engine.lock"
"""Name of the locked file in the home."""


def home_locked(home: Path) -> bool | None:
    """Whether an engine runs in a home, whatever its other files say; None when there is no lock to see."""
    try:
        file = open_plain(home / LOCK, os.O_RDWR)
    except OSError:
        return None
    try:
        return not take(file)
    finally:
        os.close(file)


def take(file: int) -> bool:
    """Lock an open file until it is closed; False when another process has it locked."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
