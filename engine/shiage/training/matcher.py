# SPDX-License-Identifier: Apache-2.0
"""Training the matcher: which regions of two drawings carry the same swatch."""

from __future__ import annotations

import json
import math
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from lightning_fabric import Fabric
from torch import Tensor, nn

from shiage.models.matcher import Evidence, Matched, Matcher, MatcherConfig, Regions
from shiage.models.weights import Weights, WeightsError, load_weights, save_weights
from shiage.training.budget import Budget
from shiage.training.checkpoint import (
    Trained,
    checkpoints,
    load_checkpoint,
    random_state,
    read_about,
    save_checkpoint,
)
from shiage.training.config import SourceConfig, TrainingError, read_settings
from shiage.training.ema import Ema
from shiage.training.fabric import make_fabric
from shiage.training.groups import Group, fill_pool, load_group
from shiage.training.journal import Journal
from shiage.training.loop import same_training
from shiage.training.matching import GroupBatch, described_pairs, make_group_batch, matching_loss

HELD_OUT = 12
"""Every so many-th group is kept out of training, to see what is learned and not remembered."""

CLIPPED = 1.0
"""Longest gradient of a step."""


@dataclass(frozen=True)
class MatcherTraining:
    """One training of the matcher; JSON has the same names.

    Attributes:
        sources: where clips come from.
        pool: groups that are drawn before training and gone through again and again.
        steps: how many there are.
        batch: groups of a step, in all processes together.
        size: side of the clips in pixels.
        rate: AdamW's highest rate, risen to in `warmup` steps and left along a cosine.
        decay: AdamW's weight decay.
        ema: share of the old mean that each step keeps.
        precision: "32-true", "bf16-mixed", or "auto": bf16 on a GPU.
        seed: of weights and groups.
        workers: processes that draw groups; 0 draws them in the training's own.
        log_every, keep_every: steps between lines in the log, and between checkpoints.
    """

    sources: tuple[SourceConfig, ...]
    pool: int
    steps: int
    batch: int = 3
    size: int = 512
    rate: float = 1.5e-3
    warmup: int = 100
    decay: float = 0.02
    ema: float = 0.997
    precision: str = "auto"
    seed: int = 0
    workers: int = 4
    log_every: int = 50
    keep_every: int = 500


class Comparer(nn.Module):
    """From a batch to all its pairs in one call of plain tensors, as several processes need it."""

    def __init__(self, matcher: Matcher) -> None:
        super().__init__()
        self.matcher = matcher

    def forward(
        self, first: Tensor, second: Tensor, ahead: list[Tensor], back: list[Tensor], **regions: Tensor
    ) -> tuple[Tensor, ...]:
        """Describe every drawing once and compare both ends of every pair; fields of `Matched`."""
        drawings = Regions(**regions)
        tokens = self.matcher.describe(drawings).float()
        ends = described_pairs(drawings, tokens, first, second)
        matched = self.matcher.compare(*ends, Evidence(*ahead), Evidence(*back))
        return matched.ahead, matched.back, *matched.paper


def compared(comparer: nn.Module, batch: GroupBatch) -> Matched:
    """All pairs of a batch."""
    seen, seen_back = ([e.answers, e.logits] for e in (batch.ahead, batch.back))
    ahead, back, paper, paper_back = comparer(
        batch.first, batch.second, seen, seen_back, **vars(batch.regions)
    )
    return Matched(ahead.float(), back.float(), (paper.float(), paper_back.float()))


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
    kept, held = read_pool(asked, out)
    learner = Learner(asked, fabric, kept, start)
    learner.resume(out, say)
    journal = Journal(out, learner.done, fabric.is_global_zero, say)
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


