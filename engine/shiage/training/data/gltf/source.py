# SPDX-License-Identifier: Apache-2.0
"""Clips from rigged low-poly models: an action plays while the camera turns about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from shiage.cel.arrays import Doubles
from shiage.training.data.clip import Clip
from shiage.training.data.gltf.glb_file import GltfFile
from shiage.training.data.gltf.posed_model import GltfModel
from shiage.training.data.remove_slivers import without_slivers
from shiage.training.data.render_cache import RenderedCache
from shiage.training.data.rendered_source import Rendered, draw_clip
from shiage.training.data.source_error import SourceError, needs

SIZE = 640
"""Side of a rendered picture in pixels."""

FRAMES, FPS = 16, 12
"""Drawings rendered of one take, and how many of them a second."""

TAKES = 3
"""How many takes of each model are rendered, each with its action and its turn of the camera."""

_FILL = 0.9
_THIN = 3
_JUMP = 0.022
"""Bend of the depth, as a share of the picture, at which a form lies before another."""

_SHORTEST = 24
"""Depth jumps of fewer pixels draw no line."""


@dataclass(frozen=True, eq=False)
class GltfSource:
    """Draws clips of GLB models; takes of each are rendered once and kept.

    Attributes:
        files: the models.
        cache: where renders are kept.
    """

    files: Sequence[Path]
    cache: RenderedCache = field(default_factory=RenderedCache)

    @classmethod
    def open(cls, folder: Path, cache: Path | None = None) -> GltfSource:
        """All *.glb of a folder that are not compressed with Draco.

        Raises:
            SourceError: there are none, or numba is not installed.
        """
        needs("numba", "numba", "GLB models")
        files = [file for file in sorted(folder.glob("*.glb")) if _plain(file)]
        if not files:
            raise SourceError(f"{folder}: no GLB model without Draco compression is there")
        return cls(files, RenderedCache(cache))

    def clip(self, rng: np.random.Generator, frames: int, size: int) -> Clip:
        """See `ClipSource.clip`."""
        file = self.files[int(rng.integers(len(self.files)))]
        take = int(rng.integers(TAKES))
        how = f"gltf 1 {SIZE} {FRAMES} {FPS} take {take}"
        rendered = self.cache.get(file, how, lambda: render_gltf(file, take))
        return draw_clip(rendered, f"gltf {file.stem} {take}", rng, frames, size)


def _plain(file: Path) -> bool:
    try:
        GltfFile(file)
    except SourceError:
        return False
    return True


def render_gltf(file: Path, take: int) -> Rendered:
    """Render a take of a model: its number determines the action, the view and the camera's motion.

    Raises:
        SourceError: the file is not a model that we can read.
    """
    model = GltfModel(GltfFile(file))
    rng = np.random.default_rng(take)
    action = int(rng.integers(len(model.file.actions))) if model.file.actions else None
    long = model.file.duration(action) if action is not None else 1.0
    times = (np.arange(FRAMES) / FPS) % max(long, 1e-6)
    start = rng.uniform(-180, 180)
    yaw = np.radians(start + np.linspace(0, float(rng.choice([-1, 1])) * rng.uniform(20, 130), FRAMES))
    pitch = float(rng.uniform(-0.1, 0.4))
    seen = [_turned(model.posed(action, float(t)), float(y), pitch) for t, y in zip(times, yaw, strict=True)]
    used = np.unique(model.faces)
    low = np.min([corners[used].min(0) for corners in seen], 0)
    high = np.max([corners[used].max(0) for corners in seen], 0)
    made = [_render(model, corners, low, high) for corners in seen]
    return Rendered.of([m[0] for m in made], [m[1] for m in made], model.colours)


def _turned(corners: Doubles, yaw: float, pitch: float) -> Doubles:
    """Corners as the camera sees them: x right, y up, z towards us."""
    ca, sa, cp, sp = np.cos(yaw), np.sin(yaw), np.cos(pitch), np.sin(pitch)
    about = np.array([[ca, 0, sa], [0, 1, 0], [-sa, 0, ca]])
    nod = np.array([[1, 0, 0], [0, cp, -sp], [0, sp, cp]])
    return np.asarray(corners @ about.T @ nod.T)


def _render(
    model: GltfModel, corners: Doubles, low: Doubles, high: Doubles
) -> tuple[NDArray[np.int32], NDArray[np.uint8]]:
    """Parts and seams of one frame, (SIZE, SIZE) each."""
    from shiage.training.data.gltf.z_buffer import rasterise

    middle, scale = (low + high) / 2, SIZE * _FILL / max((high - low)[:2])
    put = (corners - middle) * scale * [1, -1, 1] + [SIZE / 2, SIZE / 2, 0]
    depth = np.full((SIZE, SIZE), -np.inf)
    shown = np.full((SIZE, SIZE), -1, np.int32)
    rasterise(put, model.faces, depth, shown)
    parts = np.where(shown >= 0, model.parts[shown], 0).astype(np.int32)
    clean, ink = without_slivers(parts, model.colours, _THIN)
    return clean, ink | _jumps(depth)


def _jumps(depth: Doubles) -> NDArray[np.uint8]:
    """1 where the depth bends sharply: steep but even slopes stay clean."""
    limit = SIZE * _FILL * _JUMP
    known = np.where(np.isfinite(depth), depth, np.nan)
    jump = np.zeros(depth.shape, np.uint8)
    across = np.abs(known[:, 2:] - 2 * known[:, 1:-1] + known[:, :-2]) > limit
    down = np.abs(known[2:] - 2 * known[1:-1] + known[:-2]) > limit
    jump[:, 1:-1] |= across
    jump[1:-1] |= down
    _, labels, stats, _ = cv2.connectedComponentsWithStats(jump, connectivity=8)
    keep = stats[:, cv2.CC_STAT_AREA] > _SHORTEST
    keep[0] = False
    return np.asarray(keep[labels], np.uint8)
