# SPDX-License-Identifier: Apache-2.0
"""What speaks against reading the numbers of a folder's names as frames of one cel."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from shiage.shot.io.file_names import FrameName
from shiage.shot.io.frame_counter import Named, Numbered, Row
from shiage.shot.types import ShotError


def check_signs(frames: Sequence[Row]) -> None:
    """A minus before every number may be a dash."""
    below = [row for row in frames if row[2].frame.number < 0]
    if len(below) > 1 and len(below) == len(frames):
        file, _, number = below[0]
        raise ShotError(
            f"{file}: is this frame {number.frame} or frame {-number.frame.number}? All names have a minus "
            "before their number; rename them without it"
        )


def check_cels(frames: Sequence[Row], like: Numbered | None) -> None:
    """Drawings of several cels are several shots."""
    first: dict[str, Path] = {}
    for file, _, number in frames:
        if number.cel:
            first.setdefault(number.cel, file)
    if len(first) > 1:
        (one, a), (other, b) = list(first.items())[:2]
        raise ShotError(
            f"{a} is of cel {one.upper()} and {b} of cel {other.upper()}: "
            "give each cel a shot folder of its own"
        )
    if like is not None and like.cels and first and not like.cels & set(first):
        cel, file = next(iter(first.items()))
        ours = next(iter(like.cels))
        raise ShotError(f"{file} is of cel {cel.upper()}, but the line art is of cel {ours.upper()}")


def check_letters(frames: Sequence[Row]) -> None:
    """Letters after the numbers are inbetweens where some drawings have none; else they may be cels."""
    by_number: dict[int, dict[str, Path]] = defaultdict(dict)
    for file, _, number in frames:
        by_number[number.frame.number][number.frame.added] = file
    if any("" in letters for letters in by_number.values()):
        return
    for letters in by_number.values():
        if len(letters) > 1:
            (one, a), (other, b) = list(letters.items())[:2]
            raise ShotError(
                f"{a} and {b}: are {one} and {other} two cels or two drawings in a row? Give each cel a "
                "shot folder of its own, or number the drawings"
            )


def check_versions(frame: FrameName, files: Sequence[Named]) -> None:
    """Files of one frame must be versions of one name."""
    versions = {name.versions for _, name in files}
    tags = {tuple(tag for tag, _ in each) for each in versions if each}
    same = len({(name.core, name.copy) for _, name in files}) == 1
    ordered = len(tags) == 1 and all(len(t) == 1 for t in tags)
    if not (same and ordered and len(versions) == len(files)):
        first, second = sorted(file for file, _ in files)[:2]
        raise ShotError(f"{first} and {second} are both frame {frame}: take one of them out")
