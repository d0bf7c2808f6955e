# SPDX-License-Identifier: Apache-2.0
"""The log of a training: lines on the screen, figures in a file and on TensorBoard, sample sheets."""

from __future__ import annotations

import json
import math
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from shiage.cel.images import write_png
from shiage.training.config import TrainingError
from shiage.training.loop.plot_curves import write_curves


class TrainingLog:
    """Writes log.jsonl, tensorboard/ and sheets/NNNNNNNN.png into a folder."""

    def __init__(self, folder: Path, first: int, writes: bool, say: Callable[[str], None]) -> None:
        """Open the log.

        Args:
            folder: where to write.
            first: steps done before; lines of later ones are of an abandoned run and are deleted.
            writes: False in processes other than the first: then nothing is written or printed.
            say: called with every line.
        """
        self._folder, self._writes, self._say = folder, writes, say
        self._sums: dict[str, Tensor] = {}
        self._count, self._since = 0, time.monotonic()
        if not writes:
            return
        from torch.utils.tensorboard import SummaryWriter

        (folder / "sheets").mkdir(parents=True, exist_ok=True)
        kept = [line for line in _lines(folder / "log.jsonl") if json.loads(line)["step"] <= first]
        (folder / "log.jsonl").write_text("".join(kept), "utf-8")
        self._board = SummaryWriter(str(folder / "tensorboard"), purge_step=first)

    def figures(self, step: int, figures: Mapping[str, Tensor], write: bool) -> None:
        """Add a step's figures; where `write`, write and print the means since the last time.

        Raises:
            TrainingError: a mean is no number any more.
        """
        for name, value in figures.items():
            # sums stay on the device: reading each number would make a GPU wait in every step
            self._sums[name] = self._sums.get(name, torch.zeros_like(value)) + value.detach()
        self._count += 1
        if not write:
            return
        means = {name: round(float(total) / self._count, 5) for name, total in self._sums.items()}
        pace = self._count / max(time.monotonic() - self._since, 1e-9)
        self._sums, self._count, self._since = {}, 0, time.monotonic()
        lost = [name for name, mean in means.items() if not math.isfinite(mean)]
        if lost:
            raise TrainingError(f"step {step}: {', '.join(lost)} is no number any more; lower the rate")
        if self._writes:
            with (self._folder / "log.jsonl").open("a", encoding="utf-8") as file:
                file.write(json.dumps({"step": step, "pace": round(pace, 3), **means}) + "\n")
            for name, mean in means.items():
                self._board.add_scalar(name, mean, step)
            line = "  ".join(f"{name} {mean:.4g}" for name, mean in means.items())
            self._say(f"step {step}  {pace:.2f}/s  {line}")

    def sheet(self, step: int, picture: NDArray[np.uint8]) -> None:
        """Write a sample sheet, (H, W, 3) uint8 RGB."""
        write_png(self._folder / "sheets" / f"{step:08d}.png", picture)
        self._board.add_image("samples", picture, step, dataformats="HWC")

    def close(self) -> None:
        """Write what TensorBoard still holds back, and the log as curves.png."""
        if self._writes:
            self._board.close()
            write_curves([self._folder / "log.jsonl"], self._folder / "curves.png")


def _lines(path: Path) -> list[str]:
    """Whole lines of a log; none without the file. The last one is torn where the power went."""
    if not path.is_file():
        return []
    return [line for line in path.read_text("utf-8").splitlines(keepends=True) if line.endswith("}\n")]
