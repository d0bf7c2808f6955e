# SPDX-License-Identifier: Apache-2.0
"""What a training runs on: one processor, one GPU, or all that `torchrun` started."""

from __future__ import annotations

import os
from inspect import signature
from typing import Any, Protocol

import torch
from lightning_fabric import Fabric
from lightning_fabric.strategies.ddp import DDPStrategy
from torch.nn.parallel import DistributedDataParallel

from shiage.training.config import TrainingError

_KNOWN = signature(DistributedDataParallel).parameters
SPECTRAL: dict[str, Any] = {
    "forward_sync_buffers" if "forward_sync_buffers" in _KNOWN else "broadcast_buffers": False
}
"""Not to share spectral norm's vectors; newer versions of torch warn of the old name."""


class Shared(Protocol):
    """The settings of a training that concern devices and processes.

    Attributes:
        batch: samples of a step, in all processes together.
        precision: "32-true", "bf16-mixed", or "auto".
    """

    @property
    def batch(self) -> int:
        """See above."""

    @property
    def precision(self) -> str:
        """See above."""


def make_fabric(config: Shared, device: str = "auto") -> Fabric:
    """Join the processes that `torchrun` started, or train in this one.

    Without a GPU each process takes one thread: `torchrun --nproc-per-node=2` takes two cores.

    Args:
        config: the training.
        device: "auto" takes GPUs where there are some, "cpu" or "cuda".

    Raises:
        TrainingError: a GPU is requested but there is none, or the batch cannot be divided evenly.
    """
    if device not in ("auto", "cpu", "cuda"):
        raise TrainingError(f"--device {device}: must be auto, cpu or cuda")
    gpu = device != "cpu" and torch.cuda.is_available()
    if device == "cuda" and not gpu:
        raise TrainingError("--device cuda: torch finds no GPU here")
    world = int(os.environ.get("WORLD_SIZE", "1"))
    here = int(os.environ.get("LOCAL_WORLD_SIZE", "1"))
    if config.batch % world:
        raise TrainingError(f"a batch of {config.batch} cannot be shared out among {world} processes evenly")
    precision = config.precision
    if precision == "auto":
        # bf16 halves time and memory on a GPU; on processors without its instructions it is slower
        precision = "bf16-mixed" if gpu else "32-true"
    strategy = DDPStrategy(
        process_group_backend="nccl" if gpu else "gloo",
        # spectral norm's vectors follow from the weights, which are equal everywhere
        **SPECTRAL,
    )
    fabric = Fabric(
        accelerator="cuda" if gpu else "cpu",
        devices=here,
        num_nodes=world // here,
        strategy=strategy if world > 1 else "auto",
        precision=precision,  # type: ignore[arg-type]  # checked with the configuration
    )
    fabric.launch()
    if not gpu:
        # two threads that wait for each other on busy cores made a step ten times slower than one alone
        torch.set_num_threads(1)
    return fabric
