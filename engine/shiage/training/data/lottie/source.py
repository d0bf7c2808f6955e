# SPDX-License-Identifier: Apache-2.0
"""Clips from Lottie animations: every fill and stroke of the file is a part."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from shiage.cel.outside import read_bounded
from shiage.training.data.clip import Clip
from shiage.training.data.lottie.part_markers import repainted
from shiage.training.data.remove_slivers import borders, filled, without_slivers
from shiage.training.data.render_cache import RenderedCache
from shiage.training.data.rendered_source import Rendered, draw_clip
from shiage.training.data.source_error import SourceError, needs

MOST_BYTES = 64 << 20
"""The largest animation that is read."""

SIZE = 640
"""Side of a rendered picture in pixels."""

FPS, MOST = 12, 24
"""Drawings a second, and most of them that are rendered of one file."""

_THIN = 3
_SMALL = 256
_NEAR = 8
_FEWEST = 0.03
"""Frames in which less of the picture than this is painted are left out at both ends."""


@dataclass(frozen=True, eq=False)
class LottieSource:
    """Draws clips of Lottie files; each file is rendered once and kept.

    Attributes:
        files: the animations.
        cache: where renders are kept.
    """

    files: Sequence[Path]
    cache: RenderedCache = field(default_factory=RenderedCache)

    @classmethod
    def open(cls, folder: Path, cache: Path | None = None) -> LottieSource:
        """All *.json of a folder.

        Raises:
            SourceError: there are none, or rlottie-python is not installed.
        """
        needs("rlottie_python", "rlottie-python", "Lottie files")
        files = sorted(folder.glob("*.json"))
        if not files:
            raise SourceError(f"{folder}: no Lottie file (*.json) is there")
        return cls(files, RenderedCache(cache))

    def clip(self, rng: np.random.Generator, frames: int, size: int) -> Clip:
        """See `ClipSource.clip`."""
        file = self.files[int(rng.integers(len(self.files)))]
        rendered = self.cache.get(file, f"lottie 2 {SIZE} {FPS} {MOST}", lambda: render_lottie(file))
        return draw_clip(rendered, f"lottie {file.stem}", rng, frames, size)


def render_lottie(file: Path) -> Rendered:
    """Render a file as parts.

    Raises:
        SourceError: the file is not a Lottie animation.
    """
    try:
        document = json.loads(read_bounded(file, MOST_BYTES).decode())
        length, fps = int(document["op"] - document["ip"]), float(document.get("fr", 30))
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise SourceError(f"{file}: not a Lottie animation ({error})") from error
    plain, flat, markers = repainted(document)
    numbers = list(range(0, length, max(1, round(fps / FPS))))[:MOST]
    table = _table(markers)
    parts = [_parts_of(picture, table, markers) for picture in _frames(flat, numbers, SIZE)]
    colours = _colours(plain, numbers, parts, len(markers))
    first, last = _painted_run(parts)
    made, seams = [], []
    for part in parts[first:last]:
        clean, ink = without_slivers(part, colours, _THIN)
        made.append(clean)
        seams.append(ink)
    return Rendered.of(made, seams, colours)


def _frames(document: dict[str, Any], numbers: list[int], size: int) -> Iterator[NDArray[np.uint8]]:
    """RGBA renders (size, size, 4), aspect kept, centred; alpha is premultiplied."""
    from rlottie_python import LottieAnimation  # type: ignore[attr-defined]

    animation = LottieAnimation.from_data(json.dumps(document))
    given = animation.lottie_animation_get_size()
    width, height = (max(1, round(side * size / max(given))) for side in given)
    for number in numbers:
        data = animation.lottie_animation_render(frame_num=number, width=width, height=height)
        bgra = np.frombuffer(data, np.uint8).reshape(height, width, 4)
        picture = np.zeros((size, size, 4), np.uint8)
        top, left = (size - height) // 2, (size - width) // 2
        picture[top : top + height, left : left + width] = bgra[..., [2, 1, 0, 3]]
        yield picture


def _table(markers: NDArray[np.int_]) -> NDArray[np.int16]:
    """For each colour of 6 bits a channel the nearest marker's part, or -1 where none is near: (64 ** 3,)."""
    axis = np.arange(64) * 4 + 2
    table = np.full((64, 64, 64), -1, np.int16)
    for part, (r, g, b) in enumerate(markers.tolist(), 1):
        near = [np.flatnonzero(np.abs(axis - v) <= _NEAR) for v in (r, g, b)]
        table[np.ix_(*near)] = part
    return table.ravel()


