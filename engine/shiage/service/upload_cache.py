# SPDX-License-Identifier: Apache-2.0
"""Uploads kept by their digest after their job has ended, so that what did not change is not sent again."""

from __future__ import annotations

import hashlib
import os
import re
import stat
from contextlib import suppress
from pathlib import Path
from typing import Any

ROOM = 2 << 30
"""Bytes of uploads that are kept, those asked for last."""

DIGEST = re.compile(r"[0-9a-f]{64}")


def digest_of(buffers: list[Any]) -> str:
    """SHA-256 of buffers, one after another."""
    said = hashlib.sha256()
    for buffer in buffers:
        said.update(buffer)
    return said.hexdigest()


class UploadCache:
    """A folder of uploads; a job's file and the pool's are one file with two names."""

    def __init__(self, folder: Path) -> None:
        """Args: folder: on the file system of the jobs; made if missing."""
        self.folder = folder
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def keep(self, digest: str, file: Path) -> None:
        """Keep an upload beyond its job, where the file system can give a file two names."""
        kept = self.folder / digest
        with suppress(OSError):  # what is not kept is sent again
            if kept.exists() and kept.lstat().st_size != file.stat().st_size:
                kept.unlink()  # cut short by a fall of the system
            os.link(file, kept)

    def fetch(self, digest: str, file: Path, size: int) -> bool:
        """Give a job an upload of before; False when none of so many bytes is there."""
        kept = self.folder / digest
        try:
            found = kept.lstat()
            if not stat.S_ISREG(found.st_mode) or found.st_size != size:
                return False
            os.link(kept, file, follow_symlinks=False)
            os.utime(kept)
        except (OSError, NotImplementedError):
            return False
        return True

    def trim(self) -> None:
        """Drop what was not asked for the longest, beyond ROOM; what others put there stays."""
        room = ROOM
        ours = (path for path in self.folder.iterdir() if DIGEST.fullmatch(path.name))
        files = [(path.lstat(), path) for path in ours if path.is_file() and not path.is_symlink()]
        for state, path in sorted(files, key=lambda file: -file[0].st_mtime):
            room -= state.st_size
            if room < 0:
                path.unlink(missing_ok=True)
