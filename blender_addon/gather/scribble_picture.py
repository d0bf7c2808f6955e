# SPDX-License-Identifier: GPL-3.0-or-later
"""A frame's scribbles as a picture without smoothed edges."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..scene.looks import Looks, Paint
from ..scene.scribbles import Scribble
from .gathered import Seen


def paint_scribbles(seen: Seen, scribbles: Sequence[Scribble], looks: Looks) -> np.ndarray:
    """(H, W, 4) uint8 RGBA, the later scribbles over those before; each in the colour of its look."""
    picture = np.zeros((seen.view.height, seen.view.width, 4), np.uint8)
    for scribble in scribbles:
        picture[scribble.covers(seen.view, seen.rows)] = looks.code((look_of(scribble),))
    return picture


def look_of(scribble: Scribble) -> Paint:
    """What the regions under a scribble are painted with: a blot's own material where that is opaque."""
    blot = scribble.blot
    return blot.paint if blot is not None and blot.colour[3] == 255 else Paint("", scribble.colour)
