# SPDX-License-Identifier: Apache-2.0
"""Line art of one frame: coverage of ink, and trace lines apart from black ink."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from shiage.cel.channels import Channel, darkest, lightest
from shiage.cel.ink import TRACE_BLUE, TRACE_GREEN, TRACE_NONE, TRACE_RED, separate
from shiage.cel.paper import PAPER_LIMIT, off_paper

__all__ = ["PAPER_LIMIT", "TRACE_BLUE", "TRACE_GREEN", "TRACE_NONE", "TRACE_RED", "LineArt"]

_LIGHT_STRAY = 200
"""One part in so many: with less dark ink than this, light paint on transparency is the ink itself."""


@dataclass(frozen=True, eq=False)
class LineArt:
    """One frame's lines.

    Attributes:
        ink: (H, W) uint8, coverage of ink, 0 paper .. 255 full ink.
        trace: (H, W) uint8, TRACE_* of the coloured trace line standing at a pixel, or None when the
            frame has no trace lines.
        colour: (H, W, 3) uint8 RGB of the ink, or None when it is black. Only finished frames show it: what
            is decided about a frame never depends on it.
    """

    ink: NDArray[np.uint8]
    trace: NDArray[np.uint8] | None = None
    colour: NDArray[np.uint8] | None = None

    @classmethod
    def from_image(cls, image: NDArray[np.uint8] | NDArray[np.uint16]) -> LineArt:
        """Read ink and trace lines off a picture.

        Ink is dark on light paper of any tone (see `paper.off_paper`), light on dark paper, or dark or light
        on transparent paper. A coloured line is a trace line, named by the nearest of red, green and blue;
        where it meets black ink, black wins. In a frame without black ink (a blue-pencil drawing) the
        coloured lines are the ink.

        Args:
            image: (H, W) or (H, W, 1) grey, (H, W, 2) grey and alpha, (H, W, 3) RGB or (H, W, 4) RGBA
                with straight alpha; uint8 or uint16.

        Raises:
            ValueError: the array has another shape or dtype.
        """
        pixels = _bytes(image)
        channels = [np.asarray(channel, np.uint8) for channel in cv2.split(pixels)]
        dark = [~channel for channel in channels[: 3 if len(channels) >= 3 else 1]]
        if len(channels) in (2, 4):
            dark = _on_paper(dark, channels[-1])
        dark = off_paper(dark)
        if len(dark) == 1:
            return cls(dark[0])
        lines = separate(dark)
        return cls(lines.ink, lines.trace, lines.colour)

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return self.ink.shape[1], self.ink.shape[0]

    def barrier(self) -> NDArray[np.bool_]:
        """(H, W) bool: pixels that separate regions, by ink or by a trace line."""
        lines = self.ink > PAPER_LIMIT
        return lines if self.trace is None else lines | (self.trace > TRACE_NONE)


def _bytes(image: NDArray[np.uint8] | NDArray[np.uint16]) -> Channel:
    if image.ndim not in (2, 3) or 0 in image.shape or (image.ndim == 3 and image.shape[2] > 4):
        raise ValueError(f"line art must be grey, RGB or RGBA, not an array of shape {image.shape}")
    if image.dtype == np.uint16:
        return (image >> 8).astype(np.uint8)
    if image.dtype != np.uint8:
        raise ValueError(f"line art must have 8 or 16 bits a channel (uint8, uint16), not {image.dtype}")
    return np.ascontiguousarray(image, np.uint8)


def _on_paper(dark: Sequence[Channel], alpha: Channel) -> list[Channel]:
    """Darkness of each channel once the drawing lies on white paper; light ink is turned dark first."""
    if int(alpha.min()) == 255:
        return list(dark)
    over = [_times(d, alpha) for d in dark]
    if _is_light_ink(over, alpha):
        light = darkest(dark) <= PAPER_LIMIT
        over = [np.where(light, alpha, d) for d in over]
    return over


def _times(dark: Channel, alpha: Channel) -> Channel:
    """The product of two coverages of 255, rounded."""
    product = np.multiply(dark, alpha, dtype=np.uint16)
    product += 128
    product += product >> 8
    return (product >> 8).astype(np.uint8)


def _is_light_ink(over: Sequence[Channel], alpha: Channel) -> bool:
    """What is opaque shows nothing on white paper, and is not the paper itself."""
    opaque = alpha > PAPER_LIMIT
    if 2 * np.count_nonzero(opaque) > opaque.size:
        return False
    unseen = np.count_nonzero(opaque & (darkest(over) <= PAPER_LIMIT))
    return bool(unseen > _LIGHT_STRAY * np.count_nonzero(lightest(over) > PAPER_LIMIT))
