# SPDX-License-Identifier: Apache-2.0
"""How each row of the tables paints a shot from its keys."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor

from shiage.cel.arrays import Floats
from shiage.models.color_transform import ColorTransform
from shiage.models.shot_painter import OVERLAP, WINDOW
from shiage.models.temporal_refinement import TemporalRefiner, refine_windows
from shiage.training.paper.networks.rivals import ImageToImage
from shiage.training.paper.scored_shots import NetworkShot

Frames = dict[int, Floats]
"""Painted frames by index, (3, h, w) in -1..1."""


class Painter(ABC):
    """Paints frames of a shot from its keys."""

    @abstractmethod
    def paint(self, shot: NetworkShot, keys: Sequence[int], wanted: Sequence[int]) -> Frames:
        """Paint the frames with indices `wanted`, none of which is a key, from those with indices `keys`."""


class CopyPainter(Painter):
    """The nearest key's finished frame as it is: what every PSNR must be read against."""

    def paint(self, shot: NetworkShot, keys: Sequence[int], wanted: Sequence[int]) -> Frames:
        """See `Painter.paint`."""
        return {t: shot.colours[nearest(t, keys)] for t in wanted}


class TransformPainter(Painter):
    """The colour transform, refined along time where there is a refiner."""

    def __init__(
        self, network: ColorTransform, refiner: TemporalRefiner | None, device: torch.device
    ) -> None:
        self._network = network.to(device).eval()
        self._refiner = None if refiner is None else refiner.to(device).eval()
        self._device = device

    @torch.inference_mode()
    def paint(self, shot: NetworkShot, keys: Sequence[int], wanted: Sequence[int]) -> Frames:
        """See `Painter.paint`; the refiner needs all frames, wanted or not."""
        lines, fields, colours = (_tensor(a, self._device) for a in (shot.lines, shot.fields, shot.colours))
        given = (x[list(keys)][None] for x in (lines, fields, colours))
        references = self._network.encode_references(*given)
        frames = colours.clone()
        for t in wanted if self._refiner is None else range(len(lines)):
            if t not in keys:
                frames[t] = self._network(lines[t][None], fields[t][None], references).image[0]
        if self._refiner is not None:
            frames = refine_windows(self._refiner, lines[None], frames[None], keys, WINDOW, OVERLAP)[0]
        return {t: _array(frames[t]) for t in wanted}


class ReferencePainter(Painter):
    """The image-to-image cGAN: each frame from its line art and its nearest key."""

    def __init__(self, network: ImageToImage, device: torch.device) -> None:
        self._network, self._device = network.to(device).eval(), device

    @torch.inference_mode()
    def paint(self, shot: NetworkShot, keys: Sequence[int], wanted: Sequence[int]) -> Frames:
        """See `Painter.paint`."""
        lines, colours = _tensor(shot.lines, self._device), _tensor(shot.colours, self._device)
        frames = {}
        for t in wanted:
            key = nearest(t, keys)
            frames[t] = _array(self._network(torch.cat((lines[t], lines[key], colours[key]))[None])[0])
        return frames


class PreviousPainter(Painter):
    """In the manner of TCVC: each frame from its line art and the frame painted before it."""

    def __init__(self, network: ImageToImage, device: torch.device) -> None:
        self._network, self._device = network.to(device).eval(), device

    @torch.inference_mode()
    def paint(self, shot: NetworkShot, keys: Sequence[int], wanted: Sequence[int]) -> Frames:
        """See `Painter.paint`; the first frame must be a key."""
        lines, colours = _tensor(shot.lines, self._device), _tensor(shot.colours, self._device)
        frames = [colours[0]]
        for t in range(1, max(wanted) + 1):
            given = torch.cat((lines[t], frames[-1]))[None]
            frames.append(colours[t] if t in keys else self._network(given)[0])
        return {t: _array(frames[t]) for t in wanted}


def nearest(frame: int, keys: Sequence[int]) -> int:
    """The key nearest to a frame, the earlier of two."""
    return min(keys, key=lambda key: abs(key - frame))


def _tensor(array: Floats, device: torch.device) -> Tensor:
    return torch.from_numpy(array).to(device)


def _array(frame: Tensor) -> Floats:
    return np.asarray(frame.float().cpu().numpy(), np.float32)
