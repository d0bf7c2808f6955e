# SPDX-License-Identifier: Apache-2.0
"""Files of a folder by the frames that their names speak of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

from shiage.shot.io.ambiguous_names import check_cels, check_letters, check_signs, check_versions
from shiage.shot.io.file_names import MOST_DIGITS, DrawingName, FrameName, read_name
from shiage.shot.io.frame_counter import Named, Numbered, Row, are_copies, choose_number, copy_number, is_copy
from shiage.shot.types import ShotError

MOST_NUMBER = 9_999_999
"""No number of a frame is larger where frames have whole numbers, as in the engine."""


def number_files(files: Sequence[Path], like: Numbered | None = None) -> Numbered:
    """Find the frame of each file.

    Args:
        files: pictures of one folder.
        like: the line art, when these are its keys or its truth: names are read as there.

    Raises:
        ShotError: a name has no frame number, or it can be read in several ways, or two files are one frame.
    """
    named = [(file, _read(file)) for file in files]
    copies = are_copies([name for _, name in named])
    frames: list[Row] = []
    groups: dict[str, list[Named]] = defaultdict(list)
    for file, name in named:
        if copies or is_copy(name, like):
            frames.append((file, name, copy_number(name)))
        else:
            groups[name.form].append((file, name))
    for group in groups.values():
        frames += choose_number(group, len(groups) == 1, like)
    check_cels(frames, like)
    if like is None:
        check_signs(frames)
        check_letters(frames)
    kept, older = _newest(frames)
    forms = frozenset((number.form, name.form) for _, name, number in frames)
    cels = frozenset(number.cel for _, _, number in frames if number.cel)
    return Numbered(dict(sorted(kept.items())), forms, cels, older)


def whole_numbers(frames: Iterable[FrameName]) -> dict[FrameName, int]:
    """A whole number for each frame, in their order: its own, moved on by the inbetweens before it.

    Gaps stay as wide as they are, for they say how far apart two drawings lie in time. Frames below 0 begin
    at 0; where a number is above MOST_NUMBER (a date), all are counted from 1.
    """
    ordered = sorted(frames)
    found: dict[FrameName, int] = {}
    before, moved = 0, 0
    for place, frame in enumerate(ordered):
        if place == 0:
            moved = max(0, frame.number)
        else:
            moved += max(1, frame.number - before)
        before, found[frame] = frame.number, moved
    if moved > MOST_NUMBER:
        return {frame: place for place, frame in enumerate(ordered, 1)}
    return found


def _read(file: Path) -> DrawingName:
    name = read_name(file.stem)
    if name is None:
        raise ShotError(f"{file}: a frame's number has at most {MOST_DIGITS} digits")
    return name


def _newest(frames: Sequence[Row]) -> tuple[dict[FrameName, Path], dict[FrameName, tuple[Path, ...]]]:
    """One file for each frame: of several versions the newest."""
    found: dict[FrameName, list[tuple[Path, DrawingName]]] = defaultdict(list)
    for file, name, number in frames:
        found[number.frame].append((file, name))
    kept, older = {}, {}
    for frame, files in found.items():
        if len(files) > 1:
            check_versions(frame, files)
            files.sort(key=lambda each: [number for _, number in each[1].versions])
            older[frame] = tuple(file for file, _ in files[:-1])
        kept[frame] = files[-1][0]
    return kept, older


def older_words(found: Numbered) -> list[str]:
    """Notes on versions that were left for newer ones."""
    return [
        f"{found.files[frame].name} in {found.files[frame].parent.name} is the newest version; "
        f"left out: {', '.join(file.name for file in files)}"
        for frame, files in sorted(found.older.items())
    ]
