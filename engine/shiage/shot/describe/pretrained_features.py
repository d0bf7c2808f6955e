# SPDX-License-Identifier: Apache-2.0
"""Features of regions by a network that was trained on photographs.

It knows what a hand, an ear, a boot is, also turned and mirrored, where the drawings' own motion and places
say nothing. The network is frozen; a region is the mean of the feature maps at its points, at two strides, in
the drawing and in its mirror image.
"""

from __future__ import annotations

from collections import OrderedDict
from functools import cache
from hashlib import blake2b
from threading import Lock

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F

from shiage.cel.arrays import Floats
from shiage.models.efficientnet import EfficientNetLite
from shiage.models.weights import EFFICIENTNET, Weights, load_weights
from shiage.shot.describe.description import Description

SIDE = 640
"""Longest side in pixels of what it looks at. At 768 it finds 1 % more regions by nearest neighbour, at 512
2 % less, and cost grows with the square."""

KEPT = 20
"""Feature maps of so many drawings are kept, about 2 MB each: those of a drawing serve its forms too, and
what a production remembers is compared with frames that were looked at before."""

Maps = tuple[list[Tensor], list[Tensor]]


class PretrainedFeatures:
    """The network, with its weights, on a device."""

    def __init__(self, weights: Weights, device: torch.device) -> None:
        """Raises WeightsError when they are torn, were changed, or are of another network."""
        network = EfficientNetLite()
        weights.load_into(network)
        self._network = network.to(device, memory_format=torch.channels_last).eval()  # type: ignore[call-overload]
        self._device = device
        self._maps: OrderedDict[bytes, Maps] = OrderedDict()
        self._looking = Lock()

    def of(self, drawing: Description, chosen: NDArray[np.int64]) -> Floats:
        """Features of a drawing's regions, beside each other.

        Args:
            drawing: described.
            chosen: (n,) regions of it.

        Returns:
            (n, C) float32, the levels of `efficientnet.LEVELS` one behind the other; each channel has mean 0
            and spread 1 over the regions.
        """
        return standardised(self.alone(drawing, chosen))

    @torch.inference_mode()
    def alone(self, drawing: Description, chosen: NDArray[np.int64]) -> Floats:
        """The same as the network gives them, each region by itself."""
        there, mirrored = self._seen(drawing.ink)
        points = torch.from_numpy(_points(drawing, chosen))[None].to(self._device)
        read = _read(there, points) + _read(mirrored, points * points.new_tensor([-1, 1]))
        return np.asarray(read.cpu().numpy(), np.float32)

    def _seen(self, ink: NDArray[np.uint8]) -> Maps:
        """Feature maps of a drawing and of its mirror image."""
        name = blake2b(ink.tobytes(), digest_size=16).digest() + bytes(str(ink.shape), "ascii")
        with self._looking:  # pairs compared at the same time share drawings
            maps = self._maps.pop(name, None)
            if maps is None:
                picture = torch.from_numpy(_picture(ink)).to(self._device)
                one, two = (
                    p.contiguous(memory_format=torch.channels_last) for p in (picture, picture.flip(3))
                )
                maps = self._network(one), self._network(two)
            self._maps[name] = maps
            while len(self._maps) > KEPT:
                self._maps.popitem(last=False)
            return maps


def standardised(seen: Floats) -> Floats:
    """Features (n, C) whose channels have mean 0 and spread 1 over the regions."""
    return np.asarray((seen - seen.mean(0)) / (seen.std(0) + 1e-6), np.float32)


@cache
def open_pretrained(device: torch.device) -> PretrainedFeatures:
    """The network with the weights that ship in the package; one for all that ask.

    Raises:
        WeightsError: they are torn or were changed.
    """
    return PretrainedFeatures(load_weights(EFFICIENTNET), device)


def _points(drawing: Description, chosen: NDArray[np.int64]) -> Floats:
    """(n, P, 2) the points of regions in -1..1 of the drawing's own window."""
    left, top, width, height = drawing.window
    x, y, close_width, close_height = drawing.ink_window
    rows, columns = drawing.field.shape
    in_frame = (drawing.points[chosen] + 0.5) * np.array([width / columns, height / rows]) + (left, top)
    within = (in_frame - (x, y)) / (close_width, close_height)
    return np.asarray(within * 2 - 1, np.float32)


def _read(maps: list[Tensor], points: Tensor) -> Tensor:
    """(n, C) mean over P points (1, n, P, 2) in -1..1 of maps (1, C_i, H_i, W_i), side by side."""
    read = [F.grid_sample(m, points, padding_mode="border", align_corners=False)[0].mean(2).T for m in maps]
    return torch.cat(read, 1)


def _picture(ink: NDArray[np.uint8]) -> Floats:
    """(1, 3, H, W) float32 in -1..1, dark on white, as the network wants it."""
    height, width = ink.shape
    scale = SIDE / max(height, width)
    size = max(32, round(width * scale)), max(32, round(height * scale))
    paper = np.asarray(
        cv2.resize(~ink, size, interpolation=cv2.INTER_LINEAR if scale > 1 else cv2.INTER_AREA)
    )
    grey = paper.astype(np.float32) / 127.5 - 1
    return np.ascontiguousarray(np.broadcast_to(grey, (1, 3, *grey.shape)))
