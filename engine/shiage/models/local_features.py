# SPDX-License-Identifier: Apache-2.0
"""AlacGAN's local feature network (section 3.1): a frozen network's features of line art, at a sixteenth.

It never saw the pairs that generator and critic learn from, so that drawings by other hands look to them like
those of the training. The paper takes illustration2vec; where its file is not at hand we take the network
that the matcher looks at drawings with.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from shiage.models.caffe_weights import CaffeError, read_caffe
from shiage.models.efficientnet import LEVELS, EfficientNetLite
from shiage.models.weights import EFFICIENTNET, imported_folder, load_weights

OWN, I2V = "own", "illustration2vec"

I2V_FILE = "illust2vec_tag_ver200.caffemodel"
"""What its authors publish, looked for among the imported weights."""

I2V_LAYERS = {"conv1_1": 64, "conv2_1": 128, "conv3_1": 256, "conv3_2": 256, "conv4_1": 512, "conv4_2": 512}
"""Its layers that are used, by their names in the file, and their channels."""

I2V_MEAN = (164.76139251, 167.47864617, 181.13838569)
"""Of its training's BGR in 0..255."""


class LocalFeatures(nn.Module, ABC):
    """Features of line art. Its weights are fixed, and no gradients go through it.

    Attributes:
        name: which network, as configurations of generators have it.
        channels: how many features a place has.
    """

    name: str
    channels: int

    @torch.no_grad()
    def forward(self, line: Tensor) -> Tensor:
        """(B, 1, H, W) coverage of ink, 0..1, sides divisible by 16, to (B, channels, H / 16, W / 16)."""
        return self.look(line)

    @abstractmethod
    def look(self, line: Tensor) -> Tensor:
        """See `forward`."""


class OwnFeatures(LocalFeatures):
    """The features at a sixteenth of the network that ships in the package for the matcher."""

    def __init__(self) -> None:
        """Raises WeightsError when the weights are torn or were changed."""
        super().__init__()
        self.name, self.channels = OWN, LEVELS[16]
        self.network = EfficientNetLite()
        load_weights(EFFICIENTNET).load_into(self.network)
        self.requires_grad_(False).eval()

    def look(self, line: Tensor) -> Tensor:
        """See `LocalFeatures.forward`; dark on white, as `shot.describe.pretrained_features` shows it."""
        features: Tensor = self.network((1 - 2 * line).expand(-1, 3, -1, -1))[0]
        return features


class Illustration2Vec(LocalFeatures):
    """The first six convolutions of illustration2vec (Saito and Matsui 2015), up to conv4_2 and its ReLU."""

    mean: Tensor

    def __init__(self) -> None:
        """Make the network; its weights are random until they are loaded."""
        super().__init__()
        self.name, self.channels = I2V, I2V_LAYERS["conv4_2"]
        widths = list(I2V_LAYERS.values())
        for (name, out), given in zip(I2V_LAYERS.items(), [3, *widths], strict=False):
            self.add_module(name, nn.Conv2d(given, out, 3, padding=1))
        self.register_buffer("mean", torch.tensor(I2V_MEAN)[:, None, None], persistent=False)
        self.requires_grad_(False).eval()

    @staticmethod
    def load(path: Path) -> Illustration2Vec:
        """Open the authors' file.

        Raises:
            CaffeError: it is torn, or of another network.
            OSError: it cannot be read.
        """
        network, layers = Illustration2Vec(), read_caffe(path)
        for name, layer in network.named_children():
            blobs = [torch.from_numpy(blob.copy()) for blob in layers.get(name, [])]
            wanted = list(layer.parameters())
            if [blob.numel() for blob in blobs] != [each.numel() for each in wanted]:
                raise CaffeError(f"{path}: its layer {name} is not illustration2vec's")
            for parameter, blob in zip(wanted, blobs, strict=True):
                parameter.copy_(blob.reshape(parameter.shape))
        return network

    def look(self, line: Tensor) -> Tensor:
        """See `LocalFeatures.forward`; the drawing is halved first: 512 pixels to the 256 it knows."""
        x = (1 - F.avg_pool2d(line, 2)).expand(-1, 3, -1, -1) * 255 - self.mean
        for name, layer in self.named_children():
            x = F.relu(layer(x))
            if name in ("conv1_1", "conv2_1", "conv3_2"):
                x = F.max_pool2d(x, 2, ceil_mode=True)
        return x


def open_local(network: str) -> LocalFeatures:
    """The encoder that a generator is trained with.

    Args:
        network: "paper" takes illustration2vec where its file lies among the imported weights; all others,
            and "paper" without it, take our own.

    Raises:
        CaffeError: the file is torn, or of another network.
        WeightsError: our own weights cannot be used.
    """
    return open_encoder(I2V if network == "paper" and (imported_folder() / I2V_FILE).is_file() else OWN)


def open_encoder(name: str) -> LocalFeatures:
    """The encoder that a generator's configuration names.

    Raises:
        CaffeError: illustration2vec's file is not there, torn, or of another network.
        WeightsError: our own weights cannot be used.
    """
    if name != I2V:
        return OwnFeatures()
    path = imported_folder() / I2V_FILE
    if not path.is_file():
        raise CaffeError(f"these weights want {I2V_FILE} in {path.parent}: its authors publish it")
    return Illustration2Vec.load(path)
