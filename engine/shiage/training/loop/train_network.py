# SPDX-License-Identifier: Apache-2.0
"""The loop that all networks are trained by: steps, rates, logs, sample sheets, checkpoints, budget."""

from __future__ import annotations

import math
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from lightning_fabric import Fabric
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.optim import Optimizer

from shiage.models.weights import load_weights
from shiage.training.config import TrainingConfig, TrainingError
from shiage.training.data.batches import Batch, Recipe, make_batch
from shiage.training.data.sources import open_sources
from shiage.training.loop.batch_loader import Steps, batches
from shiage.training.loop.budget import Budget
from shiage.training.loop.checkpoint import (
    Trained,
    checkpoints,
    load_checkpoint,
    random_state,
    read_about,
    save_checkpoint,
    set_random_state,
)
from shiage.training.loop.ema import Ema
from shiage.training.loop.training_log import TrainingLog
from shiage.training.read_config import as_json

SHEET_STEP = 1 << 30
"""The step whose samples the sample sheets show; no training gets there."""

SHEET_ROWS = 6


class Phase(ABC):
    """Networks that learn together, and what a step of them is.

    Attributes:
        networks: by name, as checkpoints have them.
        optimizers: by name.
        rates: of each optimizer, before warmup and decay.
        decays: names of the optimizers whose rate falls at the end.
        ema: mean of the network that gets shipped, named `shipped`.
        features_name: name of the feature network of perceptual and style loss.
        begun_from: name and fingerprint of the initial weights; "" where there are none.
    """

    networks: dict[str, nn.Module]
    optimizers: dict[str, Optimizer]
    rates: dict[str, float]
    decays: frozenset[str]
    shipped: str
    ema: Ema
    features_name: str
    begun_from: str = ""

    def _begin_with(self, start: str, network: nn.Module) -> None:
        """Give a network weights by name or file, and keep which they were."""
        begun = load_weights(start)
        begun.load_into(network)
        self.begun_from = begun.label

    @abstractmethod
    def recipe(self) -> Recipe:
        """What samples it learns from."""

    @abstractmethod
    def step(self, batch: Batch) -> dict[str, Tensor]:
        """Learn from a batch; returns losses and other figures, one number each."""

    @abstractmethod
    def sheet(self, batch: Batch) -> NDArray[np.uint8]:
        """(H, W, 3) uint8 RGB, what the mean network makes of samples."""

    @abstractmethod
    def export(self, folder: Path, provenance: Mapping[str, str]) -> Path:
        """Write the mean network's weights into a folder."""


@dataclass(frozen=True)
class Run:
    """How a training is carried out.

    Attributes:
        config: what is trained.
        out: folder of checkpoints, logs, sheets and weights.
        minutes: stop then, with a checkpoint; None for no limit.
        say: called with a line of progress now and then.
    """

    config: TrainingConfig
    out: Path
    minutes: float | None = None
    say: Callable[[str], None] = print


def train(phase: Phase, fabric: Fabric, run: Run) -> Path | None:
    """Train until all steps are done or the budget is spent, going on from the folder's newest checkpoint.

    Returns:
        The file of weights; None in processes that do not write.

    Raises:
        TrainingError: the folder's checkpoints are of another configuration, or a loss is no number any more.
        OSError: something cannot be written.
    """
    config = run.config
    source = open_sources(config.sources)
    with Budget(run.minutes, fabric) as budget:
        first, before = _resume(phase, fabric, run)
        steps = Steps(
            source, phase.recipe(), config.batch, config.seed, fabric.global_rank, fabric.world_size
        )
        shown = make_batch(source, phase.recipe(), config.seed, SHEET_STEP, range(SHEET_ROWS))
        log = TrainingLog(run.out, first, fabric.is_global_zero, run.say)
        run.say(f"features: {phase.features_name}")
        began, done = time.monotonic(), first
        for batch in batches(steps, first, config.steps, config.workers, fabric.device.type == "cuda"):
            for name, optimizer in phase.optimizers.items():
                for group in optimizer.param_groups:
                    group["lr"] = phase.rates[name] * schedule(done, config, name in phase.decays)
            figures = phase.step(batch.to(fabric.device))
            phase.ema.update(phase.networks[phase.shipped], done)
            done += 1
            over = budget.spent(done)
            last = over or done == config.steps
            log.figures(done, figures, write=last or done % config.log_every == 0)
            if last or done % config.sheet_every == 0:
                _show(phase, fabric, log, shown, done)
            if last or done % config.keep_every == 0:
                seconds = before + time.monotonic() - began
                _keep(phase, fabric, run, done, seconds)
            if over:
                break
        log.close()
    if not fabric.is_global_zero:
        return None
    seconds = before + time.monotonic() - began
    origin = provenance(config, done, seconds, fabric)
    return phase.export(run.out, origin | ({"from": phase.begun_from} if phase.begun_from else {}))


