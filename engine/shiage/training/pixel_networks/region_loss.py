# SPDX-License-Identifier: Apache-2.0
"""A loss beside the paper's: the mean colour of each region, large or small."""

from __future__ import annotations

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

INK = 0.25
"""Coverage from which a pixel is line, and of no region."""

LEAST = 6
"""Regions of fewer pixels are left out: their means are noise."""


def region_loss(image: Tensor, truth: Tensor, line: Tensor) -> Tensor:
    """L1 between regions' mean colours, weighed by the square root of their areas.

    Pixel by pixel a background outweighs a face a hundredfold; by number alone specks would outweigh it.

    Args:
        image: (B, 3, H, W) in -1..1, what was painted.
        truth: the same of the artist.
        line: (B, 1, H, W) coverage of ink, 0..1.
    """
    labels, count = _labelled(truth, line)
    where = torch.from_numpy(labels.ravel()).to(image.device)
    rows = (image - truth).permute(0, 2, 3, 1).reshape(-1, 3).float()
    total = rows.new_zeros(count, 3).index_add(0, where, rows)
    area = torch.bincount(where, minlength=count).float()
    weight = area.sqrt() * (area >= LEAST)
    weight[0] = 0
    off = (total / area.clamp(min=1)[:, None]).abs().mean(1)
    return (off * weight).sum() / weight.sum().clamp(min=1)


def _labelled(truth: Tensor, line: Tensor) -> tuple[NDArray[np.int64], int]:
    """(B, H, W) patches that lines bound, numbered through all frames, 0 on none; and how many numbers."""
    free = (line[:, 0] < INK).cpu().numpy().astype(np.uint8)
    out, count = np.zeros(free.shape, np.int64), 1
    for place in range(len(free)):
        number, labels = cv2.connectedComponents(np.asarray(free[place], np.uint8), connectivity=4)
        out[place] = np.where(labels > 0, labels + (count - 1), 0)
        count += number - 1
    return out, count
