# SPDX-License-Identifier: Apache-2.0
"""A colour of its own for each style that regions are painted with, near what the style looks like.

The engine knows swatches by their colour. Two styles of one colour stay two, so that changing either later
changes what was painted with it; the second stands in for itself by a colour that noise does not reach.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import product

from shiage.cel.noise import NOISE
from shiage.pipeline.toonz.styles import Colour, Style

_STEP = 2 * NOISE + 1
"""Apart in one channel, in levels."""

_UNKNOWN: Colour = (128, 128, 128, 255)
"""Where a style is no single colour."""


def stand_ins(styles: tuple[Style, ...], used: Iterable[int]) -> dict[int, Colour]:
    """A colour, none twice and none see-through, by index; 0 is no paint and has none.

    Args:
        styles: of the palette.
        used: indices of those that regions are painted with.
    """
    found: dict[int, Colour] = {}
    for index in sorted(set(used) - {0}):
        colour = styles[index].colour if index < len(styles) else None
        wanted = _UNKNOWN if colour is None or colour[3] == 0 else colour
        found[index] = next(near for near in _near(wanted) if _apart(near, found.values()))
    return found


def _near(colour: Colour) -> Iterator[Colour]:
    """The colour and others of its alpha, nearest first."""
    for ring in range(21):
        for shift in product(range(-ring, ring + 1), repeat=3):
            red, green, blue = (value + _STEP * by for value, by in zip(colour[:3], shift, strict=True))
            if max(map(abs, shift)) == ring and min(red, green, blue) >= 0 and max(red, green, blue) <= 255:
                yield red, green, blue, colour[3]


def _apart(colour: Colour, others: Iterable[Colour]) -> bool:
    return all(max(abs(a - b) for a, b in zip(colour, other, strict=True)) >= _STEP for other in others)
