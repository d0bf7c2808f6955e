# SPDX-License-Identifier: Apache-2.0
"""Trains the matcher: which regions of two drawings carry the same swatch."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from lightning_fabric import Fabric

from shiage.training.config import TrainingError
from shiage.training.loop.budget import Budget
from shiage.training.loop.fabric import make_fabric
from shiage.training.loop.training_log import TrainingLog
from shiage.training.matcher.group_batch import GroupBatch, make_group_batch
from shiage.training.matcher.group_store import GroupFiles, fill_pool, most_regions, shot_of
from shiage.training.matcher.learner import Learner, MatcherTraining
from shiage.training.read_config import read_settings

HELD_OUT = 12
"""Every so many-th group, or shot, is held out, to measure generalisation."""


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
        start: initial weights, by name or file, as for fine-tuning on a production; None begins with
            the hand-made features alone.
        device: "auto", "cpu" or "cuda".
        say: called with lines of progress.

    Returns:
        The file of weights; None in processes that do not write.

    Raises:
        TrainingError: the configuration cannot be used, or a loss is no number any more.
        WeightsError: there are no such initial weights, or they are of another network.
        ShotError: a folder of shots cannot be used.
    """
    settings = read_settings(MatcherTraining, config if config.endswith(".json") else f"matcher-{config}")
    fabric = make_fabric(settings, device)
    if fabric.is_global_zero:
        draw_pool(settings, out, say)
    fabric.barrier()
    kept, held = open_pool(settings, out)
    learner = Learner(settings, fabric, kept, start)
    learner.resume(out, say)
    log = TrainingLog(out, learner.done, fabric.is_global_zero, say)
    with Budget(minutes, fabric) as budget:
        while learner.done < settings.steps:
            figures = learner.step(draw_batch(kept, settings, learner.done, fabric).to(fabric.device))
            over = budget.spent(learner.done) or learner.done == settings.steps
            log.figures(learner.done, figures, write=over or learner.done % settings.log_every == 0)
            if over or learner.done % settings.keep_every == 0:
                say(f"step {learner.done}  held out: {learner.measure(held)}")
                learner.keep(out)
            if over:
                break
    log.close()
    return learner.export(out) if fabric.is_global_zero else None


def draw_pool(settings: MatcherTraining, out: Path, say: Callable[[str], None]) -> None:
    """Draw the groups that are not there yet."""

    def progress(done: int, total: int) -> None:
        if done % 100 == 0 or done == total:
            say(f"groups drawn: {done} of {total}")

    fill_pool(
        out / "groups",
        settings.sources,
        settings.size,
        settings.pool,
        settings.seed,
        settings.workers,
        progress,
    )


def open_pool(settings: MatcherTraining, out: Path) -> tuple[GroupFiles, GroupFiles]:
    """Groups to learn from, in order of their regions, and those held out.

    Raises:
        TrainingError: there is none to learn from.
    """
    files = sorted((out / "groups").glob(f"{settings.seed}-*.npz"))[: settings.pool]
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


def draw_batch(groups: GroupFiles, settings: MatcherTraining, step: int, fabric: Fabric) -> GroupBatch:
    """This process's share of a step's groups: the same whenever and wherever the step is done.

    The groups of a step have about as many regions each, or most of its time would go into padding.

    Args:
        groups: in order of their regions.
        settings: the training.
        step: which one.
        fabric: what it runs on.
    """
    rng = np.random.default_rng((settings.seed, step))
    near = rng.normal(rng.uniform(0, len(groups)), len(groups) / 50, settings.batch)
    picked = np.clip(near, 0, len(groups) - 1).astype(np.int64)[fabric.global_rank :: fabric.world_size]
    mirror = rng.random(settings.batch)[fabric.global_rank :: fabric.world_size] < 0.5
    return make_group_batch([groups[i] for i in picked], mirror.tolist())
