# SPDX-License-Identifier: Apache-2.0
"""The lock of a home: held while an engine runs, and freed by the system however it dies."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .regular_files import open_regular

LOCK = "engine.lock"
"""Name of the locked file in the home."""


def home_locked(home: Path) -> bool | None:
    """Whether an engine runs in a home, whatever its other files say; None when there is no lock to see."""
    with no_engine(home) as none:
        return None if none is None else not none


@contextmanager
def no_engine(home: Path) -> Iterator[bool | None]:
    """Inside, no engine runs in a home nor starts: True. One runs: False. There is no lock to see: None."""
    try:
        file = open_regular(home / LOCK, os.O_RDWR)
    except OSError:
        yield None
        return
    try:
        yield take(file)
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
