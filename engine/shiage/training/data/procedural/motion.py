# SPDX-License-Identifier: Apache-2.0
"""Movement over a clip of (T,) frames: eased key poses, sways, gaits, and limbs that reach for targets."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray

Track = NDArray[np.float64]


def eased(keys: NDArray[np.float64], at: NDArray[np.float64], times: Track) -> Track:
    """Key poses (k, d) at rising moments (k,) as (T, d): slow out and slow in."""
    at = np.concatenate([at, [at[-1] + 1]])
    keys = np.concatenate([keys, keys[-1:]])
    i = np.clip(np.searchsorted(at, times, "right") - 1, 0, len(at) - 2)
    t = np.clip((times - at[i]) / (at[i + 1] - at[i]), 0, 1)
    t = t * t * (3 - 2 * t)
    return np.asarray(keys[i] * (1 - t)[:, None] + keys[i + 1] * t[:, None])


def key_times(rng: np.random.Generator, times: Track, spacing: tuple[float, float]) -> Track:
    """Moments of key poses over the clip, `spacing` frames of film apart."""
    at = [float(times[0]) - float(rng.uniform(0, spacing[1]))]
    while at[-1] < times[-1]:
        at.append(at[-1] + float(rng.uniform(*spacing)))
    return np.array(at)


def wander(
    rng: np.random.Generator, times: Track, low: float, high: float, spacing: tuple[float, float] = (4, 14)
) -> Track:
    """A value that goes from one random pose to the next, (T,)."""
    at = key_times(rng, times, spacing)
    return eased(rng.uniform(low, high, (len(at), 1)), at, times)[:, 0]


def poses(
    rng: np.random.Generator,
    times: Track,
    pick: Callable[[], ArrayLike],
    spacing: tuple[float, float] = (4, 14),
) -> Track:
    """Key poses that `pick` draws, (d,) each, eased over the clip: (T, d)."""
    at = key_times(rng, times, spacing)
    return eased(np.array([np.asarray(pick(), float) for _ in at]), at, times)


def sway(rng: np.random.Generator, times: Track, size: float, slow: float = 12.0) -> Track:
    """A swing to and fro, (T,)."""
    return np.asarray(
        size * np.sin(2 * np.pi * times / (slow * rng.uniform(0.6, 1.6)) + rng.uniform(0, 2 * np.pi))
    )


def blink(rng: np.random.Generator, times: Track) -> Track:
    """How far eyes are open, 1 open .. 0 shut, (T,)."""
    open_ = np.full(len(times), float(rng.choice([1.0, 1.0, 1.0, 0.75, 0.55])))
    if rng.random() < 0.55:
        at = rng.uniform(times[0], times[-1] + 1)
        open_ *= np.clip(np.abs(times - at) / rng.uniform(1.0, 3.5) - 0.25, 0, 1)
    return open_


def reach(
    root: NDArray[np.float64],
    target: NDArray[np.float64],
    upper: float,
    lower: float,
    pole: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Joint and end of a two-boned limb from `root` towards `target`, bent towards `pole`.

    Args:
        root: (T, 3), shoulder or hip.
        target: (T, 3), where the end wants to go.
        upper: length of the first bone.
        lower: length of the second.
        pole: (T, 3), a direction.

    Returns:
        Elbow or knee, and wrist or ankle: (T, 3) each.
    """
    line = target - root
    far = np.maximum(np.linalg.norm(line, axis=1, keepdims=True), 1e-6)
    ahead = line / far
    length = np.clip(far, abs(upper - lower) * 1.05 + 1e-3, (upper + lower) * 0.995)
    side = pole - (pole * ahead).sum(1, keepdims=True) * ahead
    side /= np.maximum(np.linalg.norm(side, axis=1, keepdims=True), 1e-6)
    x = (length**2 + upper**2 - lower**2) / (2 * length)
    y = np.sqrt(np.maximum(upper**2 - x**2, 0))
    return root + ahead * x + side * y, root + ahead * length


def step_cycle(phase: Track, stride: float, lift: float) -> tuple[Track, Track]:
    """A foot over a step: how far ahead and how high over the floor, for phases in radians."""
    return np.asarray(stride * np.sin(phase)), np.asarray(lift * np.maximum(0.0, np.cos(phase)) ** 1.3)
