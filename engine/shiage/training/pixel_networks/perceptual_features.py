# SPDX-License-Identifier: Apache-2.0
"""Opens the feature network of perceptual and style loss by the name in a configuration."""

from __future__ import annotations

from torch import Tensor

from shiage.models.feature_networks import CelFeatures, FeatureNetwork
from shiage.models.vgg19_weights import URL, PublishedWeightsError, load_vgg19
from shiage.models.weights import SHIPPED, imported_folder, load_weights
from shiage.training.config import TrainingError

VGG19_FILE = URL.rsplit("/", 1)[1]
"""torchvision's file in the folder of imported weights; `shiage weights vgg19` downloads it."""

OWN = "cel_features"
"""Weights of the feature network of our own."""


class Blind(FeatureNetwork):
    """Has no features, for trainings without perceptual and style loss."""

    name = "none: trained without perceptual and style loss"

    def forward(self, image: Tensor) -> tuple[Tensor, ...]:
        """No features at all; the losses over them are 0."""
        return ()

    def content(self, image: Tensor) -> Tensor:
        """No features at all."""
        return image.new_zeros(len(image), 1, 1, 1)


def open_features(name: str) -> FeatureNetwork:
    """Open a feature network.

    Args:
        name: "vgg19", "own" or "none"; without torchvision's file, "vgg19" is our own too.

    Raises:
        TrainingError: torchvision's file is there but is not torchvision's.
        WeightsError: the weights of our own network cannot be used.
    """
    if name == "none":
        return Blind()
    file = imported_folder() / VGG19_FILE
    if name == "vgg19" and file.is_file():
        try:
            return load_vgg19(file)
        except PublishedWeightsError as error:
            raise TrainingError(str(error)) from error
    own = CelFeatures()
    if any((folder / f"{OWN}.safetensors").is_file() for folder in (SHIPPED, imported_folder())):
        own.load_trained(load_weights(OWN).tensors)
    return own
