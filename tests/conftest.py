# SPDX-License-Identifier: Apache-2.0
"""What tests of several rooms need."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def tiny_networks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with weights of tiny networks that learned nothing: they shade badly but run quickly."""
    import torch

    from shiage.models.color_transform import ColorTransform, ColorTransformConfig
    from shiage.models.temporal_refinement import TemporalConfig, TemporalRefiner
    from shiage.models.weights import save_weights

    folder = tmp_path_factory.mktemp("weights")
    torch.manual_seed(5)
    color, temporal = ColorTransformConfig(4, 4, 1, (4, 4, 4, 4, 8), 8), TemporalConfig(4)
    save_weights(folder / "color_transform_paper.safetensors", ColorTransform(color), color, {"data": "none"})
    save_weights(folder / "temporal_paper.safetensors", TemporalRefiner(temporal), temporal, {"data": "none"})
    return folder


@pytest.fixture
def networks(tiny_networks: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Mode soft works with tiny networks; engines started by the test see them too."""
    import torch

    torch.set_num_threads(1)  # threads that wait for each other take longer than such networks do
    monkeypatch.setenv("SHIAGE_WEIGHTS", str(tiny_networks))
    monkeypatch.setenv("SHIAGE_DEVICE", "cpu")
    return tiny_networks
