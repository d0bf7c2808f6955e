# SPDX-License-Identifier: Apache-2.0
"""Which shots an episode has: those named, and those in the folders and lists that were named."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from shiage.cli.job import default_out
from shiage.cli.record import RECORD
from shiage.pipeline.exposure_sheet import SheetError
from shiage.pipeline.read_xdts import read_xdts
from shiage.shot.io.shot_folder import FILMS
from shiage.shot.types import ShotError

SHEET = ".xdts"
LIST = ".txt"


@dataclass(frozen=True)
class Episode:
    """What was found.

    Attributes:
        shots: in the order that they were named, those of a folder by name; each once.
        unread: folders that could not be looked into, each with why; what is in them is not known.
    """

    shots: list[Path]
    unread: dict[Path, str]

    def told(self) -> list[str]:
        """A line for each folder that could not be looked into."""
        return [f"{folder}: {words}; shots in it are left out" for folder, words in self.unread.items()]


def find_episode(given: Sequence[Path]) -> Episode:
    """Look for shots.

    Args:
        given: shots, exposure sheets, folders that hold such at any depth, and lists (.txt: one a line, from
            the list's folder on). What is not there stays, and fails by itself.

    Raises:
        ShotError: a folder holds no shot, or a list names none.
        OSError: a list cannot be read.
    """
    found: dict[Path, Path] = {}
    unread: dict[Path, str] = {}
    for path in given:
        shots = list(_shots_of(path.absolute(), unread))
        if not shots and not unread:
            raise ShotError(f"{path}: no shot is there; a shot is a folder with lines/ and keys/")
        for shot in shots:
            found.setdefault(shot.resolve(), shot)
    if not found:
        folder, words = next(iter(unread.items()))
        raise ShotError(f"{folder}: {words}; no shot is found")
    return Episode(list(found.values()), unread)


def choose(shots: Sequence[Path], words: str | None) -> list[Path]:
    """Some of the shots, by their place in the list.

    Args:
        shots: all.
        words: places from 1, such as 1-4,7; None takes all.

    Raises:
        ShotError: a word is no place, or none of these.
    """
    if words is None:
        return list(shots)
    chosen: dict[int, Path] = {}
    for word in words.split(","):
        first, _, last = word.strip().partition("-")
        if not (first.isdecimal() and (last or first).isdecimal()):
            raise ShotError(f"--only: '{word}' is no place in the list such as 3 or 1-4")
        begin, end = int(first), int(last or first)
        if not 1 <= begin <= end <= len(shots):
            raise ShotError(f"--only: there is no {word.strip()}; the list has 1 to {len(shots)}")
        chosen.update((place, shots[place - 1]) for place in range(begin, end + 1))
    return [chosen[place] for place in sorted(chosen)]


def result_folders(shots: Sequence[Path], out: Path | None) -> list[Path]:
    """Where each shot's results go.

    Args:
        shots: of the episode.
        out: a folder in which they lie as the shots do; None: `default_out`.

    Raises:
        ShotError: two shots would have one folder.
    """
    folders = [default_out(shot) for shot in shots]
    if out is not None:
        common = Path(os.path.commonpath([shot.parent for shot in shots]))
        named = [default_out(shot) if shot.is_file() else shot for shot in shots]
        folders = [out.absolute() / name.relative_to(common) for name in named]
    owners: dict[Path, Path] = {}
    for shot, folder in zip(shots, folders, strict=True):
        if owners.setdefault(folder, shot) != shot:
            raise ShotError(f"{owners[folder]} and {shot} would both be coloured into {folder}: rename one")
    return folders


def _shots_of(path: Path, unread: dict[Path, str]) -> Iterator[Path]:
    if path.is_dir():
        yield from _within(path, set(), unread)
    elif path.suffix.lower() == LIST and path.is_file():
        for line in path.read_text("utf-8-sig", "surrogateescape").splitlines():
            if line.strip() and not line.startswith("#"):
                named = path.parent / line.strip()
                yield from _within(named, set(), unread) if named.is_dir() else [named]
    else:
        yield path


def _within(folder: Path, seen: set[Path], unread: dict[Path, str]) -> Iterator[Path]:
    """Shots in a folder, or the folder itself; links are followed, in no circle."""
    try:
        here = _here(folder, seen)
    except OSError as error:
        unread[folder] = error.strerror or str(error)
        return
    yield from here.shots
    for place in here.folders:
        yield from _within(place, seen, unread)


@dataclass(frozen=True)
class _Place:
    """Shots that are seen from a folder, and folders within it that may hold more."""

    shots: list[Path]
    folders: list[Path]


def _here(folder: Path, seen: set[Path]) -> _Place:
    real = folder.resolve()
    if real in seen or _is_result(folder):
        return _Place([], [])
    seen.add(real)
    inside = sorted(folder.iterdir())
    if (folder / "lines").is_dir() or any((folder / f"lines{film}").is_file() for film in FILMS):
        return _Place([folder], [])
    sheets = [file for file in inside if file.suffix.lower() == SHEET and file.is_file()]
    columns = {column for sheet in sheets for column in _columns(sheet)}
    if any(_is_result(column) for column in columns):
        return _Place([], [])  # the sheet beside its results
    films = [file for file in inside if file.suffix.lower() in FILMS and file.is_file()]
    shots = [*sheets, *(films if (folder / "keys").is_dir() else [])]
    others = [place for place in inside if not place.name.startswith(".") and place not in columns]
    return _Place(shots, [place for place in others if place.is_dir()])


def _is_result(folder: Path) -> bool:
    return (folder / RECORD).is_file() and (folder / "frames").is_dir()


def _columns(sheet: Path) -> Iterator[Path]:
    """Folders that hang on a sheet; where it cannot be read, all beside it may."""
    try:
        columns = [column for table in read_xdts(sheet).tables for column in table.columns]
        yield from (sheet.parent / column.name for column in columns if column.name)
    except (SheetError, OSError):
        yield from (place for place in sheet.parent.iterdir() if place.is_dir())
