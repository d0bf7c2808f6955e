# SPDX-License-Identifier: Apache-2.0
"""The camera: frames a figure, pans, zooms and tilts; squash and stretch too: they bend the whole figure."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from shiage.training.data.procedural.motion import Track, wander
from shiage.training.data.procedural.space import Place, rotation

_FILL = 0.88
"""Share of the picture that a figure in full view takes at most."""


def draw_camera(
    rng: np.random.Generator,
    times: Track,
    reach: NDArray[np.float64],
    focus: tuple[NDArray[np.float64], float],
    size: int,
) -> list[Place]:
    """Where the world lies on paper in each frame.

    Args:
        rng: chooses the shot: full figure, half figure or close-up; still or moving.
        times: moments of the frames.
        reach: (T, k, 4) spheres that hold the cast.
        focus: what a close-up follows, (T, 3), and its size.
        size: of the picture in pixels.
    """
    pitch = float(rng.normal(3, 7))
    tilt = rotation(0, pitch)
    kind = rng.random()
    seen = reach[..., :3] @ tilt.T
    low = (seen[..., :2] - reach[..., 3:]).min((0, 1))
    high = (seen[..., :2] + reach[..., 3:]).max((0, 1))
    middle: NDArray[np.float64] = np.tile((low + high) / 2, (len(times), 1))
    span = float((high - low).max())
    if kind < 0.3:
        at = focus[0] @ tilt.T
        follow = float(rng.uniform(0, 1))
        middle = at[:, :2] * follow + at[:, :2].mean(0) * (1 - follow)
        span = min(span, focus[1] * float(rng.uniform(2.6, 6.5)))
        middle[:, 1] += span * float(rng.uniform(0.0, 0.22))
    elif kind < 0.42:
        span *= float(rng.uniform(1.3, 2.6))
        middle += rng.uniform(-0.2, 0.2, 2) * span
    zoom = np.ones(len(times))
    if rng.random() < 0.35:
        zoom = np.exp(wander(rng, times, -0.22, 0.22, (6, 20)))
        for axis in (0, 1):
            middle[:, axis] += span * wander(rng, times, -0.12, 0.12, (6, 20))
    roll = wander(rng, times, -9, 9, (8, 24)) if rng.random() < 0.2 else np.zeros(len(times))
    stretch = np.exp(wander(rng, times, -0.22, 0.22, (2, 6))) if rng.random() < 0.15 else np.ones(len(times))
    places = []
    for t in range(len(times)):
        scale = size * _FILL / span * float(zoom[t])
        bend = np.diag([scale / np.sqrt(stretch[t]), scale * np.sqrt(stretch[t]), scale])
        matrix = rotation(0, 0, float(roll[t])) @ bend @ tilt
        centre = np.append(middle[t], 0.0)
        spun = rotation(0, 0, float(roll[t])) @ bend @ centre
        places.append(Place(matrix, np.array([size / 2, size / 2, 0.0]) - spun))
    return places
