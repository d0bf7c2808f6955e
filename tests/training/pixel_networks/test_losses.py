# SPDX-License-Identifier: Apache-2.0
"""Equations 6 to 11, and that together they teach every weight."""

from __future__ import annotations

import math

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from shiage.models.color_transform import ColorTransform, ColorTransformConfig, Painted
from shiage.models.discriminators import FrameDiscriminator, SequenceDiscriminator
from shiage.models.feature_networks import CelFeatures
from shiage.models.temporal_refinement import TemporalConfig, TemporalRefiner
from shiage.training.pixel_networks.losses import (
    LossWeights,
    adversarial_loss,
    change_loss,
    colour_losses,
    discriminator_loss,
    feature_losses,
    gram,
    sequence_losses,
)


@pytest.fixture
def painted() -> Painted:
    return Painted(
        torch.rand(2, 3, 32, 32) * 2 - 1, torch.rand(2, 3, 8, 8) * 2 - 1, torch.rand(2, 3, 8, 8) * 2 - 1
    )


def test_weights_are_the_papers() -> None:
    assert LossWeights() == LossWeights(perceptual=1, style=1000, latent=1, adversarial=1, l1=10)


def test_each_loss_is_its_equation(painted: Painted) -> None:
    truth, logits = torch.rand(2, 3, 32, 32) * 2 - 1, torch.randn(2, 1, 2, 2)
    features, weights = CelFeatures(), LossWeights()
    losses = colour_losses(painted, truth, logits, features, weights)
    small = truth.unfold(2, 4, 4).unfold(3, 4, 4).mean((4, 5))
    found, wanted = features(painted.image), features(truth)
    assert losses.l1.item() == pytest.approx((painted.image - truth).abs().mean().item())
    assert losses.latent.item() == pytest.approx(
        ((painted.similar - small).abs().mean() + (painted.middle - small).abs().mean()).item()
    )
    assert losses.perceptual.item() == pytest.approx(
        sum(((a - b) ** 2).sum().item() / a.numel() for a, b in zip(found, wanted, strict=True)), rel=1e-5
    )
    grams = [[torch.einsum("bchw,bdhw->bcd", m, m) / m[0].numel() for m in maps] for maps in (found, wanted)]
    assert losses.style.item() == pytest.approx(
        sum((a - b).abs().mean().item() for a, b in zip(*grams, strict=True)), rel=1e-4
    )
    assert losses.adversarial.item() == pytest.approx(-torch.sigmoid(logits).log().mean().item(), rel=1e-5)
    assert losses.total(weights).item() == pytest.approx(
        (losses.perceptual + 1000 * losses.style + losses.latent + losses.adversarial + 10 * losses.l1).item()
    )


def test_discriminators_learn_by_equation_10() -> None:
    real, fake = torch.randn(2, 1, 3, 3), torch.randn(2, 1, 3, 3)
    d_real, d_fake = torch.sigmoid(real), torch.sigmoid(fake)
    assert discriminator_loss(real, fake).item() == pytest.approx(
        -(d_real.log().mean() + (1 - d_fake).log().mean()).item(), rel=1e-5
    )
    undecided = torch.zeros(1)
    assert adversarial_loss(undecided).item() == pytest.approx(math.log(2))
    assert math.isfinite(discriminator_loss(torch.full((1,), -200.0), torch.full((1,), 200.0)).item())


def test_style_forgets_where_things_are_and_perception_does_not() -> None:
    truth = torch.rand(1, 3, 32, 32) * 2 - 1
    perceptual, style = feature_losses(truth.flip(3), truth, Mirrored(), LossWeights())
    assert style.item() < 1e-6 < perceptual.item()


class Mirrored(CelFeatures):
    """Features that do not tell left from right: averaged with the mirrored picture's."""

    def forward(self, image: torch.Tensor) -> tuple[torch.Tensor, ...]:
        ways = zip(super().forward(image), super().forward(image.flip(3)), strict=True)
        return tuple((one + other.flip(3)) / 2 for one, other in ways)


def test_gram_does_not_grow_with_the_picture() -> None:
    small = torch.rand(1, 4, 8, 8)
    torch.testing.assert_close(gram(small), gram(small.repeat(1, 1, 3, 2)))


def test_a_loss_without_weight_is_not_worked_out(painted: Painted) -> None:
    class Unused(CelFeatures):
        def forward(self, image: torch.Tensor) -> tuple[torch.Tensor, ...]:
            raise AssertionError("nobody asked")

    weights = LossWeights(perceptual=0, style=0, latent=0)
    losses = colour_losses(painted, painted.image, torch.zeros(1), Unused(), weights)
    assert losses.latent.item() == losses.perceptual.item() == losses.style.item() == 0


def test_together_they_teach_every_weight_of_the_colour_transform() -> None:
    torch.manual_seed(0)
    network, judge = ColorTransform(ColorTransformConfig.lite()), FrameDiscriminator(8)
    line, field, truth = torch.rand(2, 1, 32, 32), torch.rand(2, 1, 32, 32), torch.rand(2, 3, 32, 32) * 2 - 1
    references = network.encode_references(
        torch.rand(2, 2, 1, 32, 32), torch.rand(2, 2, 1, 32, 32), torch.rand(2, 2, 3, 32, 32) * 2 - 1
    )
    painted = network(line, field, references)
    discriminator_error = discriminator_loss(judge(line, truth), judge(line, painted.image.detach()))
    discriminator_error.backward()  # type: ignore[no-untyped-call]
    assert_taught(judge)
    weights = LossWeights()
    losses = colour_losses(painted, truth, judge(line, painted.image), CelFeatures(), weights)
    losses.total(weights).backward()  # type: ignore[no-untyped-call]
    assert_taught(network)


def test_together_they_teach_every_weight_of_the_refinement() -> None:
    torch.manual_seed(0)
    network, judge = TemporalRefiner(TemporalConfig.lite()), SequenceDiscriminator(8)
    lines, colours = torch.rand(1, 4, 1, 32, 32), torch.rand(1, 4, 3, 32, 32) - 0.5
    truth = (colours + torch.randn(1, 4, 3, 32, 32) / 10).clamp(-1, 1)
    refined = network(lines, colours)
    discriminator_error = discriminator_loss(judge(lines, truth), judge(lines, refined.detach()))
    discriminator_error.backward()  # type: ignore[no-untyped-call]
    assert_taught(judge)
    weights = LossWeights()
    losses = sequence_losses(refined, truth, judge(lines, refined), CelFeatures(), weights)
    assert losses.latent.item() == 0
    each = torch.stack([F.l1_loss(refined[:, t], truth[:, t]) for t in range(4)])
    assert losses.l1.item() == pytest.approx(each.mean().item())
    losses.total(weights).backward()  # type: ignore[no-untyped-call]
    assert_taught(network)


def assert_taught(network: nn.Module) -> None:
    """Every weight has a gradient above the noise of rounding."""
    for name, parameter in network.named_parameters():
        assert parameter.grad is not None, name
        assert parameter.grad.abs().max() > 1e-7, name


def test_an_error_that_stays_is_no_change() -> None:
    truth = torch.rand(2, 4, 3, 8, 8) * 2 - 1
    assert float(change_loss(truth + 0.25, truth)) < 1e-6
    flickering = truth.clone()
    flickering[:, 1] += 0.25  # comes and goes: two of three changes are off
    assert float(change_loss(flickering, truth)) == pytest.approx(0.25 * 2 / 3, abs=1e-6)
