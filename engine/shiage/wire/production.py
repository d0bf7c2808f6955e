# SPDX-License-Identifier: Apache-2.0
"""A production as a host knows it: a folder that its engine colours with."""

from __future__ import annotations

import hashlib
import os
import stat
from contextlib import suppress

FILE = "production.toml"
"""A folder that has it is a production."""

_CHANGING = ("", "palettes", "sheets", "cuts", "models")
"""What lies in these, or leaves them, changes what shots get."""

_OTHERS = (b"memory", b"corrections")


def is_production(folder: str) -> bool:
    """Whether a folder is a production's."""
    if not folder:
        return False
    with suppress(OSError, ValueError):
        return stat.S_ISREG(os.stat(native(folder, FILE)).st_mode)  # noqa: PTH116 (a Path takes no bytes)
    return False


def has_drawings(folder: str) -> bool:
    """Whether a production has finished drawings, so that a shot needs no key."""
    return any(entries(folder, part) for part in ("cuts", "sheets"))


def stamp(folder: str) -> str:
    """What changes when a production does, by names, sizes and times of its files; "" for no folder."""
    if not folder:
        return ""
    said = hashlib.sha256(folder.encode("utf-8", "surrogatepass"))
    for part in _CHANGING:
        for name, size, time in entries(folder, part):
            if part or name not in _OTHERS:
                said.update(b"\n%s/%s %d %d" % (part.encode(), name, size, time))
    return said.hexdigest()


def entries(folder: str, part: str) -> list[tuple[bytes, int, int]]:
    """Names of what lies in a folder, sizes of files, and when each was changed; hidden ones are left out."""
    found = []
    with suppress(OSError, ValueError), os.scandir(native(folder, part)) as entries:
        for entry in entries:
            name = os.fsencode(entry.name)
            if not name.startswith(b"."):
                state = entry.stat()
                found.append((name, state.st_size if entry.is_file() else 0, state.st_mtime_ns))
    return sorted(found)


def native(folder: str, part: str) -> str | bytes:
    """A path as the system has it: some hosts' Python takes file names for plain ASCII."""
    path = f"{folder}/{part}"
    return path if os.name == "nt" else path.encode("utf-8", "surrogateescape")
