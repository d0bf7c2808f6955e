# SPDX-License-Identifier: GPL-3.0-or-later
"""What a run shall do."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..saved.corrections import Correction
from ..scene.layers import Address
from ..wire.limits import DEFAULT_GAP

RESULT = "Shiage"
"""Name of the layer that Shiage paints on."""

SCRIBBLES = "scribble"
"""A layer whose name begins so, in small letters or large, is one of scribbles."""

STROKES, IMAGES = "STROKES", "IMAGES"
FLAT, SOFT = "flat", "soft"
FILLS, PLANE, SEQUENCER = "FILLS", "PLANE", "SEQUENCER"


@dataclass(frozen=True)
class ModelSheet:
    """A model sheet: a name, and the files of its lines ("" where its colours show them) and its colours."""

    name: str
    line: str
    colours: str


@dataclass(frozen=True)
class Plan:
    """A run's task.

    Attributes:
        scene: name of the scene.
        view_layer: name of its view layer in which the object is seen.
        target: object that gets the fills.
        lines: layers of line art, from the lowest up.
        colours: layers of the target that the artist colours keys on, from the lowest up.
        start: first frame.
        end: last frame.
        source: STROKES or IMAGES.
        images: with IMAGES, the folder of scanned line art, a number in each file's name.
        key_images: coloured pictures by frame.
        sheets: model sheets.
        corrections: of the target.
        drawing_digests: what the drawings of the run before are known by.
        mode: FLAT or SOFT.
        gap: pixels of gaps that are closed.
        output: FILLS, PLANE or SEQUENCER.
        folder: where an image sequence is written.
        production: folder of the production that the shot is one of; "" for none.
        scribbles: layers of the target with strokes that say a region's colour, from the lowest up.
        only: colour this frame alone; the keys are looked at too.
        finished: the result is right in all frames: it is not to be coloured again, but taken as it is.
    """

    scene: str
    view_layer: str
    target: str
    lines: tuple[Address, ...]
    colours: tuple[Address, ...]
    start: int
    end: int
    source: str = STROKES
    images: str = ""
    key_images: dict[int, str] = field(default_factory=dict)
    sheets: tuple[ModelSheet, ...] = ()
    corrections: tuple[Correction, ...] = ()
    drawing_digests: frozenset[str] = frozenset()
    mode: str = FLAT
    gap: int = DEFAULT_GAP
    output: str = FILLS
    folder: str = ""
    production: str = ""
    scribbles: tuple[Address, ...] = ()
    only: int | None = None
    finished: bool = False

    @property
    def result(self) -> Address:
        """The layer that Shiage paints on."""
        return self.target, RESULT

    @property
    def before_camera(self) -> bool:
        """Whether pictures stand before the camera and so change whenever the view does."""
        return self.output == SEQUENCER or (self.output == PLANE and self.source == IMAGES)

    @property
    def on_drawing(self) -> bool:
        """Whether pictures lie on the plane of the drawing, so that camera and object may move."""
        return self.output == PLANE and self.source == STROKES

    @property
    def reference(self) -> Address | None:
        """The target's lowest line layer, whose place in space the fills share."""
        return next((address for address in self.lines if address[0] == self.target), None)
