# SPDX-License-Identifier: Apache-2.0
"""A production as a host knows it: a folder that its engine colours with."""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from pathlib import Path

FILE = "production.toml"
"""A folder that has it is a production."""

_CHANGING = (".", "palettes", "sheets", "cuts", "models")
"""What lies in these, or leaves them, changes what shots get."""

_OTHERS = ("memory", "corrections")


def is_production(folder: str) -> bool:
    """Whether a folder is a production's."""
    return bool(folder) and (Path(folder) / FILE).is_file()


def has_drawings(folder: str) -> bool:
    """Whether a production has finished drawings, so that a shot needs no key."""
    return any(_entries(Path(folder) / part) for part in ("cuts", "sheets"))


def stamp(folder: str) -> str:
    """What changes when a production does, by names, sizes and times of its files; "" for no folder."""
    if not folder:
        return ""
    said = hashlib.sha256(folder.encode("utf-8", "surrogatepass"))
    for part in _CHANGING:
        for name, size, time in _entries(Path(folder) / part):
            if part != "." or name not in _OTHERS:
                said.update(f"\n{part}/{name} {size} {time}".encode("utf-8", "surrogatepass"))
    return said.hexdigest()


def _entries(folder: Path) -> list[tuple[str, int, int]]:
    """Names of what lies in a folder, sizes of files, and when each was changed; hidden ones are left out."""
    found = []
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if not entry.name.startswith("."):
                state = entry.stat()
                found.append((entry.name, state.st_size if entry.is_file() else 0, state.st_mtime_ns))
    return sorted(found)
