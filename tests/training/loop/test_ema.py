# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import pytest
import torch
from torch import nn
from torch.nn.utils.parametrizations import spectral_norm

from shiage.training.loop.ema import Ema


def test_the_mean_follows_slowly_and_counts_early_steps_more() -> None:
    layer = nn.Linear(1, 1, bias=False)
    nn.init.zeros_(layer.weight)
    ema = Ema(layer, 0.9)
    nn.init.ones_(layer.weight)
    ema.update(layer, 0)
    assert ema.mean.weight.item() == pytest.approx(0.9), "the first step keeps a tenth of the old"  # type: ignore[operator]
    ema.update(layer, 1000)
    assert ema.mean.weight.item() == pytest.approx(0.91)  # type: ignore[operator]


def test_the_mean_learns_nothing_itself_and_takes_spectral_norms_vectors() -> None:
    layer = spectral_norm(nn.Conv2d(3, 4, 3))
    ema = Ema(layer, 0.9)
    assert not any(p.requires_grad for p in ema.mean.parameters()) and not ema.mean.training
    for _ in range(3):
        layer(torch.rand(1, 3, 8, 8))
    ema.update(layer, 0)
    own, mean = dict(layer.named_buffers()), dict(ema.mean.named_buffers())
    assert own.keys() == mean.keys() and own
    assert all(torch.equal(own[name], mean[name]) and own[name] is not mean[name] for name in own)
