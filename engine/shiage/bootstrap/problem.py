# SPDX-License-Identifier: Apache-2.0
"""What stops an installation, in words for the artist."""

from __future__ import annotations

import errno
import os
from pathlib import Path


class Problem(Exception):
    """Something the artist can put right; the message says what to do.

    Attributes:
        words: English, with {} for each name, as `japanese` knows it.
        names: fill it.
    """

    def __init__(self, words: str, *names: object) -> None:
        """Args: as above."""
        # paths may have letters that this host's locale does not know
        names = tuple(
            os.fsencode(n).decode("utf-8", "replace") if isinstance(n, os.PathLike) else n for n in names
        )
        super().__init__(words.format(*names))
        self.words, self.names = words, names


def disk_full() -> Problem:
    """That the disk is full."""
    return Problem("The disk is full: free some space and go on; what is there stays")


def of_disk(error: OSError) -> Problem | None:
    """That the disk is full, if that is what the system says."""
    full = error.errno in (errno.ENOSPC, errno.EDQUOT) or getattr(error, "winerror", 0) == 112
    return disk_full() if full else None


def unwritable(folder: Path, error: OSError) -> Problem:
    """What an error of the system means for a folder that is written into."""
    words = "The folder {} cannot be written: {}"
    return of_disk(error) or Problem(words, folder, error.strerror or error)


class Cancelled(Exception):
    """The artist cancelled."""