class Learner:
    """The matcher, its mean, its optimizer, and how far they are."""

    def __init__(
        self, asked: MatcherTraining, fabric: Fabric, groups: Sequence[Group], start: str | None = None
    ) -> None:
        torch.manual_seed(asked.seed)
        matcher = Matcher(MatcherConfig())
        matcher.to(memory_format=torch.channels_last)  # type: ignore[call-overload]  # the stub forgot it
        begun = None if start is None else load_weights(start)
        if begun is None:
            _standardise(matcher, groups)
        else:
            begin_with(matcher, begun)
        self._asked, self._fabric, self._groups = asked, fabric, len(groups)
        self._start = "" if begun is None else f"{begun.name} {begun.digest[:12]}"
        self._ema = Ema(matcher, asked.ema)
        self._ema.mean.to(fabric.device)
        adam = torch.optim.AdamW(matcher.parameters(), asked.rate, (0.9, 0.98), weight_decay=asked.decay)
        self._comparer, self._optimizer = fabric.setup(Comparer(matcher), adam)
        self._networks = {"matcher": matcher, "mean": self._ema.mean}
        self._seconds, self._began = 0.0, time.monotonic()
        self.done = 0

    def step(self, batch: GroupBatch) -> dict[str, Tensor]:
        """Learn from a batch; returns figures."""
        for group in self._optimizer.param_groups:
            group["lr"] = self._asked.rate * _schedule(self.done, self._asked)
        loss, figures = matching_loss(compared(self._comparer, batch), batch)
        self._optimizer.zero_grad()
        self._fabric.backward(loss)
        self._fabric.clip_gradients(self._comparer, self._optimizer, max_norm=CLIPPED)
        self._optimizer.step()
        self._ema.update(self._networks["matcher"], self.done)
        self.done += 1
        return figures

    @torch.no_grad()
    def measure(self, groups: Sequence[Group]) -> str:
        """Mean figures of the mean weights over groups that were kept out."""
        comparer = Comparer(self._ema.mean)  # type: ignore[arg-type]
        rows = []
        for group in groups:
            batch = make_group_batch([group], [False]).to(self._fabric.device)
            rows.append({k: float(v) for k, v in matching_loss(compared(comparer, batch), batch)[1].items()})
        names = rows[0] if rows else {}
        return "  ".join(f"{name} {np.mean([row[name] for row in rows]):.4f}" for name in names)

    def keep(self, out: Path) -> None:
        """Write a checkpoint."""
        if self._fabric.is_global_zero:
            about = {"step": self.done, "seconds": self._spent(), "config": asdict(self._asked)}
            random = random_state(self._fabric.device)[None]
            trained = Trained(self._networks, {"adam": self._optimizer}, random, about)
            save_checkpoint(out / "checkpoints", trained)
        self._fabric.barrier()

    def resume(self, out: Path, say: Callable[[str], None]) -> None:
        """Take up the folder's newest checkpoint, where there is one.

        Raises:
            TrainingError: it is torn, or of another training.
        """
        kept = checkpoints(out / "checkpoints")
        if kept:
            about = read_about(kept[-1])
            same_training(about["config"], json.loads(json.dumps(asdict(self._asked))), kept[-1])
            load_checkpoint(kept[-1], self._networks, {"adam": self._optimizer})
            self.done, self._seconds = int(about["step"]), float(about["seconds"])
            say(f"going on from step {self.done}")

    def export(self, out: Path) -> Path:
        """Write the mean weights as a file to ship."""
        asked = self._asked
        data = ", ".join(f"{s.kind} {Path(s.path).name}".strip() + f" x {s.weight:g}" for s in asked.sources)
        told = {
            "steps": str(self.done),
            "groups": str(self._groups),
            "hours": f"{self._spent() / 3600:.2f}",
            "hardware": f"{self._fabric.world_size} x {self._fabric.device.type}",
            "data": data,
            "seed": str(asked.seed),
            "torch": torch.__version__,
            **({"from": self._start} if self._start else {}),
        }
        path = out / "matcher.safetensors"
        save_weights(path, self._ema.mean, MatcherConfig(), told)
        return path

    def _spent(self) -> float:
        return round(self._seconds + time.monotonic() - self._began, 1)


def begin_with(matcher: Matcher, weights: Weights) -> None:
    """Load weights to go on from.

    Raises:
        WeightsError: they are torn, or of another network.
    """
    try:
        matcher.load_state_dict(weights.tensors)
    except RuntimeError as error:
        first = str(error).splitlines()[0]
        raise WeightsError(f"{weights.path} holds another network than the matcher ({first})") from error


def draw_pool(asked: MatcherTraining, out: Path, say: Callable[[str], None]) -> None:
    """Draw the groups that are not there yet."""

    def progress(done: int, total: int) -> None:
        if done % 100 == 0 or done == total:
            say(f"groups drawn: {done} of {total}")

    fill_pool(out / "groups", asked.sources, asked.size, asked.pool, asked.seed, asked.workers, progress)


def read_pool(asked: MatcherTraining, out: Path) -> tuple[list[Group], list[Group]]:
    """Groups to learn from, in order of their regions, and those held out."""
    files = sorted((out / "groups").glob(f"{asked.seed}-*.npz"))[: asked.pool]
    groups = [load_group(file) for file in files]
    kept = [g for i, g in enumerate(groups) if g is not None and i % HELD_OUT]
    kept.sort(key=lambda g: max(map(len, g.swatches)))
    held = [g for g in groups[::HELD_OUT] if g is not None]
    if not kept:
        raise TrainingError(f"{out / 'groups'}: no group has two drawings with regions; give other sources")
    return kept, held


def draw_batch(groups: Sequence[Group], asked: MatcherTraining, step: int, fabric: Fabric) -> GroupBatch:
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


def _schedule(step: int, asked: MatcherTraining) -> float:
    rise = min(1.0, (step + 1) / (asked.warmup + 1))
    return rise * (0.51 + 0.49 * math.cos(math.pi * step / asked.steps))


@torch.no_grad()
def _standardise(matcher: Matcher, groups: Sequence[Group]) -> None:
    """Measure mean and spread of the evidence."""
    rows = [pair.ahead.reshape(-1, pair.ahead.shape[2])[:400] for g in groups for pair in g.pairs[:4]]
    answers = torch.from_numpy(np.concatenate(rows).astype(np.float32))
    matcher.mean.copy_(answers.mean(0))
    matcher.scale.copy_(answers.std(0) + 1e-3)
