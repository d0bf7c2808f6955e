# SPDX-License-Identifier: GPL-3.0-or-later
"""What the artist chooses for a scene; kept in the file."""

from typing import Any

import bpy
from bpy.props import (
    CollectionProperty,
    EnumProperty,
    FloatProperty,
    FloatVectorProperty,
    IntProperty,
    IntVectorProperty,
    PointerProperty,
    StringProperty,
)

from ..gather.plan import FILLS, FLAT, IMAGES, PLANE, SEQUENCER, SOFT, STROKES
from ..wire.limits import DEFAULT_GAP, MAX_GAP


class ShiageLineLayer(bpy.types.PropertyGroup):
    """A chosen layer: of lines, or a further one of colours."""

    object: PointerProperty(type=bpy.types.Object, name="Object")
    layer: StringProperty(name="Layer")


class ShiageKeyImage(bpy.types.PropertyGroup):
    """A coloured picture of a frame."""

    frame: IntProperty(name="Frame", default=1)
    path: StringProperty(name="Picture", subtype="FILE_PATH")


class ShiageSheet(bpy.types.PropertyGroup):
    """A model sheet."""

    colours: StringProperty(
        name="Picture", description="The colored drawing, on nothing or on paper", subtype="FILE_PATH"
    )
    line: StringProperty(
        name="Lines",
        description="Its line art, of the same size; empty where the picture shows the lines too",
        subtype="FILE_PATH",
    )


class ShiagePaint(bpy.types.PropertyGroup):
    """One fill of a look: a material, or a colour that is no material's."""

    material: PointerProperty(type=bpy.types.Material)
    colour: IntVectorProperty(size=4, min=0, max=255)


class ShiageMark(bpy.types.PropertyGroup):
    """A correction of an object's drawing."""

    object: PointerProperty(type=bpy.types.Object)
    drawing: StringProperty()
    frame: IntProperty()
    place: FloatVectorProperty(size=3)
    paints: CollectionProperty(type=ShiagePaint)


class ShiageDrawings(bpy.types.PropertyGroup):
    """What an object's drawings were known by when they were coloured last, and the engine's job."""

    object: PointerProperty(type=bpy.types.Object)
    digests: StringProperty()
    job: StringProperty()
    digest: StringProperty()


class ShiageSettings(bpy.types.PropertyGroup):
    """Settings of a scene."""

    target: PointerProperty(
        type=bpy.types.Object,
        name="Object",
        description="Grease-pencil object that is colored; the active one if empty",
        poll=lambda _, found: found.type == "GREASEPENCIL",
    )
    source: EnumProperty(
        name="Lines From",
        items=[
            (STROKES, "Strokes", "Grease-pencil layers, seen through the camera"),
            (IMAGES, "Images", "Scanned line art, one picture a frame"),
        ],
    )
    lines: CollectionProperty(type=ShiageLineLayer)
    images: StringProperty(
        name="Folder", description="Scans with the frame's number in their name", subtype="DIR_PATH"
    )
    colour_layer: StringProperty(name="Color Layer", description="Layer on which key frames are colored")
    colours: CollectionProperty(type=ShiageLineLayer)
    scribble_layer: StringProperty(
        name="Scribbles",
        description="Layer with strokes of color: the region under a stroke gets its color, and what is like "
        "it follows. Layers named Scribbles count too",
    )
    key_images: CollectionProperty(type=ShiageKeyImage)
    sheets: CollectionProperty(type=ShiageSheet)
    marks: CollectionProperty(type=ShiageMark)
    drawings: CollectionProperty(type=ShiageDrawings)
    mode: EnumProperty(
        name="Mode",
        items=[
            (FLAT, "Flat", "Each region gets one color of the keys' palette"),
            (SOFT, "Soft", "Regions keep the shading of the keys, gradients too; the result is pictures"),
        ],
    )
    gap: IntProperty(
        name="Gap",
        description="Breaks in lines up to this many pixels are closed",
        default=DEFAULT_GAP,
        min=0,
        max=MAX_GAP,
    )
    output: EnumProperty(
        name="Result",
        items=[
            (FILLS, "Fills", "Editable grease-pencil fills on a layer under the lines"),
            (PLANE, "Plane", "Pictures on a plane behind the lines"),
            (SEQUENCER, "Sequencer", "Pictures as a strip in the sequencer"),
        ],
    )
    folder: StringProperty(
        name="Folder", description="Where pictures are written; beside the file if empty", subtype="DIR_PATH"
    )
    production: StringProperty(
        name="Production",
        description="Folder of the production that the shot is one of; its palette, finished cuts and model "
        "are used",
        subtype="DIR_PATH",
    )
    gathered: IntProperty(options={"HIDDEN"})
    unsure: IntProperty(default=-1, options={"HIDDEN"})
    at_frame: IntProperty(options={"HIDDEN"})
    at_sure: FloatProperty(options={"HIDDEN"})
    at_place: FloatVectorProperty(size=3, options={"HIDDEN"})
    at_colour: IntVectorProperty(size=4, min=0, max=255, options={"HIDDEN"})
    at_paints: CollectionProperty(type=ShiagePaint)


CLASSES = (
    ShiageLineLayer,
    ShiageKeyImage,
    ShiageSheet,
    ShiagePaint,
    ShiageMark,
    ShiageDrawings,
    ShiageSettings,
)


def register() -> None:
    """Give each scene its settings."""
    for one in CLASSES:
        bpy.utils.register_class(one)
    scene: Any = bpy.types.Scene
    properties: Any = bpy.props
    scene.shiage = properties.PointerProperty(type=ShiageSettings)


def unregister() -> None:
    """Take them away."""
    scene: Any = bpy.types.Scene
    del scene.shiage
    for one in reversed(CLASSES):
        bpy.utils.unregister_class(one)
