# SPDX-License-Identifier: Apache-2.0
"""From films to a folder of shots with lines/ and truth/, as training and evaluation read it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from shiage.cel.beside import write_beside
from shiage.cel.images import MIN_SIDE, write_png
from shiage.shot.types import ShotError
from shiage.training.data.film.detect_cuts import FrameFeatures, frame_features
from shiage.training.data.film.extract_lines import Extractor, binarise, paint_under
from shiage.training.data.film.read_film import Film, frames_of, open_film
from shiage.training.data.film.select_shots import FoundShots, Span, find_shots

RECORD = "dataset.json"
"""Says how a data set is made and which shots its films hold; a later run goes on from it."""

_PARTS = ".parts"
"""Incomplete shots; two levels deep, so that none is mistaken for a shot."""

Progress = Callable[[str, int, int], None]
"""Told (what is done, frames done, frames in all or 0)."""


@dataclass(frozen=True)
class DatasetSettings:
    """How shots are made.

    Attributes:
        lines: name of the way lines are drawn, "network" or "xdog".
        side: longest side of a shot in pixels; smaller films keep their size.
    """

    lines: str = "network"
    side: int = 512


@dataclass(frozen=True)
class FilmRecord:
    """The record of a film; its size in bytes identifies it in a later run."""

    bytes: int
    fps: float
    found: FoundShots


class DatasetFolder:
    """A data set on disk, built film by film."""

    def __init__(self, folder: Path, settings: DatasetSettings) -> None:
        """Begin a data set or go on with one.

        Raises:
            ShotError: something else is in the folder, or it was made with other settings.
            OSError: it cannot be written.
        """
        self.folder, self.settings = folder, settings
        self.films = self._earlier()
        folder.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(folder / _PARTS, ignore_errors=True)

    def add(
        self, path: Path, extract: Extractor, progress: Progress = lambda what, done, total: None
    ) -> None:
        """Split a film into shots and write those that are not there yet.

        The film is read twice, frame by frame: once for its cuts, once for its shots.

        Args:
            path: the film.
            extract: draws the lines.
            progress: called after each frame.

        Raises:
            ImageError: the film cannot be read or is torn.
            ShotError: another film of that name is in the data set.
            OSError: a file cannot be written.
        """
        film = open_film(path)
        known = self.films.get(path.stem)
        if known is not None and known.bytes != path.stat().st_size:
            raise ShotError(f"{path}: the data set has another film of this name; rename it")
        if known is None:
            features = self._frame_features(film, progress)
            known = FilmRecord(path.stat().st_size, film.fps, find_shots(features))
            self.films[path.stem] = known
            self._write_record()
        missing = [span for span in known.found.kept if not self.shot_of(path.stem, span).is_dir()]
        if missing:
            self._write_shots(film, known, missing, extract, progress)

    def shot_of(self, film: str, span: Span) -> Path:
        """Folder of a shot; numbered by its first frame, from 1, so that names sort in the film's order."""
        return self.folder / f"{film}-{span.first + 1:06d}"

    def shots(self) -> list[Path]:
        """Folders of all shots, in order."""
        return [self.shot_of(name, span) for name, film in self.films.items() for span in film.found.kept]

    def _earlier(self) -> dict[str, FilmRecord]:
        file = self.folder / RECORD
        if not file.is_file():
            if self.folder.is_dir() and any(not f.name.startswith(".") for f in self.folder.iterdir()):
                raise ShotError(f"{self.folder}: something else is there; give another folder with -o")
            return {}
        record = json.loads(file.read_text("utf-8"))
        if record["settings"] != asdict(self.settings):
            raise ShotError(
                f"{self.folder}: made with other settings ({record['settings']}); give another folder with -o"
            )
        return {name: _film_record(**film) for name, film in record["films"].items()}

    def _write_record(self) -> None:
        record = {"settings": asdict(self.settings), "films": {n: asdict(f) for n, f in self.films.items()}}
        write_beside(self.folder / RECORD, (json.dumps(record, indent=1) + "\n").encode())

    def _frame_features(self, film: Film, progress: Progress) -> Iterator[FrameFeatures]:
        for number, frame in enumerate(frames_of(film)):
            yield frame_features(frame, number)
            progress(f"{film.path.name}: cuts", number + 1, film.frames)

    def _write_shots(
        self, film: Film, known: FilmRecord, missing: list[Span], extract: Extractor, progress: Progress
    ) -> None:
        waiting = list(missing)
        for number, frame in enumerate(frames_of(film)):
            progress(f"{film.path.name}: shots", number + 1, known.found.frames)
            if not waiting:
                return
            span = waiting[0]
            if number < span.first:
                continue
            part = self.folder / _PARTS / self.shot_of(film.path.stem, span).name
            write_frame(part, number - span.first + 1, shrink(frame, self.settings.side), extract)
            if number == span.last:
                self._finish(part, film, known, span)
                waiting.pop(0)

    def _finish(self, part: Path, film: Film, known: FilmRecord, span: Span) -> None:
        about = {
            "source": film.path.name,
            "first": span.first + 1,
            "frames": len(span),
            "windows": span.windows,
            "fps": known.fps,
            "drawn_ink": True,
            "lines": self.settings.lines,
        }
        write_beside(part / "shot.json", (json.dumps(about, indent=1) + "\n").encode())
        part.replace(self.shot_of(film.path.stem, span))


def write_frame(folder: Path, number: int, frame: NDArray[np.uint8], extract: Extractor) -> None:
    """Write a frame's line art, dark on white, and its paint without ink into lines/ and truth/.

    Raises:
        ImageError: a file cannot be written.
    """
    ink = binarise(extract(frame))
    for name, picture in (("lines", ~ink), ("truth", paint_under(frame, ink))):
        (folder / name).mkdir(parents=True, exist_ok=True)
        write_png(folder / name / f"{number:04d}.png", picture)


def shrink(frame: NDArray[np.uint8], side: int) -> NDArray[np.uint8]:
    """Scale a frame down to a longest side; a frame below the smallest size that is served is scaled up."""
    height, width = frame.shape[:2]
    factor = max(min(1.0, side / max(height, width)), MIN_SIDE / min(height, width))
    if factor == 1:
        return frame
    size = (round(width * factor), round(height * factor))
    scaled = cv2.resize(frame, size, interpolation=cv2.INTER_AREA if factor < 1 else cv2.INTER_LINEAR)
    return np.asarray(scaled, np.uint8)


def _film_record(bytes: int, fps: float, found: dict[str, object]) -> FilmRecord:
    shots = FoundShots(**found)  # type: ignore[arg-type]  # as asdict wrote it
    return FilmRecord(bytes, fps, replace(shots, kept=[Span(**span) for span in shots.kept]))  # type: ignore[arg-type]
