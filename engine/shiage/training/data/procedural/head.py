# SPDX-License-Identifier: Apache-2.0
"""A head in a frame: the skull as a ball, the face's outline, and where all upon it is looking."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from shiage.drawing.curves import Points
from shiage.drawing.outlines import hull, silhouette
from shiage.training.data.procedural.projection import Place
from shiage.training.data.procedural.solids import Ball


@dataclass(frozen=True)
class HeadBuild:
    """The form of a head, in skull radii."""

    wide: float
    tall: float
    chin: float
    jaw: float
    nose: float
    ear: float


def draw_head_build(rng: np.random.Generator, cute: float) -> HeadBuild:
    """Round and flat for dolls, long with a jaw for heroes."""
    return HeadBuild(
        wide=float(rng.uniform(0.84, 0.98)) + 0.1 * cute,
        tall=float(rng.uniform(0.96, 1.04)),
        chin=float(rng.uniform(0.55, 0.8)) - 0.12 * cute,
        jaw=float(rng.uniform(0.3, 0.52)),
        nose=float(rng.uniform(0.06, 0.16)) * (1 - 0.5 * cute),
        ear=float(rng.uniform(0.2, 0.3)),
    )


@dataclass(frozen=True, eq=False)
class Head:
    """A head in one frame.

    Attributes:
        place: its axes at the skull's middle, in model units.
        radius: of the skull in model units.
        build: its form.
        skull: the ball that faces and hair lie on.
        depth: of its middle, pixels towards us.
    """

    place: Place
    radius: float
    build: HeadBuild
    skull: Ball
    depth: float

    @classmethod
    def at(cls, place: Place, radius: float, build: HeadBuild) -> Head:
        """A head whose own axes lie at a place."""
        radii = np.array([build.wide, build.tall, 1.0]) * radius
        skull = Ball.at(place, (0, 0, 0), radii)
        return cls(place, radius, build, skull, float(place.origin[2]))

    @property
    def pixels(self) -> float:
        """Radius of the skull in pixels."""
        return self.radius * self.place.unit

    @property
    def seen_from(self) -> float:
        """Viewing direction: degrees to its left from its front."""
        d = self.place.matrix[2]
        return float(np.degrees(np.arctan2(d[0], d[2])))

    def ball(self, x: float, y: float, z: float, radius: float) -> Ball:
        """A ball at a point of the head, all in skull radii."""
        return Ball.at(self.place, np.array([x, y, z]) * self.radius, radius * self.radius)

    def face(self) -> Points:
        """Outline of the face: skull, cheeks, chin and, from the side, the nose."""
        b = self.build
        jaw = [
            self.ball(-0.42 * b.wide, 0.36, 0.3, b.jaw).rim(),
            self.ball(0.42 * b.wide, 0.36, 0.3, b.jaw).rim(),
            self.ball(0, b.chin, 0.48, 0.32).rim(),
        ]
        pieces = [self.skull.rim(), hull(jaw)]
        if abs((self.seen_from + 180) % 360 - 180) > 25:
            pieces.append(self.ball(0, 0.26, 0.92, b.nose + 0.05).rim())
        return silhouette(pieces, soften=0.05 * self.pixels)
