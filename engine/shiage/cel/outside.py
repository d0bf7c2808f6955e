# SPDX-License-Identifier: Apache-2.0
"""Files from outside are regular files, and no more of them is read than is of use."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import BinaryIO


def open_regular(path: Path) -> BinaryIO:
    """Open a file for reading; a pipe or a device is refused, and never waited for.

    Raises:
        OSError: it is not there, cannot be read, or is no regular file.
    """
    if path.is_dir():
        raise IsADirectoryError(21, "it is a folder", str(path))
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0))
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise OSError(22, "it is a pipe or a device and no regular file", str(path))
    return os.fdopen(handle, "rb")


def read_bounded(path: Path, most: int) -> bytes:
    """Read a whole regular file of at most so many bytes.

    Raises:
        OSError: as for `open_regular`, or it is longer.
    """
    with open_regular(path) as file:
        data = file.read(most + 1)
    if len(data) > most:
        raise OSError(27, f"it has more than {most >> 20} MiB", str(path))
    return data
