# SPDX-License-Identifier: GPL-3.0-or-later
"""Which drawing a picture was painted for: the one under whose lines its borders lie."""

from __future__ import annotations

from ..document.pixels import split

STEP = 8
"""Every eighth row is looked at: borders are long."""

_DARK = b"\xff" * 128 + bytes(128)
_DENSE = bytes(128) + b"\xff" * 128
_ANY = b"\0" + b"\xff" * 255


def borders(paint: bytes, width: int) -> int:
    """Where colours of 8-bit BGRA pixels meet along a row: a whole number with 255 at each such pixel."""
    found = 0
    for plane in split(_sparse(paint, width)):
        value = int.from_bytes(plane, "little")
        differs = (value ^ (value >> 8)).to_bytes(len(plane), "little")
        found |= int.from_bytes(differs.translate(_ANY), "little")
    return found


def fit(edges: int, lines: bytes, width: int) -> float:
    """How much of some borders lies under the ink of a drawing, give or take a pixel, 0..1.

    Args:
        edges: what `borders` returns.
        lines: 8-bit BGRA pixels of the drawing.
        width: pixels across, the same for both.
    """
    blue, green, red, alpha = split(_sparse(lines, width))
    ink = 0
    for plane in (blue, green, red):
        ink |= int.from_bytes(plane.translate(_DARK), "little")
    ink &= int.from_bytes(alpha.translate(_DENSE), "little")
    ink |= (ink << 8) | (ink >> 8)
    size = len(alpha) + 1
    all_edges = edges.to_bytes(size, "little").count(255)
    return (edges & ink).to_bytes(size, "little").count(255) / all_edges if all_edges else 0.0


def _sparse(bgra: bytes, width: int) -> bytes:
    return b"".join(bgra[at : at + 4 * width] for at in range(0, len(bgra), 4 * width * STEP))
