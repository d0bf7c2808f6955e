# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import pytest
import torch

from shiage.models.line_extractor import LineExtractor, LineExtractorConfig


@pytest.mark.parametrize(("height", "width"), [(64, 64), (37, 50), (5, 3)])
def test_any_size_comes_out_as_it_went_in(height: int, width: int) -> None:
    network = LineExtractor()
    assert network(torch.rand(2, 3, height, width) * 2 - 1).shape == (2, 1, height, width)


def test_every_parameter_learns() -> None:
    network = LineExtractor(LineExtractorConfig(4))
    network(torch.rand(1, 3, 32, 32)).square().mean().backward()
    assert all(p.grad is not None and p.grad.abs().sum() > 0 for p in network.parameters())


def test_what_is_far_away_does_not_matter() -> None:
    torch.manual_seed(0)
    network = LineExtractor().eval()
    frame = torch.rand(1, 3, 64, 256) * 2 - 1
    other = frame.clone()
    other[..., 128:] = 0
    with torch.inference_mode():
        same = (network(frame) - network(other)).abs().amax((0, 1, 2))
    assert same[:96].max() == 0
    assert same[128:].max() > 0
