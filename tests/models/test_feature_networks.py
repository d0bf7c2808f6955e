# SPDX-License-Identifier: Apache-2.0
"""VGG19 as torchvision numbers it, its published file, and the network of our own."""

from __future__ import annotations

import hashlib
import http.server
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
import torch
from torch import Tensor

from shiage.models import vgg19_weights
from shiage.models.feature_networks import CelFeatures, FeatureNetwork, Vgg19
from shiage.models.vgg19_weights import PublishedWeightsError, download_vgg19, load_vgg19

CONVOLUTIONS = {0: (64, 3), 2: (64, 64), 5: (128, 64), 7: (128, 128), 10: (256, 128), 12: (256, 256)}
CONVOLUTIONS |= {14: (256, 256), 16: (256, 256), 19: (512, 256), 21: (512, 512), 23: (512, 512)}
CONVOLUTIONS |= {25: (512, 512), 28: (512, 512)}


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file in the form of torchvision's, with random weights; its digest is the one wanted."""
    tensors = {f"features.{i}.weight": torch.randn(*shape, 3, 3) / 50 for i, shape in CONVOLUTIONS.items()}
    tensors |= {f"features.{i}.bias": torch.randn(shape[0]) for i, shape in CONVOLUTIONS.items()}
    tensors |= {"features.30.bias": torch.zeros(512), "classifier.6.bias": torch.zeros(1000)}
    path = tmp_path / "published" / "vgg19-dcbb9e9d.pth"
    path.parent.mkdir()
    torch.save(tensors, path, _use_new_zipfile_serialization=False)  # 2017's form, which theirs has
    monkeypatch.setattr(vgg19_weights, "DIGEST", hashlib.sha256(path.read_bytes()).hexdigest()[:8])
    return path


@pytest.fixture
def server(file: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Serves the file where torchvision's is looked for."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *args: object) -> None:
            """Say nothing."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=file.parent)) as serving:
        thread = threading.Thread(target=serving.serve_forever)
        thread.start()
        url = f"http://127.0.0.1:{serving.server_port}/{file.name}"
        monkeypatch.setattr(vgg19_weights, "URL", url)
        yield url
        serving.shutdown()
        thread.join()


@pytest.mark.parametrize("network", [Vgg19(), CelFeatures()])
def test_five_maps_each_half_as_large(network: FeatureNetwork) -> None:
    image = torch.rand(2, 3, 48, 32, requires_grad=True)
    maps = network(image)
    assert [m.shape[2:] for m in maps] == [(48 // 2**i, 32 // 2**i) for i in range(5)]
    assert all(m.min() >= 0 for m in maps)  # after the ReLU
    torch.stack([m.mean() for m in maps]).sum().backward()  # type: ignore[no-untyped-call]
    assert image.grad is not None and image.grad.abs().max() > 0
    assert not any(p.requires_grad for p in network.parameters())


def test_vgg19_has_the_layers_of_the_paper_up_to_relu5_1() -> None:
    network = Vgg19()
    assert sum(p.numel() for p in network.parameters()) == 12_944_960
    assert [m.shape[1] for m in network(torch.zeros(1, 3, 16, 16))] == [64, 128, 256, 512, 512]
    assert "random" in network.name


def test_vgg19_takes_the_published_weights(file: Path) -> None:
    network = load_vgg19(file)
    tensors = torch.load(file, weights_only=True)
    assert network.name == "vgg19, torchvision's weights"
    for name, tensor in network.state_dict().items():
        assert torch.equal(tensor, tensors[name])
    # relu1_1 by hand: what the weights were trained on is RGB of mean 0 and deviation 1
    image = torch.rand(1, 3, 16, 16) * 2 - 1
    mean, deviation = torch.tensor([0.485, 0.456, 0.406]), torch.tensor([0.229, 0.224, 0.225])
    seen = (image / 2 + 0.5 - mean[:, None, None]) / deviation[:, None, None]
    first: Tensor = torch.nn.functional.conv2d(
        seen, tensors["features.0.weight"], tensors["features.0.bias"], padding=1
    )
    torch.testing.assert_close(network(image)[0], first.relu())


def test_another_file_is_not_opened(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vgg19_weights, "DIGEST", "dcbb9e9d")
    with pytest.raises(PublishedWeightsError, match="not torchvision's VGG19: SHA-256"):
        load_vgg19(file)
    with pytest.raises(PublishedWeightsError, match="cannot be read"):
        load_vgg19(file.with_name("nothing.pth"))


def test_the_published_weights_are_downloaded_once(server: str, file: Path, tmp_path: Path) -> None:
    path = download_vgg19(tmp_path / "cache")
    assert path.read_bytes() == file.read_bytes()
    file.unlink()
    assert download_vgg19(tmp_path / "cache") == path


def test_a_wrong_download_leaves_nothing(
    server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vgg19_weights, "DIGEST", "dcbb9e9d")
    with pytest.raises(PublishedWeightsError, match="not torchvision's VGG19"):
        download_vgg19(tmp_path / "cache")
    assert not list(tmp_path.glob("cache/*"))
    monkeypatch.setattr(vgg19_weights, "URL", server.replace("vgg19", "vgg20"))
    with pytest.raises(PublishedWeightsError, match="404"):
        download_vgg19(tmp_path / "cache")


def test_our_own_network_says_whether_it_was_trained() -> None:
    network, other = CelFeatures(), CelFeatures()
    image = torch.rand(1, 3, 32, 32)
    assert network.name == "shiage cel features, random"
    assert all(torch.equal(a, b) for a, b in zip(network(image), other(image), strict=True))  # in any process
    network.load_trained({name: tensor + 1 for name, tensor in other.state_dict().items()})
    assert network.name == "shiage cel features"
