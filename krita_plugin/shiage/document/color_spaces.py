# SPDX-License-Identifier: GPL-3.0-or-later
"""Colour spaces: pixels brought from one into another by Krita's own colour management."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass

from krita import Document, Node

SRGB = "sRGB-elle-V2-srgbtrc.icc"
"""Krita's own sRGB, in which colours travel unless the layer has 8-bit RGBA already."""

Space = tuple[str, str, str]
"""Colour model, depth and profile, as Krita's scripting interface names them."""

SRGB8 = ("RGBA", "U8", SRGB)
"""What pictures are read in, unless they have 8-bit RGBA of another profile."""

_BAND = 1 << 18
"""Pixels that are converted at a time: about 20 ms, so that the interface stays alive."""

_LINEAR = ("linear", "g10", "scrgb")
"""What the names of profiles have in them that are of sRGB's colours, but not of its curve."""


@dataclass(frozen=True)
class Picture:
    """Pixels of any size in some colour space, rows from the top."""

    width: int
    height: int
    data: bytes
    space: Space


def own_space(drawn: Node | Document) -> Space:
    """The colour space of a layer or a document."""
    return drawn.colorModel(), drawn.colorDepth(), drawn.colorProfile()


def is_rgba8(space: Space) -> bool:
    """Whether pixels are 8-bit RGBA, of whatever profile: they are read as they are."""
    return space[:2] == SRGB8[:2]


def converted(document: Document, picture: Picture, there: Space) -> Generator[None, None, bytes]:
    """A picture's pixels in another colour space, a band of rows at a time.

    Profiles of sRGB by different makers are one: between them exact colours would go astray by a level.

    Args:
        document: any; it stays as it is.
        picture: what is to be brought there.
        there: the colour space.
    """
    here = picture.space
    if here == there or (here[:2] == there[:2] and _is_srgb(here[2]) and _is_srgb(there[2])):
        yield
        return picture.data
    row = len(picture.data) // picture.height
    rows = max(1, _BAND // picture.width)
    parts = []
    for top in range(0, picture.height, rows):
        count = min(rows, picture.height - top)
        place = (0, 0, picture.width, count)
        band = document.createNode("band", "paintlayer")  # it never gets into the document
        band.setColorSpace(*here)
        band.setPixelData(picture.data[top * row : (top + count) * row], *place)
        band.setColorSpace(*there)
        parts.append(bytes(band.pixelData(*place)))
        yield
    return b"".join(parts)


def _is_srgb(profile: str) -> bool:
    name = profile.casefold()
    return "srgb" in name and not any(word in name for word in _LINEAR)
