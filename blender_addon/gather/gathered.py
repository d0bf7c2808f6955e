# SPDX-License-Identifier: GPL-3.0-or-later
"""What was seen of a shot: lines of frames, fills of keys, what the artist changed."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from ..scene.camera import View, project
from ..scene.drawing_plane import Plane
from ..scene.fill_shapes import FillShape
from ..scene.looks import Look
from ..scene.scribbles import Scribble
from .ink import Ink
from .key_paint import KeyPaint

STILL = 2e-4
"""Part of a drawing's size by which its points may move and it is the same drawing, held."""


@dataclass(frozen=True, eq=False)
class Seen:
    """One frame of the shot as it is sent.

    Attributes:
        number: on the timeline.
        view: the camera.
        ink: strokes in pixels, or None for a scan.
        scan: path of the scan, "" for strokes.
        plane: where its fills will lie, in the result layer's coordinates.
        rows: (3, 4) from those coordinates to pixels.
        margin: pixels by which the picture was widened to the left and at the top.
        grown: pixels by which it was widened in all, across and down.
        drawing_digest: what the drawing is known by, wherever on the timeline it stands.
        place: (n, 3) float64, the strokes on the plane; a frame with the same is held.
    """

    number: int
    view: View
    ink: Ink | None
    scan: str
    plane: Plane
    rows: np.ndarray
    place: np.ndarray
    drawing_digest: str = ""
    margin: tuple[int, int] = (0, 0)
    grown: tuple[int, int] = (0, 0)

    @property
    def render(self) -> tuple[int, int]:
        """Width and height of the render in pixels."""
        return self.view.width - self.grown[0], self.view.height - self.grown[1]

    def shows(self, other: Seen) -> bool:
        """Whether it is the same drawing as another frame's, on the same place of the canvas."""
        if self.ink is None or other.ink is None or self.ink.flags.shape != other.ink.flags.shape:
            return False
        if self.place.shape != other.place.shape or not np.array_equal(self.ink.offsets, other.ink.offsets):
            return False
        if not len(self.place):
            return True
        size = np.ptp(other.place, axis=0).max()
        return bool(np.abs(self.place - other.place).max() <= STILL * size)


@dataclass(frozen=True, eq=False)
class HeldView:
    """How the camera sees a drawing in a later frame of its hold.

    Attributes:
        rows: (3, 4) from the result layer's coordinates to pixels.
        width: of the render in pixels.
        height: of the render in pixels.
    """

    rows: np.ndarray
    width: int
    height: int


@dataclass(frozen=True)
class Deleted:
    """A fill that the artist deleted: a point that was inside it, and what is left at that place."""

    place: tuple[float, float, float]
    look: Look


@dataclass
class Gathered:
    """All that was seen.

    Attributes:
        frames: those that need colours, by number.
        blank: numbers where nothing is drawn.
        keys: fills in the result layer's coordinates by the number of their frame.
        coats: the same by layer, the lowest first, with what only pictures can show.
        gradients: materials of keys that fill with a gradient.
        textures: materials of keys that fill with a picture.
        unfilled_layers: colour layers with strokes that belong to no fill.
        touched: by frame, fills of the result layer that the artist drew or changed.
        shown: by frame with such fills, all that the result layer shows there.
        deleted: by frame, what Shiage wrote there and the artist deleted, and what is left of it.
        unfilled: numbers where something is drawn on a colour layer, but nothing filled.
        scribbles: by frame, what is drawn on its scribble layers, in painting order.
        bare: by frame and colour layer, strokes that are drawn there where nothing is filled.
        unlined_scribbles: numbers where something is scribbled, but no line is seen.
        unseen_scribbles: numbers where what is scribbled is not to be seen.
        unlined: numbers where a colour layer is painted, but no line is seen.
        held_views: by frame, how it is seen in later frames of its hold.
        held: numbers of keys from before the shot whose drawing is held into it.
        materials: for a colour of the keys the material that gives it.
    """

    frames: dict[int, Seen] = field(default_factory=dict)
    blank: list[int] = field(default_factory=list)
    keys: dict[int, list[FillShape]] = field(default_factory=dict)
    coats: dict[int, list[KeyPaint]] = field(default_factory=dict)
    gradients: set[str] = field(default_factory=set)
    textures: set[str] = field(default_factory=set)
    unfilled_layers: set[str] = field(default_factory=set)
    touched: dict[int, list[FillShape]] = field(default_factory=dict)
    shown: dict[int, list[FillShape]] = field(default_factory=dict)
    deleted: dict[int, list[Deleted]] = field(default_factory=dict)
    held_views: dict[int, list[HeldView]] = field(default_factory=dict)
    unfilled: set[int] = field(default_factory=set)
    scribbles: dict[int, list[Scribble]] = field(default_factory=dict)
    bare: dict[int, dict[str, list[Scribble]]] = field(default_factory=dict)
    unlined_scribbles: set[int] = field(default_factory=set)
    unseen_scribbles: set[int] = field(default_factory=set)
    unlined: set[int] = field(default_factory=set)
    held: set[int] = field(default_factory=set)
    materials: dict[tuple[int, int, int, int], str] = field(default_factory=dict)

    @property
    def scribbled(self) -> dict[int, list[Scribble]]:
        """By frame, all its scribbles: strokes on a colour layer are some where the frame has no fills."""
        bare = {
            number: [scribble for scribbles in layers.values() for scribble in scribbles]
            for number, layers in self.bare.items()
            if number not in self.keys
        }
        return {n: bare.get(n, []) + self.scribbles.get(n, []) for n in sorted({*bare, *self.scribbles})}

    def shot_frame(self, number: int) -> int | None:
        """The frame whose drawing is shown in a frame; None where nothing is."""
        before = [n for n in (*self.frames, *self.blank) if n <= number]
        return max(before) if before and max(before) in self.frames else None


def flat_rings(shape: FillShape, rows: np.ndarray) -> list[np.ndarray]:
    """A fill's rings in pixels."""
    return [project(rows, ring)[0] for ring in shape.rings]
