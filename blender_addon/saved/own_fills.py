# SPDX-License-Identifier: GPL-3.0-or-later
"""Telling Shiage's own fills from those an artist drew or changed.

Each of its fills carries a seal, a checksum of its points and its look. A fill whose seal does not fit, or
that has none, is the artist's.
"""

from __future__ import annotations

import zlib
from typing import Any

import numpy as np

from ..scene.attributes import read_attribute
from ..scene.curves import Curves

SEAL, REGION, SURE = "shiage_seal", "shiage_region", "shiage_confidence"


def seals(
    points: np.ndarray, offsets: np.ndarray, materials: list[str], fill_colour: np.ndarray
) -> np.ndarray:
    """(m,) int32, never 0.

    Args:
        points: (n, 3) float32.
        offsets: (m + 1,).
        materials: name of each stroke's material; its number may change, its name says what it is.
        fill_colour: (m, 4) float32 vertex colours of the fills.
    """
    raw = np.ascontiguousarray(points, np.float32).view(np.uint8).reshape(len(points), -1)
    sums = [
        zlib.crc32(raw[a:b].tobytes() + name.encode() + colour.tobytes()) >> 1 or 1
        for a, b, name, colour in zip(offsets[:-1], offsets[1:], materials, fill_colour, strict=True)
    ]
    return np.array(sums, np.int32)


def is_own(drawing: Any, curves: Curves, names: list[str]) -> np.ndarray:
    """(m,) bool, which strokes of a drawing are Shiage's own and untouched.

    Args:
        drawing: of the result layer.
        curves: its strokes.
        names: materials of the object's slots.
    """
    kept = read_attribute(drawing, SEAL, curves.count, 0, np.int32)
    if not kept.any():
        return np.zeros(curves.count, bool)
    materials = [names[i] if 0 <= i < len(names) else "" for i in curves.material.tolist()]
    return kept == seals(curves.points, curves.offsets, materials, curves.fill_colour)
