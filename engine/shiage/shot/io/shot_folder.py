# SPDX-License-Identifier: Apache-2.0
"""Which files make up a shot: pictures by frame number, model sheets by name, a film of line art."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from unicodedata import normalize

from shiage.shot.io.file_names import MOST_DIGITS, FrameName
from shiage.shot.io.frame_counter import Numbered
from shiage.shot.io.frame_numbers import MOST_NUMBER, number_files, older_words, whole_numbers
from shiage.shot.io.picture_files import PICTURE_KINDS, check_left_out, pictures
from shiage.shot.types import ShotError

FILMS = (".mp4", ".gif")

_KEY_WORD = re.compile(rf"(-?\d{{1,{MOST_DIGITS}}})([a-z]|'{{1,2}})?")


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
        scribbles: pictures of strokes by frame number.
        truth: the answers by frame number, where known.
        sheets: model sheets.
        keys_folder: where keys are looked for.
        called: what frames are called, by number: 1a where a drawing was added after frame 1.
        notes: what was decided in reading the names.
        line_layer: the layer of PSD drawings that holds their lines; "" where the whole picture does.
    """

    lines: dict[int, Path]
    film: Path | None
    keys: dict[int, Path]
    scribbles: dict[int, Path]
    truth: dict[int, Path]
    sheets: list[SheetFiles]
    keys_folder: Path
    called: dict[int, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    line_layer: str = ""


def find_shot(path: Path, keys_folder: Path | None = None) -> ShotFiles:
    """List the files of a shot.

    Frames are known by the number in their names that counts, see `frame_counter`. With no inbetween added,
    that is the frame's number here too.

    Args:
        path: a folder with lines/NNNN.png (or another picture) or lines.mp4 or lines.gif, and keys/ or
            scribbles/ or both; or such a film itself, with keys/ beside it.
        keys_folder: folder of the keys when it is another one.

    Raises:
        ShotError: there is no line art, a file's name has no number or can be read in several ways, or two
            files are one frame.
    """
    if not path.exists():
        raise ShotError(f"{path}: there is no such folder or file")
    home = path if path.is_dir() else path.parent
    keys = keys_folder or home / "keys"
    if keys_folder is not None and not keys.is_dir():
        raise ShotError(f"{keys}: there is no such folder of keys")
    film = _film(path)
    lines = number_files([]) if film else _numbered(home / "lines")
    if not lines.files and not film:
        raise ShotError(_no_lines(path))
    like = None if film else lines
    coloured = _numbered(keys, like)
    truth = _numbered(home / "truth" if path.is_dir() else home / "no truth of a film", like)
    scribbles = _numbered(home / "scribbles" if path.is_dir() else home / "no scribbles of a film", like)
    numbers = _numbers(lines, (coloured, scribbles, truth))
    return ShotFiles(
        lines={numbers[frame]: file for frame, file in lines.files.items()},
        film=film,
        keys={numbers[frame]: file for frame, file in coloured.files.items()},
        scribbles={numbers[frame]: file for frame, file in scribbles.files.items()},
        truth={numbers[frame]: file for frame, file in truth.files.items()},
        sheets=sheet_files(home / "sheets") if path.is_dir() else [],
        keys_folder=keys,
        called={number: str(frame) for frame, number in reversed(numbers.items())},
        notes=tuple(words for each in (lines, coloured, scribbles) for words in older_words(each)),
    )


def numbered(folder: Path) -> dict[int, Path]:
    """Pictures of a folder by their frames' whole numbers, in order; empty without the folder.

    Raises:
        ShotError: a name has no number or can be read in several ways, or two files are one frame.
    """
    found = number_files(pictures(folder)).files
    numbers = whole_numbers(found)
    return {numbers[frame]: file for frame, file in found.items()}


def choose_keys(
    words: str | Sequence[int] | None,
    there: Sequence[int],
    frames: Sequence[int],
    called: Mapping[int, str] | None = None,
) -> list[int]:
    """Numbers of the keys that count.

    Args:
        words: "1,12", "1a", "first,last", a list of numbers, or None for every key there is.
        there: numbers of the keys that are there.
        frames: numbers of all frames.
        called: what frames are called, by number, where that is not the number itself.

    Raises:
        ShotError: a word is no number, or there is no such key.
    """
    if words is None:
        return sorted(there)
    names = {number: str(number) for number in there} | dict(called or {})
    if isinstance(words, str):
        chosen = [_key_word(word.strip(), words, frames, names) for word in words.split(",") if word.strip()]
        if not chosen:
            raise ShotError("--keys names no key: give frame numbers such as 1,12 or first,last")
    else:
        chosen = [(number, names.get(number, str(number))) for number in words]
    for number, name in chosen:
        if number not in there:
            raise ShotError(f"no key for frame {name}; the keys there are: {_listed(there, names)}")
    return sorted({number for number, _ in chosen if number is not None})


def _key_word(
    word: str, words: str, frames: Sequence[int], names: Mapping[int, str]
) -> tuple[int | None, str]:
    """The frame that a word of --keys names, None when there is none, and what it is called."""
    ends = {"first": min(frames), "last": max(frames)}
    if word in ends:
        return ends[word], names.get(ends[word], str(ends[word]))
    found = _KEY_WORD.fullmatch(word.lower())
    if found is None:
        shown = word if len(word) <= 40 else f"{word[:40]}..."
        raise ShotError(f"--keys: '{shown}' is neither a frame's number nor first or last")
    name = f"{int(found[1])}{found[2] or ''}"
    return next((number for number, called in names.items() if called == name), None), name


def _numbered(folder: Path, like: Numbered | None = None) -> Numbered:
    found = number_files(pictures(folder), like)
    check_left_out(folder, found.files)
    return found


def _numbers(lines: Numbered, others: Sequence[Numbered]) -> dict[FrameName, int]:
    """A whole number for each frame, and for what is coloured without line art."""
    numbers = whole_numbers(lines.files)
    plain = all(frame.number == number for frame, number in numbers.items())
    alone: dict[int, list[FrameName]] = {}
    for frame in lines.files:
        alone.setdefault(frame.number, []).append(frame)
    for frame in sorted({frame for each in others for frame in each.files} - set(numbers)):
        same = alone.get(frame.number, [])
        if not frame.added and len(same) == 1:
            numbers[frame] = numbers[same[0]]  # 3 and 3k are one drawing, if there is no other 3
        elif plain and not frame.added:
            numbers[frame] = frame.number
        else:
            numbers[frame] = 1 + max((MOST_NUMBER, *numbers.values()))
    return numbers


def _listed(there: Sequence[int], names: Mapping[int, str]) -> str:
    named = [names[number] for number in sorted(there)]
    return ", ".join(named[:12]) + (" ..." if len(named) > 12 else "") if named else "none"


def _film(path: Path) -> Path | None:
    if path.is_file():
        if path.suffix.lower() not in FILMS:
            raise ShotError(f"{path}: a shot is a folder, or a .mp4 or .gif of line art")
        return path
    films = [path / f"lines{suffix}" for suffix in FILMS if (path / f"lines{suffix}").is_file()]
    if len(films) > 1 or (films and (path / "lines").is_dir()):
        raise ShotError(f"{films[0]}: the line art is there twice; keep either the folder lines or one film")
    return films[0] if films else None


def sheet_files(folder: Path) -> list[SheetFiles]:
    """Model sheets of a folder; none without it.

    Raises:
        ShotError: two are one model sheet, or one is line art alone.
    """
    files = pictures(folder)
    lines = {_stem(f)[: -len(".line")]: f for f in files if f.stem.endswith(".line")}
    cels = [f for f in files if not f.stem.endswith(".line")]
    for before, file in pairwise(cels):
        if _stem(before) == _stem(file):
            raise ShotError(
                f"{before} and {file.name} are both model sheet {file.stem}: take one of them out"
            )
    for name, file in lines.items():
        if not any(_stem(f) == name for f in cels):
            raise ShotError(f"{file}: this model sheet has lines but no coloured drawing {name}.png")
    return [SheetFiles(_stem(f), f, lines.get(_stem(f))) for f in cels]


def _stem(file: Path) -> str:
    """A name without its ending as text that can be sent; umlauts written in one way."""
    return normalize("NFC", file.stem.encode("utf-8", "surrogateescape").decode("utf-8", "replace"))


def _no_lines(path: Path) -> str:
    folder = path / "lines"
    if not folder.is_dir():
        return f"{path}: no line art; put the drawings into {folder} as 0001.png, 0002.png and so on"
    other = next(
        (f.name for f in sorted(folder.iterdir()) if f.is_file() and not f.name.startswith(".")), None
    )
    if other is None:
        inside = next((f.name for f in sorted(folder.iterdir()) if f.is_dir()), None)
        within = f" (the drawings of one cel out of {inside}, if they are there)" if inside else ""
        return (
            f"{folder}: no drawing is there; put the line art there as 0001.png, 0002.png and so on{within}"
        )
    return f"{folder}: no {PICTURE_KINDS} picture among its files (such as {other})"
