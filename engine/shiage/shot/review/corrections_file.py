# SPDX-License-Identifier: Apache-2.0
"""The file of corrections: what artists said of regions, kept beside a shot; no run overwrites it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, cast

import numpy as np

from shiage.cel.arrays import RGBA
from shiage.cel.beside import write_beside
from shiage.cel.deepest import deepest
from shiage.cel.fill import fill_under_ink
from shiage.cel.outside import read_bounded
from shiage.shot.describe.regions import regions_of
from shiage.shot.notes import Note
from shiage.shot.review.region_mark import RegionMark, digest_of, find_again
from shiage.shot.types import Correction, Shot, ShotError

KIND = "shiage corrections 1"

Scope = Literal["region", "track", "shot"]

_MOST_BYTES = 1 << 28
_MOST_SIDE = 1 << 16


@dataclass(frozen=True)
class SavedCorrection:
    """What an artist said of a region.

    Attributes:
        frame: number of its frame.
        x, y: a pixel of it.
        colour: straight RGBA that it has.
        accepted: it had that colour already, and the artist confirmed it.
        scope: what it was said of: this region, its track, or all regions of its colour in the shot.
        note: what else the artist said.
        time: when, as the artist's machine had it.
        mark: what the region is known by when its drawing is retouched; None where the file has none.
    """

    frame: int
    x: int
    y: int
    colour: RGBA
    accepted: bool = False
    scope: Scope = "region"
    note: str = ""
    time: str = ""
    mark: RegionMark | None = None

    def as_dict(self) -> dict[str, Any]:
        """For a file."""
        said: dict[str, Any] = {"frame": self.frame, "x": self.x, "y": self.y, "colour": list(self.colour)}
        said |= {"accepted": self.accepted, "scope": self.scope, "note": self.note, "time": self.time}
        return said if self.mark is None else {**said, "mark": self.mark.as_dict()}


def corrections_path(shot: Path) -> Path:
    """Where a shot's corrections are kept: in its folder, or beside its film."""
    return shot.with_name(f"{shot.stem}_corrections.json") if shot.is_file() else shot / "corrections.json"


def read_corrections(path: Path) -> list[SavedCorrection]:
    """Read a file of corrections.

    Raises:
        ShotError: it cannot be read, or is none; the message names it and the correction.
    """
    try:
        said = json.loads(read_bounded(path, _MOST_BYTES).decode("utf-8-sig"))
    except OSError as error:
        raise ShotError(f"{path} cannot be read: {error.strerror or error}") from error
    except (ValueError, RecursionError):
        raise ShotError(
            f"{path} is no whole file of corrections: save it from the review page again"
        ) from None
    rows = said.get("corrections") if isinstance(said, dict) and said.get("kind") == KIND else None
    if not isinstance(rows, list):
        raise ShotError(f"{path} is no file of corrections: the review page saves them")
    found = []
    for i, row in enumerate(rows, 1):
        try:
            found.append(_correction(row))
        except (KeyError, TypeError, ValueError, OverflowError):
            raise ShotError(f"{path}: correction {i} is none: save the file from the page again") from None
    return found


def write_corrections(path: Path, corrections: Iterable[SavedCorrection], shot: Path | None = None) -> None:
    """Write a file of corrections, whole or not at all.

    Args:
        path: the file.
        corrections: what it holds.
        shot: where their shot is, for a file that does not lie beside it.

    Raises:
        OSError: the folder cannot be written.
    """
    said: dict[str, Any] = {"kind": KIND, "corrections": [one.as_dict() for one in corrections]}
    if shot is not None:
        said["shot"] = str(shot)
    write_beside(path, (json.dumps(said, indent=1) + "\n").encode())


def merged(before: Iterable[SavedCorrection], more: Iterable[SavedCorrection]) -> list[SavedCorrection]:
    """All corrections; of two of one region the later one holds."""
    held: dict[tuple[int, object], SavedCorrection] = {}
    for one in (*before, *more):
        region = (*one.mark.box, one.mark.shape) if one.mark is not None else (one.x, one.y)
        held.pop((one.frame, region), None)
        held[one.frame, region] = one
    return list(held.values())


def placed(corrections: Iterable[SavedCorrection], shot: Shot) -> tuple[list[Correction], list[Note]]:
    """Corrections at the regions that they are of, as a shot's drawings are now.

    Args:
        corrections: as they were saved.
        shot: whose.

    Returns:
        those whose region is there, and what is to be said of the others.
    """
    frames = {frame.number: frame for frame in shot.frames}
    by_frame: dict[int, list[SavedCorrection]] = {}
    for one in corrections:
        by_frame.setdefault(one.frame, []).append(one)
    found, notes = [], []
    for number, said in by_frame.items():
        if number not in frames:
            notes.append(Note(None, f"{_count(said)} of frame {number}, which the shot lacks: left out"))
            continue
        line = frames[number].line
        width, height = line.size
        same, labels, lost = digest_of(line), None, []
        for one in said:
            x, y = one.x, one.y
            if one.mark is not None and one.mark.drawing != same:
                if labels is None:
                    labels = np.asarray(fill_under_ink(regions_of(line, shot.settings)), np.int32)
                region = find_again(one.mark, line, labels)
                if not region:
                    lost.append(one)
                    continue
                x, y = deepest(labels == region)
            elif not (0 <= x < width and 0 <= y < height):
                lost.append(one)
                continue
            found.append(Correction(number, x, y, one.colour))
        if lost:
            notes.append(Note(number, f"{_count(lost)} of a region that is not found again: look at it anew"))
    return found, notes


def _count(said: list[SavedCorrection]) -> str:
    return "1 correction" if len(said) == 1 else f"{len(said)} corrections"


def _correction(row: Any) -> SavedCorrection:
    red, green, blue, alpha = (int(v) for v in row["colour"])
    whole = [row["frame"], row["x"], row["y"], *row["colour"]]
    if not all(type(v) is int for v in whole) or not all(0 <= v <= 255 for v in row["colour"]):
        raise ValueError("numbers are whole, colours 0 to 255")
    if not (0 <= row["x"] < _MOST_SIDE and 0 <= row["y"] < _MOST_SIDE):
        raise ValueError("outside of all frames")
    scope = row.get("scope", "region")
    if scope not in ("region", "track", "shot"):
        raise ValueError("no scope")
    return SavedCorrection(
        row["frame"],
        row["x"],
        row["y"],
        (red, green, blue, alpha) if alpha else (0, 0, 0, 0),
        bool(row.get("accepted", False)),
        cast(Scope, scope),
        str(row.get("note", "")),
        str(row.get("time", "")),
        RegionMark.of_dict(row["mark"]) if row.get("mark") else None,
    )
