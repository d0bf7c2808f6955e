# SPDX-License-Identifier: GPL-3.0-or-later
"""A run's task, read once from the scene's settings."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import bpy

from ..language.messages import ShiageError
from ..saved.corrections import corrections_of, drawing_digests
from ..wire.production import FILE, is_production
from .check_target import check_name
from .chosen_layers import colour_layers, line_layers, scribble_layers
from .plan import FILLS, IMAGES, PLANE, RESULT, SOFT, STROKES, ModelSheet, Plan


def output_of(settings: Any) -> str:
    """What the result is made of: soft shading cannot be shown by fills, so it comes on a plane."""
    return PLANE if settings.mode == SOFT and settings.output == FILLS else str(settings.output)


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
    colours, scribbles = colour_layers(scene, target), scribble_layers(scene, target)
    if (target.name, RESULT) in colours:
        words = "On the layer '{}' Shiage itself paints: color the keys on another layer, or rename it"
        raise ShiageError(words, RESULT)
    check_name(target)
    lines = line_layers(scene, view_layer, target, alone) if settings.source == STROKES else ()
    if settings.source == STROKES and not lines:
        every = {(target.name, layer.name) for layer in target.data.layers}
        if every <= {*colours, *scribbles, (target.name, RESULT)} and every:
            words = "All layers of '{}' are color layers: draw the lines on a layer of their own"
            raise ShiageError(words, target.name)
        if not (settings.lines or target.visible_get(view_layer=view_layer)):
            raise ShiageError("'{}' is hidden: show it, its lines are taken as they are seen", target.name)
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
            ModelSheet(s.name, bpy.path.abspath(s.line), bpy.path.abspath(s.colours)) for s in settings.sheets
        ),
        corrections=corrections_of(settings, target),
        drawing_digests=frozenset(drawing_digests(settings, target).values()),
        mode=settings.mode,
        gap=settings.gap,
        output=output,
        folder=bpy.path.abspath(settings.folder or "//shiage/"),
        production=production_of(settings),
        scribbles=scribbles,
        only=only,
    )


def production_of(settings: Any) -> str:
    """The folder of a scene's production; "" where none is chosen.

    Raises:
        ShiageError: it is none.
    """
    if not settings.production.strip():
        return ""
    folder = str(Path(bpy.path.abspath(settings.production.strip())).absolute())
    if not is_production(folder):
        raise ShiageError("'{}' is no production: choose a folder that has a {} in it", folder, FILE)
    return folder
