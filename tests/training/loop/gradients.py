# SPDX-License-Identifier: Apache-2.0
"""Run by test_processes.py in one process or several: a step's gradients of both networks into a file."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import torch
from safetensors.torch import save_file

from shiage.training.data.batches import make_batch
from shiage.training.data.sources import open_sources
from shiage.training.loop.batch_loader import Steps
from shiage.training.loop.fabric import make_fabric
from shiage.training.pixel_networks.color_transform import ColorPhase
from shiage.training.read_config import read_config


def main() -> None:
    torch.set_num_threads(1)
    config = replace(read_config(sys.argv[1]), batch=4)
    fabric = make_fabric(config, "cpu")
    torch.manual_seed(config.seed)
    phase = ColorPhase(config, fabric)
    steps = Steps(
        open_sources(config.sources),
        phase.recipe(),
        config.batch,
        config.seed,
        fabric.global_rank,
        fabric.world_size,
    )
    phase.step(steps[5])
    whole = make_batch(steps.source, steps.recipe, config.seed, 5, range(config.batch))
    phase.sheet(whole)
    if fabric.is_global_zero:
        gradients = {
            f"{name} {part}": p.grad
            for name, network in phase.networks.items()
            for part, p in network.named_parameters()
            if p.grad is not None
        }
        save_file(gradients, Path(sys.argv[2]))


if __name__ == "__main__":
    main()
