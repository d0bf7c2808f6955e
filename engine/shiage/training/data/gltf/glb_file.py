# SPDX-License-Identifier: Apache-2.0
"""Reading GLB files: geometry, skins, actions and flat paints; numpy only."""

from __future__ import annotations

import io
import json
import struct
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from shiage.cel.arrays import Doubles
from shiage.cel.outside import read_bounded
from shiage.training.data.source_error import SourceError

MOST_BYTES = 1 << 30
"""The largest model that is read."""

_MAGIC, _JSON = 0x46546C67, 0x4E4F534A
_KINDS = {5120: np.int8, 5121: np.uint8, 5122: np.int16, 5123: np.uint16, 5125: np.uint32, 5126: np.float32}
_FULL = {5120: 127, 5121: 255, 5122: 32767, 5123: 65535, 5125: 2**32 - 1, 5126: 1}
"""What stands for 1 in a normalised integer."""

_WIDTHS = {"SCALAR": 1, "VEC2": 2, "VEC3": 3, "VEC4": 4, "MAT4": 16}


class GltfFile:
    """An open GLB file.

    Attributes:
        path: the file.
        document: its JSON.
        actions: names of its animations.
    """

    def __init__(self, path: Path) -> None:
        """Read a file.

        Raises:
            OSError: it cannot be read.
            SourceError: it is not a GLB file, or it is compressed in a way that we cannot read.
        """
        self.path = path
        data = read_bounded(path, MOST_BYTES)
        if len(data) < 20 or struct.unpack_from("<I", data)[0] != _MAGIC:
            raise SourceError(f"{path}: not a GLB file")
        self._blob, at = b"", 12
        while at + 8 <= len(data):
            length, kind = struct.unpack_from("<II", data, at)
            chunk = data[at + 8 : at + 8 + length]
            at += 8 + length
            if kind == _JSON:
                self.document: dict[str, Any] = json.loads(chunk)
            else:
                self._blob = chunk
        needed = self.document.get("extensionsRequired", [])
        if "KHR_draco_mesh_compression" in needed:
            raise SourceError(f"{path}: compressed with Draco, which is not supported")
        self.actions = [str(a.get("name", "?")) for a in self.document.get("animations", [])]
        self._read: dict[int, Doubles] = {}

    def accessor(self, index: int) -> Doubles:
        """Values (n, k) of an accessor as float64, normalised where the file says so."""
        if index not in self._read:
            self._read[index] = self._accessor(index)
        return self._read[index]

    def _accessor(self, index: int) -> Doubles:
        a = self.document["accessors"][index]
        if "bufferView" not in a:
            raise SourceError(f"{self.path}: accessor {index} has no data")
        kind, width = np.dtype(_KINDS[a["componentType"]]), _WIDTHS[a["type"]]
        view = self.document["bufferViews"][a["bufferView"]]
        start = view.get("byteOffset", 0) + a.get("byteOffset", 0)
        strides = (view.get("byteStride", 0) or kind.itemsize * width, kind.itemsize)
        raw: NDArray[Any] = np.ndarray((a["count"], width), kind, self._blob, start, strides)
        values: Doubles = raw.astype(np.float64)
        return values / _FULL[a["componentType"]] if a.get("normalized") else values

    def texture(self, index: int) -> NDArray[np.uint8] | None:
        """A texture as (H, W, 3) RGB, or None where it is not in the file."""
        source = self.document["textures"][index].get("source")
        image = self.document.get("images", [])[source] if source is not None else {}
        if "bufferView" not in image:
            return None
        view = self.document["bufferViews"][image["bufferView"]]
        start = view.get("byteOffset", 0)
        with Image.open(io.BytesIO(self._blob[start : start + view["byteLength"]])) as picture:
            return np.asarray(picture.convert("RGB"))

    def duration(self, action: int) -> float:
        """Length of an action in seconds."""
        samplers = self.document["animations"][action]["samplers"]
        return float(max(self.accessor(s["input"])[-1, 0] for s in samplers))

    def pose(self, action: int | None, time: float) -> list[Doubles]:
        """World matrices (4, 4) of all nodes at a time in seconds."""
        nodes = self.document["nodes"]
        moves = [dict(n) for n in nodes]
        if action is not None:
            self._animate(moves, self.document["animations"][action], time)
        parent = {child: i for i, n in enumerate(nodes) for child in n.get("children", [])}
        world: dict[int, Doubles] = {}

        def of(i: int) -> Doubles:
            if i not in world:
                own = _matrix(moves[i])
                world[i] = of(parent[i]) @ own if i in parent else own
            return world[i]

        return [of(i) for i in range(len(nodes))]

    def _animate(self, moves: list[dict[str, Any]], action: dict[str, Any], time: float) -> None:
        for channel in action["channels"]:
            path, node = channel["target"]["path"], channel["target"].get("node")
            if node is None or path == "weights":
                continue
            sampler = action["samplers"][channel["sampler"]]
            keys, values = self.accessor(sampler["input"])[:, 0], self.accessor(sampler["output"])
            if sampler.get("interpolation") == "CUBICSPLINE":
                values = values.reshape(len(keys), 3, -1)[:, 1]
            at = float(np.clip(time, keys[0], keys[-1]))
            i = int(np.clip(np.searchsorted(keys, at, "right") - 1, 0, len(keys) - 1))
            j = min(i + 1, len(keys) - 1)
            share = 0.0 if i == j else (at - keys[i]) / (keys[j] - keys[i])
            a, b = values[i], values[j]
            if path == "rotation":
                b = -b if float(a @ b) < 0 else b
            mixed = a * (1 - share) + b * share
            moves[node][path] = (
                mixed / max(1e-9, float(np.linalg.norm(mixed))) if path == "rotation" else mixed
            )
            moves[node].pop("matrix", None)


def _matrix(node: dict[str, Any]) -> Doubles:
    if "matrix" in node:
        return np.asarray(node["matrix"], np.float64).reshape(4, 4).T
    x, y, z, w = (float(v) for v in node.get("rotation", (0, 0, 0, 1)))
    turn = np.array([[1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)],
                     [2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)],
                     [2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)]])  # fmt: skip
    made = np.eye(4)
    made[:3, :3] = turn * np.asarray(node.get("scale", (1, 1, 1)), np.float64)[None]
    made[:3, 3] = node.get("translation", (0, 0, 0))
    return made
