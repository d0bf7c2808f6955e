# SPDX-License-Identifier: Apache-2.0
"""Cache of steps that outlive their jobs; a job's file and the cache's are hard links to one file."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from shiage.service.array_files import read_arrays, write_arrays
from shiage.service.upload_cache import DIGEST

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

ROOM = 1 << 30
"""Bytes of steps that are kept, the most recently used."""


class StepCache:
    """Steps by names of 64 hexadecimal digits. A step that cannot be cached or read is computed again."""

    def __init__(self, folder: Path) -> None:
        """Args: folder: on the file system of the jobs; made if missing."""
        self._folder = folder
        with suppress(OSError):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def keep(self, name: str, file: Path) -> None:
        """Keep a job's step, where the file system has hard links."""
        with suppress(OSError):
            os.link(file, self._folder / name)

    def take(self, name: str, file: Path) -> bool:
        """Link a cached step into a job; False when it is not there."""
        try:
            os.link(self._folder / name, file, follow_symlinks=False)
            os.utime(self._folder / name)
        except (OSError, NotImplementedError):
            return False
        return True

    def write(self, name: str, arrays: dict[str, NDArray[np.generic]]) -> None:
        """Keep arrays that belong to no job."""
        with suppress(OSError):
            write_arrays(self._folder / name, arrays)

    def read(self, name: str) -> dict[str, NDArray[np.generic]] | None:
        """Arrays that `write` kept, or None; damaged ones are forgotten."""
        try:
            arrays = read_arrays(self._folder / name)
            os.utime(self._folder / name)
            return arrays
        except ValueError:
            self.drop(name)
        except OSError:
            pass
        return None

    def drop_damaged(self, file: Path) -> None:
        """Forget a step whose file, which a job has too, turned out to be damaged."""
        with suppress(OSError):
            for kept in self._folder.iterdir():
                if DIGEST.fullmatch(kept.name) and kept.samefile(file):
                    self.drop(kept.name)

    def drop(self, name: str) -> None:
        """Forget a step."""
        with suppress(OSError):
            (self._folder / name).unlink()

    def trim(self) -> None:
        """Delete the least recently used steps beyond ROOM."""
        room = ROOM
        with suppress(OSError):
            named = (path for path in self._folder.iterdir() if DIGEST.fullmatch(path.name))
            files = [(path.lstat(), path) for path in named]
            for state, path in sorted(files, key=lambda file: -file[0].st_mtime):
                room -= state.st_size
                if room < 0:
                    path.unlink(missing_ok=True)
