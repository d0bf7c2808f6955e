# SPDX-License-Identifier: Apache-2.0
"""Sample sheets: outputs of the network for a few drawings, beside inputs and truth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import cv2
import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor

from shiage.models.color_transform import Painted
from shiage.models.network_inputs import picture
from shiage.training.data.batches import Batch

Picture = NDArray[np.uint8]

HEAD = 18
"""Height in pixels of the line of words above the pictures."""

LEAST = 128
"""Width in pixels that a picture is enlarged to."""


def color_sheet(batch: Batch, painted: Painted) -> Picture:
    """Phase 1: references, line art, outputs of Sim and Mid, the result and the truth; a row per sample."""
    size = batch.lines.shape[-1]
    rows = []
    for i in range(len(batch.lines)):
        references = [_shown(colour) for colour in batch.colours[i, :-1]]
        latent = [_shown(F.interpolate(x[None], size)[0]) for x in (painted.similar[i], painted.middle[i])]
        rows.append(
            [
                *references,
                _drawn(batch.lines[i, -1]),
                *latent,
                _shown(painted.image[i]),
                _shown(batch.colours[i, -1]),
            ]
        )
    heads = [f"reference {k + 1}" for k in range(batch.colours.shape[1] - 1)]
    return compose([*heads, "line art", "f_sim", "f_mid", "painted", "truth"], rows)


def painted_sheet(batch: Batch, painted: Mapping[str, Tensor]) -> Picture:
    """References, line art, what was painted under its name, and the truth; a row per sample."""
    heads = [f"reference {k + 1}" for k in range(batch.colours.shape[1] - 1)]
    rows = [
        [
            *(_shown(colour) for colour in batch.colours[i, :-1]),
            _drawn(batch.lines[i, -1]),
            *(_shown(image[i]) for image in painted.values()),
            _shown(batch.colours[i, -1]),
        ]
        for i in range(len(batch.lines))
    ]
    return compose([*heads, "line art", *painted, "truth"], rows)


def sequence_sheet(batch: Batch, painted: Tensor, refined: Tensor) -> Picture:
    """Phase 2: for each sample the whole window in three rows: painted by phase 1, refined, true."""
    rows = []
    for i in range(len(batch.lines)):
        rows += [[_shown(frame) for frame in frames[i]] for frames in (painted, refined, batch.colours)]
    return compose([f"drawing {k + 1}" for k in range(batch.lines.shape[1])], rows)


def hint_sheet(batch: Batch, hints: Tensor, painted: Tensor, bare: Tensor) -> Picture:
    """AlacGAN: line art, hints (B, 4, h, w), the result with and without them, and the truth."""
    size = batch.lines.shape[-1]
    rows = []
    for i in range(len(batch.lines)):
        spread = F.max_pool2d(hints[i, 3:], 3, 1, 1)[None]
        colour = F.interpolate(F.max_pool2d(hints[i, :3] + hints[i, 3:] - 1, 3, 1, 1)[None], size)[0]
        shown = torch.where(F.interpolate(spread, size)[0] > 0, colour, torch.ones_like(colour))
        rows.append(
            [
                _drawn(batch.lines[i, 0]),
                _shown(shown),
                _shown(painted[i]),
                _shown(bare[i]),
                _shown(batch.colours[i, 0]),
            ]
        )
    return compose(["line art", "hints", "painted", "without hints", "truth"], rows)


def compose(heads: Sequence[str], rows: Sequence[Sequence[Picture]]) -> Picture:
    """Put pictures of one size side by side under their heads: (H, W, 3) uint8 RGB; small ones enlarged."""
    times = max(1, LEAST // rows[0][0].shape[1])
    width = times * rows[0][0].shape[1]
    head = np.full((HEAD, width * len(heads), 3), 255, np.uint8)
    for k, words in enumerate(heads):
        place = (k * width + 4, HEAD - 5)
        cv2.putText(head, words, place, cv2.FONT_HERSHEY_SIMPLEX, 0.38, (0, 0, 0), 1, cv2.LINE_AA)
    pictures = np.concatenate([np.concatenate(row, 1) for row in rows])
    return np.concatenate([head, pictures.repeat(times, 0).repeat(times, 1)])


def _shown(colour: Tensor) -> Picture:
    return picture(colour.float().cpu().numpy())


def _drawn(line: Tensor) -> Picture:
    """Ink on paper."""
    return picture((1 - 2 * line.expand(3, -1, -1)).float().cpu().numpy())
