# SPDX-License-Identifier: Apache-2.0
"""The folder of a production: what lies where, and what its files hold."""

from __future__ import annotations

import os
import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from shiage.cel.beside import write_beside
from shiage.cel.outside import read_bounded
from shiage.cel.palette import Palette, read_palette
from shiage.production.settings import (
    FILE,
    ProductionError,
    ProductionSettings,
    read_settings,
    write_settings,
)
from shiage.shot.io.read_shot import read_sheet
from shiage.shot.io.shot_folder import SheetFiles
from shiage.shot.types import ModelSheet, Settings

MOST_BYTES = 1 << 30
"""Of a file of a production."""


@dataclass(frozen=True)
class Production:
    """A production on disk.

    Attributes:
        folder: where it lies; all it keeps lies in there, so that it can be moved.
        settings: what its `production.toml` says.
    """

    folder: Path
    settings: ProductionSettings

    @property
    def cuts(self) -> Path:
        """Finished shots, a folder each with lines/ and truth/."""
        return self.folder / "cuts"

    @property
    def models(self) -> Path:
        """Versions of tuned models."""
        return self.folder / "models"

    @property
    def corrections(self) -> Path:
        """What artists corrected."""
        return self.folder / "corrections"

    @property
    def memory(self) -> Path:
        """What is known of finished drawings; made anew where it is missing."""
        return self.folder / "memory"

    @cached_property
    def palette(self) -> Palette | None:
        """All swatches of its palette files, each colour once; None where there is no palette.

        A name that stands for two colours has its palette's name before it.

        Raises:
            ProductionError: a palette file is missing.
            PaletteError: one cannot be read.
        """
        rows = [
            (tuple(colour), name, file.stem)
            for file in self.palette_files()
            for colour, name in _swatches(read_palette(file))
        ]
        colours: dict[tuple[int, ...], tuple[str, str]] = {}
        for colour, name, stem in rows:
            colours.setdefault(colour, (name, stem))
        if not colours:
            return None
        shared = Counter(name for name, _ in colours.values())
        names = tuple(f"{stem}: {name}" if shared[name] > 1 else name for name, stem in colours.values())
        return Palette(np.array(list(colours), np.uint8), names)

    def palette_files(self) -> list[Path]:
        """The palette files, all of them there.

        Raises:
            ProductionError: one is missing.
        """
        return [self._file(name, "palette") for name in self.settings.palettes]

    def sheet_files(self) -> list[SheetFiles]:
        """The model sheets' files, all of them there.

        Raises:
            ProductionError: one is missing.
        """
        found = []
        for name in self.settings.sheets:
            cel = self._file(name, "model sheet")
            line = cel.with_name(f"{cel.stem}.line{cel.suffix}")
            found.append(SheetFiles(text_of(cel.stem), cel, line if line.is_file() else None))
        return found

    def sheets(self) -> list[ModelSheet]:
        """The model sheets, read.

        Raises:
            ProductionError: one is missing.
            ImageError, ShotError: one cannot be used; both name the file.
        """
        return [read_sheet(files, []) for files in self.sheet_files()]

    def shot_settings(self) -> Settings:
        """How its shots are coloured, unless it is said otherwise."""
        return Settings(gap=self.settings.gap, min_area=self.settings.min_area)

    def cut_names(self) -> list[str]:
        """Names of the finished cuts, in order; what an `add` has not finished is none.

        Raises:
            ProductionError: something among the cuts is no folder, or leads nowhere.
        """
        if not self.cuts.is_dir():
            return []
        with os.scandir(self.cuts) as entries:
            found = sorted((e for e in entries if not e.name.startswith(".")), key=lambda e: e.name)
        for entry in found:
            if not entry.is_dir():
                broken = entry.is_symlink() and not Path(entry.path).exists()
                what = "is a link that leads nowhere" if broken else "is no folder with lines/ and truth/"
                raise ProductionError(f"{entry.path} {what}: take it out of the cuts")
        return [entry.name for entry in found]

    def _file(self, name: str, what: str) -> Path:
        path = self.folder / name
        if not path.is_file():
            link = " (a link that leads nowhere)" if path.is_symlink() else ""
            raise ProductionError(
                f"{path}: {self.folder / FILE} names this {what}, but it is not there{link}; put it there or "
                "take its name out"
            )
        return path


def open_production(folder: Path) -> Production:
    """The production in a folder.

    Raises:
        ProductionError: there is none, or its `production.toml` cannot be used.
    """
    return Production(folder, read_settings(folder))


def new_production(
    folder: Path, settings: ProductionSettings, palettes: list[Path], sheets: list[Path]
) -> Production:
    """Make a production; palettes and model sheets are copied into its folder.

    Args:
        folder: a new or an empty folder.
        settings: its palettes and sheets are those that are copied.
        palettes: .gpl and .json files.
        sheets: coloured drawings; NAME.line.png beside one goes with it.

    Raises:
        ProductionError: the folder is in use, or two files have one name.
        PaletteError, ImageError, ShotError: a palette or sheet cannot be used.
        OSError: the folder cannot be written.
    """
    if folder.is_dir() and any(folder.iterdir()):
        what = "a production is" if (folder / FILE).exists() else "other files are"
        raise ProductionError(f"{folder}: {what} there already; give a new folder")
    for path in palettes:
        read_palette(path)
    lines = [(s, s.with_name(f"{s.stem}.line{s.suffix}")) for s in sheets]
    for cel, line in lines:
        read_sheet(SheetFiles(text_of(cel.stem), cel, line if line.is_file() else None), [])
    kept = {"palettes": palettes, "sheets": [f for pair in lines for f in pair if f in sheets or f.is_file()]}
    for where, files in kept.items():
        same = [name for name, count in Counter(f.name.casefold() for f in files).items() if count > 1]
        if same:
            raise ProductionError(f"{same[0]}: two files for {where}/ have this name; rename one of them")
    for part in (*kept, "cuts", "models", "corrections"):
        (folder / part).mkdir(parents=True, exist_ok=True)
    for where, files in kept.items():
        for file in files:
            copy_file(file, folder / where / file.name)
    own = ProductionSettings(
        settings.name,
        tuple(f"palettes/{file.name}" for file in palettes),
        tuple(f"sheets/{file.name}" for file in sheets),
        settings.base_model,
        settings.gap,
        settings.min_area,
    )
    write_settings(folder, own)
    return open_production(folder)


def copy_file(source: Path, target: Path) -> bytes:
    """Copy a regular file, or what a link leads to, beside its place and rename it; gives its content."""
    data = read_bounded(source, MOST_BYTES)
    write_beside(target, data)
    return data


def text_of(name: str) -> str:
    """A file's name as text that can be sent and compared; umlauts written in one way."""
    return unicodedata.normalize("NFC", name.encode("utf-8", "surrogateescape").decode("utf-8", "replace"))


def _swatches(palette: Palette) -> list[tuple[list[int], str]]:
    return list(zip(palette.colours.tolist(), palette.names, strict=True))
