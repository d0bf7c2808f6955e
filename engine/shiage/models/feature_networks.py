# SPDX-License-Identifier: Apache-2.0
"""Feature networks of perceptual and style loss (section 3.4): VGG19, or our own, trained on cels."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

MEAN = (0.485, 0.456, 0.406)
DEVIATION = (0.229, 0.224, 0.225)
"""Of ImageNet's RGB in 0..1, which torchvision's weights were trained on."""

VGG19 = (64, 64, 0, 128, 128, 0, 256, 256, 256, 256, 0, 512, 512, 512, 512, 0, 512)
"""Output channels of VGG19's convolutions up to conv5_1; 0 is a maximum over 2 x 2."""


FIRST_RELUS = (1, 6, 11, 20, 29)
"""Indices of relu1_1, 2_1, 3_1, 4_1 and 5_1 among torchvision's layers."""


class FeatureNetwork(nn.Module, ABC):
    """Five feature maps of a picture, fine to coarse. Its weights are fixed where it serves a loss."""

    name: str
    """Name in logs and provenance."""

    @abstractmethod
    def forward(self, image: Tensor) -> tuple[Tensor, ...]:
        """Features of (B, 3, H, W) colours in -1..1: five maps, each half the size of the one before it."""

    @abstractmethod
    def content(self, image: Tensor) -> Tensor:
        """Features of (B, 3, H, W) colours in -1..1 at half their size, as AlacGAN compares pictures by."""

    def frozen(self) -> None:
        """Fix the weights: no gradients, evaluation mode."""
        self.requires_grad_(False).eval()


class Vgg19(FeatureNetwork):
    """VGG19 (Simonyan and Zisserman 2015) up to relu5_1, giving relu1_1, 2_1, 3_1, 4_1 and 5_1."""

    mean: Tensor
    deviation: Tensor

    def __init__(self) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        channels = 3
        for out in VGG19:
            if out:
                layers += [nn.Conv2d(channels, out, 3, padding=1), nn.ReLU()]
                channels = out
            else:
                layers.append(nn.MaxPool2d(2))
        self.features = nn.Sequential(*layers)
        self.register_buffer("mean", torch.tensor(MEAN)[:, None, None], persistent=False)
        self.register_buffer("deviation", torch.tensor(DEVIATION)[:, None, None], persistent=False)
        self.name = "vgg19, random"
        self.frozen()

    def load_published(self, tensors: Mapping[str, Tensor]) -> None:
        """Load torchvision's weights; those of layers after relu5_1 are left out.

        Raises:
            KeyError: a layer's weights are missing.
            RuntimeError: a layer's weights have another shape.
        """
        self.load_state_dict({name: tensors[name] for name in self.state_dict()})
        self.name = "vgg19, torchvision's weights"

    def forward(self, image: Tensor) -> tuple[Tensor, ...]:
        """See `FeatureNetwork.forward`."""
        x = ((image + 1) / 2 - self.mean) / self.deviation
        maps = []
        for index, layer in enumerate(self.features):
            x = layer(x)
            if index in FIRST_RELUS:
                maps.append(x)
        return tuple(maps)

    def content(self, image: Tensor) -> Tensor:
        """relu2_2, (B, 128, H / 2, W / 2); so far VGG16, which the paper takes, is built alike."""
        features: Tensor = self.features[:9](((image + 1) / 2 - self.mean) / self.deviation)
        return features


@dataclass(frozen=True)
class CelFeaturesConfig:
    """Widths of our own feature network.

    Attributes:
        widths: channels of the five maps.
    """

    widths: tuple[int, int, int, int, int] = (16, 32, 48, 64, 64)


class CelFeatures(FeatureNetwork):
    """A feature network of our own for those who have no VGG19: its shape in small, trained on cels.

    Untrained it is the same in every process: random features from one seed.
    """

    def __init__(self, config: CelFeaturesConfig | None = None) -> None:
        super().__init__()
        self.config = config or CelFeaturesConfig()
        widths = self.config.widths
        channels = (3, *widths[:-1])
        self.first = nn.ModuleList(
            nn.Conv2d(a, b, 3, padding=1) for a, b in zip(channels, widths, strict=True)
        )
        self.second = nn.ModuleList(nn.Conv2d(a, a, 3, padding=1) for a in widths[:-1])
        seed = torch.Generator().manual_seed(19)
        for parameter in self.parameters():
            if parameter.ndim == 4:
                nn.init.kaiming_normal_(parameter, nonlinearity="relu", generator=seed)
            else:
                nn.init.zeros_(parameter)
        self.name = "shiage cel features, random"
        self.frozen()

    def load_trained(self, tensors: Mapping[str, Tensor]) -> None:
        """Load trained weights.

        Raises:
            RuntimeError: a layer's weights are missing or have another shape.
        """
        self.load_state_dict(tensors)
        self.name = "shiage cel features"

    def forward(self, image: Tensor) -> tuple[Tensor, ...]:
        """See `FeatureNetwork.forward`."""
        maps = [F.relu(self.first[0](image))]
        for first, second in zip(self.first[1:], self.second, strict=True):
            maps.append(F.relu(first(F.max_pool2d(F.relu(second(maps[-1])), 2))))
        return tuple(maps)

    def content(self, image: Tensor) -> Tensor:
        """Its second map, (B, 32, H / 2, W / 2)."""
        first = F.relu(self.second[0](F.relu(self.first[0](image))))
        return F.relu(self.first[1](F.max_pool2d(first, 2)))
