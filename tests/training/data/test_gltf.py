# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import json
import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from shiage.training.data.gltf.glb_file import GltfFile
from shiage.training.data.gltf.posed_model import GltfModel
from shiage.training.data.gltf.source import GltfSource, render_gltf
from shiage.training.data.source_error import SourceError

QUATERNIUS = Path(__file__).parents[4] / "shared" / "data" / "train" / "quaternius"
CUBE = np.array([[x, y, z] for x in (-1, 1) for y in (-1, 1) for z in (-1, 1)], np.float32)
SIDES = [[0, 1, 3, 2], [4, 6, 7, 5], [0, 4, 5, 1], [2, 3, 7, 6], [0, 2, 6, 4], [1, 5, 7, 3]]
FACES = np.array([[[a, b, c], [a, c, d]] for a, b, c, d in SIDES], np.uint16).reshape(-1, 3)


def write_glb(file: Path, document: dict[str, Any], blob: bytes = b"") -> Path:
    text = json.dumps(document).encode()
    text += b" " * (-len(text) % 4)
    blob += b"\0" * (-len(blob) % 4)
    body = struct.pack("<II", len(text), 0x4E4F534A) + text + struct.pack("<II", len(blob), 0x004E4942) + blob
    file.write_bytes(struct.pack("<III", 0x46546C67, 2, 12 + len(body)) + body)
    return file


@pytest.fixture
def cubes(tmp_path: Path) -> Path:
    """Two green cubes far apart, in one mesh, and a red one that rises in an action."""
    pair = np.concatenate([CUBE * 0.4 + [-1.5, 0, 0], CUBE * 0.4 + [1.5, 0, 0]]).astype(np.float32)
    data: list[tuple[NDArray[Any], str, int]] = [
        (pair, "VEC3", 5126),
        (np.concatenate([FACES, FACES + 8]).astype(np.uint16).ravel(), "SCALAR", 5123),
        ((CUBE * 0.4).astype(np.float32), "VEC3", 5126),
        (FACES.ravel(), "SCALAR", 5123),
        (np.array([0, 1], np.float32), "SCALAR", 5126),
        (np.array([[0, 0, 0], [0, 2, 0]], np.float32), "VEC3", 5126),
    ]
    views, accessors, blob = [], [], b""
    for i, (values, kind, component) in enumerate(data):
        views.append({"buffer": 0, "byteOffset": len(blob), "byteLength": values.nbytes})
        accessors.append({"bufferView": i, "componentType": component, "count": len(values), "type": kind})
        blob += values.tobytes()

    def mesh(i: int) -> dict[str, Any]:
        return {"primitives": [{"attributes": {"POSITION": 2 * i}, "indices": 2 * i + 1, "material": i}]}

    def paint(rgba: list[float]) -> dict[str, Any]:
        return {"pbrMetallicRoughness": {"baseColorFactor": rgba}}

    channel = {"sampler": 0, "target": {"node": 1, "path": "translation"}}
    document = {
        "asset": {"version": "2.0"},
        "buffers": [{"byteLength": len(blob)}],
        "bufferViews": views,
        "accessors": accessors,
        "materials": [paint([0, 1, 0, 1]), paint([1, 0, 0, 1])],
        "meshes": [mesh(0), mesh(1)],
        "nodes": [{"mesh": 0}, {"mesh": 1}],
        "animations": [{"name": "rise", "samplers": [{"input": 4, "output": 5}], "channels": [channel]}],
    }
    return write_glb(tmp_path / "cubes.glb", document, blob)


def test_pieces_that_do_not_touch_are_parts_of_their_own(cubes: Path) -> None:
    model = GltfModel(GltfFile(cubes))
    assert model.colours[0].tolist() == [0, 0, 0]
    assert sorted(model.colours[1:].tolist()) == [[0, 255, 0], [0, 255, 0], [255, 0, 0]]
    assert np.bincount(model.parts).tolist() == [0, 12, 12, 12]


def test_an_action_moves_what_it_drives(cubes: Path) -> None:
    model = GltfModel(GltfFile(cubes))
    start, end = model.posed(0, 0.0), model.posed(0, 0.5)
    moved = end - start
    assert np.allclose(moved[:16], 0) and np.allclose(moved[16:], [0, 1, 0])


def test_a_take_shows_the_parts_and_repeats(cubes: Path) -> None:
    one, two = render_gltf(cubes, 1), render_gltf(cubes, 1)
    assert (one.parts == two.parts).all()
    assert set(np.unique(one.parts)) == {0, 1, 2, 3}


def test_compressed_and_strange_files_are_refused(tmp_path: Path) -> None:
    draco = write_glb(tmp_path / "draco.glb", {"extensionsRequired": ["KHR_draco_mesh_compression"]})
    with pytest.raises(SourceError, match=r"draco\.glb.*Draco"):
        GltfFile(draco)
    with pytest.raises(SourceError, match="without Draco"):
        GltfSource.open(tmp_path)
    other = tmp_path / "other.glb"
    other.write_bytes(b"no model at all, only words")
    with pytest.raises(SourceError, match="not a GLB"):
        GltfFile(other)


@pytest.mark.skipif(not QUATERNIUS.is_dir(), reason="../shared/data/train/quaternius is not here")
def test_a_rigged_animal_walks_and_turns(tmp_path: Path) -> None:
    source = GltfSource.open(QUATERNIUS, tmp_path)
    assert len(source.files) >= 60
    fox = GltfSource([f for f in source.files if f.stem == "animals-Wolf"], source.cache)
    clip = fox.clip(np.random.default_rng(0), 4, 192)
    assert clip.parts is not None and len(np.unique(clip.parts)) > 3
    assert (clip.lines[0] != clip.lines[-1]).any()
