# SPDX-License-Identifier: GPL-3.0-or-later
"""Scribbles of a shot: what the artist drew on the scribble layers, frame by frame."""

from __future__ import annotations

import numpy as np

from ..scene.keys import is_key
from ..scene.layers import Evaluated, layer_of
from ..scene.scribbles import scribbles_of
from .gathered import Gathered
from .plan import Plan


class ScribbleReader:
    """Reads the scribbles of a plan in time order."""

    def __init__(self, plan: Plan, found: Gathered) -> None:
        """Args: plan: the task; found: where scribbles are noted."""
        self._plan, self._found = plan, found

    def read(self, number: int, evaluated: Evaluated, home: np.ndarray) -> None:
        """Take in what stands exactly here; at the shot's start also what is held into it.

        What is scribbled while a drawing is held belongs to that drawing, beside what was before.

        Args:
            number: of the frame that the scene stands at.
            evaluated: what the objects show there.
            home: (4, 4) from the world to the result layer's coordinates.
        """
        for address in self._plan.scribbles:
            here = layer_of(address).get_frame_at(number)
            if here is None or not is_key(here):
                continue
            held = number == self._plan.start and here.frame_number in self._found.held
            if here.frame_number != number and not held:
                continue
            frame = self._found.shot_frame(number)
            scribbles = scribbles_of(evaluated.painted(address), home)
            if frame is None or not scribbles:
                (self._found.unlined_scribbles if frame is None else self._found.unseen_scribbles).add(number)
            else:
                self._found.scribbles.setdefault(frame, []).extend(scribbles)
