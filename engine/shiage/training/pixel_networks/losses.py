# SPDX-License-Identifier: Apache-2.0
"""The losses of Shi et al., equations 6 to 11."""

from __future__ import annotations

from dataclasses import dataclass, fields

import torch
import torch.nn.functional as F
from torch import Tensor

from shiage.models.color_transform import Painted
from shiage.models.feature_networks import FeatureNetwork


@dataclass(frozen=True)
class LossWeights:
    """The lambdas of equation 11. A loss of weight 0 is not computed."""

    perceptual: float = 1
    style: float = 1000
    latent: float = 1
    adversarial: float = 1
    l1: float = 10


@dataclass(frozen=True)
class Losses:
    """The unweighted terms of equation 11, scalars."""

    perceptual: Tensor
    style: Tensor
    latent: Tensor
    adversarial: Tensor
    l1: Tensor

    def total(self, weights: LossWeights) -> Tensor:
        """Equation 11."""
        terms = [getattr(weights, field.name) * getattr(self, field.name) for field in fields(self)]
        return torch.stack(terms).sum()


def colour_losses(
    painted: Painted, truth: Tensor, fake_logits: Tensor, features: FeatureNetwork, weights: LossWeights
) -> Losses:
    """The losses of the colour transform.

    Args:
        painted: what it painted.
        truth: (B, 3, H, W) in -1..1, the artist's frames.
        fake_logits: the frame discriminator's logits of `painted.image`.
        features: what pictures are compared by.
        weights: which losses are wanted.
    """
    perceptual, style = feature_losses(painted.image, truth, features, weights)
    latent = truth.new_zeros(())
    if weights.latent:
        latent = latent_loss(painted, truth)
    return Losses(perceptual, style, latent, adversarial_loss(fake_logits), F.l1_loss(painted.image, truth))


def sequence_losses(
    refined: Tensor, truth: Tensor, fake_logits: Tensor, features: FeatureNetwork, weights: LossWeights
) -> Losses:
    """The losses of the refinement: those of each frame, averaged (section 3.4).

    Args:
        refined: (B, T, 3, H, W) in -1..1.
        truth: the same of the artist's frames.
        fake_logits: the sequence discriminator's logits of `refined`.
        features: what pictures are compared by.
        weights: which losses are wanted; there are no latent images here.
    """
    images, wanted = refined.flatten(0, 1), truth.flatten(0, 1)
    perceptual, style = feature_losses(images, wanted, features, weights)
    return Losses(
        perceptual, style, truth.new_zeros(()), adversarial_loss(fake_logits), F.l1_loss(images, wanted)
    )


def change_loss(refined: Tensor, truth: Tensor) -> Tensor:
    """L1 on the change from each frame to the next: not in the paper; an error that stays is no flicker.

    Args:
        refined: (B, T, 3, H, W) in -1..1, T of 2 or more.
        truth: the same of the artist's frames.
    """
    return F.l1_loss(refined.diff(dim=1), truth.diff(dim=1))


def feature_losses(
    image: Tensor, truth: Tensor, features: FeatureNetwork, weights: LossWeights
) -> tuple[Tensor, Tensor]:
    """Perceptual and style loss, equations 7 and 8, summed over the five layers.

    Both are means over a layer's elements, so that they do not grow with the picture.
    """
    perceptual = style = truth.new_zeros(())
    if not weights.perceptual and not weights.style:
        return perceptual, style
    with torch.no_grad():
        wanted = features(truth)
    for found, want in zip(features(image), wanted, strict=True):
        found, want = found.float(), want.float()
        perceptual = perceptual + F.mse_loss(found, want)
        style = style + F.l1_loss(gram(found), gram(want))
    return perceptual, style


def gram(features: Tensor) -> Tensor:
    """Gram matrices of (B, C, h, w) features, divided by their elements: (B, C, C)."""
    rows = features.flatten(2)
    return rows @ rows.transpose(1, 2) / rows[0].numel()


def latent_loss(painted: Painted, truth: Tensor) -> Tensor:
    """Equation 9, against the frame at a quarter of its size."""
    small = F.avg_pool2d(truth, 4)
    return F.l1_loss(painted.similar, small) + F.l1_loss(painted.middle, small)


def adversarial_loss(fake_logits: Tensor) -> Tensor:
    """The generator's side of equation 10, non-saturating: -log D(x, y^) instead of log(1 - D).

    Args:
        fake_logits: logits of generated colours.
    """
    return F.softplus(-fake_logits).mean()


def discriminator_loss(real: Tensor, generated: Tensor) -> Tensor:
    """The discriminator's side of equation 10, for logits of the artist's colours and of generated ones."""
    return F.softplus(-real).mean() + F.softplus(generated).mean()


def least_squares_adversarial(fake_logits: Tensor) -> Tensor:
    """The generator's side of a least-squares GAN (Mao et al. 2017), as Li et al. 2022 train."""
    return torch.mean((fake_logits - 1) ** 2)


def least_squares_discriminator(real: Tensor, generated: Tensor) -> Tensor:
    """The discriminator's side of it."""
    return torch.mean((real - 1) ** 2) + torch.mean(generated**2)
