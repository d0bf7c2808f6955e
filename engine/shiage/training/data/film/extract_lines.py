# SPDX-License-Identifier: Apache-2.0
"""From a coloured frame to its line art and the paint beneath, without a trace of colour in the lines."""

from __future__ import annotations

from typing import Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

_INK = 128
"""Coverage (of 255) from which a pixel is ink."""

_SPECK = 8
"""Pieces of line of fewer pixels are grain of the film."""

_FRINGE = 1
"""Pixels around a line whose colour is mixed with ink."""


class Extractor(Protocol):
    """Anything that draws the lines of a frame: `XDoG`, `NetworkLines`."""

    def __call__(self, frame: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Lines of a frame (H, W, 3) uint8 RGB as (H, W) uint8 coverage of ink, 0 paper .. 255 full ink."""
        ...


class NetworkLines:
    """Lines found by the trained extractor."""

    def __init__(self, weights: str = "line_extractor") -> None:
        """Load the network.

        Args:
            weights: name of shipped weights or path of a file.

        Raises:
            WeightsError: they are missing, torn or of another network.
        """
        from shiage.models.line_extractor import LineExtractor, LineExtractorConfig
        from shiage.models.weights import load_weights

        loaded = load_weights(weights)
        self.digest = loaded.digest
        self._network = LineExtractor(loaded.configured(LineExtractorConfig))
        loaded.load_into(self._network)
        self._network.eval()

    def __call__(self, frame: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Lines of a frame (H, W, 3) uint8 RGB as (H, W) uint8 coverage of ink."""
        import torch

        with torch.inference_mode():
            pixels = torch.from_numpy(np.ascontiguousarray(frame)).permute(2, 0, 1)[None].float()
            cover = torch.sigmoid(self._network(pixels / 127.5 - 1))[0, 0]
            return np.asarray((cover * 255).round().to(torch.uint8).numpy())


def binarise(coverage: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Make lines all ink or all paper, and wipe specks.

    The greys of extracted lines carry the colours beside them: networks trained on such lines read the answer
    off them, even from an empty reference (AniDoc, figure 4).

    Args:
        coverage: (H, W) uint8, coverage of ink.

    Returns:
        (H, W) uint8, 255 ink and 0 paper.
    """
    ink = (coverage >= _INK).astype(np.uint8)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    lasting = stats[:, cv2.CC_STAT_AREA] >= _SPECK
    lasting[0] = False
    return np.asarray(np.uint8(255) * lasting[labels])


def paint_under(frame: NDArray[np.uint8], ink: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Let the paint reach under the lines: there each pixel takes the colour nearest to it off the lines.

    Args:
        frame: (H, W, 3) uint8 RGB, ink and paint together.
        ink: (H, W) uint8, 255 ink and 0 paper.

    Returns:
        (H, W, 4) uint8 RGBA, opaque: the cel that the frame was before it was inked.
    """
    side = 2 * _FRINGE + 1
    covered = cv2.dilate(ink, np.ones((side, side), np.uint8))
    if covered.all():
        covered = ink
    out = np.full((*ink.shape, 4), 255, np.uint8)
    out[..., :3] = frame
    clear = covered == 0
    if clear.any():
        _, nearest = cv2.distanceTransformWithLabels(
            covered, cv2.DIST_L2, cv2.DIST_MASK_5, labelType=cv2.DIST_LABEL_PIXEL
        )
        colour_of = np.zeros((int(nearest.max()) + 1, 3), np.uint8)
        colour_of[nearest[clear]] = frame[clear]
        out[..., :3] = colour_of[nearest]
    return out
