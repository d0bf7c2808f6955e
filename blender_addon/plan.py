# SPDX-License-Identifier: GPL-3.0-or-later
"""What a run shall do, read once from the scene's settings."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import bpy

from .guess import line_art
from .layers import Address, layer_of, object_of, seen_layers
from .marks import Mark, drawings_of, marks_of
from .records import is_ours
from .words import ShiageError

RESULT = "Shiage"
"""Name of the layer that Shiage paints on."""

STROKES, IMAGES = "STROKES", "IMAGES"
FLAT, SOFT = "flat", "soft"
FILLS, PLANE, SEQUENCER = "FILLS", "PLANE", "SEQUENCER"


@dataclass(frozen=True)
class Sheet:
    """A model sheet: a name and the files of its lines and its colours."""

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
        marks: corrections of the target.
        drawings: what the drawings of the run before are known by.
        mode: FLAT or SOFT.
        gap: pixels of gaps that are closed.
        output: FILLS, PLANE or SEQUENCER.
        folder: where an image sequence is written.
        only: colour this frame alone; the keys are looked at too.
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
    sheets: tuple[Sheet, ...] = ()
    marks: tuple[Mark, ...] = ()
    drawings: frozenset[str] = frozenset()
    mode: str = FLAT
    gap: int = 8
    output: str = FILLS
    folder: str = ""
    only: int | None = None

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


def line_layers(scene: Any, view_layer: Any, target: Any, alone: bool = False) -> tuple[Address, ...]:
    """The chosen line layers that are shown; without a choice those of the target that draw lines."""
    settings = scene.shiage
    chosen = {(line.object.name, line.layer) for line in settings.lines if line.object is not None}
    if alone:
        chosen = {address for address in chosen if address[0] == target.name}
    owners = [target]
    if chosen:
        owners = sorted((object_of(name) for name in {name for name, _ in chosen}), key=lambda o: o.name)
    own = {*colour_layers(scene, target), (target.name, RESULT)}
    seen = [
        address
        for owner in owners
        if owner.visible_get(view_layer=view_layer)
        for address in seen_layers(owner)
    ]
    if chosen:
        return tuple(address for address in seen if address in chosen)
    layers = [target.data.layers[name] for owner, name in seen if (owner, name) not in own]
    return tuple((target.name, layer.name) for layer in line_art(target, layers))


def colour_layers(scene: Any, target: Any) -> tuple[Address, ...]:
    """The layers that keys are coloured on, from the lowest up.

    Raises:
        ShiageError: one is not there.
    """
    settings = scene.shiage
    names = {entry.layer for entry in settings.colours if entry.object == target}
    names |= {settings.colour_layer} if settings.colour_layer else set()
    for name in sorted(names):
        layer_of((target.name, name))
    return tuple((target.name, layer.name) for layer in target.data.layers if layer.name in names)


def output_of(settings: Any) -> str:
    """What the result is made of: soft shading cannot be shown by fills, so it comes on a plane."""
    return PLANE if settings.mode == SOFT and settings.output == FILLS else str(settings.output)


def check_writable(target: Any) -> None:
    """See that fills can be written into an object, and will be there when the file is opened again.

    Raises:
        ShiageError: it or its data belongs to another file, or its result layer is locked or the artist's.
    """
    data = target.data
    if target.library is not None or data.library is not None or not data.is_editable:
        words = "'{}' is linked from another file and cannot be changed: make it local, or open that file"
        raise ShiageError(words, target.name)
    if data.override_library is not None:
        words = "What is drawn on a library override is lost when the file is closed: make '{}' local"
        raise ShiageError(words, target.name)
    layer = data.layers.get(RESULT)
    check_name(target)
    if layer is not None and layer.lock:
        raise ShiageError("The layer '{}' is locked: unlock it, the fills go there", RESULT)


def check_name(target: Any) -> None:
    """See that no layer of the artist's has the result's name.

    Raises:
        ShiageError: one has.
    """
    layer = target.data.layers.get(RESULT)
    if layer is not None and not is_ours(layer):
        raise ShiageError("'{}' has a layer '{}' that Shiage did not make: rename it", target.name, RESULT)


def target_of(context: Any) -> Any:
    """The object to colour: the one chosen in the settings, else the active one.

    Raises:
        ShiageError: neither is a grease-pencil object.
    """
    target = context.scene.shiage.target or context.view_layer.objects.active
    if target is None or target.type != "GREASEPENCIL":
        raise ShiageError("Select the grease-pencil object whose drawings shall be colored")
    return target


def view_layer_of(scene: Any) -> Any:
    """The view layer a scene is looked at in: the one that is shown, else its first."""
    if bpy.context.scene == scene:
        return bpy.context.view_layer
    layer = scene.view_layers[0]
    layer.update()  # what is visible in a scene that was never shown is not known before
    return layer


def read_plan(context: Any, only: int | None = None) -> Plan:
    """The task as the scene's settings have it.

    Args:
        context: Blender's.
        only: colour this frame alone.

    Raises:
        ShiageError: something is missing; the message says what to choose.
    """
    return plan_of(context.scene, context.view_layer, target_of(context), only)


def plan_of(scene: Any, view_layer: Any, target: Any, only: int | None = None, alone: bool = False) -> Plan:
    """The task for an object as a scene's settings have it.

    Args:
        scene: with its settings, camera and range.
        view_layer: of the scene, in which the object is seen.
        target: the object.
        only: colour this frame alone.
        alone: of the chosen line layers only the object's own count.

    Raises:
        ShiageError: something is missing; the message says what to choose.
    """
    settings = scene.shiage
    colours = colour_layers(scene, target)
    if (target.name, RESULT) in colours:
        words = "On the layer '{}' Shiage itself paints: color the keys on another layer, or rename it"
        raise ShiageError(words, RESULT)
    check_name(target)
    lines = line_layers(scene, view_layer, target, alone) if settings.source == STROKES else ()
    if settings.source == STROKES and not lines:
        every = {(target.name, layer.name) for layer in target.data.layers}
        if colours and every <= {*colours, (target.name, RESULT)}:
            words = "All layers of '{}' are color layers: draw the lines on a layer of their own"
            raise ShiageError(words, target.name)
        raise ShiageError("There is no visible line layer: show one, or choose line layers in the panel")
    if settings.source == IMAGES and not settings.images:
        raise ShiageError("Choose the folder of the scanned line art")
    output = output_of(settings)
    if not bpy.data.filepath and output != FILLS and not settings.folder:
        raise ShiageError("Save the file first, or choose a folder: pictures are written beside it")
    preview = scene.use_preview_range
    return Plan(
        scene=scene.name,
        view_layer=view_layer.name,
        target=target.name,
        lines=lines,
        colours=colours,
        start=scene.frame_preview_start if preview else scene.frame_start,
        end=scene.frame_preview_end if preview else scene.frame_end,
        source=settings.source,
        images=bpy.path.abspath(settings.images),
        key_images={key.frame: bpy.path.abspath(key.path) for key in settings.key_images},
        sheets=tuple(
            Sheet(s.name, bpy.path.abspath(s.line), bpy.path.abspath(s.colours)) for s in settings.sheets
        ),
        marks=marks_of(settings, target),
        drawings=frozenset(drawings_of(settings, target).values()),
        mode=settings.mode,
        gap=settings.gap,
        output=output,
        folder=bpy.path.abspath(settings.folder or "//shiage/"),
        only=only,
    )
