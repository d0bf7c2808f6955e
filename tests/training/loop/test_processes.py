# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file
from torch import Tensor

from shiage.models.weights import load_weights
from shiage.training.config import TrainingConfig, TrainingError
from shiage.training.loop.checkpoint import checkpoints
from shiage.training.loop.fabric import make_fabric
from shiage.training.loop.train_network import Run
from shiage.training.pixel_networks.color_transform import train_color
from shiage.training.read_config import as_json

GRADIENTS = Path(__file__).parent / "gradients.py"
WEIGHTS = "color_transform_lite"
FINETUNED = GRADIENTS.with_name("finetuned.py")


def torchrun(processes: int, *words: str) -> None:
    run = ["-m", "torch.distributed.run", "--standalone", f"--nproc-per-node={processes}", *words]
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "GLOO_SOCKET_IFNAME": "lo"}
    done = subprocess.run([sys.executable, *run], capture_output=True, text=True, env=environment)
    assert done.returncode == 0, done.stderr[-3000:]


def test_two_processes_give_the_gradients_of_one(tiny: TrainingConfig, tmp_path: Path) -> None:
    config = tmp_path / "tiny.json"
    config.write_text(json.dumps(as_json(tiny)), "utf-8")
    one = [sys.executable, str(GRADIENTS), str(config), str(tmp_path / "one.safetensors")]
    subprocess.run(one, check=True, capture_output=True)
    torchrun(2, str(GRADIENTS), str(config), str(tmp_path / "two.safetensors"))
    alone, shared = load_file(tmp_path / "one.safetensors"), load_file(tmp_path / "two.safetensors")
    assert alone.keys() == shared.keys()
    assert {name.split()[0] for name in alone} == {"generator", "discriminator"}
    for name, gradient in alone.items():
        # sums in another order differ in the last bits only
        assert (shared[name] - gradient).norm() <= 1e-3 * gradient.norm(), name


def test_the_same_command_trains_in_two_processes_and_goes_on_in_one(
    tiny: TrainingConfig, tmp_path: Path
) -> None:
    config, out = tmp_path / "tiny.json", tmp_path / "out"
    config.write_text(json.dumps(as_json(replace(tiny, steps=2))), "utf-8")
    torchrun(2, "-m", "shiage", "train", "color", str(config), "-o", str(out), "--device", "cpu")
    assert checkpoints(out / "checkpoints")[-1].name == "00000002"
    said: list[str] = []
    train_color(Run(replace(tiny, steps=3), out, say=said.append), device="cpu")
    assert said[0] == "going on from step 2"
    assert checkpoints(out / "checkpoints")[-1].name == "00000003"


def tuned(kind: str, config: object, start: str, folder: Path, processes: int) -> list[dict[str, Tensor]]:
    """The weights of each process after it tuned with the others, from weights that are there."""
    folder.mkdir()
    (folder / "asked.json").write_text(json.dumps(config), "utf-8")
    words = [str(FINETUNED), kind, str(folder / "asked.json"), str(folder), start]
    if processes == 1:
        environment = {**os.environ, "OMP_NUM_THREADS": "1"}
        done = subprocess.run([sys.executable, *words], capture_output=True, text=True, env=environment)
        assert done.returncode == 0, done.stderr[-3000:]
    else:
        torchrun(processes, *words)
    return [load_file(folder / f"{rank}.safetensors") for rank in range(processes)]


def figures_of(folder: Path, name: str, processes: int) -> list[float]:
    """A figure of each step, its mean over the processes."""
    told = [json.loads((folder / f"{rank}.json").read_text("utf-8")) for rank in range(processes)]
    return [sum(step[name] for step in steps) / processes for steps in zip(*told, strict=True)]


def test_two_processes_tune_as_one_and_end_with_equal_weights(tiny: TrainingConfig, tmp_path: Path) -> None:
    """Mode soft's network, from the weights that come with Shiage."""
    asked = as_json(replace(tiny, steps=3, batch=2, warmup=0, rate=1e-5))
    (alone,) = tuned("color", asked, WEIGHTS, tmp_path / "one", 1)
    first, second = tuned("color", asked, WEIGHTS, tmp_path / "two", 2)
    begun = {f"generator {name}": t for name, t in load_weights(WEIGHTS).tensors.items()}
    assert first.keys() == second.keys() == alone.keys()
    for name, weight in first.items():
        assert torch.equal(weight, second[name]), name
    moved = [name for name, t in begun.items() if not torch.equal(first[name], t)]
    assert len(moved) > len(begun) / 2, "it learned"
    apart = [
        float((alone[name] - first[name]).norm() / (alone[name] - t).norm().clamp(min=1e-6))
        for name, t in begun.items()
    ]
    # Adam's first steps go by the sign of a gradient: where that is nearly nothing, its last bits decide
    assert max(apart) < 0.2 and sum(apart) / len(apart) < 0.02, max(apart)
    losses = [figures_of(tmp_path / kind, "total", count) for kind, count in (("one", 1), ("two", 2))]
    print("loss of each step in one process and in two:", losses)
    assert losses[1] == pytest.approx(losses[0], rel=1e-5)


def test_two_processes_tune_the_matcher_and_end_with_equal_weights(demo_shot: Path, tmp_path: Path) -> None:
    asked = {"sources": [{"kind": "folder", "path": str(demo_shot)}], "pool": 3, "steps": 2, "batch": 2,
             "size": 128, "workers": 0, "rate": 1e-5, "warmup": 0}  # fmt: skip
    (alone,) = tuned("matcher", asked, "matcher", tmp_path / "one", 1)
    first, second = tuned("matcher", asked, "matcher", tmp_path / "two", 2)
    assert first.keys() == second.keys() == alone.keys()
    for name, weight in first.items():
        assert torch.equal(weight, second[name]), name
    begun = load_weights("matcher").tensors
    assert any(not torch.equal(first[f"matcher {name}"], t) for name, t in begun.items()), "it learned"
    losses = [figures_of(tmp_path / kind, "loss", count) for kind, count in (("one", 1), ("two", 2))]
    print("loss of each step in one process and in two:", losses)
    assert losses[1] == pytest.approx(losses[0], rel=1e-5)


def test_a_batch_that_cannot_be_shared_out_is_refused(
    tiny: TrainingConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WORLD_SIZE", "3")
    with pytest.raises(TrainingError, match=r"batch of 2 .* 3 processes"):
        make_fabric(tiny, "cpu")
