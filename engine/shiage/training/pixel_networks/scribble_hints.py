# SPDX-License-Identifier: Apache-2.0
"""Hints that AlacGAN learns from: a few pixels of the true colours, at a quarter of the resolution.

As its authors publish it: half of a batch has none. In the other half a pixel is kept where a uniform
number lies above t, and t is drawn once a picture from a normal of mean 1 and deviation 0.005, cut off at 1:
0.4 % of the pixels on average, 65 a picture. The colours come from another cut of the same picture, so that
a hint lies a little off.
"""

from __future__ import annotations

import math

import torch
import torch.nn.functional as F
from torch import Tensor

SPREAD, PIXELS = 0.005, 128 * 128
"""Deviation of t, at the hints of the published pictures of 512 pixels. At another size it is another one, so
that a picture has as many hints: of 32 x 32 a share of 0.4 % would be four."""

AREA, ASPECT = (0.9, 1.0), (7 / 8, 8 / 7)
"""Share of the picture that the other cut keeps, and its width to its height."""

PALEST = 0.7
"""Lines are drawn paler by a factor from here to 1."""

HINT_STEP = 4
"""Pixels of a drawing that are one of its hints."""


def sample_hints(colours: Tensor) -> Tensor:
    """Hints of a batch, by torch's generator.

    Args:
        colours: (B, 3, H, W) float32 RGB in -1..1, the truth; H and W divisible by 4.

    Returns:
        (B, 4, H / 4, W / 4) float32: RGB times the mask, and the mask.
    """
    mask = sample_mask(len(colours), colours.shape[2] // HINT_STEP, colours.shape[3] // HINT_STEP)
    mask = mask.to(colours.device)
    cut = torch.stack([cut_anew(colour) for colour in colours])
    return torch.cat([cut * mask, mask], 1)


def sample_mask(count: int, height: int, width: int) -> Tensor:
    """(count, 1, height, width) float32 of 0 and 1; the latter half of the pictures has no 1."""
    # a normal cut off at its mean is a half normal
    bars = 1 - SPREAD * PIXELS / (height * width) * torch.randn(count, 1, 1, 1).abs()
    kept = (torch.rand(count, 1, height, width) >= bars).float()
    kept[(count + 1) // 2 :] = 0
    return kept


def cut_anew(colour: Tensor) -> Tensor:
    """Another cut of (3, H, W) colours, at a quarter of the size: (3, H / 4, W / 4)."""
    height, width = colour.shape[1:]
    area = height * width * _between(*AREA)
    aspect = _between(*ASPECT)
    if torch.rand(()) < 0.5:
        aspect = 1 / aspect
    wide = min(width, round(math.sqrt(area * aspect)))
    high = min(height, round(math.sqrt(area / aspect)))
    left = int(torch.randint(width - wide + 1, ()))
    top = int(torch.randint(height - high + 1, ()))
    part = colour[None, :, top : top + high, left : left + wide]
    size = (height // HINT_STEP, width // HINT_STEP)
    # without a filter: a hint is a colour of the picture, and no mixture of two
    return F.interpolate(part, size, mode="nearest")[0]


def jitter_lines(line: Tensor) -> Tensor:
    """(B, 1, H, W) coverage, each picture's lines paler by a factor of their own."""
    return line * (PALEST + (1 - PALEST) * torch.rand(len(line), 1, 1, 1)).to(line.device)


def _between(low: float, high: float) -> float:
    return low + (high - low) * float(torch.rand(()))
