# SPDX-License-Identifier: Apache-2.0
"""The part of the matcher that a production tunes, one step of it, and how right it is on what is held out.

What a drawing looks like by itself (the U-Net over its lines, most of the time and of the numbers) stays as
it was trained on far more shots: its answers are taken once. What compares two drawings learns on from the
version before, held near it by weight decay towards it, with the mean of its weights over the last steps as
the result.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import torch
from torch import Tensor

from shiage.models.matcher import Matched, Matcher, MatcherConfig, Regions
from shiage.models.weights import Weights
from shiage.shot.match.network_matcher import FAR, stack
from shiage.training.loop.ema import Ema
from shiage.training.matcher.drawing_groups import Group
from shiage.training.matcher.group_batch import GroupBatch, Side, make_group_batch, mirror_image
from shiage.training.matcher.matching_loss import described_pairs, matching_loss

TUNED = ("weigh", "judge", "ask", "tell", "none", "adapter")
"""Layers that learn, as their names begin: the last ones, of which more would learn the cuts by heart."""

PAIRS = 6
"""Pairs of a step near in time, and so many that are far apart."""

RATE, KEPT_NEAR, CLIPPED = 3e-4, 0.02, 1.0
"""AdamW's highest rate, how strongly weights are pulled to where they began, longest gradient of a step."""


@dataclass(frozen=True, eq=False)
class _Ready:
    """Pairs whose drawings were described by the layers that stay as they are.

    Attributes:
        group: the pairs; of its drawings all but the fields.
        regions, tokens: of the drawings, and of their mirror images.
        near, far: which pairs are near, and for which pretrained features count.
    """

    group: Group
    regions: tuple[Regions, Regions]
    tokens: tuple[Tensor, Tensor]
    near: list[int]
    far: list[int]


