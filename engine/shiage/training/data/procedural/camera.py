# SPDX-License-Identifier: Apache-2.0
"""The camera: frames a cast, pans, zooms and tilts; and squashes and stretches the whole picture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from shiage.drawing.curves import Points
from shiage.training.data.procedural.drawing import Drawing, Line
from shiage.training.data.procedural.motion import Track, wander
from shiage.training.data.procedural.projection import Place, Vector, rotation

_FILL = 0.93
"""Share of the picture that a cast in full view takes at most."""

_PROBE = 64.0
"""Pixels of a world unit while the extent of a cast is measured."""


class Figure(Protocol):
    """Someone who can be drawn in every frame of a clip."""

    def focus(self) -> tuple[NDArray[np.float64], float]:
        """Where a close-up looks, (T, 3) in its world, and how large that is."""
        ...

    def draw(self, world: Place, t: int) -> Drawing:
        """The figure in frame t."""
        ...


@dataclass(frozen=True, eq=False)
class Stood:
    """A figure where it stands.

    Attributes:
        figure: who.
        size: of its world against the stage's.
        at: (T, 3) on the stage.
    """

    figure: Figure
    size: float
    at: Vector

    def draw(self, stage: Place, t: int) -> Drawing:
        """The figure in frame t."""
        return self.figure.draw(stage.inside(np.eye(3) * self.size, self.at[t]), t)

    def focus(self) -> tuple[NDArray[np.float64], float]:
        """Where a close-up of it looks, (T, 3) on the stage, and how large that is."""
        at, size = self.figure.focus()
        return at * self.size + self.at, size * self.size


def reach(cast: list[Stood], stage: Place, frames: list[int]) -> tuple[Points, Points]:
    """Upper left and lower right corner, in pixels, of all that is drawn in some frames."""
    lows, highs = [], []
    for t in frames:
        for stood in cast:
            for _, item in stood.draw(stage, t).items:
                curve = item.points if isinstance(item, Line) else item.outline
                lows.append(curve.min(0))
                highs.append(curve.max(0))
    return np.min(lows, 0), np.max(highs, 0)


def draw_camera(
    rng: np.random.Generator, times: Track, cast: list[Stood], size: int
) -> tuple[list[Place], float]:
    """Choose a shot: full figure, half figure or close-up; still or moving.

    Returns:
        Where the stage lies on paper in each frame, and about how many pixels a figure is high.
    """
    count = len(times)
    tilt = rotation(0, float(rng.normal(3, 7)))
    low, high = reach(cast, Place(tilt * _PROBE, np.zeros(3)), sorted({0, count // 2, count - 1}))
    span = tall = float((high - low).max()) / _PROBE
    middle = np.zeros((count, 2)) + (low + high) / (2 * _PROBE)
    kind = rng.random()
    if kind < 0.3:
        at, large = cast[-1].focus()
        at = at @ tilt.T
        follow = float(rng.uniform(0, 1))
        middle[:] = at[:, :2] * follow + at[:, :2].mean(0) * (1 - follow)
        span = min(span, large * float(rng.uniform(2.6, 6.5)))
        middle[:, 1] += span * float(rng.uniform(0.0, 0.22))
    elif kind < 0.42:
        span *= float(rng.uniform(1.1, 1.9))
        middle += rng.uniform(-0.2, 0.2, 2) * span
    zoom: Track = np.ones(count)
    if rng.random() < 0.35:
        zoom = np.exp(wander(rng, times, -0.22, 0.22, (6, 20)))
        for axis in (0, 1):
            middle[:, axis] += span * wander(rng, times, -0.12, 0.12, (6, 20))
    roll = wander(rng, times, -9, 9, (8, 24)) if rng.random() < 0.2 else np.zeros(count)
    stretch = np.exp(wander(rng, times, -0.22, 0.22, (2, 6))) if rng.random() < 0.15 else np.ones(count)
    places = []
    for t in range(count):
        scale = size * _FILL / span * float(zoom[t])
        bend = np.diag([scale / np.sqrt(stretch[t]), scale * np.sqrt(stretch[t]), scale])
        matrix = rotation(0, 0, float(roll[t])) @ bend
        spun = matrix @ np.append(middle[t], 0.0)
        places.append(Place(matrix @ tilt, np.array([size / 2, size / 2, 0.0]) - spun))
    return places, size * _FILL * tall / span / len(cast) ** 0.5
