# SPDX-License-Identifier: Apache-2.0
"""Worker processes that draw the batches of the steps to come, in order and the same every time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import torch
from torch.utils.data import DataLoader, Dataset

from shiage.training.data.batches import Batch, Recipe, make_batch
from shiage.training.data.clip import ClipSource


@dataclass(frozen=True)
class Steps(Dataset[Batch]):
    """Batches by the number of their step; of each this process draws its share.

    Attributes:
        source: where clips come from.
        recipe: how samples are made of them.
        batch: samples of a step in all processes together; divisible by `world`.
        seed: of the whole training.
        rank: number of this process among those that train.
        world: how many they are.
    """

    source: ClipSource
    recipe: Recipe
    batch: int
    seed: int
    rank: int = 0
    world: int = 1

    def __getitem__(self, step: int) -> Batch:
        """This process's samples of a step."""
        share = self.batch // self.world
        return make_batch(
            self.source, self.recipe, self.seed, step, range(self.rank * share, (self.rank + 1) * share)
        )


def batches(steps: Steps, first: int, end: int, workers: int, pinned: bool) -> Iterator[Batch]:
    """Batches of steps first..end-1, drawn ahead by worker processes.

    Args:
        steps: what is drawn.
        first: step to begin with.
        end: step to stop before.
        workers: processes that draw; 0 draws in this one.
        pinned: whether a GPU will copy from the batches' memory.
    """
    return iter(
        DataLoader(
            steps,
            batch_size=None,
            sampler=range(first, end),
            num_workers=workers,
            pin_memory=pinned,
            worker_init_fn=_begin_worker,
            # a fork would copy the locks of OpenCV's and torch's threads in whatever state they are
            multiprocessing_context="spawn" if workers else None,
            prefetch_factor=4 if workers else None,
            generator=torch.Generator(),  # what it draws for its workers is not taken from the training's own
        )
    )


def _begin_worker(_: int) -> None:
    """Workers share the machine by being many, not by threads of their own."""
    cv2.setNumThreads(0)
    torch.set_num_threads(1)
