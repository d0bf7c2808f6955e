# SPDX-License-Identifier: GPL-3.0-or-later
"""Keys of a shot: what the artist painted on the color layers."""

from __future__ import annotations

import numpy as np

from ..scene.fill_shapes import FillShape
from ..scene.keys import is_key, key_numbers
from ..scene.layers import Address, Evaluated, frame_on, is_painted, layer_of
from ..scene.scribbles import scribbles_of
from .gathered import Gathered
from .key_paint import KeyPaint, key_paint
from .plan import SOFT, Plan


class KeyReader:
    """Reads the keys of a plan in time order."""

    def __init__(self, plan: Plan, found: Gathered) -> None:
        """Args: plan: the task; found: where keys are noted."""
        self._plan, self._found = plan, found
        self._keys: dict[int, dict[Address, KeyPaint]] = {}

    def read(self, number: int, evaluated: Evaluated, home: np.ndarray) -> None:
        """Fills that stand exactly here on the colour layers; at the shot's start also those held into it.

        Args:
            number: of the frame that the scene stands at.
            evaluated: what the objects show there.
            home: (4, 4) from the world to the result layer's coordinates.
        """
        frame = self._found.shot_frame(number)
        if frame is None:
            if any(_is_painted_key(address, number) for address in self._plan.colours):
                self._found.unlined.add(number)
            return
        for address in self._plan.colours:
            here = layer_of(address).get_frame_at(number)
            if here is None or not is_key(here):
                continue
            held = number == self._plan.start and here.frame_number in self._found.held
            if here.frame_number != number and not held:
                continue
            paint = key_paint(address, evaluated, home, self._plan.mode == SOFT)
            if paint.is_key:
                self._keys.setdefault(frame, {})[address] = paint
                continue
            bare = scribbles_of(evaluated.painted(address), home)
            if bare:
                self._found.bare.setdefault(frame, {}).setdefault(address[1], []).extend(bare)
            else:
                self._found.unfilled.add(number)
        if frame in self._keys:
            self._join(frame, self._keys[frame])

    def held_numbers(self, start: int) -> list[int]:
        """Numbers of keys and scribbles from before the shot that are still shown at its start."""
        layers = (*self._plan.colours, *self._plan.scribbles)
        shown = {layer_of(address).get_frame_at(start) for address in layers}
        return sorted(
            {f.frame_number for f in shown if f is not None and f.frame_number < start and is_key(f)}
        )

    def _join(self, frame: int, painted: dict[Address, KeyPaint]) -> None:
        """A key of what is painted on several layers, the lowest first."""
        coats = [painted[address] for address in self._plan.colours if address in painted]
        shapes = [shape for coat in coats for shape in coat.shapes]
        self._found.keys[frame], self._found.coats[frame] = shapes, coats
        for address, coat in painted.items():
            self._found.gradients |= coat.gradients
            self._found.textures |= coat.textures
            self._found.unfilled_layers |= {address[1]} if coat.has_bare_strokes else set()
        note_materials(self._found, shapes)


def note_materials(found: Gathered, shapes: list[FillShape]) -> None:
    """Remember which material gives the colour of a key's fills; the first one wins."""
    for shape in shapes:
        if shape.material:
            found.materials.setdefault(shape.colour, shape.material)


def _is_painted_key(address: Address, number: int) -> bool:
    here = frame_on(layer_of(address), number)
    return here is not None and is_key(here) and is_painted(here)


def painted_outside(plan: Plan) -> list[int]:
    """Frames outside the shot's range that would be keys or scribbled in it, in time order."""
    layers = (*plan.colours, *plan.scribbles)
    every = {number for address in layers for number in key_numbers(layer_of(address))}
    return sorted(number for number in every if not plan.start <= number <= plan.end)
