# SPDX-License-Identifier: Apache-2.0
"""A film to tune on: finished cuts of a few characters, and other shots of them that are scored.

Cuts and scored shots show the same characters in other motion, places, sizes and pens.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from shiage.production.finished_shot import write_finished
from shiage.training.config import SourceConfig, TrainingError
from shiage.training.data.clip import Clip
from shiage.training.data.sources import open_sources
from shiage.training.paper.scored_shots import evenly

CHARACTERS = 4
"""Files of a folder that a film shows."""

CUT, WHOLE = 8, 16
"""Drawings of a cut, as the paper's sequences have (section 4.2), and of a scored shot."""

SIDE = 512

CUTS_SEED, SHOTS_SEED = 4, 1_004

_FILES = (".glb", ".json")

_LEAST = 0.03
"""Share of a drawing that is painted: clips drawn from far away teach little."""


@dataclass(frozen=True)
class Film:
    """Where a film's characters are.

    Attributes:
        kind: a name of `sources.KINDS`.
        folder: of files.
    """

    kind: str
    folder: Path

    @staticmethod
    def named(text: str) -> Film:
        """From "KIND:FOLDER".

        Raises:
            TrainingError: it is no such text, or the folder is not there.
        """
        kind, colon, folder = text.partition(":")
        if not colon or not Path(folder).is_dir():
            raise TrainingError(f"{text!r}: a film is KIND:FOLDER, such as gltf:models")
        return Film(kind, Path(folder))

    @property
    def name(self) -> str:
        """For people and folders."""
        return f"{self.kind}-{self.folder.name}"


def draw_cuts(film: Film, out: Path, count: int) -> list[Path]:
    """Finished cuts, as many as are asked for; those that are there already stay.

    Raises:
        TrainingError: the film's files cannot be used.
        OSError: the folder cannot be written.
    """
    return _draw(film, out / "cuts", count, CUT, CUTS_SEED)


def draw_scored(film: Film, out: Path, count: int) -> list[Path]:
    """Shots to be scored; see `draw_cuts`."""
    return _draw(film, out / "shots", count, WHOLE, SHOTS_SEED)


def _draw(film: Film, out: Path, count: int, frames: int, seed: int) -> list[Path]:
    places = [out / f"{n + 1:03d}" for n in range(count)]
    if all(place.is_dir() for place in places):
        return places
    characters = _characters(film, out.parent / "characters")
    source = open_sources([SourceConfig(film.kind, path=str(characters))])
    for number, place in enumerate(places):
        if not place.is_dir():
            tries = (
                source.clip(np.random.default_rng((seed, number, again)), frames, SIDE) for again in range(20)
            )
            _write(next((clip for clip in tries if _shows(clip)), None), place)
    return places


def _characters(film: Film, folder: Path) -> Path:
    """A folder with a few of the film's files; all of Synfig's, which link what lies beside them."""
    if film.kind == "synfig":
        return film.folder
    if not folder.is_dir():
        files = sorted(f for f in film.folder.iterdir() if f.suffix in _FILES)
        half = folder.with_name(folder.name + ".part")
        shutil.rmtree(half, ignore_errors=True)
        half.mkdir(parents=True)
        for i in evenly(len(files), CHARACTERS) if files else ():
            shutil.copy(files[i], half)
        half.rename(folder)
    return folder


def _shows(clip: Clip) -> bool:
    """Whether every drawing shows something."""
    return bool(((clip.cels[..., 3] > 0).mean((1, 2)) > _LEAST).all())


def _write(clip: Clip | None, place: Path) -> None:
    """A finished shot on disk, whole or not at all."""
    if clip is None:
        raise TrainingError(f"{place.parent}: the film's drawings are empty")
    half = place.with_name(place.name + ".part")
    shutil.rmtree(half, ignore_errors=True)
    drawn = zip(range(1, len(clip.lines) + 1), 255 - clip.lines, clip.cels, strict=True)
    write_finished(half, drawn).rename(place)
