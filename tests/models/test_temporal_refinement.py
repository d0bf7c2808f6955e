# SPDX-License-Identifier: Apache-2.0
"""Refinement along time, and the discriminators."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor, nn
from torch.nn.utils import parametrize

from shiage.models.discriminators import FrameDiscriminator, SequenceDiscriminator
from shiage.models.gated_temporal_shift import GatedConv, TemporalShift
from shiage.models.temporal_refinement import TemporalConfig, TemporalRefiner, refine_windows


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
    """Paints each window in a colour of its own, and keeps what it was given."""

    def __init__(self) -> None:
        super().__init__()
        self.windows: list[Tensor] = []

    def forward(self, lines: Tensor, colours: Tensor) -> Tensor:
        assert colours.shape[1] == lines.shape[1]
        self.windows.append(colours[0, :, 0, 0, 0])
        return torch.full_like(colours, len(self.windows))


def numbered(frames: int) -> tuple[Tensor, Tensor]:
    """Frames whose colour is their index."""
    colours = torch.arange(float(frames)).reshape(1, frames, 1, 1, 1).expand(-1, -1, 3, 4, 4)
    return torch.zeros(1, frames, 1, 4, 4), colours


@pytest.mark.parametrize(
    ("frames", "keys"),
    [(24, [0, 23]), (24, [0]), (24, [11]), (30, [0, 9, 20]), (12, [5, 6]), (9, [0, 8]), (40, [2, 30])],
)
def test_every_window_stands_between_two_keys(frames: int, keys: list[int]) -> None:
    stamp = Stamp()
    lines, colours = numbered(frames)
    painted = refine_windows(stamp, lines, colours, keys, 8, 3)[0, :, 0, 0, 0]
    seen: set[int] = set()
    for window in stamp.windows:
        order = [int(i) for i in window]
        assert len(order) <= 8
        inner = order[1:-1]
        assert inner == list(range(inner[0], inner[-1] + 1)) and not set(inner) & set(keys)
        before, after = [k for k in keys if k < inner[0]], [k for k in keys if k > inner[-1]]
        if before and after:
            assert (order[0], order[-1]) == (before[-1], after[0])
        else:
            nearest = before[-2:] or after[:2]
            assert [order[0], order[-1]] == [nearest[0], nearest[-1]]
        seen |= set(inner)
    assert seen == set(range(frames)) - set(keys)
    assert painted[keys].tolist() == keys, "keys come back as they were"


def test_without_keys_nothing_is_refined() -> None:
    lines, colours = numbered(9)
    stamp = Stamp()
    assert torch.equal(refine_windows(stamp, lines, colours, [], 8, 3), colours) and not stamp.windows


@pytest.mark.parametrize(
    ("frames", "window", "overlap"), [(42, 18, 8), (39, 14, 5), (15, 14, 6), (33, 10, 3)]
)
def test_windows_flow_into_each_other(frames: int, window: int, overlap: int) -> None:
    stamp = Stamp()
    painted = refine_windows(stamp, *sequence(frames, 4, 4), [0, frames - 1], window, overlap)
    inner = painted[0, 1:-1, 0, 0, 0]
    assert len(stamp.windows) > 1
    assert inner[0] == 1 and inner[-1] == pytest.approx(len(stamp.windows))
    steps = inner.diff()
    assert steps.min() >= -1e-5  # each window's share only grows, then only falls
    # one window goes by 1 / (overlap + 1) a frame at most while the next comes
    assert steps.max() <= 2 / (overlap + 1) + 1e-4


@torch.no_grad()
def test_frames_that_fit_one_window_are_refined_at_once() -> None:
    network = TemporalRefiner(TemporalConfig(4)).eval()
    lines, colours = sequence(6)
    refined = refine_windows(network, lines, colours, [0, 5], 8, 3)
    assert torch.equal(refined[:, 1:-1], network(lines, colours)[:, 1:-1])


@torch.no_grad()
def test_discriminators_judge_patches() -> None:
    lines, colours = sequence(3, 64, 48)
    assert FrameDiscriminator(4)(lines[:, 0], colours[:, 0]).shape == (1, 1, 4, 3)
    assert SequenceDiscriminator(4)(lines, colours).shape == (1, 3, 1, 4, 3)
