# SPDX-License-Identifier: Apache-2.0
"""Cache of uploads by digest, which outlive their jobs, so that unchanged pictures are not sent again."""

from __future__ import annotations

import hashlib
import os
import re
import stat
from contextlib import suppress
from pathlib import Path
from typing import Any

ROOM = 2 << 30
"""Bytes of uploads that are kept, the most recently used."""

DIGEST = re.compile(r"[0-9a-f]{64}")


def digest_of(buffers: list[Any]) -> str:
    """SHA-256 of buffers, one after another."""
    hashed = hashlib.sha256()
    for buffer in buffers:
        hashed.update(buffer)
    return hashed.hexdigest()


class UploadCache:
    """A folder of uploads; a job's file and the cache's are hard links to one file."""

    def __init__(self, folder: Path) -> None:
        """Args: folder: on the file system of the jobs; made if missing."""
        self.folder = folder
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def keep(self, digest: str, file: Path) -> None:
        """Keep an upload beyond its job, where the file system has hard links."""
        kept = self.folder / digest
        with suppress(OSError):  # an upload that is not cached is sent again
            if kept.exists() and kept.lstat().st_size != file.stat().st_size:
                kept.unlink()  # truncated by a crash of the system
            os.link(file, kept)

    def fetch(self, digest: str, file: Path, size: int) -> bool:
        """Link a cached upload into a job; False when none of so many bytes is there."""
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
        """Delete the least recently used files beyond ROOM; files of others stay."""
        room = ROOM
        ours = (path for path in self.folder.iterdir() if DIGEST.fullmatch(path.name))
        files = [(path.lstat(), path) for path in ours if path.is_file() and not path.is_symlink()]
        for state, path in sorted(files, key=lambda file: -file[0].st_mtime):
            room -= state.st_size
            if room < 0:
                path.unlink(missing_ok=True)
