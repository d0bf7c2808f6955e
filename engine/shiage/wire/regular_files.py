# SPDX-License-Identifier: Apache-2.0
"""Opens regular files only, where links or pipes may have been planted; makes file names printable."""

from __future__ import annotations

import errno
import os
import secrets
import stat
from pathlib import Path

_NO_LINK: int = getattr(os, "O_NOFOLLOW", 0)
_NO_WAIT: int = getattr(os, "O_NONBLOCK", 0)
_BYTES: int = getattr(os, "O_BINARY", 0)


def printable(text: str) -> str:
    """A text that can be shown and sent; bytes of a file name that are not UTF-8 as `\\udcff`."""
    return text.encode("utf-8", "backslashreplace").decode()


def open_regular(path: Path, flags: int = os.O_RDONLY) -> int:
    """Open a regular file; never follows a link, and never blocks on a pipe. Created with mode 0600.

    Returns:
        Its descriptor.

    Raises:
        OSError: it cannot be opened, or is no regular file.
    """
    descriptor = os.open(path, flags | _NO_LINK | _NO_WAIT | _BYTES, 0o600)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(errno.EINVAL, "is no plain file", str(path))
    return descriptor


def read_regular(path: Path, most: int) -> bytes:
    """At most so many first bytes of a regular file.

    Raises:
        OSError: it cannot be read, or is no regular file.
    """
    with os.fdopen(open_regular(path), "rb") as file:
        return file.read(most)


def create_beside(path: Path) -> tuple[Path, int]:
    """Make a file of a new, hidden name beside another, 0600, to be written and renamed.

    Returns:
        Its path and its descriptor, open for writing.

    Raises:
        OSError: the folder cannot be written.
    """
    # Not made of the other's name, which may be as long as a name can be.
    part = path.with_name(f".shiage-{secrets.token_hex(8)}.part")
    return part, os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NO_LINK | _BYTES, 0o600)
