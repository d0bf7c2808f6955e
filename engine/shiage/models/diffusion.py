# SPDX-License-Identifier: Apache-2.0
"""AnimeDiffusion (Cao et al. 2024): pictures from noise in few steps (DDIM), guided by what they hang on.

The paper trains with classifier-free guidance; the authors' public code never drops the condition, and its
inversion leaves out the time where a condition is given. Here both are done as the paper has them.

Width `paper` tells noise, on the paper's schedule. Width `lite` is for short trainings and departs from it by
our choice: it tells the picture, on a schedule that ends in noise alone. To tell noise well takes long, most
of all where hardly anything else is left, and there sampling begins.
"""

from __future__ import annotations

from itertools import pairwise

import torch
from torch import Tensor, nn

from shiage.models.denoiser import Denoiser, DenoiserConfig

TIMES = 1000
FIRST_BETA, LAST_BETA = 1e-6, 1e-2

STEPS = {"noise": 10, "picture": 4}
"""Of the sampler. 10 are published; of pictures 4 were better than 2 on held-out clips."""

GUIDANCE = {"noise": 1.0, "picture": 0.0}
"""How far past what is told under the condition a sample goes, away from what is told without. Our choice:
after short trainings (of velocity) it took more held-out regions from right to wrong than back."""


class Diffusion(nn.Module):
    """The denoiser with its schedule and its sampler.

    As published it tells noise, and the schedule leaves 0.7 % of a picture's variance at its last time. Where
    `DenoiserConfig.predicts` says so it tells the picture (Salimans and Ho 2022, section 4), and nothing of
    it is left at the last time (Lin et al. 2024): the first step from pure noise is then a picture at once,
    and all others refine it. Velocity, which Lin et al. take, was tried: its samples kept more noise.
    """

    kept: Tensor

    def __init__(self, config: DenoiserConfig) -> None:
        super().__init__()
        self.config = config
        self.denoiser = Denoiser(config)
        betas = torch.linspace(FIRST_BETA, LAST_BETA, TIMES, dtype=torch.float64)
        kept = torch.cumprod(1 - betas, 0)
        if self._pictures:
            kept = ending_in_noise(kept)
        # share of the picture's variance that is left at each time
        self.register_buffer("kept", kept.float(), persistent=False)

    @property
    def _pictures(self) -> bool:
        return self.config.predicts == "picture"

    def noised(self, picture: Tensor, noise: Tensor, t: Tensor) -> Tensor:
        """q(x_t | x_0): (B, 3, H, W) pictures with noise of times (B,)."""
        kept = self.kept[t][:, None, None, None]
        return kept.sqrt() * picture + (1 - kept).sqrt() * noise

    def wanted(self, picture: Tensor, noise: Tensor) -> Tensor:
        """What is to be told of a picture with noise in it; the mean square error of either counts alike."""
        return picture if self._pictures else noise

    def told(self, noisy: Tensor, condition: Tensor, t: Tensor, guidance: float) -> Tensor:
        """What a sample's step goes by, with guidance (Ho and Salimans 2022).

        Args:
            noisy: (B, 3, H, W).
            condition: (B, 4, H, W).
            t: (B,).
            guidance: 0 asks for what is told under the condition alone.

        Returns:
            (B, 3, H, W), see `wanted`.
        """
        given = self._bounded(self.denoiser(noisy, condition, t))
        if not guidance:
            return given
        without = self._bounded(self.denoiser(noisy, dropped(condition), t))
        return given + guidance * (given - without)

    def _bounded(self, told: Tensor) -> Tensor:
        return torch.tanh(told) if self._pictures else told

    def sample(
        self, noise: Tensor, condition: Tensor, steps: int | None = None, guidance: float | None = None
    ) -> Tensor:
        """Pictures from noise, without new noise on the way (eta 0).

        Args:
            noise: (B, 3, H, W), what the picture begins as; all chance is in it.
            condition: (B, 4, H, W).
            steps: how many; None takes STEPS.
            guidance: see `told`; None takes GUIDANCE.

        Returns:
            (B, 3, H, W) in -1..1.
        """
        x, predicts = noise, self.config.predicts
        times = self.times(STEPS[predicts] if steps is None else steps)[::-1]
        guidance = GUIDANCE[predicts] if guidance is None else guidance
        for t, until in zip(times, [*times[1:], None], strict=True):
            x = self._moved(x, condition, t, until, guidance, clamp=True)
        return x

    def times(self, steps: int) -> list[int]:
        """The times of the sampler's steps, rising: as published, or up to the last, where all is noise."""
        if self._pictures:
            return [(i + 1) * TIMES // steps - 1 for i in range(steps)]
        return [1 + i * TIMES // steps for i in range(steps)]

    def at_once(self, condition: Tensor) -> Tensor:
        """What a network that was trained without noise paints, in one look: (B, 3, H, W) in -1..1."""
        nothing = torch.zeros_like(condition[:, :3])
        told: Tensor = self.denoiser(nothing, condition, condition.new_zeros(len(condition)))
        return torch.tanh(told)

    def inverted(self, picture: Tensor, condition: Tensor, steps: int) -> Tensor:
        """Noise that `sample` makes the picture of: its steps the other way, without guidance."""
        x = picture
        times = self.times(steps)
        for t, until in pairwise([0, *times]):
            x = self._moved(x, condition, t, until, 0.0, clamp=False)
        return x

    def _moved(
        self, x: Tensor, condition: Tensor, t: int, until: int | None, guidance: float, clamp: bool
    ) -> Tensor:
        """One step from a time to another, None for the picture itself (Song et al. 2021, equation 12)."""
        told = self.told(x, condition, x.new_full((len(x),), t, dtype=torch.long), guidance)
        picture, noise = self.parted(x, told, t)
        if clamp:
            picture = picture.clamp(-1, 1)
        if until is None:
            return picture
        then = self.kept[until]
        return then.sqrt() * picture + (1 - then).sqrt() * noise

    def parted(self, noisy: Tensor, told: Tensor, t: int) -> tuple[Tensor, Tensor]:
        """Picture and noise of what is noisy at a time, by what was told of it; each (B, 3, H, W)."""
        picture_share, noise_share = self.kept[t].sqrt(), (1 - self.kept[t]).sqrt()
        if self._pictures:
            return told, (noisy - picture_share * told) / noise_share
        return (noisy - noise_share * told) / picture_share, told


def ending_in_noise(kept: Tensor) -> Tensor:
    """A schedule (T,) whose last time keeps nothing and whose first stays (Lin et al. 2024, algorithm 1)."""
    roots = kept.sqrt()
    return ((roots - roots[-1]) * roots[0] / (roots[0] - roots[-1])).square()


def dropped(condition: Tensor) -> Tensor:
    """No condition: neither line art nor reference."""
    return torch.zeros_like(condition)


def seeded_noise(seeds: list[int], height: int, width: int) -> Tensor:
    """(n, 3, H, W): the same for the same seeds, each by itself, on every machine and device."""
    parts = [torch.randn(3, height, width, generator=torch.Generator().manual_seed(seed)) for seed in seeds]
    return torch.stack(parts)
