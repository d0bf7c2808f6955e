# SPDX-License-Identifier: Apache-2.0
"""Moving pictures rendered once as maps of parts, then inked and painted anew for every clip.

Rendering a rig takes seconds; what is drawn from it here takes milliseconds, and each time it has another
pen, another palette, another place on the paper and another pace.
"""

from __future__ import annotations

import io
import math
import os
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from shiage.cel.beside import write_beside
from shiage.training.data.clip import Clip
from shiage.training.data.downsample_parts import colour_changes, inked, resolve_subpixels
from shiage.training.data.pen import SCALE, draw_pen

_FRESH = 0.6
"""Share of clips whose palette is turned to other hues."""


@dataclass(frozen=True, eq=False)
class Rendered:
    """A moving picture as parts.

    Attributes:
        parts: (T, S, S) uint8 or uint16, 0 is paper.
        seams: (T, S, S) uint8, 1 where a line stands though the colour does not change.
        colours: (n, 3) uint8 RGB of each part; entry 0 is paper.
        drawn: whether `seams` is the artist's own ink, so that no line is added where the colour changes.
    """

    parts: NDArray[np.integer]
    seams: NDArray[np.uint8]
    colours: NDArray[np.uint8]
    drawn: bool = False

    def write(self, file: Path) -> None:
        """Keep it in a file.

        Raises:
            OSError: it cannot be written.
        """
        data = io.BytesIO()
        seams = np.packbits(self.seams)
        np.savez_compressed(data, parts=self.parts, seams=seams, colours=self.colours, drawn=self.drawn)
        file.parent.mkdir(parents=True, exist_ok=True)
        own = file.with_name(f"{os.getpid()}-{file.name}")  # several workers may render the same
        write_beside(own, data.getbuffer())
        own.replace(file)

    @classmethod
    def of(
        cls,
        parts: list[NDArray[np.int32]],
        seams: list[NDArray[np.uint8]],
        colours: NDArray[np.uint8],
        drawn: bool = False,
    ) -> Rendered:
        """Frames of parts and seams (S, S) as a picture."""
        whole = np.stack(parts)
        small = whole.astype(np.uint8) if len(colours) < 256 else whole.astype(np.uint16)
        return cls(small, np.stack(seams), colours, drawn)

    @classmethod
    def read(cls, file: Path) -> Rendered:
        """Read one that was kept.

        Raises:
            OSError: it cannot be read.
            ValueError: it is not such a file.
        """
        with np.load(file, allow_pickle=False) as kept:
            parts = kept["parts"]
            seams = np.unpackbits(kept["seams"], count=parts.size).reshape(parts.shape)
            return cls(parts, seams, kept["colours"], bool(kept["drawn"]))


def draw_clip(rendered: Rendered, name: str, rng: np.random.Generator, frames: int, size: int) -> Clip:
    """Draw a clip of a rendered picture: its pace, place, pen and palette are drawn from `rng`."""
    picked = _pick(len(rendered.parts), rng, frames)
    maps = _affine(rendered, picked, rng, frames, size)
    colours = _recoloured(rendered.colours, rng)
    pen = draw_pen(rng, size).for_extent(size * 0.8)
    lines = np.zeros((frames, size, size), np.uint8)
    parts = np.zeros((frames, size, size), np.int32)
    side = _thickness(maps)
    for i, (t, place) in enumerate(zip(picked, maps, strict=True)):
        canvas = (size * SCALE, size * SCALE)
        flags = cv2.INTER_NEAREST | cv2.WARP_INVERSE_MAP
        label = cv2.warpAffine(rendered.parts[t], place, canvas, flags=flags).astype(np.uint16, copy=False)
        thick = (
            cv2.dilate(rendered.seams[t], np.ones((side, side), np.uint8)) if side > 1 else rendered.seams[t]
        )
        seams = np.asarray(cv2.warpAffine(thick, place, canvas, flags=flags), np.uint8)
        if rendered.drawn:
            ink = inked(seams, max(1.0, (pen.weight - 1.5) * SCALE), pen.cover)
        else:
            ink = inked(seams | colour_changes(label, colours), pen.weight * SCALE, pen.cover)
        lines[i], parts[i] = resolve_subpixels(ink, label, pen.cover)
    table = np.zeros((len(colours), 4), np.uint8)
    table[:, :3] = colours
    table[1:, 3] = 255
    table[0] = 0
    cels = table.view(np.uint32).ravel()[parts].view(np.uint8).reshape(frames, size, size, 4)
    return Clip(name, lines, cels, parts)


