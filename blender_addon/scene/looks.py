# SPDX-License-Identifier: GPL-3.0-or-later
"""What a place of a drawing is painted with: materials, one over the other, and a colour to stand for them.

The engine knows colours. So each look of a shot gets a colour of its own on the wire: what it looks like if
no other look has that, else one nearby. What comes back is a look again: two materials of one colour stay
two, and a see-through shadow lies over its paint.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import count, product

import numpy as np

from .colours import RGBA, to_linear, to_srgb

APART = 10
"""Steps of a channel by which looks differ on the wire; the engine takes those within 6 for noise of one."""


@dataclass(frozen=True)
class Paint:
    """One fill: the material that alone gives its colour, or "", and that colour."""

    material: str
    colour: RGBA


Look = tuple[Paint, ...]
"""Paints from the lowest up; none is bare paper."""

PAPER: RGBA = (0, 0, 0, 0)


def over(below: Look, paint: Paint) -> Look:
    """A look with one more paint on it; an opaque one hides what is below."""
    return (paint,) if paint.colour[3] == 255 else (*below, paint)


def blended(look: Look) -> RGBA:
    """The colour that a look is seen in."""
    colour: np.ndarray = np.zeros(3)
    alpha = 0.0
    for paint in look:
        *rgb, a = to_linear(paint.colour)
        colour, alpha = np.array(rgb) * a + colour * (1 - a), a + alpha * (1 - a)
    if alpha <= 0:
        return PAPER
    r, g, b, a = to_srgb(np.array([*colour / alpha, alpha])).tolist()
    return (r, g, b, max(1, a))


class Looks:
    """The looks of a shot.

    Attributes:
        known: for a colour the material of the keys that alone gives it.
    """

    def __init__(self, known: dict[RGBA, str], exact: bool) -> None:
        """Args: known: as above; exact: what comes back are pictures, so looks of one colour are one."""
        self.known, self._exact = known, exact
        self._codes: dict[Look, RGBA] = {(): PAPER}
        self._looks: dict[RGBA, Look] = {PAPER: ()}

    def code(self, look: Look) -> RGBA:
        """The colour that stands for a look; the same as long as looks are asked for in the same order."""
        look = tuple(self._named(paint) for paint in look)
        if look not in self._codes:
            colour = blended(look)
            if not self._exact:
                colour = self._free(colour)
            self._codes[look] = colour
            self._looks.setdefault(colour, look)
        return self._codes[look]

    def look(self, code: RGBA) -> Look:
        """The look that a colour stands for; a colour of a picture or a sheet stands for itself."""
        if code[3] == 0:
            return ()
        return self._looks.get(code) or (self._named(Paint("", code)),)

    def note(self, paints: Iterable[Paint]) -> None:
        """Let single paints have their own colours before looks of several ask for one."""
        for paint in paints:
            if paint.colour[3]:
                self.code((paint,))

    def _named(self, paint: Paint) -> Paint:
        return paint if paint.material else Paint(self.known.get(paint.colour, ""), paint.colour)

    def _free(self, colour: RGBA) -> RGBA:
        """The colour, or the nearest that is well apart from all others in use."""
        used = np.array([code for code in self._looks if code[3]], np.int16).reshape(-1, 4)
        if not len(used) or np.abs(used - colour).max(1).min() >= APART:
            return colour
        steps = np.array(sorted(product(range(-1, 2), repeat=3), key=lambda step: sum(map(abs, step))))
        for ring in count(1):
            near = np.clip(np.array(colour[:3]) + steps * ring * APART, 0, 255)
            tried = np.c_[near, np.full(len(near), max(colour[3], 1))]
            apart = np.abs(tried[:, None] - used[None]).max(2).min(1) >= APART
            if apart.any():
                r, g, b, a = tried[apart][0].tolist()
                return (r, g, b, a)
        raise AssertionError("there are more colours than looks")
