# SPDX-License-Identifier: Apache-2.0
"""Refinement along time, and the discriminators."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor, nn
from torch.nn.utils import parametrize

from shiage.models.discriminator import FrameDiscriminator, SequenceDiscriminator
from shiage.models.gated import GatedConv, TemporalShift
from shiage.models.temporal import TemporalConfig, TemporalRefiner, refine_windows


def sequence(frames: int, height: int = 16, width: int = 20) -> tuple[Tensor, Tensor]:
    return torch.rand(1, frames, 1, height, width), torch.rand(1, frames, 3, height, width) * 2 - 1


def test_shift_begins_by_moving_channels_along_time() -> None:
    x = torch.randn(2, 4, 8, 3, 3)
    y = TemporalShift(8)(x)
    assert torch.equal(y[:, 1:, :2], x[:, :-1, :2])  # from the last frame
    assert torch.equal(y[:, :-1, 2:4], x[:, 1:, 2:4])  # from the next
    assert torch.equal(y[:, :, 4:], x[:, :, 4:])
    assert not y[:, 0, :2].any() and not y[:, -1, 2:4].any()


@pytest.mark.parametrize("size", [(16, 20), (32, 12)])
@torch.no_grad()
def test_any_size_divisible_by_4_and_any_length(size: tuple[int, int]) -> None:
    network = TemporalRefiner(TemporalConfig(4)).eval()
    for frames in (1, 2, 7):
        lines, colours = sequence(frames, *size)
        refined = network(lines, colours)
        assert refined.shape == colours.shape
        assert refined.abs().max() <= 1


def test_three_four_and_three_gated_convolutions_of_the_papers_widths() -> None:
    network = TemporalRefiner(TemporalConfig.paper())
    layers = [module for module in network.modules() if isinstance(module, GatedConv)]
    assert [layer.feature.out_channels for layer in layers] == [64, 128, 256, 256, 256, 256, 256, 128, 64, 3]
    assert [layer.feature.stride[0] for layer in layers] == [1, 2, 2, 1, 1, 1, 1, 1, 1, 1]
    assert [layer.feature.dilation[0] for layer in layers] == [1, 1, 1, 2, 4, 8, 16, 1, 1, 1]
    assert sum(p.numel() for p in network.parameters()) == 7_157_612


@pytest.mark.parametrize("network", [TemporalRefiner(TemporalConfig(4)), SequenceDiscriminator(4)])
def test_spectral_norm_is_everywhere(network: nn.Module) -> None:
    convs = [module for module in network.modules() if isinstance(module, nn.Conv2d)]
    assert convs and all(parametrize.is_parametrized(conv) for conv in convs)


@torch.no_grad()
def test_frames_see_their_neighbours_and_only_as_far_as_ten_layers_reach() -> None:
    network = TemporalRefiner(TemporalConfig(4)).eval()
    lines, colours = sequence(24)
    changed = colours.clone()
    changed[:, 12] = -changed[:, 12]
    difference = (network(lines, colours) - network(lines, changed)).abs().amax((0, 2, 3, 4))
    assert difference[11] > 0 and difference[13] > 0
    assert not difference[:2].any() and not difference[23:].any()


@torch.no_grad()
def test_an_untrained_refiner_changes_little() -> None:
    lines, colours = sequence(4)
    refined = TemporalRefiner(TemporalConfig.lite()).eval()(lines, colours)
    assert (refined - colours).abs().mean() < 0.05


class Stamp(nn.Module):
    """Paints each window in a colour of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.windows = 0

    def forward(self, lines: Tensor, colours: Tensor) -> Tensor:
        self.windows += 1
        assert colours.shape[1] == lines.shape[1]
        return torch.full_like(colours, self.windows)


@pytest.mark.parametrize(("frames", "window", "overlap"), [(40, 16, 8), (37, 12, 5), (13, 12, 6), (31, 8, 3)])
def test_windows_flow_into_each_other(frames: int, window: int, overlap: int) -> None:
    lines, colours = sequence(frames, 4, 4)
    stamp = Stamp()
    painted = refine_windows(stamp, lines, colours, window, overlap)[0, :, 0, 0, 0]
    assert stamp.windows > 1
    assert painted[0] == 1 and painted[-1] == pytest.approx(stamp.windows)
    steps = painted.diff()
    assert steps.min() >= -1e-5  # each window's share only grows, then only falls
    # one window goes by 1 / (overlap + 1) a frame at most while the next comes
    assert steps.max() <= 2 / (overlap + 1) + 1e-4


@torch.no_grad()
def test_long_shots_in_windows_show_no_seam() -> None:
    network = TemporalRefiner(TemporalConfig(4)).eval()
    lines, colours = sequence(1, 16, 16)
    lines, colours = lines.expand(-1, 40, -1, -1, -1), colours.expand(-1, 40, -1, -1, -1)  # a held drawing
    whole = network(lines, colours)
    blended = refine_windows(network, lines, colours, 24, 12)
    at_once = whole.diff(dim=1).abs().amax((0, 2, 3, 4))
    in_windows = blended.diff(dim=1).abs().amax((0, 2, 3, 4))
    assert in_windows[10:28].max() <= at_once.max()  # no step inside that the shot's own ends would not make


@torch.no_grad()
def test_a_shot_that_fits_one_window_is_refined_at_once() -> None:
    network = TemporalRefiner(TemporalConfig(4)).eval()
    lines, colours = sequence(6)
    assert torch.equal(refine_windows(network, lines, colours, 6, 2), network(lines, colours))


@torch.no_grad()
def test_discriminators_judge_patches() -> None:
    lines, colours = sequence(3, 64, 48)
    assert FrameDiscriminator(4)(lines[:, 0], colours[:, 0]).shape == (1, 1, 4, 3)
    assert SequenceDiscriminator(4)(lines, colours).shape == (1, 3, 1, 4, 3)