def _thickness(maps: list[NDArray[np.float64]]) -> int:
    """How wide seams must be to stay whole where the picture is drawn smaller; 1 leaves them as they are."""
    shrink = max(float(np.hypot(*place[0, :2])) for place in maps)
    return math.ceil(shrink) + 1 if shrink > 1 else 1


def _pick(count: int, rng: np.random.Generator, frames: int) -> list[int]:
    """Which of the rendered frames: forwards or backwards, some left out, or to and fro."""
    step = int(rng.integers(1, max(1, (count - 1) // max(1, frames - 1)) + 1)) if frames > 1 else 1
    span = step * (frames - 1)
    first = int(rng.integers(0, max(1, count - span)))
    there = first + step * np.arange(frames)
    turn = max(1, count - 1)
    folded = np.abs((there + turn) % (2 * turn) - turn) if count > 1 else 0 * there
    return [int(t) for t in (folded[::-1] if rng.random() < 0.3 else folded)]


def _affine(
    rendered: Rendered, picked: list[int], rng: np.random.Generator, frames: int, size: int
) -> list[NDArray[np.float64]]:
    """From the canvas's subpixels to the rendered picture's pixels, (2, 3) for each frame."""
    drawn = np.max(np.stack([rendered.parts[t] > 0 for t in picked]), 0).astype(np.uint8)
    x, y, w, h = cv2.boundingRect(drawn)
    if not w:
        x, y, w, h = 0, 0, drawn.shape[1], drawn.shape[0]
    share = float(rng.uniform(0.45, 1.0)) if rng.random() < 0.6 else float(rng.uniform(1.0, 2.4))
    scale = share * size / max(w, h)
    spread = abs(size - scale * np.array([w, h])) / 2 * 0.8
    at = np.array([size / 2, size / 2]) + rng.uniform(-1, 1, 2) * spread
    angle = float(rng.normal(0, 8)) if rng.random() < 0.5 else 0.0
    flip = -1.0 if rng.random() < 0.5 else 1.0
    drift = rng.normal(0, 0.01 * size, 2) * float(rng.random() < 0.3)
    zoom = float(rng.normal(0, 0.02)) * float(rng.random() < 0.3)
    maps = []
    for i in range(frames):
        a = np.radians(angle)
        k = scale * (1 + zoom * i) * SCALE
        turn = k * np.array([[np.cos(a) * flip, -np.sin(a)], [np.sin(a) * flip, np.cos(a)]])
        back = np.linalg.inv(turn)
        centre = np.array([x + w / 2, y + h / 2])
        maps.append(np.concatenate([back, (centre - back @ ((at + drift * i) * SCALE))[:, None]], 1))
    return maps


def _recoloured(colours: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
    """The palette, or the same one in other hues; parts of one colour stay so, and no others become so."""
    if len(colours) < 2 or rng.random() > _FRESH:
        return colours
    hsv = cv2.cvtColor(np.ascontiguousarray(colours[None]), cv2.COLOR_RGB2HSV_FULL)[0].astype(np.int32)
    hsv[:, 0] = (hsv[:, 0] + int(rng.integers(256))) % 256
    hsv[:, 1] = np.clip(hsv[:, 1] * rng.uniform(0.5, 1.2), 0, 255)
    turned = cv2.cvtColor(hsv.astype(np.uint8)[None], cv2.COLOR_HSV2RGB_FULL)[0].astype(np.uint8)
    same = len(np.unique(colours[1:], axis=0)) == len(np.unique(turned[1:], axis=0))
    return turned if same else colours
