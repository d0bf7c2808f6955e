# SPDX-License-Identifier: Apache-2.0
"""AnimeDiffusion (Cao et al. 2024): pictures from noise in few steps (DDIM), guided by what they hang on.

The paper trains with classifier-free guidance; the authors' public code never drops the condition, and its
inversion leaves out the time where a condition is given. Here both are done as the paper has them.
"""

from __future__ import annotations

from itertools import pairwise

import torch
from torch import Tensor, nn

from shiage.models.denoiser import Denoiser, DenoiserConfig

TIMES = 1000
FIRST_BETA, LAST_BETA = 1e-6, 1e-2

STEPS = 10
"""Of the sampler, as published: times 1, 101, ... 901."""

GUIDANCE = 1.0
"""How far past the conditional noise a sample goes, away from the unconditional one. Our choice."""


class Diffusion(nn.Module):
    """The denoiser with its schedule and its sampler."""

    kept: Tensor

    def __init__(self, config: DenoiserConfig) -> None:
        super().__init__()
        self.config = config
        self.denoiser = Denoiser(config)
        betas = torch.linspace(FIRST_BETA, LAST_BETA, TIMES, dtype=torch.float64)
        # share of the picture's variance that is left at each time
        self.register_buffer("kept", torch.cumprod(1 - betas, 0).float(), persistent=False)

    def noised(self, picture: Tensor, noise: Tensor, t: Tensor) -> Tensor:
        """q(x_t | x_0): (B, 3, H, W) pictures with noise of times (B,)."""
        kept = self.kept[t][:, None, None, None]
        return kept.sqrt() * picture + (1 - kept).sqrt() * noise

    def noise_in(self, noisy: Tensor, condition: Tensor, t: Tensor, guidance: float) -> Tensor:
        """The noise that a sample's step takes to be there, with guidance (Ho and Salimans 2022).

        Args:
            noisy: (B, 3, H, W).
            condition: (B, 4, H, W).
            t: (B,).
            guidance: 0 asks for the conditional noise alone.
        """
        given: Tensor = self.denoiser(noisy, condition, t)
        if not guidance:
            return given
        without: Tensor = self.denoiser(noisy, dropped(condition), t)
        return given + guidance * (given - without)

    def sample(
        self, noise: Tensor, condition: Tensor, steps: int = STEPS, guidance: float = GUIDANCE
    ) -> Tensor:
        """Pictures from noise, without new noise on the way (eta 0).

        Args:
            noise: (B, 3, H, W), what the picture begins as; all chance is in it.
            condition: (B, 4, H, W).
            steps: how many.
            guidance: see `noise_in`.

        Returns:
            (B, 3, H, W) in -1..1.
        """
        x = noise
        times = sampled_times(steps)[::-1]
        for t, until in zip(times, [*times[1:], None], strict=True):
            x = self._moved(x, condition, t, until, guidance, clamp=True)
        return x

    def at_once(self, condition: Tensor) -> Tensor:
        """What a network that was trained without noise paints, in one look: (B, 3, H, W) in -1..1."""
        nothing = torch.zeros_like(condition[:, :3])
        told: Tensor = self.denoiser(nothing, condition, condition.new_zeros(len(condition)))
        return torch.tanh(told)

    def inverted(self, picture: Tensor, condition: Tensor, steps: int = STEPS) -> Tensor:
        """Noise that `sample` makes the picture of: its steps the other way, without guidance."""
        x = picture
        times = sampled_times(steps)
        for t, until in pairwise([0, *times]):
            x = self._moved(x, condition, t, until, 0.0, clamp=False)
        return x

    def _moved(
        self, x: Tensor, condition: Tensor, t: int, until: int | None, guidance: float, clamp: bool
    ) -> Tensor:
        """One step from a time to another, None for the picture itself (Song et al. 2021, equation 12)."""
        now = self.kept[t]
        noise = self.noise_in(x, condition, x.new_full((len(x),), t, dtype=torch.long), guidance)
        picture = (x - (1 - now).sqrt() * noise) / now.sqrt()
        if clamp:
            picture = picture.clamp(-1, 1)
        if until is None:
            return picture
        then = self.kept[until]
        return then.sqrt() * picture + (1 - then).sqrt() * noise


def dropped(condition: Tensor) -> Tensor:
    """No condition: neither line art nor reference."""
    return torch.zeros_like(condition)


def sampled_times(steps: int) -> list[int]:
    """The times of the sampler's steps, rising."""
    return [1 + i * TIMES // steps for i in range(steps)]


def seeded_noise(seeds: list[int], height: int, width: int) -> Tensor:
    """(n, 3, H, W): the same for the same seeds, each by itself, on every machine and device."""
    parts = [torch.randn(3, height, width, generator=torch.Generator().manual_seed(seed)) for seed in seeds]
    return torch.stack(parts)