def schedule(step: int, config: TrainingConfig, decays: bool) -> float:
    """Factor of the rate at a step: a linear rise, then 1, then half a cosine down to 0 where it decays."""
    rise = min(1.0, (step + 1) / (config.warmup + 1))
    left = (config.steps - step) / (config.decay * config.steps) if config.decay else 1.0
    fall = 0.5 - 0.5 * math.cos(math.pi * min(1.0, left)) if decays else 1.0
    return rise * fall


def provenance(config: TrainingConfig, steps: int, seconds: float, fabric: Fabric) -> dict[str, str]:
    """Provenance that is stored with the weights."""
    device = (
        torch.cuda.get_device_name()
        if fabric.device.type == "cuda"
        else f"CPU, {torch.get_num_threads()} threads"
    )
    return {
        "network": config.network,
        "steps": str(steps),
        "samples": str(steps * config.batch),
        "size": str(config.size),
        "hours": f"{seconds / 3600:.2f}",
        "hardware": f"{fabric.world_size} x {device}",
        "precision": config.precision,
        "data": ", ".join(map(str, config.sources)),
        "features": config.losses.features,
        "seed": str(config.seed),
        "torch": torch.__version__,
    }


def _resume(phase: Phase, fabric: Fabric, run: Run) -> tuple[int, float]:
    """Take up the newest checkpoint; its step and the seconds trained until then."""
    kept = checkpoints(run.out / "checkpoints")
    if not kept:
        torch.manual_seed(run.config.seed + fabric.global_rank)
        return 0, 0.0
    about = read_about(kept[-1])
    same_training(about["config"], as_json(run.config), kept[-1])
    random = load_checkpoint(kept[-1], {**phase.networks, "mean": phase.ema.mean}, phase.optimizers)
    if fabric.global_rank < len(random):
        set_random_state(random[fabric.global_rank], fabric.device)
    phase.begun_from = about.get("from", phase.begun_from)
    run.say(f"going on from step {about['step']}")
    return int(about["step"]), float(about["seconds"])


FREE = ("steps", "workers", "log_every", "sheet_every", "keep_every", "precision")
"""What may change between one run of a training and the next."""


def same_training(before: Mapping[str, object], now: Mapping[str, object], place: Path) -> None:
    """Check that a checkpoint is of this training.

    Raises:
        TrainingError: settings differ that may not.
    """
    other = [name for name in now if name not in FREE and before.get(name) != now[name]]
    if other:
        raise TrainingError(f"{place}: trained with another {', '.join(other)}; give another folder with -o")


def _keep(phase: Phase, fabric: Fabric, run: Run, step: int, seconds: float) -> None:
    """Write a checkpoint; every process gives the state of its generators."""
    random = random_state(fabric.device).to(fabric.device)
    gathered = [random]
    if fabric.world_size > 1:
        gathered = [torch.empty_like(random) for _ in range(fabric.world_size)]
        torch.distributed.all_gather(gathered, random)
    if fabric.is_global_zero:
        about = {"step": step, "seconds": round(seconds, 1), "config": as_json(run.config)}
        about["from"] = phase.begun_from
        networks = {**phase.networks, "mean": phase.ema.mean}
        save_checkpoint(
            run.out / "checkpoints", Trained(networks, phase.optimizers, torch.stack(gathered), about)
        )
    fabric.barrier()


def _show(phase: Phase, fabric: Fabric, log: TrainingLog, shown: Batch, step: int) -> None:
    if fabric.is_global_zero:
        log.sheet(step, phase.sheet(shown.to(fabric.device)))
