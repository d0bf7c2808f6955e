# SPDX-License-Identifier: Apache-2.0
"""Smears: what moves fast is drawn long, trailing along its path, as animators do instead of motion blur."""

from __future__ import annotations

from collections import Counter

import numpy as np

from shiage.drawing.curves import Points
from shiage.training.data.procedural.drawing import Drawing, Line, Shape

_FAST = 0.7
"""How far a form must have gone since the last drawing to be smeared, in its own radii."""

_MOST = 2.0
"""Longest trail in radii."""


class Smear:
    """Remembers where everything was in the last frame; call it with every frame of a figure in turn."""

    def __init__(self, strength: float) -> None:
        self._strength = strength
        self._last: dict[str, Points] = {}

    def __call__(self, drawing: Drawing) -> None:
        """Stretch what moved fast."""
        now: dict[str, Points] = {}
        shapes = [item for _, item in drawing.items if isinstance(item, Shape)]
        # parts sewn together share a name, and nobody can tell which of them went where
        names = Counter(shape.name for shape in shapes)
        for item in shapes:
            if names[item.name] > 1:
                continue
            middle = item.outline.mean(0)
            now[item.name] = middle
            if item.name in self._last:
                _stretch(item, middle, middle - self._last[item.name], self._strength)
        self._last = now


def _stretch(shape: Shape, middle: Points, gone: Points, strength: float) -> None:
    radius = float(np.sqrt(((shape.outline - middle) ** 2).sum(1).mean())) + 1e-6
    speed = float(np.hypot(*gone))
    if speed < _FAST * radius or shape.opens is not None:
        return
    trail = min(speed * strength, _MOST * radius)
    back = -gone / speed

    def pulled(curve: Points) -> Points:
        behind = np.maximum((curve - middle) @ back / radius, 0)
        return np.asarray(curve + back * (behind**1.5 * trail)[:, None], np.float32)

    shape.outline = pulled(shape.outline)
    for mark in shape.marks:
        if isinstance(mark, Line):
            mark.points = pulled(mark.points)
        else:
            mark.outline = pulled(mark.outline)
