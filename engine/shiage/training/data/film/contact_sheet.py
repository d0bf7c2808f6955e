# SPDX-License-Identifier: Apache-2.0
"""A sheet of small pictures that shows at a glance what a data set holds."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from shiage.cel.field import distance_field
from shiage.cel.fill import ink_over
from shiage.cel.images import read_cel, read_line_art, write_png

_HEIGHT, _WIDTH = 120, 214
"""Size of one picture; frames are fitted into it."""

_CAPTION = 18
_MOST = 60
"""Shots on a sheet; of more, as many are taken at even steps."""

_FIELD = 24.0
"""Distance in pixels at which the shown distance field ends."""


def contact_sheet(shots: list[Path], file: Path) -> None:
    """Draw a row for each shot: first, middle and last frame; of the middle one lines, field and paint.

    Args:
        shots: folders with lines/ and truth/; at least one.
        file: the PNG to write.

    Raises:
        ImageError: a picture cannot be read, or the sheet not be written.
    """
    taken = [
        shots[i]
        for i in np.unique(np.linspace(0, len(shots) - 1, min(_MOST, len(shots))).round().astype(int))
    ]
    write_png(file, np.concatenate([_row(shot) for shot in taken]))


def _row(shot: Path) -> NDArray[np.uint8]:
    names = sorted(p.name for p in (shot / "lines").glob("*.png"))
    pictures = []
    for name in (names[0], names[len(names) // 2], names[-1]):
        line, cel = read_line_art(shot / "lines" / name), read_cel(shot / "truth" / name)
        pictures.append(_fitted(_on_white(ink_over(cel, line))))
        if name == names[len(names) // 2]:
            field = np.rint(255 * distance_field(line, _FIELD)).astype(np.uint8)
            shown = [np.repeat(grey[..., None], 3, 2) for grey in (~line.ink, field)]
            seen = [_fitted(np.asarray(picture, np.uint8)) for picture in (*shown, _on_white(cel))]
    caption = np.full((_CAPTION, 6 * _WIDTH, 3), 255, np.uint8)
    cv2.putText(
        caption, f"{shot.name}  {len(names)} frames", (4, 13), cv2.FONT_HERSHEY_SIMPLEX, 0.42, (0, 0, 0), 1
    )
    return np.concatenate([caption, np.concatenate([*pictures, *seen], 1)])


def _on_white(rgba: NDArray[np.uint8]) -> NDArray[np.uint8]:
    alpha = rgba[..., 3:].astype(np.float32) / 255
    return np.asarray(np.rint(rgba[..., :3] * alpha + 255 * (1 - alpha)), np.uint8)


def _fitted(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    height, width = picture.shape[:2]
    factor = min((_HEIGHT - 4) / height, (_WIDTH - 4) / width)
    small = cv2.resize(picture, (round(width * factor), round(height * factor)), interpolation=cv2.INTER_AREA)
    out = np.full((_HEIGHT, _WIDTH, 3), 225, np.uint8)
    top, left = (_HEIGHT - small.shape[0]) // 2, (_WIDTH - small.shape[1]) // 2
    out[top : top + small.shape[0], left : left + small.shape[1]] = small
    return out
