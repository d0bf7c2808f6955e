# SPDX-License-Identifier: Apache-2.0
"""What networks paint of a frame after model sheets: seen as closely as in training, given back whole."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import cv2
import numpy as np
from numpy.typing import NDArray

from shiage.cel.arrays import Floats
from shiage.cel.lineart import LineArt
from shiage.models.network_inputs import picture
from shiage.shot.describe.crop import Window, drawn_window
from shiage.shot.soft.working_size import fitted, fitted_box
from shiage.shot.types import Frame, ModelSheet

if TYPE_CHECKING:
    from shiage.models.sheet_painters import AttentionPainter, DiffusionSampler

Picture = NDArray[np.uint8]


def paint_after_sheets(frame: Frame, sheets: Sequence[ModelSheet], painter: AttentionPainter) -> Picture:
    """The attention-aware network's picture of a frame, see `types.Raster`."""
    window = drawn_window([frame.line])
    line, _ = _squared(frame.line, None, window, painter.side)
    shown = [_squared(s.line, s.cel, drawn_window([s.line]), painter.side)[1] for s in sheets]
    return _whole(painter.paint(line, shown), window, frame.size)


def sample_after_sheet(
    frame: Frame, sheet: ModelSheet, sampler: DiffusionSampler, seeds: Sequence[int]
) -> list[Picture]:
    """The diffusion's pictures of a frame, one a seed, see `types.Raster`."""
    window = drawn_window([frame.line])
    line, _ = _squared(frame.line, None, window, sampler.side)
    _, shown = _squared(sheet.line, sheet.cel, drawn_window([sheet.line]), sampler.side)
    return [_whole(sample, window, frame.size) for sample in sampler.sample(line, shown, seeds)]


def _squared(
    line: LineArt, cel: NDArray[np.uint8] | None, window: Window, side: int
) -> tuple[Floats, Floats]:
    """A drawing's window in the middle of a white square: its lines (1, side, side), and finished."""
    box = np.s_[window.y : window.y + window.height, window.x : window.x + window.width]
    trace = None if line.trace is None else np.ascontiguousarray(line.trace[box])
    cut = LineArt(np.ascontiguousarray(line.ink[box]), trace)
    paint = np.zeros((*cut.ink.shape, 4), np.uint8) if cel is None else np.ascontiguousarray(cel[box])
    seen, colour = fitted(cut, paint, (side, side))
    return seen.line, colour


def _whole(square: Floats, window: Window, size: tuple[int, int]) -> Picture:
    """The whole frame of what was painted of its window; beyond it, what the window shows at its rim."""
    side = square.shape[-1]
    x, y, width, height = fitted_box((window.width, window.height), (side, side))
    seen = picture(square)[y : y + height, x : x + width]
    across, down = width / window.width, height / window.height
    left, top = round(window.x * across), round(window.y * down)
    right = max(0, round(size[0] * across) - width - left)
    bottom = max(0, round(size[1] * down) - height - top)
    whole = cv2.copyMakeBorder(seen, top, bottom, left, right, cv2.BORDER_REPLICATE)
    return np.asarray(whole, np.uint8)
