# SPDX-License-Identifier: Apache-2.0
"""Files that nobody ever sees half written."""

from __future__ import annotations

import contextlib
from pathlib import Path


def write_beside(path: Path, *parts: bytes | memoryview) -> None:
    """Write a file under a hidden name in its own folder, then rename it into its place.

    Args:
        path: the file; its folder must exist. What stood there before stays if anything fails.
        parts: the whole content, one buffer after the other; none is copied.

    Raises:
        OSError: the folder cannot be written or the disk is full; nothing is left behind.
    """
    part = path.with_name(f".{path.name}.part")
    try:
        with part.open("wb", buffering=0) as file:
            for data in parts:
                left = memoryview(data).cast("B")
                while left.nbytes:
                    left = left[file.write(left) :]
        part.replace(path)
    except OSError:
        with contextlib.suppress(OSError):  # the folder itself may be gone or closed to us
            part.unlink(missing_ok=True)
        raise
