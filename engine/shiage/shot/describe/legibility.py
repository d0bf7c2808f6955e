# SPDX-License-Identifier: Apache-2.0
"""Whether the lines of a shot were read right: where too much reads as line, colouring it is no use.

It happens where something dark lies under the lines: a deep underfill, a background, a photograph.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from shiage.cel.census import pack
from shiage.cel.lineart import LineArt
from shiage.shot.describe.crop import drawn_window
from shiage.shot.types import Shot, ShotError

_DARK = 80
"""A colour whose lightest channel is no lighter may be that of solid black ink."""

_FLAT = 16
"""Pixels with neighbours of the same colour from which a colour of a key counts."""

_SEEN = 0.25
"""Share of a colour beside the lines from which it can be seen."""

_MOST, _MUCH = 0.5, 0.2
"""Share of a key's paint, or of its colours if they are so much paint, that must not lie under lines."""

_GROUND = 0.6
"""Share of a coloured drawing that cannot be lines unless it is painted dark."""

_TIMES, _SOLID = 2.5, 0.6
"""A drawing with so many times more line than any coloured one, so much of it solid, was not read right."""

_SOLID_SHARE, _LEAST_SOLID = 80, 16
"""What is wider than one part in so many of the longer side, or than so many pixels, is solid and no line."""

_COLOURS = 3
"""Of fewer colours all may lie under the lines of a small drawing; where none is left, others say so."""

_ADVICE = (
    "does something dark lie under its lines? Save the lines alone, on transparency, on white or on paper of "
    "one light tone"
)


def check_legible(shot: Shot) -> None:
    """Refuse a shot in whose drawings too much reads as line.

    Args:
        shot: without blank drawings.

    Raises:
        ShotError: most of a key's colours lie under what reads as lines, or a frame has far more of these
            than the coloured drawings have.
    """
    lines = {f.number: f.line for f in shot.frames}
    for key in shot.keys:
        if words := _hidden(key.cel, lines[key.number]):
            raise ShotError(f"frame {key.number}: {words}; {_ADVICE}")
    for sheet in shot.sheets:
        if words := _hidden(sheet.cel, sheet.line):
            raise ShotError(f"model sheet {sheet.name}: {words}; {_ADVICE}")
    numbers = [k.number for k in shot.keys] + [s.number for s in shot.scribbles]
    known = [lines[number] for number in numbers] + [s.line for s in shot.sheets]
    usual = max(_share(line)[0] for line in known)
    for frame in shot.frames:
        share, solid = _share(frame.line)
        if share > _TIMES * usual and solid > _SOLID:
            raise ShotError(
                f"frame {frame.number}: {100 * share:.0f} % of its drawing reads as line, of the coloured "
                f"ones at most {100 * usual:.0f} %; {_ADVICE}"
            )


def _hidden(cel: NDArray[np.uint8], line: LineArt) -> str:
    """What to say where most of a coloured drawing's paint lies under its lines, else nothing."""
    colours = pack(cel)
    rim = np.concatenate([colours[[0, -1]].ravel(), colours[:, [0, -1]].ravel()])
    values, counts = np.unique(rim, return_counts=True)
    figure = (colours != values[counts.argmax()]) & (cel[..., 3] > 0) & (cel[..., :3].max(2) > _DARK)
    for axis in (0, 1):
        for step in (1, -1):
            figure &= colours == np.roll(colours, step, axis)
    paint, index = np.unique(colours[figure], return_inverse=True)
    all_of = np.bincount(index, minlength=len(paint))
    seen = np.bincount(index, ~line.barrier()[figure], len(paint))
    counted = all_of >= _FLAT
    gone = counted & (seen < _SEEN * all_of)
    share = all_of[gone].sum() / max(1, all_of[counted].sum())
    covered = line.barrier() & ((cel[..., 3] == 0) | (cel[..., :3].max(2) > _DARK))
    if covered.mean() > _GROUND:
        return f"{100 * covered.mean():.0f} % of it reads as ink where no dark colour is painted"
    few = 2 * gone.sum() > counted.sum() and share > _MUCH
    if counted.sum() < _COLOURS or (share <= _MOST and not few):
        return ""
    return (
        f"{gone.sum()} of the {counted.sum()} colours it is painted with lie where its line art reads as ink"
    )


def _share(line: LineArt) -> tuple[float, float]:
    """Share of what is drawn on that reads as line, and how much of it is solid."""
    barrier = line.barrier().view(np.uint8)
    side = max(_LEAST_SOLID, max(barrier.shape) // _SOLID_SHARE)
    solid = cv2.morphologyEx(barrier, cv2.MORPH_OPEN, np.ones((side, side), np.uint8))
    window, area = drawn_window([line]), int(np.count_nonzero(barrier))
    return area / (window.width * window.height), np.count_nonzero(solid) / max(1, area)
