# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from safetensors.torch import load_file

from shiage.training.config import TrainingConfig, TrainingError
from shiage.training.loop.checkpoint import checkpoints
from shiage.training.loop.fabric import make_fabric
from shiage.training.loop.train_network import Run
from shiage.training.pixel_networks.color_transform import train_color
from shiage.training.read_config import as_json

GRADIENTS = Path(__file__).parent / "gradients.py"


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


def test_a_batch_that_cannot_be_shared_out_is_refused(
    tiny: TrainingConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WORLD_SIZE", "3")
    with pytest.raises(TrainingError, match=r"batch of 2 .* 3 processes"):
        make_fabric(tiny, "cpu")
