# SPDX-License-Identifier: Apache-2.0
"""Which files make up a shot: pictures by frame number, model sheets by name, a film of line art."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from shiage.shot.shot import ShotError

PICTURES = (".png", ".tif", ".tiff", ".webp")
FILMS = (".mp4", ".gif")

_NUMBER = re.compile(r"(\d+)$")


@dataclass(frozen=True)
class SheetFiles:
    """A model sheet's coloured drawing and its line art, if that is a file of its own."""

    name: str
    cel: Path
    line: Path | None


@dataclass(frozen=True)
class ShotFiles:
    """Files of a shot.

    Attributes:
        lines: line art by frame number; empty when `film` holds it.
        film: .mp4 or .gif of the line art, its frames counted from 1, or None.
        keys: coloured frames by frame number.
        truth: the answers by frame number, where known.
        sheets: model sheets.
        keys_folder: where keys are looked for.
    """

    lines: dict[int, Path]
    film: Path | None
    keys: dict[int, Path]
    truth: dict[int, Path]
    sheets: list[SheetFiles]
    keys_folder: Path


def find_shot(path: Path, keys_folder: Path | None = None) -> ShotFiles:
    """List the files of a shot.

    Args:
        path: a folder with lines/NNNN.png (PNG, TIFF or WebP; any name that ends in the frame's number) or
            lines.mp4 or lines.gif, and keys/; or such a film itself, with keys/ beside it.
        keys_folder: folder of the keys when it is another one.

    Raises:
        ShotError: there is no line art, a file's name has no number, or two files have the same one.
    """
    if not path.exists():
        raise ShotError(f"{path}: there is no such folder or file")
    home = path if path.is_dir() else path.parent
    keys = keys_folder or home / "keys"
    if keys_folder is not None and not keys.is_dir():
        raise ShotError(f"{keys}: there is no such folder of keys")
    film = _film(path)
    lines = {} if film else numbered(home / "lines")
    if not lines and film is None:
        raise ShotError(_no_lines(path))
    return ShotFiles(
        lines=lines,
        film=film,
        keys=numbered(keys),
        truth=numbered(home / "truth") if path.is_dir() else {},
        sheets=_sheets(home / "sheets") if path.is_dir() else [],
        keys_folder=keys,
    )


def numbered(folder: Path) -> dict[int, Path]:
    """Pictures of a folder by the number at the end of their names, in order; empty without the folder.

    Raises:
        ShotError: a picture's name has no number at its end, or two have the same one.
    """
    found: dict[int, Path] = {}
    for file in _pictures(folder):
        match = _NUMBER.search(file.stem)
        if match is None:
            raise ShotError(f"{file}: the name has no frame number at its end (such as 0012.png)")
        number = int(match[1])
        if number in found:
            raise ShotError(f"{file}: frame {number} is there twice, see {found[number].name}")
        found[number] = file
    return dict(sorted(found.items()))


def choose_keys(words: str | Sequence[int] | None, there: Sequence[int], frames: Sequence[int]) -> list[int]:
    """Numbers of the keys that count.

    Args:
        words: "1,12", "first,last", a list of numbers, or None for every key there is.
        there: numbers of the keys that are there.
        frames: numbers of all frames.

    Raises:
        ShotError: a word is no number, or there is no such key.
    """
    if words is None:
        return sorted(there)
    if not isinstance(words, str):
        wanted = list(words)
    else:
        ends = {"first": min(frames), "last": max(frames)}
        wanted = []
        for word in (w.strip() for w in words.split(",") if w.strip()):
            if word not in ends and not word.isdecimal():
                raise ShotError(f"--keys {words}: '{word}' is neither a frame's number nor first or last")
            wanted.append(ends[word] if word in ends else int(word))
        if not wanted:
            raise ShotError("--keys names no key: give frame numbers such as 1,12 or first,last")
    for number in wanted:
        if number not in there:
            have = ", ".join(map(str, sorted(there))) or "none"
            raise ShotError(f"no key for frame {number}; the keys there are: {have}")
    return sorted(set(wanted))


def _pictures(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    files = sorted(f for f in folder.iterdir() if f.is_file() and not f.name.startswith("."))
    return [f for f in files if f.suffix.lower() in PICTURES]


def _film(path: Path) -> Path | None:
    if path.is_file():
        if path.suffix.lower() not in FILMS:
            raise ShotError(f"{path}: a shot is a folder, or a .mp4 or .gif of line art")
        return path
    films = [path / f"lines{suffix}" for suffix in FILMS if (path / f"lines{suffix}").is_file()]
    if len(films) > 1 or (films and (path / "lines").is_dir()):
        raise ShotError(f"{films[0]}: the line art is there twice; keep either the folder lines or one film")
    return films[0] if films else None


def _sheets(folder: Path) -> list[SheetFiles]:
    files = _pictures(folder)
    lines = {f.stem[: -len(".line")]: f for f in files if f.stem.endswith(".line")}
    cels = [f for f in files if not f.stem.endswith(".line")]
    for name, file in lines.items():
        if not any(f.stem == name for f in cels):
            raise ShotError(f"{file}: this model sheet has lines but no coloured drawing {name}.png")
    return [SheetFiles(f.stem, f, lines.get(f.stem)) for f in cels]


def _no_lines(path: Path) -> str:
    folder = path / "lines"
    if not folder.is_dir():
        return f"{path}: no line art; put the drawings into {folder} as 0001.png, 0002.png and so on"
    other = next((f.name for f in sorted(folder.iterdir()) if f.is_file()), None)
    if other is None:
        return f"{folder}: the folder is empty; put the line art there as 0001.png, 0002.png and so on"
    return f"{folder}: no PNG, TIFF or WebP picture among its files (such as {other})"
