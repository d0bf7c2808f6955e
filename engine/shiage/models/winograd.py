# SPDX-License-Identifier: Apache-2.0
"""3x3 convolutions on the CPU with a quarter of the multiplications: Winograd's F(4x4, 3x3).

Lavin and Gray 2016, "Fast Algorithms for Convolutional Neural Networks". Torch's own CPU kernels multiply out
every tap; transforming tiles of 6 x 6 turns nine multiplications an output into two and a quarter, all of
them in large matrix products. Only for weights that no longer change.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

INPUT = (
    (4, 0, -5, 0, 1, 0),
    (0, -4, -4, 1, 1, 0),
    (0, 4, -4, -1, 1, 0),
    (0, -2, -1, 2, 1, 0),
    (0, 2, -1, -2, 1, 0),
    (0, 4, 0, -5, 0, 1),
)
KERNEL = (
    (1 / 4, 0, 0),
    (-1 / 6, -1 / 6, -1 / 6),
    (-1 / 6, 1 / 6, -1 / 6),
    (1 / 24, 1 / 12, 1 / 6),
    (1 / 24, -1 / 12, 1 / 6),
    (0, 0, 1),
)
OUTPUT = (
    (1, 1, 1, 1, 1, 0),
    (0, 1, -1, 2, -2, 0),
    (0, 1, 1, 4, 4, 0),
    (0, 1, -1, 8, -8, 1),
)
"""B^T, G and A^T of the paper."""

CHUNK = 4_000_000
"""Numbers of transformed tiles held at a time: bounds the memory of large frames and stays near the cache."""


class Winograd(nn.Module):
    """A 3x3 convolution of stride 1 that keeps height and width."""

    kernel: Tensor
    bias: Tensor | None
    into: Tensor
    out: Tensor

    def __init__(self, weight: Tensor, bias: Tensor | None) -> None:
        """Transform a kernel.

        Args:
            weight: (O, C, 3, 3).
            bias: (O,), or None.
        """
        super().__init__()
        g, b, a = (torch.tensor(rows, dtype=torch.float64) for rows in (KERNEL, INPUT, OUTPUT))
        kernel = torch.einsum("ij,ocjk,lk->ilco", g, weight.double(), g).flatten(0, 1)
        self.register_buffer("kernel", kernel.to(weight.dtype).contiguous())  # (36, C, O)
        self.register_buffer("bias", bias)
        self.register_buffer("into", torch.kron(b, b).to(weight.dtype))  # (36, 36)
        self.register_buffer("out", torch.kron(a, a).to(weight.dtype))  # (16, 36)

    def forward(self, x: Tensor) -> Tensor:
        """(B, C, H, W) to (B, O, H, W), channels last in memory."""
        batch, channels, height, width = x.shape
        down, across = -(-height // 4), -(-width // 4)
        rows = x.permute(0, 2, 3, 1)
        padded = F.pad(rows, (0, 0, 1, 4 * across - width + 1, 1, 4 * down - height + 1))
        out = x.new_empty(batch, 4 * down, 4 * across, self.kernel.shape[2])
        step = max(1, CHUNK // (36 * across * channels))
        for frame in range(batch):
            for first in range(0, down, step):
                last = min(first + step, down)
                tiles = padded[frame, 4 * first : 4 * last + 2].unfold(0, 6, 4).unfold(1, 6, 4)
                out[frame, 4 * first : 4 * last] = self._convolve(tiles)
        whole = out[:, :height, :width] if (down * 4, across * 4) != (height, width) else out
        return whole.permute(0, 3, 1, 2)

    def _convolve(self, tiles: Tensor) -> Tensor:
        """(n, m, C, 6, 6) overlapping tiles to (4 n, 4 m, O)."""
        down, across, channels = tiles.shape[:3]
        flat = tiles.permute(3, 4, 0, 1, 2).reshape(36, -1)
        transformed = (self.into @ flat).view(36, down * across, channels)
        product = torch.bmm(transformed, self.kernel)
        y = (self.out @ product.view(36, -1)).view(4, 4, down, across, -1)
        if self.bias is not None:
            y += self.bias
        return y.permute(2, 0, 3, 1, 4).reshape(4 * down, 4 * across, -1)


def upsampling_kernel(weight: Tensor) -> Tensor:
    """A 3x3 kernel over the small map that does what nearest upsampling by 2 and a 3x3 kernel do.

    Each of the four pixels that one becomes depends on three by three, mostly equal, neighbours only: rows 0
    and 1+2 of the kernel meet the places above and here for the upper pixels, rows 0+1 and 2 those here and
    below for the lower ones; columns alike.

    Args:
        weight: (O, C, 3, 3).

    Returns:
        (4 O, C, 3, 3), the four pixels' kernels for each output, in the order of `F.pixel_shuffle`.
    """
    upper = weight.new_tensor(((1, 0, 0), (0, 1, 1), (0, 0, 0)))
    lower = weight.new_tensor(((0, 0, 0), (1, 1, 0), (0, 0, 1)))
    phases = torch.stack((upper, lower))
    return torch.einsum("pij,ocjk,qlk->opqcil", phases, weight, phases).flatten(0, 2)
