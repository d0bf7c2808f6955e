# SPDX-License-Identifier: Apache-2.0
"""How the matcher learns: its settings, one step, checkpoints, and the weights that come of it."""

from __future__ import annotations

import json
import math
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from lightning_fabric import Fabric
from torch import Tensor, nn

from shiage.models.efficientnet import LEVELS
from shiage.models.matcher import Evidence, Matched, Matcher, MatcherConfig, Regions
from shiage.models.weights import Weights, load_weights, save_weights
from shiage.training.config import SourceConfig
from shiage.training.loop.checkpoint import (
    Trained,
    checkpoints,
    load_checkpoint,
    random_state,
    read_about,
    save_checkpoint,
)
from shiage.training.loop.ema import Ema
from shiage.training.loop.train_network import same_training
from shiage.training.matcher.group_batch import GroupBatch, make_group_batch
from shiage.training.matcher.group_store import GroupFiles
from shiage.training.matcher.matching_loss import described_pairs, matching_loss

CONFIG = MatcherConfig(pretrained=tuple(LEVELS.values()))

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
        layers: those whose names begin so are trained, the others stay as they are: "adapter" trains what
            the pretrained features add, see `models.feature_adapter`, and "" trains all.
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
    layers: str = ""
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


class Learner:
    """The matcher, its mean, its optimizer, and how far they are."""

    def __init__(
        self, asked: MatcherTraining, fabric: Fabric, groups: GroupFiles, start: str | None = None
    ) -> None:
        torch.manual_seed(asked.seed)
        matcher = Matcher(CONFIG)
        matcher.to(memory_format=torch.channels_last)  # type: ignore[call-overload]  # the stub forgot it
        begun = None if start is None else load_weights(start)
        if begun is None:
            _standardise(matcher, groups)
        else:
            _begin_with(matcher, begun)
        for name, parameter in matcher.named_parameters():
            parameter.requires_grad_(name.startswith(asked.layers))
        self._asked, self._fabric, self._groups = asked, fabric, len(groups)
        self._start = "" if begun is None else begun.label
        self._ema = Ema(matcher, asked.ema)
        self._ema.mean.to(fabric.device)
        learning = [parameter for parameter in matcher.parameters() if parameter.requires_grad]
        adam = torch.optim.AdamW(learning, asked.rate, (0.9, 0.98), weight_decay=asked.decay)
        self._comparer, self._optimizer = fabric.setup(Comparer(matcher), adam)
        self._networks = {"matcher": matcher, "mean": self._ema.mean}
        self._seconds, self._began = 0.0, time.monotonic()
        self.done = 0

    def step(self, batch: GroupBatch) -> dict[str, Tensor]:
        """Learn from a batch; returns figures."""
        for group in self._optimizer.param_groups:
            group["lr"] = self._asked.rate * schedule(self.done, self._asked)
        loss, figures = matching_loss(compared(self._comparer, batch), batch)
        self._optimizer.zero_grad()
        self._fabric.backward(loss)
        self._fabric.clip_gradients(self._comparer, self._optimizer, max_norm=CLIPPED)
        self._optimizer.step()
        self._ema.update(self._networks["matcher"], self.done)
        self.done += 1
        return figures

    @torch.no_grad()
    def measure(self, groups: GroupFiles) -> str:
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
        told = {
            "steps": str(self.done),
            "groups": str(self._groups),
            "hours": f"{self._spent() / 3600:.2f}",
            "hardware": f"{self._fabric.world_size} x {self._fabric.device.type}",
            "data": ", ".join(map(str, asked.sources)),
            "seed": str(asked.seed),
            "torch": torch.__version__,
            **({"from": self._start} if self._start else {}),
        }
        path = out / "matcher.safetensors"
        save_weights(path, self._ema.mean, CONFIG, told)
        return path

    def _spent(self) -> float:
        return round(self._seconds + time.monotonic() - self._began, 1)


def schedule(step: int, asked: MatcherTraining, least: float = 0.02) -> float:
    """Share of the highest rate at a step: up in `warmup` steps, then down along a cosine to the least."""
    rise = min(1.0, (step + 1) / (asked.warmup + 1))
    return rise * ((1 + least) / 2 + (1 - least) / 2 * math.cos(math.pi * step / asked.steps))


def _begin_with(matcher: Matcher, begun: Weights) -> None:
    """Take over weights, also those of a matcher without an adapter."""
    known = begun.configured(MatcherConfig)
    if known.pretrained:
        begun.load_into(matcher)
        return
    plain = Matcher(known)
    begun.load_into(plain)
    matcher.load_state_dict({**matcher.state_dict(), **plain.state_dict()})


@torch.no_grad()
def _standardise(matcher: Matcher, groups: GroupFiles) -> None:
    """Measure mean and spread of the evidence."""
    rows = [pair.ahead.reshape(-1, pair.ahead.shape[2])[:400] for g in groups for pair in g.pairs[:4]]
    answers = torch.from_numpy(np.concatenate(rows).astype(np.float32))
    matcher.mean.copy_(answers.mean(0))
    matcher.scale.copy_(answers.std(0) + 1e-3)
