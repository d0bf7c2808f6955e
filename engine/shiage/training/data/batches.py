# SPDX-License-Identifier: Apache-2.0
"""Batches from clips: frames selected, augmented and converted to tensors."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from shiage.models.network_inputs import colour_input, field_input, line_input
from shiage.training.config import Augmentation, TrainingConfig
from shiage.training.data.augment import augment, change_reference
from shiage.training.data.clip import Clip, ClipSource


@dataclass(frozen=True)
class Recipe:
    """How samples are made of clips.

    Attributes:
        size: side of the square frames in pixels, divisible by 4.
        window: consecutive drawings a clip has (8 in section 4.1).
        references: fewest and most references of a phase 1 sample; (2, 2) with `ends` is the paper.
        ends: share of steps whose references are the first and the last drawing of the window; the others
            draw a random number of references from anywhere in the window.
        sequence: True for phase 2: the whole window in time order, its first and last drawing the references.
        alone: True for networks that colour one drawing from itself: one of the window, no references.
        augmentation: what is done to a clip before.
    """

    size: int
    window: int = 8
    references: tuple[int, int] = (2, 2)
    ends: float = 1.0
    sequence: bool = False
    alone: bool = False
    augmentation: Augmentation = field(default_factory=Augmentation)


def recipe_of(config: TrainingConfig) -> Recipe:
    """Phase 1's samples, as a training asks for them."""
    return Recipe(
        config.size, config.window, config.references, config.ends, augmentation=config.augmentation
    )


@dataclass(frozen=True)
class Batch:
    """Samples of one step; float32.

    Phase 1 has the K references first and the target last, N = K + 1. Phase 2 has N = window drawings in time
    order, whose first and last are the references.

    Attributes:
        lines: (B, N, 1, H, W) coverage of ink, 0..1.
        fields: (B, N, 1, H, W) distance fields, 0..1.
        colours: (B, N, 3, H, W) finished frames, -1..1.
        names: where each sample comes from.
    """

    lines: Tensor
    fields: Tensor
    colours: Tensor
    names: tuple[str, ...]

    def to(self, device: torch.device) -> Batch:
        """The same on another device."""
        return replace(
            self,
            lines=self.lines.to(device, non_blocking=True),
            fields=self.fields.to(device, non_blocking=True),
            colours=self.colours.to(device, non_blocking=True),
        )

    def pin_memory(self) -> Batch:
        """The same in pinned memory; called by torch's DataLoader."""
        return replace(
            self,
            lines=self.lines.pin_memory(),
            fields=self.fields.pin_memory(),
            colours=self.colours.pin_memory(),
        )


def make_batch(source: ClipSource, recipe: Recipe, seed: int, step: int, items: range) -> Batch:
    """Draw some samples of a step.

    A sample depends on (seed, step, its number in the step) only, so that it does not matter which process
    draws it, or whether training was stopped before.

    Args:
        source: where clips come from.
        recipe: how samples are made of them.
        seed: of the whole training.
        step: number of the step.
        items: numbers of the samples within the step.
    """
    picks = _picks(recipe, np.random.default_rng((seed, step)))
    samples = [_sample(source, recipe, picks, np.random.default_rng((seed, step, item))) for item in items]
    lines, fields, colours = (torch.from_numpy(np.stack([s[i] for s, _ in samples])) for i in range(3))
    return Batch(lines, fields, colours, tuple(name for _, name in samples))


def _picks(recipe: Recipe, rng: np.random.Generator) -> int:
    """Number of references of a step; 0 stands for the first and the last drawing of the window."""
    if recipe.sequence or recipe.alone or rng.random() < recipe.ends:
        return 0
    return int(rng.integers(recipe.references[0], recipe.references[1] + 1))


def _sample(
    source: ClipSource, recipe: Recipe, picks: int, rng: np.random.Generator
) -> tuple[tuple[NDArray[np.float32], ...], str]:
    """Lines (N, 1, H, W), fields and colours (N, 3, H, W) of one sample, and its clip's name."""
    clip = source.clip(rng, recipe.window, recipe.size)
    order = _order(recipe, picks, rng)
    traces = None if clip.traces is None else clip.traces[order]
    picked = Clip(clip.name, clip.lines[order], clip.cels[order], None, traces)
    chosen = augment(picked, recipe.augmentation, rng)
    lines, fields, colours = [], [], []
    for place in range(len(order)):
        line, cel = chosen.line_art(place), chosen.cels[place]
        if not recipe.sequence and place < len(order) - 1:
            line, cel = change_reference(chosen, place, recipe.augmentation, rng)
        lines.append(line_input(line))
        fields.append(field_input(line))
        colours.append(colour_input(cel, line))
    return (np.stack(lines), np.stack(fields), np.stack(colours)), clip.name


def _order(recipe: Recipe, picks: int, rng: np.random.Generator) -> list[int]:
    """Which drawings of the window a sample takes."""
    if recipe.sequence:
        return list(range(recipe.window))
    if recipe.alone:
        return [int(rng.integers(recipe.window))]
    if picks == 0:
        return [0, recipe.window - 1, int(rng.integers(1, recipe.window - 1))]
    return [int(i) for i in rng.choice(recipe.window, picks + 1, replace=False)]
