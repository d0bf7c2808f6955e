# SPDX-License-Identifier: GPL-3.0-or-later
"""What a run shall do, read once from the scene's settings."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from .layers import Address, layer_of, object_of, seen_layers
from .words import ShiageError

RESULT = "Shiage"
"""Name of the layer that Shiage paints on."""

STROKES, IMAGES = "STROKES", "IMAGES"
FILLS, PLANE, SEQUENCER = "FILLS", "PLANE", "SEQUENCER"


@dataclass(frozen=True)
class Sheet:
    """A model sheet: a name and the files of its lines and its colours."""

    name: str
    line: str
    colours: str


@dataclass(frozen=True)
class Mark:
    """An artist's word on a region: (x, y, z) in the result layer's coordinates, and its sRGB colour."""

    number: int
    place: tuple[float, float, float]
    colour: tuple[int, int, int, int]


@dataclass(frozen=True)
class Plan:
    """A run's task.

    Attributes:
        target: object that gets the fills.
        lines: layers of line art, from the lowest up.
        colour: layer the artist colours keys on, or None.
        start: first frame.
        end: last frame.
        source: STROKES or IMAGES.
        images: with IMAGES, the folder of scanned line art, a number in each file's name.
        key_images: coloured pictures by frame.
        sheets: model sheets.
        marks: corrections.
        mode: "flat" or "soft".
        gap: pixels of gaps that are closed.
        output: FILLS, PLANE or SEQUENCER.
        folder: where an image sequence is written.
        only: colour this frame alone; the keys are looked at too.
    """

    target: str
    lines: tuple[Address, ...]
    colour: Address | None
    start: int
    end: int
    source: str = STROKES
    images: str = ""
    key_images: dict[int, str] = field(default_factory=dict)
    sheets: tuple[Sheet, ...] = ()
    marks: tuple[Mark, ...] = ()
    mode: str = "flat"
    gap: int = 8
    output: str = FILLS
    folder: str = ""
    only: int | None = None

    @property
    def result(self) -> Address:
        """The layer that Shiage paints on."""
        return self.target, RESULT

    @property
    def reference(self) -> Address | None:
        """The target's lowest line layer, whose place in space the fills share."""
        return next((address for address in self.lines if address[0] == self.target), None)


def line_layers(scene: Any, target: Any) -> tuple[Address, ...]:
    """The chosen line layers that are shown; without a choice all of the target but colour and result."""
    settings = scene.shiage
    chosen = {(line.object.name, line.layer) for line in settings.lines if line.object is not None}
    owners = [target]
    if chosen:
        owners = sorted((object_of(name) for name in {name for name, _ in chosen}), key=lambda o: o.name)
    own = {(target.name, settings.colour_layer), (target.name, RESULT)}
    seen = [address for owner in owners if owner.visible_get() for address in seen_layers(owner)]
    return tuple(a for a in seen if (a in chosen if chosen else a not in own))


def target_of(context: Any) -> Any:
    """The object to colour: the one chosen in the settings, else the active one.

    Raises:
        ShiageError: neither is a grease-pencil object.
    """
    target = context.scene.shiage.target or context.view_layer.objects.active
    if target is None or target.type != "GREASEPENCIL":
        raise ShiageError("Select the grease-pencil object whose drawings shall be colored")
    return target


def read_plan(context: Any, only: int | None = None) -> Plan:
    """The task as the scene's settings have it.

    Args:
        context: Blender's.
        only: colour this frame alone.

    Raises:
        ShiageError: something is missing; the message says what to choose.
    """
    import bpy

    scene, settings, target = context.scene, context.scene.shiage, target_of(context)
    colour = (target.name, settings.colour_layer) if settings.colour_layer else None
    if colour is not None:
        layer_of(colour)
    lines = line_layers(scene, target) if settings.source == STROKES else ()
    if settings.source == STROKES and not lines:
        raise ShiageError("There is no visible line layer: show one, or choose line layers in the panel")
    if settings.source == IMAGES and not settings.images:
        raise ShiageError("Choose the folder of the scanned line art")
    if settings.mode == "soft" and settings.output == FILLS:
        raise ShiageError("Soft shading cannot be shown by fills: choose Plane or Sequencer as the result")
    if not bpy.data.filepath and settings.output != FILLS and not settings.folder:
        raise ShiageError("Save the file first, or choose a folder: pictures are written beside it")
    preview = scene.use_preview_range
    return Plan(
        target=target.name,
        lines=lines,
        colour=colour,
        start=scene.frame_preview_start if preview else scene.frame_start,
        end=scene.frame_preview_end if preview else scene.frame_end,
        source=settings.source,
        images=bpy.path.abspath(settings.images),
        key_images={key.frame: bpy.path.abspath(key.path) for key in settings.key_images},
        sheets=tuple(
            Sheet(s.name, bpy.path.abspath(s.line), bpy.path.abspath(s.colours)) for s in settings.sheets
        ),
        marks=tuple(Mark(m.frame, tuple(m.place), tuple(m.colour)) for m in settings.marks),
        mode=settings.mode,
        gap=settings.gap,
        output=settings.output,
        folder=bpy.path.abspath(settings.folder or "//shiage/"),
        only=only,
    )
