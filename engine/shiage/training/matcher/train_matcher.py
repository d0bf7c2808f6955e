# SPDX-License-Identifier: Apache-2.0
"""Training the matcher: which regions of two drawings carry the same swatch."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from lightning_fabric import Fabric

from shiage.training.config import TrainingError
from shiage.training.loop.budget import Budget
from shiage.training.loop.fabric import make_fabric
from shiage.training.loop.training_log import TrainingLog
from shiage.training.matcher.group_store import GroupFiles, fill_pool, most_regions, shot_of
from shiage.training.matcher.learner import Learner, MatcherTraining
from shiage.training.matcher.matching_loss import GroupBatch, make_group_batch
from shiage.training.read_config import read_settings

HELD_OUT = 12
"""Every so many-th group, or shot, is kept from training: it shows what is learned, not remembered."""


def train_matcher(
    config: str,
    out: Path,
    minutes: float | None,
    start: str | None = None,
    device: str = "auto",
    say: Callable[[str], None] = print,
) -> Path | None:
    """Train until all steps are done or the budget is spent, going on from the folder's newest checkpoint.

    Args:
        config: "paper", "lite", or a JSON file.
        out: folder of groups, checkpoints, logs and weights.
        minutes: budget; None has none.
        start: weights to begin with, by name or file, as for fine-tuning on a production; None begins with
            what the evidence alone says.
        device: "auto", "cpu" or "cuda".
        say: is told how it goes.

    Returns:
        The file of weights; None in processes that do not write.

    Raises:
        TrainingError: the configuration cannot be used, or a loss is no number any more.
        WeightsError: there are no such weights to begin with, or they are of another network.
        ShotError: a folder of shots cannot be used.
    """
    asked = read_settings(MatcherTraining, config if config.endswith(".json") else f"matcher-{config}")
    fabric = make_fabric(asked, device)
    if fabric.is_global_zero:
        draw_pool(asked, out, say)
    fabric.barrier()
    kept, held = open_pool(asked, out)
    learner = Learner(asked, fabric, kept, start)
    learner.resume(out, say)
    journal = TrainingLog(out, learner.done, fabric.is_global_zero, say)
    with Budget(minutes, fabric) as budget:
        while learner.done < asked.steps:
            figures = learner.step(draw_batch(kept, asked, learner.done, fabric).to(fabric.device))
            over = budget.spent(learner.done) or learner.done == asked.steps
            journal.figures(learner.done, figures, write=over or learner.done % asked.log_every == 0)
            if over or learner.done % asked.keep_every == 0:
                say(f"step {learner.done}  held out: {learner.measure(held)}")
                learner.keep(out)
            if over:
                break
    journal.close()
    return learner.export(out) if fabric.is_global_zero else None


def draw_pool(asked: MatcherTraining, out: Path, say: Callable[[str], None]) -> None:
    """Draw the groups that are not there yet."""

    def progress(done: int, total: int) -> None:
        if done % 100 == 0 or done == total:
            say(f"groups drawn: {done} of {total}")

    fill_pool(out / "groups", asked.sources, asked.size, asked.pool, asked.seed, asked.workers, progress)


def open_pool(asked: MatcherTraining, out: Path) -> tuple[GroupFiles, GroupFiles]:
    """Groups to learn from, in order of their regions, and those held out.

    Raises:
        TrainingError: there is none to learn from.
    """
    files = sorted((out / "groups").glob(f"{asked.seed}-*.npz"))[: asked.pool]
    sizes = {file: most_regions(file) for file in files}
    apart = held_out([shot_of(file) for file in files])
    kept = [file for file, held in zip(files, apart, strict=True) if sizes[file] and not held]
    if not kept:
        raise TrainingError(f"{out / 'groups'}: no group has two drawings with regions; give other sources")
    left = [file for file, held in zip(files, apart, strict=True) if sizes[file] and held]
    return GroupFiles(sorted(kept, key=lambda file: sizes[file])), GroupFiles(left)


def held_out(shots: Sequence[str]) -> list[bool]:
    """Which groups are kept from training.

    Args:
        shots: the shot that each is cut out of: all groups of a shot are held out or none, and at least one
            shot is learned from. "" stands for a group drawn anew.
    """
    named = sorted({shot for shot in shots if shot})
    apart = set(named[::HELD_OUT]) if len(named) > 1 else set()
    return [shot in apart if shot else not i % HELD_OUT for i, shot in enumerate(shots)]


def draw_batch(groups: GroupFiles, asked: MatcherTraining, step: int, fabric: Fabric) -> GroupBatch:
    """This process's share of a step's groups: the same whenever and wherever the step is done.

    The groups of a step have about as many regions each, or most of its time would go into padding.

    Args:
        groups: in order of their regions.
        asked: the training.
        step: which one.
        fabric: what it runs on.
    """
    rng = np.random.default_rng((asked.seed, step))
    near = rng.normal(rng.uniform(0, len(groups)), len(groups) / 50, asked.batch)
    picked = np.clip(near, 0, len(groups) - 1).astype(np.int64)[fabric.global_rank :: fabric.world_size]
    mirror = rng.random(asked.batch)[fabric.global_rank :: fabric.world_size] < 0.5
    return make_group_batch([groups[i] for i in picked], mirror.tolist())
