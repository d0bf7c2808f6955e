# SPDX-License-Identifier: Apache-2.0
"""A rigged model as painted, posed triangles; each piece of one paint that hangs together is a part."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from shiage.cel.arrays import Doubles
from shiage.training.data.gltf.glb_file import GltfFile

_STEP = 24
"""Colours of a texture within so many units are one paint."""


@dataclass(frozen=True, eq=False)
class _Piece:
    """One primitive of a mesh: its corners as the file has them, and the node and skin that move it."""

    corners: Doubles
    joints: NDArray[np.int64] | None
    weights: Doubles | None
    node: int
    skin: int | None


class GltfModel:
    """A model that can be posed.

    Attributes:
        file: what it was read from.
        faces: (f, 3) corners of its triangles.
        parts: (f,) part of each triangle, from 1.
        colours: (n, 3) uint8 RGB of each part; entry 0 is paper.
    """

    def __init__(self, file: GltfFile) -> None:
        self.file = file
        self._pieces: list[_Piece] = []
        faces, paints, corners, count = [], [], [], 0
        for number, node in enumerate(file.document["nodes"]):
            if "mesh" not in node:
                continue
            for primitive in file.document["meshes"][node["mesh"]]["primitives"]:
                if primitive.get("mode", 4) != 4:
                    continue
                piece = self._piece(number, node, primitive)
                own = _faces(file, primitive, len(piece.corners))
                self._pieces.append(piece)
                faces.append(own + count)
                paints.append(_paint(file, primitive, own))
                corners.append(piece.corners)
                count += len(piece.corners)
        self.faces = np.concatenate(faces)
        self._paint = np.concatenate(paints)
        at = np.concatenate(corners)
        whole = np.isfinite(at[self.faces]).all((1, 2))
        self.faces, self._paint = self.faces[whole], self._paint[whole]
        self.parts, self.colours = _parts(self.faces, self._paint, at)

    def _piece(self, number: int, node: dict[str, Any], primitive: dict[str, Any]) -> _Piece:
        attributes = primitive["attributes"]
        corners = self.file.accessor(attributes["POSITION"])
        if "skin" not in node or "JOINTS_0" not in attributes:
            return _Piece(corners, None, None, number, None)
        weights = self.file.accessor(attributes["WEIGHTS_0"])
        weights = weights / np.maximum(weights.sum(1, keepdims=True), 1e-9)
        joints = self.file.accessor(attributes["JOINTS_0"]).astype(np.int64)
        return _Piece(corners, joints, weights, number, int(node["skin"]))

    def posed(self, action: int | None, time: float) -> Doubles:
        """Corners (v, 3) at a time of an action, in seconds."""
        world = self.file.pose(action, time)
        made = []
        for piece in self._pieces:
            wide = np.concatenate([piece.corners, np.ones((len(piece.corners), 1))], 1)
            if piece.skin is None or piece.joints is None or piece.weights is None:
                made.append((wide @ world[piece.node].T)[:, :3])
                continue
            skin = self.file.document["skins"][piece.skin]
            inverse = self.file.accessor(skin["inverseBindMatrices"]).reshape(-1, 4, 4).transpose(0, 2, 1)
            bones = np.stack([world[joint] @ inverse[i] for i, joint in enumerate(skin["joints"])])
            mixed = np.einsum("vk,vkij->vij", piece.weights, bones[piece.joints])
            made.append(np.einsum("vij,vj->vi", mixed, wide)[:, :3])
        return np.nan_to_num(np.concatenate(made))


def _faces(file: GltfFile, primitive: dict[str, Any], corners: int) -> NDArray[np.int64]:
    if "indices" in primitive:
        return file.accessor(primitive["indices"])[:, 0].astype(np.int64).reshape(-1, 3)
    return np.arange(corners // 3 * 3).reshape(-1, 3)


def _paint(file: GltfFile, primitive: dict[str, Any], faces: NDArray[np.int64]) -> NDArray[np.uint8]:
    """RGB (f, 3) of each triangle: its material's colour, or its texture's at the triangle's middle."""
    materials = file.document.get("materials") or [{}]
    surface = materials[primitive.get("material", 0)].get("pbrMetallicRoughness", {})
    linear = np.asarray(surface.get("baseColorFactor", (0.8, 0.8, 0.8, 1)), np.float64)[:3]
    flat = np.rint(np.clip(linear, 0, 1) ** (1 / 2.2) * 255).astype(np.uint8)
    index = surface.get("baseColorTexture", {}).get("index")
    picture = None if index is None else file.texture(index)
    if picture is None or "TEXCOORD_0" not in primitive["attributes"]:
        return np.broadcast_to(flat, (len(faces), 3)).copy()
    uv = file.accessor(primitive["attributes"]["TEXCOORD_0"])[faces].mean(1) % 1
    height, width = picture.shape[:2]
    pixels = picture[(uv[:, 1] * (height - 1)).astype(int), (uv[:, 0] * (width - 1)).astype(int)]
    return np.asarray(pixels // _STEP * _STEP + _STEP // 2, np.uint8)


def _parts(
    faces: NDArray[np.int64], paint: NDArray[np.uint8], corners: Doubles
) -> tuple[NDArray[np.int32], NDArray[np.uint8]]:
    """Number the pieces of one paint that share corners: the left shoe is another part than the right one."""
    _, place = np.unique(np.round(corners, 5), axis=0, return_inverse=True)
    _, colour = np.unique(paint, axis=0, return_inverse=True)
    place, colour = place.ravel(), colour.ravel()
    # a corner that two paints share stands once for each of them
    node = (place[faces] * (int(colour.max()) + 1) + colour[:, None]).astype(np.int64)
    _, node = np.unique(node, return_inverse=True)
    node = node.reshape(faces.shape)
    rows = np.concatenate([node[:, 0], node[:, 1]])
    columns = np.concatenate([node[:, 1], node[:, 2]])
    count = int(node.max()) + 1
    joined = coo_matrix((np.ones(len(rows), np.int8), (rows, columns)), (count, count))
    _, component = connected_components(joined, directed=False)
    _, first, part = np.unique(component[node[:, 0]], return_index=True, return_inverse=True)
    colours = np.concatenate([np.zeros((1, 3), np.uint8), paint[first]])
    return part.ravel().astype(np.int32) + 1, colours
