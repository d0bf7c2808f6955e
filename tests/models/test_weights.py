# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import json
import os
import struct
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.numpy import load_file, save_file
from torch import nn

from shiage.models.import_weights import import_weights
from shiage.models.weights import (
    SHIPPED,
    WeightsError,
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


def written(path: Path, head: object, body: bytes = b"", length: int | None = None) -> Path:
    """A safetensors file with any head."""
    text = head if isinstance(head, bytes) else json.dumps(head).encode()
    path.write_bytes(struct.pack("<Q", len(text) if length is None else length) + text + body)
    return path


def tensor(shape: object = (1,), place: object = (0, 4), kind: object = "F32") -> dict[str, object]:
    return {"dtype": kind, "shape": shape, "data_offsets": place}


def about(**told: object) -> dict[str, object]:
    return {"__metadata__": {"sha256": "0" * 64, **told}, "a": tensor()}


STRANGE: dict[str, tuple[object, int | None]] = {
    "a length of 2^63": (b"{}", 2**63 - 1),
    "a head of 3 MiB": (b" " * (3 << 20), None),
    "nested without end": (b'{"a":' * 50_000, None),
    "a list": ([1, 2], None),
    "words that are a list": ({"__metadata__": [1], "a": tensor()}, None),
    "words that are no text": (about(sha256=["x"]), None),
    "a SHA-256 that is none": (about(sha256="\x1b[31mred"), None),
    "a configuration that is a list": (about(config="[1]"), None),
    "a configuration that is no JSON": (about(config="{"), None),
    "a configuration nested without end": (about(config='{"a":' * 50_000), None),
    "a configuration with a number of 5,000 digits": (about(config='{"a":1' + "0" * 5000 + "}"), None),
    "a provenance that is a number": (about(provenance="3"), None),
    "a provenance of lists": (about(provenance='{"data": [1]}'), None),
    "a lone surrogate": (about(config='{"a":"\\ud800"}'), None),
    "a tensor that is text": ({"a": "x"}, None),
    "a shape too large": ({"a": tensor((2**62, 2**62))}, None),
    "a shape of 400 digits": ({"a": tensor((10**400,))}, None),
    "a shape below 0": ({"a": tensor((-1,))}, None),
    "a shape of fractions": ({"a": tensor((1.0,))}, None),
    "a shape of truths": ({"a": tensor((True,))}, None),
    "a place beyond the file": ({"a": tensor(place=(0, 2**40))}, None),
    "a place that is text": ({"a": tensor(place="ab")}, None),
    "one over the other": ({"a": tensor(), "b": tensor()}, None),
    "bfloat16": ({"a": tensor(kind="BF16", place=(0, 2))}, None),
    "a kind that is a list": ({"a": tensor(kind=["F32"])}, None),
    "very many tensors": ({f"t{i}": tensor((0,), (0, 0)) for i in range(20_000)}, None),
}  # fmt: skip


@pytest.mark.parametrize("case", STRANGE)
def test_strange_heads_are_told_in_words(tmp_path: Path, case: str) -> None:
    head, length = STRANGE[case]
    path = written(tmp_path / "evil.safetensors", head, bytes(4), length)
    with pytest.raises(WeightsError, match=r"evil\.safetensors") as error:
        import_weights(path)
    assert len(str(error.value)) < 400 + len(str(tmp_path))
    assert str(error.value).isprintable()
    assert not imported_folder().exists()


@pytest.mark.parametrize("more", [b"", bytes(100)])
def test_a_file_longer_or_shorter_than_its_tensors_is_torn(tmp_path: Path, more: bytes) -> None:
    with pytest.raises(WeightsError, match="torn"):
        load_weights(written(tmp_path / "a.safetensors", {"a": tensor()}, more))


@pytest.mark.skipif(sys.platform == "win32", reason="devices and pipes as files")
def test_only_regular_files_of_a_size_are_weights(tmp_path: Path) -> None:
    (tmp_path / "zero.safetensors").symlink_to("/dev/zero")
    os.mkfifo(tmp_path / "pipe.safetensors")
    for name in ("zero", "pipe"):
        with pytest.raises(WeightsError, match="no regular file"):
            import_weights(tmp_path / f"{name}.safetensors")
    with (tmp_path / "large.safetensors").open("wb") as file:
        file.truncate(8 << 30)
    with pytest.raises(WeightsError, match="8192 MiB"):
        import_weights(tmp_path / "large.safetensors")


NAMES = [
    "../x",
    "/tmp/x",
    "a/b",
    "a\\b",
    "..",
    ".x",
    "-x",
    "",
    "x" * 65,
    "a\0b",
    "\n\x1b[31mred",
    "a b",
    "ü",
    "a:b",
]


@pytest.mark.parametrize("name", NAMES)
def test_names_of_weights_are_of_plain_letters(saved: Path, name: str) -> None:
    with pytest.raises(WeightsError, match="a name of weights") as error:
        import_weights(saved.rename(saved.with_name("ü ü.safetensors")), name)
    assert str(error.value).isascii()
    assert not imported_folder().exists()
    if "/" not in name and name:
        with pytest.raises(WeightsError, match="a name of weights"):
            load_weights(name)


def test_a_configuration_of_another_network_is_told(saved: Path) -> None:
    assert load_weights(saved).configured(Sizes) == Sizes(4, (3,))
    for config in ('{"height": 3}', "{}", '{"width": 1000000000, "layers": [3]}'):
        change_header(saved, config=config)
        with pytest.raises(WeightsError, match="configuration of this network"):
            load_weights(saved).configured(Sizes)
