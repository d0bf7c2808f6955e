# SPDX-License-Identifier: GPL-3.0-or-later
"""What must be said of line art before it is colored: too light to be seen, or drawn on opaque paper."""

from __future__ import annotations

from .planes import split

STEP = 4
"""Every fourth row is looked at."""

FAINT = 0.25
"""Ink that covers less than this of the paper is hardly seen."""

_ANY = b"\0" + b"\xff" * 255
_SEEN = bytes(int(255 * FAINT)) + b"\xff" * (256 - int(255 * FAINT))
_MARKED = b"\xff" * (256 - int(255 * FAINT)) + bytes(int(255 * FAINT))
_FULL = bytes(255) + b"\xff"
_NOT_WHITE = b"\xff" * 250 + bytes(6)
"""Paper is seldom quite white."""


def too_light(bgra: bytes, width: int) -> bool:
    """Whether something is drawn, but nothing dark or strong enough to be a line.

    Args:
        bgra: 8-bit pixels of a frame's line art.
        width: pixels across.
    """
    blue, green, red, alpha = split(_sparse(bgra, width))
    if not alpha.strip(b"\0"):
        return False
    marked = 0
    for plane in (blue, green, red):
        marked |= _number(plane.translate(_MARKED))
    if marked & _number(alpha.translate(_SEEN)):
        return False
    drawn = 0
    for plane in (blue, green, red):
        drawn |= _number(plane.translate(_NOT_WHITE))
    return bool(drawn & _number(alpha.translate(_ANY)))


def opaque(bgra: bytes, width: int) -> bool:
    """Whether all of a frame is opaque: what lies below it is not seen."""
    alpha = _sparse(bgra, width)[3::4]
    return alpha.translate(_FULL).count(255) == len(alpha)


def _number(plane: bytes) -> int:
    return int.from_bytes(plane, "little")


def _sparse(bgra: bytes, width: int) -> bytes:
    return b"".join(bgra[at : at + 4 * width] for at in range(0, len(bgra), 4 * width * STEP))
