# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import json
import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.numpy import load_file, save_file
from torch import nn

from shiage.models.weights import (
    SHIPPED,
    WeightsError,
    import_weights,
    imported_folder,
    list_weights,
    load_weights,
    save_weights,
)


@dataclass(frozen=True)
class Sizes:
    width: int
    layers: tuple[int, ...]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where imported weights go in these tests."""
    monkeypatch.setenv("SHIAGE_WEIGHTS", str(tmp_path / "imported"))
    return tmp_path


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    torch.manual_seed(0)
    path = tmp_path / "mine.safetensors"
    save_weights(path, nn.Linear(4, 3), Sizes(4, (3,)), {"data": "none", "steps": "0"})
    return path


def change_header(path: Path, **told: str) -> None:
    """Write the file again with other words in its header, as somebody who means harm would."""
    with path.open("rb") as file:
        length = struct.unpack("<Q", file.read(8))[0]
        metadata = json.loads(file.read(length))["__metadata__"]
    save_file(load_file(path), path, metadata={**metadata, **told})


def test_weights_come_back_in_fp16_with_all_they_say(saved: Path) -> None:
    torch.manual_seed(0)
    layer = nn.Linear(4, 3)
    weights = load_weights(saved)
    assert weights.config == {"width": 4, "layers": [3]}
    assert weights.provenance == {"data": "none", "steps": "0"}
    assert weights.numbers == 15 and weights.size == saved.stat().st_size and len(weights.digest) == 64
    assert load_file(saved)["weight"].dtype == np.float16
    tensors = weights.tensors
    assert torch.equal(tensors["weight"], layer.weight.detach().half().float())
    layer.load_state_dict(tensors)


@pytest.mark.parametrize("told", [{"config": '{"width": 5}'}, {"provenance": "{}"}, {"sha256": "0" * 64}])
def test_changed_words_are_refused(told: dict[str, str], saved: Path) -> None:
    change_header(saved, **told)
    with pytest.raises(WeightsError, match=r"mine\.safetensors was changed"):
        load_weights(saved).arrays()


def test_a_changed_number_is_refused(saved: Path) -> None:
    content = bytearray(saved.read_bytes())
    content[-1] ^= 1
    saved.write_bytes(content)
    with pytest.raises(WeightsError, match="was changed"):
        load_weights(saved).arrays()
    with pytest.raises(WeightsError, match="was changed"):
        import_weights(saved)


@pytest.mark.parametrize("cut", [0, 4, 8, 60, -5])
def test_torn_files_are_told(cut: int, saved: Path) -> None:
    saved.write_bytes(saved.read_bytes()[:cut])
    with pytest.raises(WeightsError, match=r"torn|cannot be read"):
        load_weights(saved).arrays()


@pytest.mark.parametrize("zipped", [True, False])
def test_pickles_are_refused_by_what_they_are_not_by_their_name(zipped: bool, tmp_path: Path) -> None:
    path = tmp_path / "trojan.safetensors"
    torch.save({"weight": torch.zeros(3)}, path, _use_new_zipfile_serialization=zipped)
    with pytest.raises(WeightsError, match="is a pickle"):
        import_weights(path)
    assert not imported_folder().exists()


def test_imported_weights_are_found_by_name(saved: Path, tmp_path: Path) -> None:
    taken = import_weights(saved, "ours")
    assert taken.path == tmp_path / "imported" / "ours.safetensors"
    assert load_weights("ours").digest == load_weights(saved).digest
    assert "ours" in [w.name for w in list_weights()]
    for name, words in (("../x", "no folders"), (".x", "no folders"), ("likeness", "shipped")):
        with pytest.raises(WeightsError, match=words):
            import_weights(saved, name)
    with pytest.raises(WeightsError, match=r"there are .*ours"):
        load_weights("theirs")


def test_only_files_with_a_fingerprint_are_imported(tmp_path: Path) -> None:
    save_file({"weight": np.zeros(3, np.float32)}, tmp_path / "plain.safetensors")
    assert load_weights(tmp_path / "plain.safetensors").arrays()["weight"].shape == (3,)
    with pytest.raises(WeightsError, match="carries no SHA-256"):
        import_weights(tmp_path / "plain.safetensors")


def test_weights_that_half_precision_cannot_hold_are_refused(tmp_path: Path) -> None:
    layer = nn.Linear(2, 2)
    nn.init.constant_(layer.weight, 1e6)
    with pytest.raises(WeightsError, match="weight is not finite"):
        save_weights(tmp_path / "big.safetensors", layer, Sizes(2, ()), {})
    assert not (tmp_path / "big.safetensors").exists()


def test_what_ships_is_whole_and_small() -> None:
    shipped = [w for w in list_weights() if w.path.parent == SHIPPED]
    assert "likeness" in [w.name for w in shipped]
    for weights in shipped:
        assert weights.arrays()
    assert sum(w.size for w in shipped) <= 40e6
