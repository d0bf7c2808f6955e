# SPDX-License-Identifier: Apache-2.0
"""What a level looks like: each pixel between its ink's colour and its paint's, as its tone says."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from shiage.pipeline.toonz.level import MOST_STYLES, Pixels, inks, paints, tones
from shiage.pipeline.toonz.styles import LevelPalette


def picture(pixels: Pixels, palette: LevelPalette) -> NDArray[np.uint8]:
    """(H, W, 4) uint8 straight-alpha RGBA of a drawing; mixed with alpha multiplied in."""
    table = np.zeros((MOST_STYLES, 4))
    for n, style in enumerate(palette.styles):
        red, green, blue, alpha = style.colour or (0, 0, 0, 255)
        table[n] = (red * alpha / 255, green * alpha / 255, blue * alpha / 255, alpha)
    share = tones(pixels)[..., None] / 255
    mixed = table[inks(pixels)] * (1 - share) + table[paints(pixels)] * share
    mixed[..., :3] *= 255 / np.maximum(mixed[..., 3:], 1)
    return np.asarray(np.clip(np.rint(mixed), 0, 255), np.uint8)
