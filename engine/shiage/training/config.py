# SPDX-License-Identifier: Apache-2.0
"""Configurations of trainings: sources, losses, augmentation, schedule."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from pathlib import Path

from shiage.errors import ShiageError

PRECISIONS = ("auto", "32-true", "bf16-mixed")


class TrainingError(ShiageError, ValueError):
    """A training cannot start or resume; the message says why."""


@dataclass(frozen=True)
class SourceConfig:
    """Where clips come from.

    Attributes:
        kind: a name of `sources.KINDS`.
        weight: how often, beside the other sources.
        path: file or folder, relative to the working directory; "" where the kind needs none.
    """

    kind: str
    weight: float = 1.0
    path: str = ""

    def __str__(self) -> str:
        """As the provenance of weights has it."""
        return f"{self.kind} {Path(self.path).name}".strip() + f" x {self.weight:g}"


@dataclass(frozen=True)
class LossConfig:
    """Weights of equation 11, and the feature network of equations 7 and 8.

    Attributes:
        transport: weight of a loss the paper does not have, on colours carried by the attention alone; it
            teaches matching directly, where the paper's losses reach it through all that comes after.
        features: "vgg19", "own", or "none": no perceptual and no style loss.
        regions: weight of another one of our own, on the mean colour of each region: most of the
            error is whole regions that are off, and pixel by pixel a large one drowns the small.
        change: weight of a third one of our own, on what changes from frame to frame: the refiner is there
            against flicker, of which L1 a frame at a time knows nothing.
    """

    l1: float = 10.0
    perceptual: float = 1.0
    style: float = 1000.0
    latent: float = 1.0
    adversarial: float = 1.0
    transport: float = 0.0
    features: str = "vgg19"
    regions: float = 0.0
    change: float = 0.0

    def weights(self) -> dict[str, float]:
        """The lambdas of equation 11 alone."""
        ours = ("features", "transport", "regions", "change")
        return {name: value for name, value in asdict(self).items() if name not in ours}


@dataclass(frozen=True)
class Augmentation:
    """Probabilities of what is done to a clip, 0..1.

    Attributes:
        mirror: turned left to right.
        hues: all hues turned by one angle, as in table 6 of the paper.
        palette: every flat colour exchanged for a random one, which only the references then give.
        pen: thinner, thicker or paler lines.
        backdrop: the paper behind the drawing painted in one colour.
        moved: a reference rotated, scaled and moved, so that position alone does not give the match.
        own: a reference is the target itself, as in trainings on single pictures; it must then be bent.
        bent: a reference bent by a thin-plate spline.
        turned: a reference alone turned left to right, as a model sheet may look the other way.
    """

    mirror: float = 0.5
    hues: float = 0.3
    palette: float = 0.2
    pen: float = 0.3
    backdrop: float = 0.2
    moved: float = 0.2
    own: float = 0.0
    bent: float = 0.0
    turned: float = 0.0


@dataclass(frozen=True)
class DiffusionConfig:
    """What only AnimeDiffusion's training is given.

    Attributes:
        dropped: share of phase 1's samples that are denoised without their condition, for guidance.
        steps: of the sampler that phase 2 learns through.
        inverted: share of phase 2's samples that begin as their own picture's noise, as published. What such
            noise tells of the picture is learned too, and no drawing to be coloured has it; others begin as
            fresh noise.
    """

    dropped: float = 0.1
    steps: int = 10
    inverted: float = 1.0


@dataclass(frozen=True)
class TrainingConfig:
    """One training; JSON has the same names.

    Attributes:
        network: "paper" or "lite", the widths.
        steps: how many there are at most.
        sources: where clips come from.
        size: side of the square frames in pixels.
        batch: samples of a step, in all processes together (4 in section 4.1).
        window: consecutive drawings of a clip (8 in section 4.1).
        references: fewest and most references of a sample, where they are not the window's ends.
        ends: share of steps whose references are the first and last drawing of the window.
        rate: Adam's rate of the generator, and `judge_rate` that of the discriminator.
        betas: Adam's.
        warmup: steps in which the rates rise from 0.
        decay: share of the last steps in which the generator's rate falls to 0 along a cosine.
        ema: share of the old mean that each step keeps.
        losses: see `LossConfig`.
        augmentation: see `Augmentation`.
        diffusion: see `DiffusionConfig`.
        precision: "32-true", "bf16-mixed", or "auto": bf16 on a GPU.
        seed: of weights and samples.
        workers: processes that draw samples; 0 draws them in the training's own.
        log_every, sheet_every, keep_every: steps between lines in the log, sample sheets and checkpoints.
    """

    network: str
    steps: int
    sources: tuple[SourceConfig, ...]
    size: int = 256
    batch: int = 4
    window: int = 8
    references: tuple[int, int] = (2, 2)
    ends: float = 1.0
    rate: float = 1e-4
    judge_rate: float = 1e-5
    betas: tuple[float, float] = (0.5, 0.999)
    warmup: int = 0
    decay: float = 0.0
    ema: float = 0.999
    losses: LossConfig = field(default_factory=LossConfig)
    augmentation: Augmentation = field(default_factory=Augmentation)
    diffusion: DiffusionConfig = field(default_factory=DiffusionConfig)
    precision: str = "auto"
    seed: int = 0
    workers: int = 4
    log_every: int = 20
    sheet_every: int = 500
    keep_every: int = 1000
