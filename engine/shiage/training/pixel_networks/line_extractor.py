# SPDX-License-Identifier: Apache-2.0
"""Training of the line extractor: minutes on one core."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from shiage.models.line_extractor import LineExtractor, LineExtractorConfig
from shiage.training.data.clip import ClipSource
from shiage.training.data.ink_cels import draw_inked

WARMUP = 40
"""Steps in which the learning rate rises."""


@dataclass(frozen=True)
class ExtractorTraining:
    """How the extractor is trained.

    Attributes:
        steps: how many; the learning rate rises over the first of them and falls to nothing at the last.
        batch: frames a step.
        size: side of a frame in pixels.
        rate: highest learning rate of Adam.
        seed: of frames and weights.
    """

    steps: int = 800
    batch: int = 8
    size: int = 128
    rate: float = 3e-3
    seed: int = 0


@dataclass(frozen=True, eq=False)
class TrainedExtractor:
    """The network and its mean loss over the last hundred steps."""

    network: LineExtractor
    loss: float


def train_extractor(
    source: ClipSource,
    plan: ExtractorTraining | None = None,
    config: LineExtractorConfig | None = None,
    step: Callable[[int, float], None] = lambda done, loss: None,
) -> TrainedExtractor:
    """Train a line extractor.

    Args:
        source: cels with their lines.
        plan: how.
        config: size of the network.
        step: called after each step with steps done and loss.
    """
    plan = plan or ExtractorTraining()
    torch.manual_seed(plan.seed)
    rng = np.random.default_rng(plan.seed)
    network = LineExtractor(config)
    optimiser = torch.optim.AdamW(network.parameters(), plan.rate)
    losses: list[float] = []
    for done in range(plan.steps):
        rate = plan.rate * min(1, (done + 1) / WARMUP) * (1 - done / plan.steps) ** 0.7
        for group in optimiser.param_groups:
            group["lr"] = rate
        loss = extractor_loss(network, *_batch(source, rng, plan))
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimiser.step()
        losses.append(float(loss.detach()))
        step(done + 1, losses[-1])
    return TrainedExtractor(network.eval(), float(np.mean(losses[-100:])))


def extractor_loss(network: LineExtractor, frame: Tensor, line: Tensor, known: Tensor) -> Tensor:
    """Cross-entropy and one minus the Dice overlap; without that, paper outvotes the few lines.

    Args:
        network: the extractor.
        frame: (B, 3, H, W) in -1..1.
        line: (B, 1, H, W) true coverage 0..1.
        known: (B, 1, H, W) 1 where the truth is known, else 0.
    """
    logits = network(frame)
    entropy = F.binary_cross_entropy_with_logits(logits, line, known)
    drawn = torch.sigmoid(logits) * known
    both = (drawn * line).sum()
    overlap = (2 * both + 1) / (drawn.sum() + (line * known).sum() + 1)
    return entropy + 0.5 * (1 - overlap)


def _batch(
    source: ClipSource, rng: np.random.Generator, plan: ExtractorTraining
) -> tuple[Tensor, Tensor, Tensor]:
    drawn = [draw_inked(source, rng, plan.size) for _ in range(plan.batch)]
    frame = torch.from_numpy(np.stack([d.frame for d in drawn])).permute(0, 3, 1, 2).float() / 127.5 - 1
    line = torch.from_numpy(np.stack([d.line for d in drawn]))[:, None].float() / 255
    known = torch.from_numpy(np.stack([d.known for d in drawn]))[:, None].float()
    return frame, line, known


def provenance(trained: TrainedExtractor, plan: ExtractorTraining, data: str) -> dict[str, str]:
    """Provenance that is stored with the weights."""
    return {
        "phase": "line extractor",
        "data": data,
        "steps": str(plan.steps),
        "samples": str(plan.steps * plan.batch),
        "size": str(plan.size),
        "hardware": f"CPU, {torch.get_num_threads()} threads",
        "loss": f"{trained.loss:.4f}",
        "seed": str(plan.seed),
        "torch": torch.__version__,
    }
