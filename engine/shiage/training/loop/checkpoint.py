# SPDX-License-Identifier: Apache-2.0
"""Checkpoints: all a training needs to go on exactly as if it had not stopped, in safetensors and JSON."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from torch import Tensor, nn
from torch.optim import Optimizer

from shiage.training.config import TrainingError

KEPT = 2
"""Newest checkpoints that are kept."""

STATE = "state.json"


@dataclass(frozen=True)
class Trained:
    """What a checkpoint holds.

    Attributes:
        networks: by name, the means of their weights among them.
        optimizers: by name.
        random: (world, n) uint8, torch's generator of every process.
        about: JSON-able: step, config, seconds.
    """

    networks: Mapping[str, nn.Module]
    optimizers: Mapping[str, Optimizer]
    random: Tensor
    about: Mapping[str, Any]


def save_checkpoint(folder: Path, trained: Trained) -> Path:
    """Write a checkpoint beside its place, rename it, and remove all but the newest KEPT.

    Raises:
        OSError: it cannot be written; older ones stay.
    """
    place = folder / f"{trained.about['step']:08d}"
    part = folder / f".{place.name}.part"
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    for name, network in trained.networks.items():
        save_file(_stored(network.state_dict()), part / f"{name}.safetensors")
    groups = {}
    for name, optimizer in trained.optimizers.items():
        state = optimizer.state_dict()
        groups[name] = state["param_groups"]
        flat = {f"{i}.{n}": t for i, each in state["state"].items() for n, t in each.items()}
        save_file(_stored(flat), part / f"{name}.optimizer.safetensors")
    save_file({"random": trained.random.cpu()}, part / "random.safetensors")
    (part / STATE).write_text(json.dumps({**trained.about, "groups": groups}, indent=1), "utf-8")
    shutil.rmtree(place, ignore_errors=True)
    part.rename(place)
    for old in checkpoints(folder)[:-KEPT]:
        shutil.rmtree(old)
    return place


def checkpoints(folder: Path) -> list[Path]:
    """Checkpoints of a folder, oldest first."""
    return sorted(p.parent for p in folder.glob(f"[0-9]*/{STATE}"))


def read_about(place: Path) -> dict[str, Any]:
    """Step, config and seconds of a checkpoint.

    Raises:
        TrainingError: it is torn.
    """
    try:
        about: dict[str, Any] = json.loads((place / STATE).read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise _torn(place, error) from error
    return about


def load_checkpoint(
    place: Path, networks: Mapping[str, nn.Module], optimizers: Mapping[str, Optimizer]
) -> Tensor:
    """Put a checkpoint's state into networks and optimizers of the same kind.

    Returns:
        (world, n) uint8, torch's generator of every process.

    Raises:
        TrainingError: it is torn, or of other networks.
    """
    groups = read_about(place)["groups"]
    try:
        for name, network in networks.items():
            network.load_state_dict(load_file(place / f"{name}.safetensors"))
        for name, optimizer in optimizers.items():
            state: dict[int, dict[str, Tensor]] = {}
            for key, tensor in load_file(place / f"{name}.optimizer.safetensors").items():
                index, _, part = key.partition(".")
                state.setdefault(int(index), {})[part] = tensor
            optimizer.load_state_dict({"state": state, "param_groups": groups[name]})
        return load_file(place / "random.safetensors")["random"]
    except (OSError, KeyError, RuntimeError, ValueError, SafetensorError) as error:
        raise _torn(place, error) from error


def random_state(device: torch.device) -> Tensor:
    """(n,) uint8, this process's generators: the processor's, then the GPU's where one trains."""
    state = torch.get_rng_state()
    return torch.cat([state, torch.cuda.get_rng_state(device)]) if device.type == "cuda" else state


def set_random_state(state: Tensor, device: torch.device) -> None:
    """Take up what `random_state` gave."""
    own = torch.get_rng_state().numel()
    torch.set_rng_state(state[:own].clone())
    if device.type == "cuda" and state.numel() > own:
        torch.cuda.set_rng_state(state[own:].clone(), device)


def _torn(place: Path, error: Exception) -> TrainingError:
    words = " ".join(str(error).split())[:300]
    return TrainingError(
        f"{place}: torn or of another network ({words}); remove it to go on from the one before"
    )


def _stored(tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    return {name: tensor.detach().cpu().contiguous() for name, tensor in tensors.items()}