class Learner:
    """The matcher as it is tuned.

    Attributes:
        done: steps.
    """

    def __init__(
        self,
        start: Weights,
        learned: Sequence[Group],
        held: Sequence[Group],
        ready: Callable[[int, int], None] = lambda done, total: None,
    ) -> None:
        """Begin with the version before.

        Args:
            start: its weights.
            learned: what is learned from.
            held: what is held out.
            ready: called with (done, total) while what stays as it is looks at all drawings.

        Raises:
            WeightsError: the weights are torn or of another network.
        """
        self._matcher = Matcher(start.configured(MatcherConfig))
        start.load_into(self._matcher)
        for name, parameter in self._matcher.named_parameters():
            parameter.requires_grad_(name.startswith(TUNED))
        self._begun = {n: p.detach().clone() for n, p in self._matcher.named_parameters() if p.requires_grad}
        self._ema = Ema(self._matcher, 0.98)
        total = len(learned) + len(held)
        self._learned: list[_Ready] = []
        self._held: list[_Ready] = []
        for done, group in enumerate([*learned, *held], 1):
            rows = self._learned if done <= len(learned) else self._held
            rows.append(self._ready(group, mirrored=done <= len(learned)))
            ready(done, total)
        tuned = [p for p in self._matcher.parameters() if p.requires_grad]
        self._adam = torch.optim.AdamW(tuned, RATE, (0.9, 0.98), weight_decay=0.0)
        self.done = 0

    @property
    def matcher(self) -> Matcher:
        """The mean of its weights over the last steps."""
        mean = self._ema.mean
        assert isinstance(mean, Matcher)
        return mean

    def step(self, along: float) -> float:
        """Learn from some pairs; returns their loss.

        Args:
            along: how far the tune is, 0 to 1: the rate falls along a cosine, to nothing at 1.
        """
        rate = RATE * min(1.0, (self.done + 1) / 10) * (0.5 + 0.5 * float(np.cos(np.pi * min(1.0, along))))
        for group in self._adam.param_groups:
            group["lr"] = rate
        rng = np.random.default_rng((7, self.done))
        self._adam.zero_grad()
        total = 0.0
        for far in (False, True):
            ready = [r for r in self._learned if (r.far if far else r.near)]
            if not ready:
                continue
            chosen = ready[int(rng.integers(len(ready)))]
            pairs = rng.permutation(chosen.far if far else chosen.near)[:PAIRS]
            loss = self._loss(self._matcher, chosen, pairs.tolist(), far, bool(rng.random() < 0.5))
            loss.backward()  # type: ignore[no-untyped-call]
            total += float(loss.detach())
        tuned = {n: p for n, p in self._matcher.named_parameters() if p.requires_grad}
        torch.nn.utils.clip_grad_norm_(list(tuned.values()), CLIPPED)
        self._adam.step()
        with torch.no_grad():
            for name, parameter in tuned.items():
                parameter.lerp_(self._begun[name], min(1.0, KEPT_NEAR * rate / RATE))
        self._ema.update(self._matcher, self.done)
        self.done += 1
        return total

    @torch.no_grad()
    def measure(self, state: Mapping[str, Tensor] | None = None) -> float:
        """Mean loss of a pair that is held out, with other weights where they are given."""
        matcher = self.matcher
        if state is not None:
            matcher = Matcher(matcher.config)
            matcher.load_state_dict(state)
        losses = [
            float(self._loss(matcher, ready, [pair], far, False))
            for ready in self._held
            for far, pairs in ((False, ready.near), (True, ready.far))
            for pair in pairs
        ]
        return float(np.mean(losses))

    def state(self) -> dict[str, Tensor]:
        """All that a tune needs to go on, by name."""
        named = {f"matcher.{n}": t for n, t in self._matcher.state_dict().items()}
        named |= {f"mean.{n}": t for n, t in self.matcher.state_dict().items()}
        for i, each in self._adam.state_dict()["state"].items():
            named |= {f"adam.{i}.{n}": t for n, t in each.items()}
        return {n: t.detach().contiguous().clone() for n, t in named.items()}

    def go_on(self, state: Mapping[str, Tensor], done: int) -> None:
        """Take up what `state` gave.

        Raises:
            KeyError, RuntimeError, ValueError: it is of another network.
        """
        parts: dict[str, dict[str, Tensor]] = {"matcher": {}, "mean": {}, "adam": {}}
        for name, tensor in state.items():
            part, _, rest = name.partition(".")
            parts[part][rest] = tensor
        self._matcher.load_state_dict(parts["matcher"])
        self._ema.mean.load_state_dict(parts["mean"])
        moments: dict[int, dict[str, Any]] = {}
        for name, tensor in parts["adam"].items():
            index, _, rest = name.partition(".")
            moments.setdefault(int(index), {})[rest] = tensor
        groups = self._adam.state_dict()["param_groups"]
        self._adam.load_state_dict({"state": moments, "param_groups": groups})
        self.done = done

    def _loss(self, matcher: Matcher, ready: _Ready, pairs: list[int], far: bool, mirror: bool) -> Tensor:
        group = replace(ready.group, pairs=[ready.group.pairs[i] for i in pairs])
        batch = _known_alone(make_group_batch([group], [False]), group)
        regions, tokens = ready.regions[mirror], ready.tokens[mirror]
        ends = described_pairs(regions, tokens, batch.first, batch.second)
        matched: Matched = matcher.compare(*ends, batch.ahead, batch.back, far)
        return matching_loss(matched, batch)[0]

    @torch.no_grad()
    def _ready(self, group: Group, mirrored: bool) -> _Ready:
        one = stack(group.seen)
        two = stack([mirror_image(seen) for seen in group.seen]) if mirrored else one
        tokens = _tokens(self._matcher, one)
        turned = _tokens(self._matcher, two) if mirrored else tokens
        small = [replace(each, fields=each.fields[:, :, :1, :1].clone()) for each in (one, two)]
        far = [i for i, pair in enumerate(group.pairs) if pair.gap >= FAR]
        near = [i for i in range(len(group.pairs)) if i not in far]
        return _Ready(_bare(group), (small[0], small[1]), (tokens, turned), near, far)


def _tokens(matcher: Matcher, regions: Regions) -> Tensor:
    """What the layers that stay say of drawings, one at a time: their fields are large."""
    rows = []
    for i in range(len(regions.fields)):
        one = Regions(**{name: tensor[i : i + 1] for name, tensor in vars(regions).items()})
        rows.append(matcher.describe(one))
    return torch.cat(rows)


def _bare(group: Group) -> Group:
    """A group without its drawings' fields, which are not looked at again."""
    blank = np.zeros((2, 1, 1), np.uint8)
    return replace(group, seen=[{**seen, "fields": blank} for seen in group.seen])


def _known_alone(batch: GroupBatch, group: Group) -> GroupBatch:
    """A batch in which nothing is asked of a drawing of which the other one's colours are known in part."""
    partial = [bool((swatches < 0).any()) for swatches in group.swatches]
    if not any(partial):
        return batch
    sides: list[Side] = []
    for side, end in zip(batch.sides, ("second", "first"), strict=True):
        asked = torch.tensor([not partial[getattr(pair, end)] for pair in group.pairs])[:, None]
        own, parts = (torch.where(asked, tensor, -1) for tensor in (side.swatches[0], side.parts[0]))
        sides.append(replace(side, swatches=(own, side.swatches[1]), parts=(parts, side.parts[1])))
    return replace(batch, sides=(sides[0], sides[1]))
