# SPDX-License-Identifier: Apache-2.0
"""Networks and frames of noise to put through them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
import torch
from torch import Tensor

from shiage.models.color_transform import ColorTransform, ColorTransformConfig
from shiage.models.encoded_references import ShotReferences


@dataclass(frozen=True)
class Drawn:
    """Targets (B) and references (B, K)."""

    line: Tensor
    field: Tensor
    lines: Tensor
    fields: Tensor
    colours: Tensor

    def encode(self, network: ColorTransform) -> ShotReferences:
        return network.encode_references(self.lines, self.fields, self.colours)


Draw = Callable[..., Drawn]


@pytest.fixture(autouse=True)
def one_thread() -> None:
    """What is measured and compared here must not hang on how many cores there are."""
    torch.set_num_threads(1)
    torch.manual_seed(0)


@pytest.fixture
def draw() -> Draw:
    """Noise in the shape of frames."""

    def drawn(batch: int = 1, count: int = 2, height: int = 32, width: int = 32) -> Drawn:
        size = (height, width)
        return Drawn(
            torch.rand(batch, 1, *size),
            torch.rand(batch, 1, *size),
            torch.rand(batch, count, 1, *size),
            torch.rand(batch, count, 1, *size),
            torch.rand(batch, count, 3, *size) * 2 - 1,
        )

    return drawn


@pytest.fixture(scope="session")
def lite() -> ColorTransform:
    """The narrow network with the weights it begins with; never changed."""
    torch.manual_seed(1)
    return ColorTransform(ColorTransformConfig.lite()).eval()
