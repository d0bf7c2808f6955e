# SPDX-License-Identifier: Apache-2.0
"""How AlacGAN learns: hints as published, the critic's penalty, where gradients stop, and that it fits."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import torch
from torch import Tensor

from shiage.models.scribble_painter import ScribblePainter, ScribblePainterConfig
from shiage.models.weights import load_weights
from shiage.training.config import Augmentation, LossConfig, TrainingConfig, TrainingError
from shiage.training.data.batches import make_batch
from shiage.training.data.sources import open_sources
from shiage.training.loop.fabric import make_fabric
from shiage.training.loop.train_network import Run
from shiage.training.pixel_networks.scribble_hints import cut_anew, jitter_lines, sample_hints, sample_mask
from shiage.training.pixel_networks.scribble_painter import ScribblePhase, train_scribbles
from shiage.training.pixel_networks.wasserstein import gradient_penalty


@pytest.fixture
def alone(tiny: TrainingConfig) -> TrainingConfig:
    """A small training of one drawing at a time."""
    losses = LossConfig(l1=10, perceptual=1, style=0, latent=0, adversarial=1e-4, features="own")
    return replace(
        tiny, losses=losses, betas=(0.5, 0.9), rate=2e-3, judge_rate=2e-4, augmentation=Augmentation()
    )


def test_hints_are_few_on_half_of_the_batch_and_carry_true_colours() -> None:
    torch.manual_seed(3)
    masks = sample_mask(200, 128, 128)  # as published
    assert masks.shape == (200, 1, 128, 128)
    assert not masks[100:].any()
    share = masks[:100].mean((1, 2, 3))
    assert 0.003 < share.mean() < 0.005  # the mean of a half normal of 0.005 is 0.004
    assert share.max() > 2.5 * share.median()  # t is drawn once a picture, not once a pixel
    few = sample_mask(400, 32, 32)[:200].sum((1, 2, 3))
    assert 50 < few.mean() < 80  # as many a picture
    truth = torch.full((4, 3, 64, 64), -1.0)
    truth[:, :, :, 32:] = torch.tensor([1.0, 0.5, -0.5])[None, :, None, None]
    hints = sample_hints(truth)
    assert hints.shape == (4, 4, 16, 16)
    assert not (hints[:, :3] * (1 - hints[:, 3:])).any()
    given = {tuple(round(float(v), 2) for v in c) for c in hints[:, :3].permute(0, 2, 3, 1)[hints[:, 3] > 0]}
    assert given <= {(-1, -1, -1), (1, 0.5, -0.5)}


def test_the_other_cut_lies_a_little_off() -> None:
    torch.manual_seed(1)
    ramp = torch.linspace(-1, 1, 128)[None, None].expand(3, 128, 128)
    small = torch.linspace(-1, 1, 32)
    off = torch.stack([(cut_anew(ramp)[0, 0] - small).abs().max() for _ in range(40)])
    assert off.max() > 0.05
    assert off.max() < 0.4


def test_lines_turn_paler_picture_by_picture() -> None:
    paler = jitter_lines(torch.ones(50, 1, 2, 2))
    assert paler.min() >= 0.7
    assert paler.max() <= 1
    assert len(set(paler[:, 0, 0, 0].tolist())) == 50
    assert torch.equal(paler[:, 0, 0, 0], paler[:, 0, 1, 1])


def test_the_gradients_norm_is_one_number_a_picture() -> None:
    slope = torch.randn(3, 8, 8)

    def judge(pictures: Tensor) -> Tensor:
        return (pictures * slope * torch.tensor([1.0, 2.0])[:, None, None, None]).sum((1, 2, 3))

    pictures = torch.rand(2, 3, 8, 8, requires_grad=True)
    norm = slope.square().sum().sqrt()
    wanted = ((norm - 1) ** 2 + (2 * norm - 1) ** 2) / 2
    assert gradient_penalty(judge(pictures), pictures).item() == pytest.approx(wanted.item(), rel=1e-5)


def test_each_network_learns_in_its_own_step_alone(alone: TrainingConfig) -> None:
    torch.manual_seed(0)
    phase = ScribblePhase(alone, make_fabric(alone, "cpu"))
    generator, critic = phase.networks["generator"], phase.networks["critic"]
    batch = make_batch(open_sources(alone.sources), phase.recipe(), 0, 0, range(2))
    assert batch.colours.shape == (2, 1, 3, 64, 64)
    line, truth = batch.lines[:, 0], batch.colours[:, 0]
    assert phase._local is not None
    local = phase._local(line)
    image = generator(line, sample_hints(truth), local)
    phase._critic.update(truth, image, local)
    assert all(p.grad is None for p in generator.parameters())  # the critic's step stops at the picture
    first = next(critic.parameters())
    assert first.grad is not None
    before, slopes = first.detach().clone(), first.grad.clone()
    phase._critic.loss_of(image, local).backward()  # type: ignore[no-untyped-call]  # the stub lacks its types
    assert all(p.grad is not None for p in generator.parameters())
    assert torch.equal(first.grad, slopes)
    assert torch.equal(first, before)


def test_it_fits_a_few_drawings(alone: TrainingConfig) -> None:
    config = replace(alone, rate=3e-3, ema=0.0, losses=replace(alone.losses, adversarial=0.0))
    torch.manual_seed(0)
    phase = ScribblePhase(config, make_fabric(config, "cpu"))
    batch = make_batch(open_sources(config.sources), phase.recipe(), 0, 0, range(2))
    figures = [phase.step(batch) for _ in range(45)]
    first, last = (sum(f["l1"].item() for f in part) for part in (figures[:5], figures[-5:]))
    assert last < 0.65 * first
    assert figures[-1]["distance"].item() == 0  # no critic where it is not wanted


def test_a_whole_run_writes_weights_that_open(alone: TrainingConfig, tmp_path: Path) -> None:
    path = train_scribbles(Run(alone, tmp_path, say=lambda line: None), device="cpu")
    assert path == tmp_path / "scribble_painter_lite.safetensors"
    weights = load_weights(str(path))
    config = weights.configured(ScribblePainterConfig)
    assert (config.local, config.encoder) == (112, "own")
    weights.load_into(ScribblePainter(config))
    assert (tmp_path / "sheets" / "00000004.png").is_file()
    with pytest.raises(TrainingError, match="size 72"):
        ScribblePhase(replace(alone, size=72), make_fabric(alone, "cpu"))


def test_without_local_features_neither_network_has_room_for_them(alone: TrainingConfig) -> None:
    phase = ScribblePhase(alone, make_fabric(alone, "cpu"), local=False)
    assert phase.networks["generator"].config.local == 0  # type: ignore[union-attr]
    assert phase.networks["critic"].config.local == 0  # type: ignore[union-attr]
    batch = make_batch(open_sources(alone.sources), phase.recipe(), 0, 0, range(2))
    assert phase.step(batch)["total"].isfinite()
