# SPDX-License-Identifier: Apache-2.0
"""The temporal refinement network of Shi et al. (sections 3.2 and 3.5): colours that agree along time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import torch
from torch import Tensor, nn

from shiage.models.gated_temporal_shift import GatedConv, upsample

DILATIONS = (2, 4, 8, 16)


@dataclass(frozen=True)
class TemporalConfig:
    """Widths of the network.

    Attributes:
        width: channels after the first convolution; doubled by each of the encoder's other two.
    """

    width: int

    @staticmethod
    def paper() -> TemporalConfig:
        """64, 128 and 256 channels."""
        return TemporalConfig(64)

    @staticmethod
    def lite() -> TemporalConfig:
        """The same network, narrow enough for two CPU cores."""
        return TemporalConfig(16)


class TemporalRefiner(nn.Module):
    """Encoder of 3, body of 4 dilated, decoder of 3 gated convolutions, with the skips of a U-net.

    The decoder doubles the size before its first two convolutions, as often as the encoder halved it; so any
    size divisible by 4 works. The output is added to the input colours: the first network is fixed
    when this one is trained (section 3.5), so an untrained refiner leaves its frames nearly unchanged.
    """

    def __init__(self, config: TemporalConfig) -> None:
        super().__init__()
        self.config = config
        width = config.width
        self.encoder = nn.ModuleList(
            (
                GatedConv(4, width, 5),
                GatedConv(width, 2 * width, 4, 2),
                GatedConv(2 * width, 4 * width, 4, 2),
            )
        )
        self.body = nn.Sequential(*(GatedConv(4 * width, 4 * width, 3, dilation=d) for d in DILATIONS))
        self.decoder = nn.ModuleList(
            (
                GatedConv(6 * width, 2 * width, 3),
                GatedConv(3 * width, width, 3),
                GatedConv(width, 3, 3, active=False),
            )
        )
        last: GatedConv = self.decoder[-1]  # type: ignore[assignment]
        assert last.gate.bias is not None
        nn.init.constant_(last.gate.bias, -4)  # the gate begins nearly closed: no correction

    def forward(self, lines: Tensor, colours: Tensor) -> Tensor:
        """Refine frames in time order, references among them.

        Args:
            lines: (B, T, 1, H, W) coverage of ink, 0..1; H and W divisible by 4.
            colours: (B, T, 3, H, W) in -1..1: the colour transform's images, the references' own colours.

        Returns:
            (B, T, 3, H, W) in -1..1.
        """
        x = torch.cat((lines, colours), 2)
        skips = []
        for layer in self.encoder:
            x = layer(x)
            skips.append(x)
        x = self.body(x)
        for layer, skip in zip(self.decoder, (skips[1], skips[0]), strict=False):
            x = layer(torch.cat((upsample(x), skip), 2))
        correction = 2 * torch.tanh(self.decoder[-1](x))
        return (colours + correction).clamp(-1, 1)


def refine_windows(
    refiner: nn.Module, lines: Tensor, colours: Tensor, keys: Sequence[int], window: int, overlap: int
) -> Tensor:
    """Refine a shot in windows as in training: references at both ends.

    Frames between two keys have these two as references in every window; those before the first or after the
    last key have the two keys nearest to them, in time order, or a single one twice.
    Without keys nothing is refined: the refiner was never trained without references.

    Args:
        refiner: a `TemporalRefiner`, or what takes and gives the same.
        lines: (B, T, 1, H, W), 0..1.
        colours: (B, T, 3, H, W), -1..1; keys with their own colours.
        keys: indices of the keys.
        window: frames refined at a time, the two references among them.
        overlap: frames that consecutive windows of a stretch share at least; less than `window` - 2.

    Returns:
        (B, T, 3, H, W) in -1..1; keys as they were.
    """
    out = colours.clone()
    for first, stop, ends in stretches(colours.shape[1], keys):
        inner = slice(first, stop)
        bounds = [torch.stack((x[:, ends[0]], x[:, ends[1]]), 1) for x in (lines, colours)]
        out[:, inner] = _stretch(
            refiner, lines[:, inner], colours[:, inner], bounds[0], bounds[1], window - 2, overlap
        )
    return out


def stretches(count: int, keys: Sequence[int]) -> list[tuple[int, int, tuple[int, int]]]:
    """First frame, frame after the last, and the two keys of every stretch without a key."""
    if not keys:
        return []
    known = sorted(set(keys))
    found = [(-1, known[0], (known[0], known[min(1, len(known) - 1)]))]
    found += [(before, after, (before, after)) for before, after in pairwise(known)]
    found.append((known[-1], count, (known[max(0, len(known) - 2)], known[-1])))
    return [(before + 1, after, ends) for before, after, ends in found if after > before + 1]


def _stretch(
    refiner: nn.Module,
    lines: Tensor,
    colours: Tensor,
    end_lines: Tensor,
    end_colours: Tensor,
    window: int,
    overlap: int,
) -> Tensor:
    """Refine frames between two references, blending windows where they overlap.

    A window's weight falls evenly to nothing towards an end that another window goes on from, so that no
    frame is the first one painted by another window.
    """

    def refined(span: slice) -> Tensor:
        framed = (
            torch.cat((ends[:, :1], x[:, span], ends[:, 1:]), 1)
            for x, ends in ((lines, end_lines), (colours, end_colours))
        )
        answer: Tensor = refiner(*framed)
        return answer[:, 1:-1]

    count = colours.shape[1]
    if count <= window:
        return refined(slice(0, count))
    total = torch.zeros_like(colours)
    weights = torch.zeros(count, device=colours.device, dtype=colours.dtype)
    spaces = -(-(count - window) // (window - overlap))
    starts = [round(at * (count - window) / spaces) for at in range(spaces + 1)]  # as even as may be
    for before, start, after in zip([None, *starts], starts, [*starts[1:], None], strict=False):
        rise = 0 if before is None else before + window - start
        fall = 0 if after is None else start + window - after
        weight = _ramp(window, rise, fall).to(weights)
        span = slice(start, start + window)
        total[:, span] += refined(span) * weight[:, None, None, None]
        weights[span] += weight
    return total / weights[:, None, None, None]


def _ramp(window: int, rise: int, fall: int) -> Tensor:
    """Weights of a window's frames: up over the first `rise`, down over the last `fall`."""
    at = torch.arange(1, window + 1)
    up = at / (rise + 1)
    down = (window + 1 - at) / (fall + 1)
    return torch.minimum(up, down).clamp(max=1)
