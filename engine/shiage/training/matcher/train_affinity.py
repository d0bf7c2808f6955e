# SPDX-License-Identifier: Apache-2.0
"""Trains the head for scribbles on drawings that the matcher has described: a flat script, some minutes long.

The matcher stays as it is. Of each drawing of the matcher's pool some regions are scribbled on at random; the
others learn to point at those of their swatch, and at none where their swatch was not given.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from shiage.models.device import choose_device
from shiage.models.matcher import Matcher, MatcherConfig
from shiage.models.pairwise_attention import FAR
from shiage.models.region_affinity import AffinityConfig, RegionAffinity, votes
from shiage.models.weights import AFFINITY, load_weights, save_weights
from shiage.training.config import TrainingError
from shiage.training.loop.ema import Ema
from shiage.training.matcher.learner import CLIPPED, MatcherTraining, schedule
from shiage.training.matcher.scribbled_drawings import Scribbled, Seen, describe_groups, scribbled
from shiage.training.matcher.train_matcher import draw_pool, open_pool
from shiage.training.read_config import read_settings

MOST_SCRIBBLES = 20
"""Of a drawing in training; every other time they are fewer than five."""

LEAST_RATE = 0.04
"""What the rate falls to, as a share of the highest."""

COUNTS = (1, 3, 5, 10, 20)
"""Scribbles a drawing that held-out drawings are measured with."""


def train_affinity(
    config: str,
    out: Path,
    start: str = "matcher",
    device: str = "auto",
    say: Callable[[str], None] = print,
) -> Path:
    """Draw the pool where it is not there yet, describe it, train all steps, and write the weights.

    Args:
        config: "lite", or a JSON file of `MatcherTraining`; its pool may be one that a matcher learned from.
        out: folder of groups and weights.
        start: the matcher, by name or file.
        device: "auto", "cpu" or "cuda".
        say: called with lines of progress.

    Raises:
        TrainingError: the configuration cannot be used, or the pool is empty.
        WeightsError: there is no such matcher.
    """
    settings = read_settings(MatcherTraining, config if config.endswith(".json") else f"affinity-{config}")
    draw_pool(settings, out, say)
    kept, held = open_pool(settings, out)
    where, began = choose_device(device), time.monotonic()
    matcher = _matcher(start, where)
    train, test = (describe_groups(groups, matcher) for groups in (kept, held))
    if not train:
        raise TrainingError(f"{out / 'groups'}: no drawing has regions enough; give other sources")
    say(f"{len(train)} drawings described, {len(test)} held out")
    torch.manual_seed(settings.seed)
    head = RegionAffinity(AffinityConfig()).to(where)
    mean = Ema(head, settings.ema)
    adam = torch.optim.AdamW(head.parameters(), settings.rate, weight_decay=settings.decay)
    order = np.argsort([len(seen.swatches) for seen in train])
    for step in range(settings.steps):
        for group in adam.param_groups:
            group["lr"] = settings.rate * schedule(step, settings, LEAST_RATE)
        batch = _drawn(train, order, settings, step, where)
        loss = affinity_loss(head, batch)
        adam.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]  # the stub lacks its types
        torch.nn.utils.clip_grad_norm_(head.parameters(), CLIPPED)
        adam.step()
        mean.update(head, step)
        if (step + 1) % settings.log_every == 0 or step + 1 == settings.steps:
            say(f"step {step + 1}  loss {loss.item():.4f}")
    learned: RegionAffinity = mean.mean  # type: ignore[assignment]  # a copy of the head
    figures = {str(count): round(100 * right_share(learned, test, count, where), 1) for count in COUNTS}
    say(f"held out, share right by scribbles: {figures}")
    told = {
        "steps": str(settings.steps),
        "drawings": str(len(train)),
        "hours": f"{(time.monotonic() - began) / 3600:.2f}",
        "hardware": where.type,
        "data": ", ".join(map(str, settings.sources)),
        "seed": str(settings.seed),
        "torch": torch.__version__,
        "matcher": load_weights(start).label,
        "held out": str(figures),
    }
    path = out / f"{AFFINITY}.safetensors"
    save_weights(path, learned, AffinityConfig(), told)
    return path


def affinity_loss(head: RegionAffinity, batch: Scribbled) -> Tensor:
    """Cross-entropy of the votes for the true swatch of regions without a scribble; "none" votes for all."""
    log = torch.log_softmax(head(batch.tokens, batch.regions, batch.given), 2)
    same = (batch.own[:, :, None] == batch.own[:, None]) & batch.given[:, None]
    right = torch.logsumexp(log[..., :-1].masked_fill(~same, FAR), 2)
    chance = torch.tensor(
        [len(own[given].unique()) + 1 for own, given in zip(batch.own, batch.given, strict=True)]
    )
    entropy = torch.logaddexp(right, log[..., -1] - chance[:, None].log().to(log.device))
    asked = (batch.own >= 0) & ~batch.given
    count = asked.sum(1, keepdim=True).clamp(min=1)
    weight = asked / count * count.sqrt() / 4 / len(asked)  # grows with the root of a drawing's regions
    return -(weight * entropy).sum()


@torch.no_grad()
def right_share(head: RegionAffinity, drawings: Sequence[Seen], count: int, where: torch.device) -> float:
    """Mean share of painted regions without a scribble whose swatch gets most votes."""
    shares = []
    for i, seen in enumerate(drawings):
        batch = scribbled([seen], [count], np.random.default_rng((count, i))).to(where)
        shown = votes(head(batch.tokens, batch.regions, batch.given), batch.own, int(seen.swatches.max()) + 1)
        asked = ~batch.given[0].cpu().numpy() & ~seen.paper
        if asked.any():
            shares.append(float((shown[0][0].argmax(1).cpu().numpy() == seen.swatches)[asked].mean()))
    return float(np.mean(shares)) if shares else 0.0


def _matcher(name: str, where: torch.device) -> Matcher:
    weights = load_weights(name)
    matcher = Matcher(weights.configured(MatcherConfig))
    weights.load_into(matcher)
    return matcher.to(where).eval()


def _drawn(
    train: Sequence[Seen], order: NDArray[np.int64], settings: MatcherTraining, step: int, where: torch.device
) -> Scribbled:
    """The drawings of a step, of about as many regions each, the same whenever it is done."""
    rng = np.random.default_rng((settings.seed, step))
    near = rng.normal(rng.uniform(0, len(train)), len(train) / 40, settings.batch)
    picked = [train[i] for i in order[np.clip(near, 0, len(train) - 1).astype(np.int64)]]
    counts = np.exp(rng.uniform(0, math.log(MOST_SCRIBBLES + 1), len(picked))).astype(int).tolist()
    return scribbled(picked, counts, rng).to(where)
