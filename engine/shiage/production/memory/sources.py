# SPDX-License-Identifier: Apache-2.0
"""Where remembered drawings come from: the cuts of a production, and its model sheets."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from shiage.cel.images import read_cel
from shiage.cel.outside import read_bounded
from shiage.production.folder import MOST_BYTES, Production
from shiage.shot.io.read_shot import read_frame, read_sheet
from shiage.shot.io.shot_folder import FILMS, SheetFiles, ShotFiles, find_shot
from shiage.shot.types import ModelSheet

MOST_DRAWINGS = 16
"""Of a longer cut so many drawings are remembered, evenly spread: neighbours in time show the same."""


@dataclass(frozen=True, eq=False)
class Drawn:
    """A coloured drawing on disk.

    Attributes:
        name: what it is called in words.
        files: its line art (where that is a file of its own) and its paint.
        read: gives it.
    """

    name: str
    files: tuple[Path, ...]
    read: Callable[[], ModelSheet]

    def digest(self) -> str:
        """Of all that its files hold."""
        said = hashlib.sha256()
        for file in self.files:
            said.update(hashlib.sha256(read_bounded(file, MOST_BYTES)).digest())
        return said.hexdigest()


@dataclass(frozen=True)
class Source:
    """A cut or a model sheet.

    Attributes:
        name: of the file in memory/ that keeps what is known of it.
        folder: of the cut; None for a model sheet.
        sheet: files of the model sheet; None for a cut.
    """

    name: str
    folder: Path | None = None
    sheet: SheetFiles | None = None

    def state(self) -> str:
        """What changes when its files do, known without reading them."""
        said = hashlib.sha256()
        for file in sorted(self._files()):
            there = file.stat()
            said.update(f"{file.name} {there.st_size} {there.st_mtime_ns}\n".encode("utf-8", "surrogatepass"))
        return said.hexdigest()

    def drawings(self) -> list[Drawn]:
        """Its coloured drawings, at most MOST_DRAWINGS of them.

        Raises:
            ShotError: names of its files can no longer be read.
        """
        if self.sheet is not None:
            sheet = self.sheet
            files = tuple(file for file in (sheet.line, sheet.cel) if file is not None)
            return [Drawn(sheet.name, files, lambda: read_sheet(sheet, []))]
        assert self.folder is not None
        found = find_shot(self.folder)
        numbers = sorted(found.truth if found.film else set(found.truth) & set(found.lines))
        if not numbers:
            return []
        kept = np.unique(np.linspace(0, len(numbers) - 1, MOST_DRAWINGS).round().astype(int))
        return [_drawn(self.folder.name, found, numbers[i]) for i in kept]

    def _files(self) -> Iterator[Path]:
        if self.sheet is not None:
            yield from (file for file in (self.sheet.line, self.sheet.cel) if file is not None)
            return
        assert self.folder is not None
        for part in ("lines", "truth"):
            if (self.folder / part).is_dir():
                with os.scandir(self.folder / part) as entries:
                    yield from (Path(e.path) for e in entries if not e.name.startswith(".") and e.is_file())
        yield from (f for f in (self.folder / f"lines{film}" for film in FILMS) if f.is_file())


def sources_of(production: Production) -> list[Source]:
    """All cuts and model sheets of a production.

    Raises:
        ProductionError: one is no folder, or is not there.
    """
    cuts = [Source(f"cut-{name}", production.cuts / name) for name in production.cut_names()]
    sheets = [Source(f"sheet-{files.cel.name}", sheet=files) for files in production.sheet_files()]
    return [*cuts, *sheets]


def _drawn(cut: str, files: ShotFiles, number: int) -> Drawn:
    name = f"{cut} {files.called.get(number, number)}"
    truth = files.truth[number]
    line = files.film or files.lines[number]

    def read() -> ModelSheet:
        return ModelSheet(name, read_frame(files, number).line, read_cel(truth))

    return Drawn(name, (line, truth), read)
