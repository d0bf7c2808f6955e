# SPDX-License-Identifier: Apache-2.0
"""The loss of regions' mean colours."""

from __future__ import annotations

import pytest
import torch

from shiage.training.pixel_networks.region_loss import region_loss


def halves() -> tuple[torch.Tensor, torch.Tensor]:
    """Two frames of a large and a small region with a line between them, all black, and their lines."""
    line = torch.zeros(2, 1, 32, 32)
    line[..., 24] = 1
    return torch.zeros(2, 3, 32, 32), line


def test_only_means_count() -> None:
    truth, line = halves()
    noise = torch.randn(2, 3, 32, 32)
    noise[..., :24] -= noise[..., :24].mean((2, 3), keepdim=True)
    noise[..., 25:] -= noise[..., 25:].mean((2, 3), keepdim=True)
    assert region_loss(truth + noise, truth, line) < 1e-5
    assert region_loss(truth + 0.5, truth, line) == pytest.approx(0.5)


def test_a_small_region_weighs_by_the_root_of_its_area() -> None:
    truth, line = halves()
    image = truth.clone()
    image[..., 25:] = 1
    large, small = (32 * 24) ** 0.5, (32 * 7) ** 0.5
    assert region_loss(image, truth, line) == pytest.approx(small / (large + small), rel=1e-5)


def test_lines_and_specks_are_no_regions_and_gradients_flow() -> None:
    truth, line = halves()
    image = truth.clone()
    image[..., 24] = 1
    line[:, :, 4:7, 4:7] = 1
    line[:, :, 5, 5] = 0
    image[:, :, 5, 5] = 1
    assert region_loss(image, truth, line) == 0
    image.requires_grad_(True)
    region_loss(image + 0.1, truth, line).backward()  # type: ignore[no-untyped-call]
    assert image.grad is not None and image.grad[..., :4].abs().min() > 0 and not image.grad[..., 24].any()
    assert region_loss(truth, truth, torch.ones_like(line)) == 0, "all ink"
