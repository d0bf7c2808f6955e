# SPDX-License-Identifier: Apache-2.0
"""Files that nobody ever sees half written."""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import stat
from pathlib import Path

UNFINISHED = re.compile(r"\.shiage-[0-9a-f]{16}\.part")
"""Names of files that are being written, or were when their process was killed."""

_FRESH = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)


def write_beside(path: Path, *parts: bytes | memoryview) -> None:
    """Write a file under a hidden name in its own folder, then rename it into its place.

    The hidden name is new each time: others who write in the folder neither share it nor can plant a link
    there, and a link in the file's own place is replaced, not followed.

    Args:
        path: the file; its folder must exist. What stood there before stays if anything fails.
        parts: the whole content, one buffer after the other; none is copied.

    Raises:
        OSError: the folder cannot be written or the disk is full; nothing is left behind.
    """
    part = path.with_name(f".shiage-{secrets.token_hex(8)}.part")
    try:
        with os.fdopen(os.open(part, _FRESH, 0o666), "wb", buffering=0) as file:
            for data in parts:
                left = memoryview(data).cast("B")
                while left.nbytes:
                    left = left[file.write(left) :]
        part.replace(path)
    except BaseException as error:
        with contextlib.suppress(OSError):  # the folder itself may be gone or closed to us
            part.unlink(missing_ok=True)
        if isinstance(error, OSError):
            # Nobody knows the hidden name.
            raise type(error)(error.errno, error.strerror, str(path)) from error
        raise


def sweep_unfinished(folder: Path) -> None:
    """Remove what killed processes of this user left half written in a folder; nobody may write in it now."""
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in list(entries):
            if not UNFINISHED.fullmatch(entry.name):
                continue
            state = entry.stat(follow_symlinks=False)
            if stat.S_ISREG(state.st_mode) and (os.name == "nt" or state.st_uid == os.getuid()):
                Path(entry.path).unlink(missing_ok=True)
