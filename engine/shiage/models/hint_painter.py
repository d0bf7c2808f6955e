# SPDX-License-Identifier: Apache-2.0
"""Runs AlacGAN's generator, arrays in and arrays out."""

from __future__ import annotations

import numpy as np
import torch

from shiage.cel.arrays import Floats
from shiage.models.local_features import LocalFeatures, open_encoder
from shiage.models.scribble_painter import ScribblePainter, ScribblePainterConfig
from shiage.models.weights import Weights


class HintPainter:
    """A generator with its weights, and the frozen encoder it was trained with.

    Attributes:
        name: of its weights.
    """

    def __init__(self, weights: Weights, device: torch.device) -> None:
        """Build the network and load its weights.

        Raises:
            WeightsError: they are torn, or another network's.
            CaffeError: they want illustration2vec, and its file is not there.
        """
        config = weights.configured(ScribblePainterConfig)
        self._network = ScribblePainter(config)
        weights.load_into(self._network)
        self._network.to(device).eval()
        self._encoder: LocalFeatures | None = (
            open_encoder(config.encoder).to(device) if config.local else None
        )
        self._device, self.name = device, weights.name

    @torch.inference_mode()
    def paint(self, line: Floats, hints: Floats) -> Floats:
        """Paint a drawing.

        Args:
            line: (1, H, W) coverage of ink, 0..1; H and W divisible by `scribble_painter.STEP`.
            hints: (4, H / 4, W / 4), see `ScribblePainter`.

        Returns:
            (3, H, W) float32 RGB in -1..1.
        """
        drawn, given = (
            torch.from_numpy(np.ascontiguousarray(a, np.float32))[None].to(self._device)
            for a in (line, hints)
        )
        local = None if self._encoder is None else self._encoder(drawn)
        return np.asarray(self._network(drawn, given, local)[0].float().cpu().numpy(), np.float32)
