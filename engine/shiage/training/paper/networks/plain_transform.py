# SPDX-License-Identifier: Apache-2.0
"""The colour transform network written out as the paper prints it, for comparison only.

Equal in what comes out and slow: references are encoded anew for every frame, their concatenation with the
target is convolved as a whole, and the matching matrix M stands in memory. Tests hold the quick way to it;
`shiage bench` measures the distance.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor

from shiage.models.color_transform import ColorTransform, Painted
from shiage.models.distance_attention import DistanceAttention


def paint_plainly(
    network: ColorTransform, line: Tensor, field: Tensor, lines: Tensor, fields: Tensor, colours: Tensor
) -> Painted:
    """Equation 2 from the start, for one batch of frames.

    Args:
        network: whose weights are used.
        line: (B, 1, H, W) of the targets, 0..1.
        field: (B, 1, H, W) of the targets, 0..1.
        lines: (B, K, 1, H, W) of the references, 0..1.
        fields: (B, K, 1, H, W) of the references, 0..1.
        colours: (B, K, 3, H, W) of the references, -1..1.
    """
    count = lines.shape[1]
    target = network.field(field)
    drawn = [network.field(fields[:, i]) for i in range(count)]
    coloured = [network.colour(colours[:, i]) for i in range(count)]
    similar = attend(network.attention, target, drawn, coloured)
    latent = torch.stack([network.embedder(lines[:, i], colours[:, i]) for i in range(count)], 1)
    style = network.embedder.parameters_of(latent)
    middle = network.line(line) + similar
    for index, block in enumerate(network.blocks):
        middle = block(middle, style[:, index])
    return Painted(
        network.decoder(middle),
        torch.tanh(network.latent_similar(similar)),
        torch.tanh(network.latent_middle(middle)),
    )


def attend(layer: DistanceAttention, target: Tensor, drawn: list[Tensor], coloured: list[Tensor]) -> Tensor:
    """Equations 3 to 5.

    Args:
        layer: whose weights are used.
        target: (B, C, h, w), f_d.
        drawn: K times (B, C, h, w), f_di.
        coloured: K times (B, C, h, w), f_yi.

    Returns:
        (B, C, h, w), f_sim.
    """
    m, n = zip(*(_masks(layer, other, target) for other in drawn), strict=True)  # equations 3 and 4
    masked = [colour * mask for colour, mask in zip(coloured, m, strict=True)]  # f_my
    matching = match(layer, target, drawn)
    values = torch.cat([layer.value(each).flatten(2) for each in masked], 2)  # f_C
    carried = (values @ matching).reshape(*values.shape[:2], *target.shape[2:])
    matched = layer.out(carried)  # f_mat
    parts = [(1 - gate) * matched + each * gate for gate, each in zip(n, masked, strict=True)]
    return torch.stack(parts).mean(0)  # equation 5


def match(layer: DistanceAttention, target: Tensor, drawn: list[Tensor]) -> Tensor:
    """The matching matrix M, (B, h w K, h w): a softmax down each column."""
    query = layer.query(target).flatten(2)
    similarity = torch.cat([layer.key(other).flatten(2).transpose(1, 2) @ query for other in drawn], 1)
    return similarity.softmax(1)


def _masks(layer: DistanceAttention, drawn: Tensor, target: Tensor) -> tuple[Tensor, Tensor]:
    """Equations 3 and 4: one convolution each over the concatenation of both feature maps."""
    weight = torch.cat((layer.reference_mask.weight, layer.target_mask.weight), 1)
    assert layer.target_mask.bias is not None
    both = torch.cat((drawn, target), 1)
    m, n = (
        torch.sigmoid(F.conv2d(both, kernel, bias, padding=1))
        for kernel, bias in zip(weight.chunk(2), layer.target_mask.bias.chunk(2), strict=True)
    )
    return m, n
