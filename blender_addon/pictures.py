# SPDX-License-Identifier: GPL-3.0-or-later
"""The result as pictures: an image sequence on a plane that fits the camera, or a strip."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import bpy
import numpy as np

from .plan import PLANE, Plan
from .scans import write_png
from .wire.events import CelFrame
from .words import ShiageError

NAME = "Shiage Plane"

_RESERVED = re.compile(r"con|prn|aux|nul|com\d|lpt\d", re.IGNORECASE)
"""Names of files that Windows keeps for itself."""


@dataclass(frozen=True)
class Picture:
    """A coloured frame in a file."""

    number: int
    path: Path


def picture_of(frame: CelFrame, plan: Plan) -> Picture:
    """Write a frame of the engine's into the plan's folder."""
    pixels = np.frombuffer(frame.pixels, np.uint8).reshape(frame.height, frame.width, 4)
    path = _path(plan, frame.number)
    write_png(path, pixels)
    return Picture(frame.number, path)


def folder_name(name: str) -> str:
    """A folder's name for an object, the same for the same name; never a path, on any system.

    Names that would not do are mended, and told apart by a checksum of what they were.
    """
    safe = re.sub(r'[\x00-\x1f\x7f<>:"/\\|?*]', "_", name).strip(". ")
    if safe == name and not _RESERVED.fullmatch(name.split(".")[0]):
        return name
    return f"{safe[:40].rstrip('. ')}-{zlib.crc32(name.encode('utf-8', 'surrogateescape')):08x}"


def check_folder(plan: Plan) -> None:
    """See that pictures can be written, before anything is done for them.

    Raises:
        ShiageError: they cannot.
    """
    place = _path(plan, 0).parent
    try:
        place.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=place):
            pass
    except OSError as error:
        words = "Pictures cannot be written to {} ({}): choose another folder"
        raise ShiageError(words, place, error.strerror or error) from error


def _path(plan: Plan, number: int) -> Path:
    return Path(plan.folder) / folder_name(plan.target) / f"{number:04d}.png"


def show_pictures(
    scene: Any, plan: Plan, pictures: dict[int, Picture], shot_frame: Callable[[int], int | None]
) -> None:
    """Show the pictures in the scene; a held frame's is there once for each frame it is held.

    Raises:
        ShiageError: there is none.
    """
    if not pictures:
        raise ShiageError("No frame came back: color the shot again")
    first = min(pictures)
    for number in range(first, plan.end + 1):
        frame = shot_frame(number)
        if frame in pictures and number not in pictures:
            _again(pictures[frame].path, _path(plan, number))
    show = _on_plane if plan.output == PLANE else _in_sequencer
    show(scene, plan, first, plan.end - first + 1)


def _again(old: Path, new: Path) -> None:
    new.unlink(missing_ok=True)
    try:
        os.link(old, new)
    except OSError:  # a file system without links
        shutil.copyfile(old, new)


def _on_plane(scene: Any, plan: Plan, first: int, count: int) -> None:
    """A plane at the drawing's depth that moves with the camera and fills its frame."""
    camera = scene.camera
    plane = bpy.data.objects.get(NAME)
    if plane is None:
        plane = bpy.data.objects.new(NAME, bpy.data.meshes.new(NAME))
        scene.collection.objects.link(plane)
    target = bpy.data.objects[plan.target].matrix_world.translation
    distance = max(0.01, -(camera.matrix_world.normalized().inverted() @ target).z)
    corners = [corner.copy() for corner in camera.data.view_frame(scene=scene)]
    if camera.data.type == "PERSP":
        corners = [corner * (distance / -corner.z) for corner in corners]
    else:
        for corner in corners:
            corner.z = -distance
    mesh = plane.data
    mesh.clear_geometry()
    mesh.from_pydata(corners, [], [(0, 1, 2, 3)])
    layer = mesh.uv_layers.new(name="UVMap")
    for loop, place in zip(layer.data, ((1, 1), (1, 0), (0, 0), (0, 1)), strict=True):
        loop.uv = place
    plane.parent, plane.matrix_parent_inverse = camera, plane.matrix_parent_inverse.__class__.Identity(4)
    mesh.materials.clear()
    mesh.materials.append(_emission(plan, first, count))


def _emission(plan: Plan, first: int, count: int) -> Any:
    """A material that shows the sequence as it is, without light, transparent where it is."""
    old = bpy.data.materials.get(NAME)
    if old is not None:
        bpy.data.materials.remove(old)
    material = bpy.data.materials.new(NAME)
    if material.node_tree is None:
        material.use_nodes = True
    nodes, links = material.node_tree.nodes, material.node_tree.links
    nodes.clear()
    image = nodes.new("ShaderNodeTexImage")
    image.image = bpy.data.images.load(str(_path(plan, first)), check_existing=True)
    image.image.source = "SEQUENCE"
    image.interpolation = "Closest"
    user = image.image_user
    user.frame_start, user.frame_duration, user.frame_offset = first, count, first - 1
    user.use_auto_refresh = True
    shine, clear, mix = (
        nodes.new(kind) for kind in ("ShaderNodeEmission", "ShaderNodeBsdfTransparent", "ShaderNodeMixShader")
    )
    output = nodes.new("ShaderNodeOutputMaterial")
    links.new(image.outputs["Color"], shine.inputs["Color"])
    links.new(image.outputs["Alpha"], mix.inputs["Fac"])
    links.new(clear.outputs[0], mix.inputs[1])
    links.new(shine.outputs[0], mix.inputs[2])
    links.new(mix.outputs[0], output.inputs["Surface"])
    return material


def _in_sequencer(scene: Any, plan: Plan, first: int, count: int) -> None:
    editor = scene.sequence_editor or scene.sequence_editor_create()
    strips = editor.strips if hasattr(editor, "strips") else editor.sequences
    for old in [strip for strip in strips if strip.name == plan.target + " Shiage"]:
        strips.remove(old)
    used = {strip.channel for strip in strips}
    channel = next(n for n in range(1, 130) if n not in used)
    path = _path(plan, first)
    strip = strips.new_image(plan.target + " Shiage", str(path), channel, first)
    for number in range(first + 1, first + count):
        strip.elements.append(_path(plan, number).name)
