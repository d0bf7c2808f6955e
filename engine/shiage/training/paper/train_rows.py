# SPDX-License-Identifier: Apache-2.0
"""Training the networks of the tables: the whole one by the clock, the others for as many steps."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import torch
from lightning_fabric import Fabric

from shiage.cel.beside import write_beside
from shiage.models.color_transform import ColorTransformConfig
from shiage.models.weights import Weights, load_weights
from shiage.training.config import TrainingConfig
from shiage.training.loop.fabric import make_fabric
from shiage.training.loop.train_network import Phase, Run, train
from shiage.training.paper.networks.ablation import without
from shiage.training.paper.table_rows import FULL, LOSSES, Trained
from shiage.training.paper.train_rivals import RivalPhase
from shiage.training.pixel_networks.color_transform import ColorPhase
from shiage.training.pixel_networks.temporal_refinement import TemporalPhase

NO_END = 10**9
"""Steps of the whole network's training: the clock ends it."""

_CLOCK = "trained.json"

Say = Callable[[str], None]


def train_all(
    networks: list[Trained], base: TrainingConfig, minutes: float | None, out: Path, device: str, say: Say
) -> dict[str, Weights]:
    """Train what is not trained yet.

    Args:
        networks: what is needed; the whole network first.
        base: the training of the whole network.
        minutes: how long that one is trained, or None: for its steps; all others take as many.
        out: a folder for each network is made there.
        device: "auto", "cpu" or "cuda".
        say: called with lines of progress.

    Returns:
        Weights by the networks' names.

    Raises:
        KeyboardInterrupt: a signal asked to stop; the next call resumes.
        TrainingError: a training cannot be carried out.
    """
    if minutes is None:
        found = {FULL.name: _train(FULL, base, out, device, say)}
    else:
        found = {FULL.name: _train_full(base, minutes, out, device, say)}
    steps = int(found[FULL.name].provenance["steps"])
    for network in networks:
        if network.name not in found:
            config = replace(network.config(base), steps=steps)
            found[network.name] = _train(network, config, out, device, say, found[FULL.name])
    return found


def _train_full(base: TrainingConfig, minutes: float, out: Path, device: str, say: Say) -> Weights:
    """Until its minutes are over, counted over all calls."""
    clock = out / FULL.name / _CLOCK
    spent = json.loads(clock.read_text("utf-8"))["minutes"] if clock.is_file() else None
    file = out / FULL.name / f"color_transform_{base.network}.safetensors"
    if spent is None or spent < minutes:
        began = time.monotonic()
        run = Run(replace(base, steps=NO_END), out / FULL.name, max(0.0, minutes - (spent or 0)), say)
        fabric = make_fabric(base, device)
        say(f"{FULL.name}: {run.minutes:.1f} minutes")
        train(ColorPhase(run.config, fabric), fabric, run)
        spent = (spent or 0) + (time.monotonic() - began) / 60
        write_beside(clock, json.dumps({"minutes": spent}).encode())
        if spent < minutes:
            raise KeyboardInterrupt
    return load_weights(file)


def _train(
    network: Trained,
    config: TrainingConfig,
    out: Path,
    device: str,
    say: Say,
    full: Weights | None = None,
) -> Weights:
    """Until it has its steps; the refiner stands on `full`."""
    done = out / network.name / _CLOCK
    if not done.is_file():
        say(f"{network.name}: {config.steps} steps")
        fabric = make_fabric(config, device)
        torch.manual_seed(config.seed)
        phase = _phase(network, config, fabric, full)
        file = train(phase, fabric, Run(config, out / network.name, None, say))
        assert file is not None  # one process
        if int(load_weights(file).provenance["steps"]) < config.steps:
            raise KeyboardInterrupt
        write_beside(done, json.dumps({"file": file.name}).encode())
    return load_weights(out / network.name / json.loads(done.read_text("utf-8"))["file"])


def _phase(network: Trained, config: TrainingConfig, fabric: Fabric, full: Weights | None) -> Phase:
    if network.kind == "temporal":
        assert full is not None  # trained first
        return TemporalPhase(config, fabric, full)
    if network.kind in ("image", "previous"):
        return RivalPhase(config, fabric, network.kind == "previous")
    widths = getattr(ColorTransformConfig, config.network)()
    part = "" if network.lacks in LOSSES else network.lacks
    return ColorPhase(config, fabric, network=without(part, widths))
