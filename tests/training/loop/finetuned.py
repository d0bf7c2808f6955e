# SPDX-License-Identifier: Apache-2.0
"""Run by test_processes.py in one process or several: networks tuned from weights that are there.

`finetuned.py color|matcher CONFIG OUT START` trains as `shiage train` does, and leaves of each process in OUT
its weights, RANK.safetensors, and its figures of each step, RANK.json.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import Tensor, nn

from shiage.training.data.batches import Batch
from shiage.training.loop.fabric import make_fabric
from shiage.training.loop.train_network import Run, train
from shiage.training.matcher.learner import Learner, MatcherTraining
from shiage.training.matcher.train_matcher import draw_batch, draw_pool, open_pool
from shiage.training.pixel_networks.color_transform import ColorPhase
from shiage.training.read_config import read_config, read_settings

Figures = list[dict[str, float]]


class Watched(ColorPhase):
    """The first network of mode soft; keeps the figures of each step."""

    def step(self, batch: Batch) -> dict[str, Tensor]:
        found = super().step(batch)
        figures.append({name: float(value) for name, value in found.items()})
        return found


figures: Figures = []


def color(config: str, out: Path, start: str) -> tuple[int, dict[str, nn.Module]]:
    asked = read_config(config)
    fabric = make_fabric(asked, "cpu")
    torch.manual_seed(asked.seed)  # as `train_color` does
    phase = Watched(asked, fabric, start)
    train(phase, fabric, Run(asked, out, say=lambda words: None))
    return fabric.global_rank, {**phase.networks, "mean": phase.ema.mean}


def matcher(config: str, out: Path, start: str) -> tuple[int, dict[str, nn.Module]]:
    asked = read_settings(MatcherTraining, config)
    fabric = make_fabric(asked, "cpu")
    if fabric.is_global_zero:
        draw_pool(asked, out, lambda words: None)
    fabric.barrier()
    kept, _ = open_pool(asked, out)
    learner = Learner(asked, fabric, kept, start)
    while learner.done < asked.steps:
        found = learner.step(draw_batch(kept, asked, learner.done, fabric))
        figures.append({name: float(value) for name, value in found.items()})
    return fabric.global_rank, learner._networks


def main() -> None:
    torch.set_num_threads(1)
    kind, config, out, start = sys.argv[1:]
    rank, networks = {"color": color, "matcher": matcher}[kind](config, Path(out), start)
    weights = {
        f"{name} {part}": t.contiguous() for name, n in networks.items() for part, t in n.state_dict().items()
    }
    save_file({name: t.clone() for name, t in weights.items()}, Path(out) / f"{rank}.safetensors")
    (Path(out) / f"{rank}.json").write_text(json.dumps(figures), "utf-8")


if __name__ == "__main__":
    main()
