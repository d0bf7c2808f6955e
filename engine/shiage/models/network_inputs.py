# SPDX-License-Identifier: Apache-2.0
"""Inputs of the networks: converts drawings and cels to arrays, alike in training and inference."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from shiage.cel.arrays import Floats
from shiage.cel.field import distance_field
from shiage.cel.fill import ink_over
from shiage.cel.lineart import LineArt

FIELD_SHARE = 1 / 4
"""Distance at which the field is cut off, as a share of the frame's side (64 pixels of 256).

The encoder's receptive field is 16 pixels around: in a wide region only the distance gives the position.
"""


def line_input(line: LineArt) -> Floats:
    """Coverage of lines, black ink and trace lines alike, (1, H, W) float32 in 0..1, 1 = ink."""
    coverage = line.ink if line.trace is None else np.maximum(line.ink, (line.trace > 0) * np.uint8(255))
    return np.asarray(coverage[None].astype(np.float32) / 255, np.float32)


def field_input(line: LineArt) -> Floats:
    """Truncated distance field (section 3.1), (1, H, W) float32 in 0..1, 0 on a line.

    Its limit grows with the frame, so that a drawing gives the same field at any resolution.
    """
    height, width = line.ink.shape
    return distance_field(line, FIELD_SHARE * math.sqrt(height * width))[None]


def colour_input(cel: NDArray[np.uint8], line: LineArt) -> Floats:
    """The finished frame on white paper with its ink, (3, H, W) float32 in -1..1.

    Args:
        cel: (H, W, 4) uint8 straight-alpha RGBA without ink.
        line: the frame's line art, (H, W).
    """
    inked = ink_over(cel, LineArt(line.ink))  # black: networks are trained with no other ink
    alpha = inked[..., 3:].astype(np.float32) / 255
    colour = inked[..., :3].astype(np.float32) * alpha + 255 * (1 - alpha)
    return np.ascontiguousarray((colour / 127.5 - 1).transpose(2, 0, 1), np.float32)


def picture(colour: Floats) -> NDArray[np.uint8]:
    """The inverse of the colours: (3, H, W) float32 in -1..1, clipped, to (H, W, 3) uint8 RGB."""
    shown = np.clip((colour + 1) * 127.5 + 0.5, 0, 255)
    return np.ascontiguousarray(shown.transpose(1, 2, 0).astype(np.uint8))
