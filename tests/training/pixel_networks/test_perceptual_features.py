# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from pathlib import Path

import pytest
import torch

from shiage.models.feature_networks import CelFeatures
from shiage.training.config import TrainingError
from shiage.training.pixel_networks.perceptual_features import VGG19_FILE, open_features


def test_what_sees_is_named_for_what_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHIAGE_WEIGHTS", str(tmp_path))
    assert open_features("none").name.startswith("none") and open_features("none")(torch.zeros(1)) == ()
    for name in ("own", "vgg19"):  # nobody has put torchvision's file there
        own = open_features(name)
        assert isinstance(own, CelFeatures) and own.name.startswith("shiage cel features")
    (tmp_path / VGG19_FILE).write_bytes(b"something else")
    with pytest.raises(TrainingError, match=r"vgg19-.*\.pth: not torchvision's VGG19"):
        open_features("vgg19")
