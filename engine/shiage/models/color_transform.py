# SPDX-License-Identifier: Apache-2.0
"""The colour transform network of Shi et al. (sections 3.2-3.3, 3.5): a frame's colours from K references."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from shiage.models.adain import AdainBlock
from shiage.models.distance_attention import DistanceAttention
from shiage.models.encoded_references import ShotReferences
from shiage.models.layers import ConvBlock, UpBlock, convolution


@dataclass(frozen=True)
class ColorTransformConfig:
    """Widths of the network.

    Attributes:
        width: channels after the encoders' first convolution; C is four times this.
        similarity: channels that similarity is measured in.
        blocks: AdaIN residual blocks.
        embedder: channels of the embedder's five convolutions; the last is the length of the style vector.
        hidden: neurons between style vector and AdaIN parameters.
    """

    width: int
    similarity: int
    blocks: int
    embedder: tuple[int, int, int, int, int]
    hidden: int

    @staticmethod
    def paper() -> ColorTransformConfig:
        """The paper's network: C = 256, similarity in C / 8, 8 blocks."""
        return ColorTransformConfig(64, 32, 8, (64, 128, 256, 512, 512), 256)

    @staticmethod
    def lite() -> ColorTransformConfig:
        """The same network, narrow enough for two CPU cores."""
        return ColorTransformConfig(16, 16, 8, (16, 32, 64, 128, 128), 128)


@dataclass(frozen=True)
class Painted:
    """A coloured frame and the latent images of the network.

    Attributes:
        image: (B, 3, H, W) in -1..1, the finished frame.
        similar: (B, 3, H/4, W/4) in -1..1, latent colour image of f_sim.
        middle: (B, 3, H/4, W/4) in -1..1, latent colour image of f_mid.
        carried: (B, L, H/4, W/4), labels transferred by the attention; None where none were given.
    """

    image: Tensor
    similar: Tensor
    middle: Tensor
    carried: Tensor | None = None


class Encoder(nn.Sequential):
    """EnL, EnD or EnC: three convolutions to C channels at a quarter of the size (section 3.5)."""

    def __init__(self, channels: int, width: int) -> None:
        super().__init__(
            ConvBlock(channels, width, 7, spectral=True),
            ConvBlock(width, 2 * width, 4, 2, spectral=True),
            ConvBlock(2 * width, 4 * width, 4, 2, spectral=True),
        )


class Decoder(nn.Sequential):
    """De: four convolutions, nearest upsampling before the second and third (section 3.5)."""

    def __init__(self, width: int) -> None:
        super().__init__(
            ConvBlock(4 * width, 4 * width, 3, spectral=True),
            UpBlock(4 * width, 2 * width, spectral=True),
            UpBlock(2 * width, width, spectral=True),
            convolution(width, 3, 3, spectral=True),
            nn.Tanh(),
        )


class Embedder(nn.Module):
    """Em: the colour style of references as AdaIN parameters.

    No spectral norm: with it the results come out dim (section 4.2, figure 6). No instance norm either, which
    would take away the very means that are a style.
    """

    def __init__(self, config: ColorTransformConfig) -> None:
        super().__init__()
        first, *rest = config.embedder
        layers = [ConvBlock(4, first, 7, norm=False)]
        for channels, out in zip(config.embedder, rest, strict=False):
            layers.append(ConvBlock(channels, out, 4, 2, norm=False))
        self.convs = nn.Sequential(*layers)
        self.shape = (config.blocks, 4, 4 * config.width)
        self.affine = nn.Sequential(
            nn.Linear(config.embedder[-1], config.hidden),
            nn.ReLU(),
            nn.Linear(config.hidden, config.blocks * 16 * config.width),
        )

    def forward(self, lines: Tensor, colours: Tensor) -> Tensor:
        """Latent vectors of (B, 1, H, W) lines in 0..1 and (B, 3, H, W) colours in -1..1: (B, S)."""
        latent: Tensor = self.convs(torch.cat((lines, colours), 1))
        return latent.mean((2, 3))

    def parameters_of(self, style: Tensor) -> Tensor:
        """AdaIN parameters P_em, (B, blocks, 4, C), of the mean of K latent vectors (B, K, S)."""
        affine: Tensor = self.affine(style.mean(1))
        return affine.reshape(-1, *self.shape)


class ColorTransform(nn.Module):
    """The generator G of equations 1 and 2."""

    def __init__(self, config: ColorTransformConfig) -> None:
        super().__init__()
        self.config = config
        self.line = Encoder(1, config.width)
        self.field = Encoder(1, config.width)
        self.colour = Encoder(3, config.width)
        self.attention = DistanceAttention(4 * config.width, config.similarity)
        self.embedder = Embedder(config)
        self.blocks = nn.ModuleList(AdainBlock(4 * config.width) for _ in range(config.blocks))
        self.decoder = Decoder(config.width)
        self.latent_similar = convolution(4 * config.width, 3, 3)
        self.latent_middle = convolution(4 * config.width, 3, 3)
        # f_mid sums all blocks: at usual weights its picture would begin, and stay, at the tanh's ends
        nn.init.normal_(self.latent_middle.weight, std=0.01)

    def encode_references(self, lines: Tensor, fields: Tensor, colours: Tensor) -> ShotReferences:
        """Encode references: all that does not depend on the target, computed once per shot.

        Args:
            lines: (B, K, 1, H, W) coverage of ink, 0..1; H and W divisible by 4.
            fields: (B, K, 1, H, W) distance fields, 0..1.
            colours: (B, K, 3, H, W) finished frames, -1..1.
        """
        count = lines.shape[1]
        field = self.field(fields.flatten(0, 1))
        parts = (
            self.colour(colours.flatten(0, 1)),
            self.attention.key(field),
            self.attention.reference_mask(field),
            self.embedder(lines.flatten(0, 1), colours.flatten(0, 1)),
        )
        return ShotReferences(*(part.reshape(-1, count, *part.shape[1:]) for part in parts))

    def forward(
        self, line: Tensor, field: Tensor, references: ShotReferences, labels: Tensor | None = None
    ) -> Painted:
        """Colour frames.

        Args:
            line: (B, 1, H, W) coverage of ink, 0..1; H and W divisible by 4 and those of the references.
            field: (B, 1, H, W) distance field, 0..1.
            references: of the same B (see `ShotReferences.expand`).
            labels: also transferred, see `transport`.
        """
        features = self.field(field)
        similar = self.attention(features, references.key, references.mask, references.colour)  # f_sim
        style = self.embedder.parameters_of(references.style)
        middle = self.line(line) + similar
        for index, block in enumerate(self.blocks):
            middle = block(middle, style[:, index])  # f_mid after the last
        return Painted(
            self.decoder(middle),
            torch.tanh(self.latent_similar(similar)),
            torch.tanh(self.latent_middle(middle)),
            None if labels is None else self.attention.carry(features, references.key, labels),
        )

    def transport(self, field: Tensor, references: ShotReferences, labels: Tensor) -> Tensor:
        """Transfer label maps from references to targets by the attention that transfers colours.

        Args:
            field: (B, 1, H, W) distance field of the targets, 0..1.
            references: of the same B.
            labels: (B, K, L, H/4, W/4), for each reference the share of each label in each place.

        Returns:
            (B, L, H/4, W/4); sums to 1 over L where the labels do.
        """
        return self.attention.carry(self.field(field), references.key, labels)
