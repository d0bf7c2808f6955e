# SPDX-License-Identifier: Apache-2.0
"""What a network that has seen photographs sees of each region.

It knows what a hand, an ear, a boot is, also turned and mirrored, where the drawings' own motion and places say
nothing. The network is frozen; a region is the mean of what its points see, at two strides, in the drawing and in
its mirror image.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F

from shiage.models.efficientnet import EfficientNetLite
from shiage.models.weights import Weights
from shiage.shot.descriptors import Description

Floats = NDArray[np.float32]

APPEARANCE = "efficientnet_lite0"
"""Name of the weights that ship in the package."""

SIDE = 640
"""Longest side in pixels of what is looked at. 768 sees 1 % more regions right by nearest neighbour, 512 2 %
less, and cost grows with the square."""


@dataclass(frozen=True, eq=False)
class Appearance:
    """What a drawing's n regions look like.

    Attributes:
        levels: (n, C) float32 for each stride, standardised over the drawing's regions, rows of unit length.
    """

    levels: tuple[Floats, ...]


class Eyes:
    """The network, with its weights, on a device."""

    def __init__(self, weights: Weights, device: torch.device) -> None:
        """Raises WeightsError when they are torn, were changed, or are of another network."""
        network = EfficientNetLite()
        weights.load_into(network)
        self._network = network.to(device, memory_format=torch.channels_last).eval()  # type: ignore[call-overload]
        self._device = device

    @torch.inference_mode()
    def look(self, drawing: Description) -> Appearance:
        """What each region of a drawing looks like."""
        picture = torch.from_numpy(_picture(drawing.ink)).to(self._device)
        height, width = drawing.ink.shape
        places = (drawing.points + 0.5) / np.array([width, height], np.float32) * 2 - 1
        points = torch.from_numpy(places.astype(np.float32))[None].to(self._device)
        there = self._seen(picture, points)
        mirrored = self._seen(picture.flip(3), points * points.new_tensor([-1, 1]))
        return Appearance(tuple(_standard(a + b) for a, b in zip(there, mirrored, strict=True)))

    def _seen(self, picture: Tensor, points: Tensor) -> list[Floats]:
        """(n, C) float32 for each stride, from a picture (1, 3, H, W) at points (1, n, P, 2) in -1..1."""
        maps = self._network(picture.contiguous(memory_format=torch.channels_last))
        read = (F.grid_sample(m, points, padding_mode="border", align_corners=False) for m in maps)
        return [each[0].mean(2).T.cpu().numpy() for each in read]


def alike(a: Appearance, b: Appearance) -> Floats:
    """(n, m, levels) float32 in -1..1: cosine of what each two regions look like, by level."""
    return np.stack([x @ y.T for x, y in zip(a.levels, b.levels, strict=True)], 2)


def _picture(ink: NDArray[np.uint8]) -> Floats:
    """(1, 3, H, W) float32 in -1..1, dark on white, as the network wants it."""
    height, width = ink.shape
    scale = SIDE / max(height, width)
    size = max(32, round(width * scale)), max(32, round(height * scale))
    paper = np.asarray(cv2.resize(~ink, size, interpolation=cv2.INTER_LINEAR if scale > 1 else cv2.INTER_AREA))
    grey = paper.astype(np.float32) / 127.5 - 1
    return np.ascontiguousarray(np.broadcast_to(grey, (1, 3, *grey.shape)))


def _standard(seen: Floats) -> Floats:
    """Rows of unit length, each channel with mean 0 and spread 1 over the drawing first."""
    apart = (seen - seen.mean(0)) / (seen.std(0) + 1e-6)
    return np.asarray(apart / np.maximum(np.linalg.norm(apart, axis=1, keepdims=True), 1e-6), np.float32)
