# SPDX-License-Identifier: Apache-2.0
"""Inks cels as finished frames have it, with their true lines: training data of the line extractor."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from shiage.training.data.clip import ClipSource

_NO_INK = 0.2
"""Share of frames without any ink: there a line is where two colours meet."""

_SEEN = 12
"""Levels between two colours from which an edge without ink is visible."""

_NEAR = np.ones((7, 7), np.uint8)

_SCALES = (1, 2, 3, 4)
"""Clips are drawn so many times larger than what is cut out of them: lines of all widths."""


@dataclass(frozen=True, eq=False)
class InkedFrame:
    """A frame and the lines in it.

    Attributes:
        frame: (H, W, 3) uint8 RGB.
        line: (H, W) uint8, true coverage of ink.
        known: (H, W) bool; False where the true line is invisible in the frame.
    """

    frame: NDArray[np.uint8]
    line: NDArray[np.uint8]
    known: NDArray[np.bool_]


def draw_inked(source: ClipSource, rng: np.random.Generator, size: int) -> InkedFrame:
    """Draw a frame of a source and put it through what films do to a cel.

    Colours are changed at random; the ground is flat, graded or cloudy; light falls unevenly; ink is black,
    dark, of the paint's own hue, weak, or absent; then come blur, grain and JPEG.

    Args:
        source: clips with cels and lines.
        rng: decides everything.
        size: pixels of each side.
    """
    line, cel = _cut_out(source, rng, size)
    paint = _paint(cel, rng)
    flat = np.rint(paint).clip(0, 255).astype(np.uint8)
    paint *= _clouds(rng, size, 1, rng.uniform(0, 0.12)) + 1
    if rng.random() < _NO_INK:
        apart = (cv2.dilate(flat, _NEAR).astype(np.int32) - cv2.erode(flat, _NEAR)).max(2)
        return InkedFrame(_filmed(paint, rng), line, (line == 0) | (apart > _SEEN))
    cover = (line.astype(np.float32) * np.float32(rng.uniform(0.6, 1) / 255))[..., None]
    inked = np.asarray(paint * (1 - cover) + _ink(paint, rng) * cover, np.float32)
    return InkedFrame(_filmed(inked, rng), line, np.ones(line.shape, bool))


def _cut_out(
    source: ClipSource, rng: np.random.Generator, size: int
) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Lines and cel of a square around some point on a line."""
    large = size * int(rng.choice(_SCALES))
    clip = source.clip(rng, 1, large)
    drawn = np.argwhere(clip.lines[0] > 127)
    middle = drawn[rng.integers(len(drawn))] if len(drawn) else np.full(2, large // 2)
    wander = rng.integers(-size // 3, size // 3 + 1, 2)
    top, left = (middle + wander - size // 2).clip(0, large - size)
    cut = np.s_[0, top : top + size, left : left + size]
    return clip.lines[cut], clip.cels[cut]


def _paint(cel: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.float32]:
    alpha = cel[..., 3:].astype(np.float32) / 255
    colours = cel[..., :3][..., rng.permutation(3)].astype(np.float32)
    colours = np.asarray(colours * rng.uniform(0.5, 1, 3) + rng.uniform(0, 80, 3), np.float32)
    return np.asarray(colours * alpha + _ground(rng, len(cel)) * (1 - alpha), np.float32)


def _ground(rng: np.random.Generator, size: int) -> NDArray[np.float32]:
    top, bottom = rng.uniform(0, 255, (2, 3))
    kind = rng.integers(0, 4)
    if kind == 0:
        return np.full((size, size, 3), 255, np.float32)
    if kind == 1:
        return np.broadcast_to(top, (size, size, 3)).astype(np.float32)
    down = np.linspace(0, 1, size)[:, None, None]
    graded = top * (1 - down) + bottom * down
    return np.asarray(graded + _clouds(rng, size, 3, rng.uniform(0, 40)), np.float32)


def _clouds(rng: np.random.Generator, size: int, channels: int, strength: float) -> NDArray[np.float32]:
    """(size, size, channels): smooth noise of a standard deviation."""
    cells = int(rng.integers(3, 9))
    coarse = rng.normal(0, strength, (cells, cells, channels)).astype(np.float32)
    return cv2.resize(coarse, (size, size), interpolation=cv2.INTER_CUBIC).reshape(size, size, channels)  # type: ignore[return-value]


def _ink(paint: NDArray[np.float32], rng: np.random.Generator) -> NDArray[np.float32]:
    kind = rng.random()
    if kind < 0.5:
        return np.zeros(3, np.float32)
    if kind < 0.75:
        return rng.uniform(0, 90, 3).astype(np.float32)
    return np.asarray(paint * np.float32(rng.uniform(0.2, 0.6)), np.float32)


def _filmed(frame: NDArray[np.float32], rng: np.random.Generator) -> NDArray[np.uint8]:
    blurred = cv2.GaussianBlur(frame, (0, 0), rng.uniform(0.2, 0.9)) if rng.random() < 0.7 else frame
    grain = rng.normal(0, rng.uniform(0, 4), frame.shape)
    shown = np.rint(blurred + grain).clip(0, 255).astype(np.uint8)
    if rng.random() < 0.7:
        quality = [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(40, 98))]
        shown = np.asarray(cv2.imdecode(cv2.imencode(".jpg", shown, quality)[1], cv2.IMREAD_COLOR), np.uint8)
    return shown
