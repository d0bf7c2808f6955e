# SPDX-License-Identifier: Apache-2.0
"""What a tune leaves so that it can go on: one file, written beside and renamed."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save
from torch import Tensor

from shiage.cel.beside import write_beside


@dataclass(frozen=True)
class Standing:
    """How far a tune is.

    Attributes:
        inputs: digest of all that it learns from and begins with.
        reached: how much of that it read, see `Material`.
        spent: seconds that it worked.
        began: how many of them had gone when it began to learn.
        done: steps.
        best_step: the step whose weights were best on what is held out; 0: those it began with.
        best: loss of these there.
        before: loss there of the version before.
        wrong_before: wrong regions there of the version before.
        judging: seconds that counting them took.
    """

    inputs: str
    reached: int
    spent: float
    began: float
    done: int
    best_step: int
    best: float
    before: float
    wrong_before: int
    judging: float


def write_checkpoint(path: Path, standing: Standing, tensors: dict[str, Tensor]) -> None:
    """Write it.

    Raises:
        OSError: the folder cannot be written.
    """
    write_beside(path, save(tensors, {"standing": json.dumps(asdict(standing))}))


def read_checkpoint(path: Path) -> tuple[Standing, dict[str, Tensor]] | None:
    """What a tune left; None where there is nothing, or it is torn."""
    try:
        with safe_open(path, "pt") as file:
            standing = Standing(**json.loads(file.metadata()["standing"]))
            return standing, {name: file.get_tensor(name).to(torch.float32) for name in file.keys()}  # noqa: SIM118
    except (OSError, SafetensorError, KeyError, TypeError, ValueError):
        return None