def _solid(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """RGB (H, W, 3) with the premultiplied alpha undone."""
    alpha = np.maximum(picture[..., 3:], 1).astype(np.uint16)
    up = (picture[..., :3].astype(np.uint16) * 255 + alpha // 2) // alpha
    return np.asarray(np.minimum(255, up), np.uint8)


def _parts_of(
    picture: NDArray[np.uint8], table: NDArray[np.int16], markers: NDArray[np.int_]
) -> NDArray[np.int32]:
    """Which part each pixel of a marker render shows; edges are filled from both sides."""
    rgb = (_solid(picture) >> 2).astype(np.int32)
    part = table[(rgb[..., 0] << 12) | (rgb[..., 1] << 6) | rgb[..., 2]].astype(np.int32)
    alpha = picture[..., 3]
    part[alpha < 200] = -1
    part[alpha <= 2] = 0
    # a mixture on a soft edge may look like a third marker, but never further than its own edge
    core = (part >= 0) & (borders(part) == 0)
    keep = cv2.dilate(core.view(np.uint8), np.ones((3, 3), np.uint8)) > 0
    return filled(np.maximum(part, 0), (part >= 0) & keep)


def _colours(
    document: dict[str, Any], numbers: list[int], parts: list[NDArray[np.int32]], count: int
) -> NDArray[np.uint8]:
    """The median colour of each part over the shot, (count + 1, 3)."""
    step = SIZE / _SMALL
    at = (np.arange(_SMALL) * step + step / 2).astype(int)
    owners, values = [], []
    for picture, part in zip(_frames(document, numbers, _SMALL), parts, strict=True):
        owners.append(part[np.ix_(at, at)].ravel())
        values.append(_solid(picture).reshape(-1, 3))
    owner, value = np.concatenate(owners), np.concatenate(values)
    order = np.argsort(owner, kind="stable")
    owner, value = owner[order], value[order]
    colours = np.zeros((count + 1, 3), np.uint8)
    for number, start, stop in zip(*_runs(owner), strict=True):
        colours[number] = np.median(value[start:stop], 0)
    return _merged(colours)


def _runs(owner: NDArray[np.int32]) -> tuple[list[int], list[int], list[int]]:
    found, starts = np.unique(owner, return_index=True)
    return found.tolist(), starts.tolist(), [*starts[1:].tolist(), len(owner)]


def _merged(colours: NDArray[np.uint8], tolerance: int = 6) -> NDArray[np.uint8]:
    """Colours that hardly differ become one."""
    found: list[NDArray[np.uint8]] = []
    for i in range(1, len(colours)):
        for known in found:
            if np.abs(colours[i].astype(int) - known).max() <= tolerance:
                colours[i] = known
                break
        else:
            found.append(colours[i].copy())
    return colours


def _painted_run(parts: list[NDArray[np.int32]]) -> tuple[int, int]:
    """First and one past the last frame of the longest run in which something is painted."""
    painted = [float((part > 0).mean()) > _FEWEST for part in parts] + [False]
    best, start = (0, len(parts)), -1
    longest = 0
    for i, there in enumerate(painted):
        if there and start < 0:
            start = i
        if not there and start >= 0:
            if i - start > longest:
                longest, best = i - start, (start, i)
            start = -1
    return best
