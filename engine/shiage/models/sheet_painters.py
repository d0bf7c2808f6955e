# SPDX-License-Identifier: Apache-2.0
"""Runs the networks that paint one drawing after model sheets, arrays in and arrays out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor

from shiage.cel.arrays import Floats
from shiage.models.attention_aware import AttentionAware, AttentionAwareConfig
from shiage.models.denoiser import DenoiserConfig, condition_of
from shiage.models.diffusion import Diffusion, seeded_noise
from shiage.models.weights import Weights

LEAST_SIDE, MOST_SIDE = 64, 512
"""Bounds of the side that a network is run at."""


class AttentionPainter:
    """The attention-aware network of Cao et al. 2023.

    Attributes:
        side: of the squares it was trained on, in pixels.
        name: of its weights.
    """

    def __init__(self, weights: Weights, device: torch.device) -> None:
        """Build the network and load its weights.

        Raises:
            WeightsError: they are torn, or another network's.
        """
        self._network = AttentionAware(weights.configured(AttentionAwareConfig))
        weights.load_into(self._network)
        self._network.to(device).eval()
        self._device, self.side, self.name = device, trained_side(weights), weights.name

    @torch.inference_mode()
    def paint(self, line: Floats, sheets: Sequence[Floats]) -> Floats:
        """A drawing (1, side, side) 0..1 after sheets (3, side, side) in -1..1: (3, side, side) in -1..1."""
        drawn, shown = (_tensor(a, self._device)[None] for a in (line, np.stack(sheets)))
        return _array(self._network(drawn, shown)[0])


class DiffusionSampler:
    """AnimeDiffusion (Cao et al. 2024), experimental; or the same network trained to paint at once.

    Attributes:
        side: of the squares it was trained on, in pixels.
        name: of its weights.
        samples: whether it samples; otherwise all its pictures are one.
    """

    def __init__(self, weights: Weights, device: torch.device) -> None:
        """Build the network and load its weights.

        Raises:
            WeightsError: they are torn, or another network's.
        """
        self._network = Diffusion(weights.configured(DenoiserConfig))
        weights.load_into(self._network)
        self._network.to(device).eval()
        self._device, self.side, self.name = device, trained_side(weights), weights.name
        self.samples = not weights.provenance.get("phase", "").startswith("none")

    @torch.inference_mode()
    def sample(
        self,
        line: Floats,
        sheet: Floats,
        seeds: Sequence[int],
        steps: int | None = None,
        guidance: float | None = None,
    ) -> Floats:
        """Pictures of a drawing after a sheet, one a seed.

        Args:
            line: (1, side, side) coverage of ink, 0..1.
            sheet: (3, side, side) in -1..1.
            seeds: the same one gives the same picture.
            steps: of the sampler, see `Diffusion.sample`.
            guidance: see there.

        Returns:
            (n, 3, side, side) in -1..1.
        """
        condition = condition_of(*(_tensor(a, self._device)[None] for a in (line, sheet)))
        if not self.samples:
            return np.repeat(_array(self._network.at_once(condition)), len(seeds), 0)
        pictures = []
        for seed in seeds:  # one at a time: memory does not grow with their number
            noise = seeded_noise([seed], *line.shape[1:]).to(self._device)
            pictures.append(_array(self._network.sample(noise, condition, steps, guidance)[0]))
        return np.stack(pictures)


def trained_side(weights: Weights) -> int:
    """The side that weights were trained at, within bounds; the least where unknown."""
    size = weights.provenance.get("size", "")
    return min(MOST_SIDE, max(LEAST_SIDE, int(size) if size.isdecimal() else 0))


def _tensor(array: Floats, device: torch.device) -> Tensor:
    return torch.from_numpy(np.ascontiguousarray(array, np.float32)).to(device)


def _array(tensor: Tensor) -> Floats:
    return np.asarray(tensor.float().cpu().numpy(), np.float32)
