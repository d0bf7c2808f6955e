# SPDX-License-Identifier: GPL-3.0-or-later
"""The material of pictures in a scene: an image sequence as it is, unlit, with nothing where it is clear."""

from __future__ import annotations

from typing import Any

import bpy

from ..gather.plan import SOFT, Plan
from .image_sequence import Album, blend_path

_MARK = "shiage"


def dress(body: Any, plan: Plan, album: Album, frames: tuple[int, int]) -> None:
    """Give a mesh object the pictures of some frames, the first to the last."""
    material: Any = next((slot.material for slot in body.material_slots if _is_own(slot.material)), None)
    if material is None:
        material = bpy.data.materials.new(body.name)
        material[_MARK] = True
        body.data.materials.clear()
        body.data.materials.append(material)
    if material.node_tree is None:
        material.use_nodes = True
    nodes = material.node_tree.nodes
    old = {node.image for node in nodes if node.type == "TEX_IMAGE" and node.image is not None}
    nodes.clear()
    image = _sequence(old, blend_path(album.path(frames[0])))
    _connect(material.node_tree, image, plan.mode == SOFT, frames)
    for left in old - {image}:
        if not left.users:
            bpy.data.images.remove(left)


def _is_own(material: Any) -> bool:
    return material is not None and bool(material.get(_MARK))


def _sequence(old: set[Any], path: str) -> Any:
    """The image of the run before, read anew, or a new one."""
    image = next((one for one in old if one.filepath == path), None)
    if image is None:
        image = bpy.data.images.load(path)
    image.source = "SEQUENCE"
    image.reload()
    return image


def _connect(tree: Any, image: Any, smooth: bool, frames: tuple[int, int]) -> None:
    first, last = frames
    texture, shine, clear, mix, output = (
        tree.nodes.new(kind)
        for kind in (
            "ShaderNodeTexImage",
            "ShaderNodeEmission",
            "ShaderNodeBsdfTransparent",
            "ShaderNodeMixShader",
            "ShaderNodeOutputMaterial",
        )
    )
    for index, node in enumerate((texture, shine, clear, mix, output)):
        node.location = (240.0 * index, -160.0 * (index in (2,)))
    texture.image, texture.interpolation = image, "Linear" if smooth else "Closest"
    texture.extension = "CLIP"
    user = texture.image_user
    user.frame_start, user.frame_duration, user.frame_offset = first, last - first + 1, first - 1
    user.use_auto_refresh = True
    tree.nodes.active = texture
    links = tree.links
    links.new(texture.outputs["Color"], shine.inputs["Color"])
    links.new(texture.outputs["Alpha"], mix.inputs["Fac"])
    links.new(clear.outputs[0], mix.inputs[1])
    links.new(shine.outputs[0], mix.inputs[2])
    links.new(mix.outputs[0], output.inputs["Surface"])
