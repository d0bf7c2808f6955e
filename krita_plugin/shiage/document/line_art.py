# SPDX-License-Identifier: GPL-3.0-or-later
"""Line art as it was read: too light to be seen, drawn on opaque paper, with trace lines or without."""

from __future__ import annotations

from .pixels import Planes, split

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


def untraced(planes: Planes, paper: bool) -> Planes:
    """Line art without its trace lines, told from ink as the engine tells them.

    Args:
        planes: of 8-bit BGRA pixels.
        paper: they lie on opaque paper, and leave white behind; else nothing.
    """
    blue, green, red, alpha = planes
    size = len(alpha)
    hued = dark = 0
    for one, other in ((blue, green), (green, red), (blue, red)):
        # two values of 16 steps each in one byte, so that one table tells how they compare
        pair = (_number(one) & _repeated(0xF0, size)) | ((_number(other) >> 4) & _repeated(0x0F, size))
        both = pair.to_bytes(size, "little")
        hued |= _number(both.translate(_HUED))
        dark |= _number(both.translate(_DARK_PAIR))
    seen = _number(alpha.translate(bytes(64) + b"\xff" * 192))
    ink = ((dark & ~hued) & seen).to_bytes(size, "little").count(255)
    if ink * _STRAY < (hued & seen).to_bytes(size, "little").count(255):
        return planes  # no black ink: the coloured lines are the ink
    if paper:
        blue, green, red = ((_number(p) | hued).to_bytes(size, "little") for p in (blue, green, red))
        return blue, green, red, alpha
    return blue, green, red, (_number(alpha) & ~hued).to_bytes(size, "little")


_STRAY = 50
"""One part in so many: with less black ink than this beside them, coloured lines are no trace lines."""


def _compared(value: int) -> tuple[int, int]:
    """Of two values in one byte, how far they are apart, and how dark the lighter one is."""
    one, other = 16 * (value >> 4) + 8, 16 * (value & 15) + 8
    return abs(one - other), 255 - max(one, other)


_HUED = bytes(255 if apart > 40 and apart > 1.1 * dark else 0 for apart, dark in map(_compared, range(256)))
_DARK_PAIR = bytes(255 if dark > 100 else 0 for _, dark in map(_compared, range(256)))


def _number(plane: bytes) -> int:
    return int.from_bytes(plane, "little")


def _sparse(bgra: bytes, width: int) -> bytes:
    return b"".join(bgra[at : at + 4 * width] for at in range(0, len(bgra), 4 * width * STEP))


def _repeated(value: int, size: int) -> int:
    return _number(bytes([value]) * size)
