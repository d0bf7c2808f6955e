# SPDX-License-Identifier: Apache-2.0
"""One run at a time in a folder of results."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from shiage.cel.beside import sweep_unfinished
from shiage.shot.types import ShotError

PARTS = ("frames", "cels")
"""Folders in a folder of results."""


@contextmanager
def hold(folder: Path) -> Iterator[None]:
    """Make a folder of results and keep other runs out of it; a later run waits for an earlier one.

    On Windows, and where the file system has no locks, two runs may write at a time: each file is whole
    then, but it may be either run's.

    Raises:
        OSError: the folder cannot be made.
        ShotError: a folder in it is another user's link.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for part in PARTS:
        if (folder / part).is_symlink() and (folder / part).lstat().st_uid != os.getuid():
            raise ShotError(f"{folder / part} is a link that another user made: give another folder with -o")
    if sys.platform == "win32":
        yield
        return
    held = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        _lock(held, folder)
        for place in (folder, *(folder / part for part in PARTS)):
            sweep_unfinished(place)
        yield
    finally:
        os.close(held)


def _lock(held: int, folder: Path) -> None:
    """Lock an open folder, waiting if need be; the system frees it with the process."""
    if sys.platform == "win32":
        return
    import fcntl

    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        print(f"shiage: another run writes into {folder}: waiting for it", file=sys.stderr)
        fcntl.flock(held, fcntl.LOCK_EX)
    except OSError:
        return  # a file system without locks
