# SPDX-License-Identifier: Apache-2.0
"""VGG19's weights as torchvision publishes them: fetched, and checked to be those."""

from __future__ import annotations

import hashlib
import io
import urllib.error
import urllib.request
from pathlib import Path

import torch

from shiage.cel.beside import write_beside
from shiage.errors import ShiageError
from shiage.models.feature_networks import Vgg19

URL = "https://download.pytorch.org/models/vgg19-dcbb9e9d.pth"
DIGEST = "dcbb9e9d"
"""How the file's SHA-256 begins: the digits that torchvision publishes in its name, and checks."""


class PublishedWeightsError(ShiageError):
    """The weights cannot be had, or the file is another one."""


def load_vgg19(path: Path) -> Vgg19:
    """Build VGG19 with the weights of torchvision's file.

    The file is a pickle, the only form it is published in. Only the very file torchvision published is
    opened, and that with `weights_only=True`, which builds tensors and containers and calls nothing that the
    file names.

    Raises:
        PublishedWeightsError: the file is not there, or not torchvision's.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise PublishedWeightsError(f"{path}: cannot be read: {error.strerror}") from error
    _verify(data, str(path))
    network = Vgg19()
    network.load_published(torch.load(io.BytesIO(data), map_location="cpu", weights_only=True))
    return network


def download_vgg19(folder: Path) -> Path:
    """Fetch torchvision's file (575 MB) into a folder, unless it lies there.

    Returns:
        The file, verified.

    Raises:
        PublishedWeightsError: no connection, or what came is not torchvision's file; nothing is left behind.
    """
    path = folder / URL.rsplit("/", 1)[1]
    if path.exists():
        return path
    try:
        with urllib.request.urlopen(URL, timeout=60) as answer:
            data = answer.read()
    except (urllib.error.URLError, OSError) as error:
        raise PublishedWeightsError(f"{URL}: {error}") from error
    _verify(data, URL)
    folder.mkdir(parents=True, exist_ok=True)
    write_beside(path, data)
    return path


def _verify(data: bytes, place: str) -> None:
    digest = hashlib.sha256(data).hexdigest()
    if not digest.startswith(DIGEST):
        raise PublishedWeightsError(f"{place}: not torchvision's VGG19: SHA-256 {digest}, wanted {DIGEST}...")
