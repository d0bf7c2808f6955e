# SPDX-License-Identifier: Apache-2.0
"""From model space to paper: places, balls and rings whose surface features slide and vanish as they turn.

Model axes: x to the figure's left (screen right when it faces us), y down, z the way it faces.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from shiage.drawing.curves import Points

Matrix = NDArray[np.float64]
Vector = NDArray[np.float64]


def vec(x: float, y: float, z: float = 0.0) -> Vector:
    """A model vector, to add to others."""
    return np.array([x, y, z], np.float64)


def rotation(yaw: float = 0.0, pitch: float = 0.0, roll: float = 0.0) -> Matrix:
    """Turn right-to-left on screen, then nod down, then tilt; degrees, (3, 3)."""
    a, b, c = np.radians([yaw, pitch, roll])
    turn = np.array([[np.cos(a), 0, np.sin(a)], [0, 1, 0], [-np.sin(a), 0, np.cos(a)]])
    nod = np.array([[1, 0, 0], [0, np.cos(b), np.sin(b)], [0, -np.sin(b), np.cos(b)]])
    tilt = np.array([[np.cos(c), -np.sin(c), 0], [np.sin(c), np.cos(c), 0], [0, 0, 1]])
    return np.asarray(tilt @ nod @ turn)


@dataclass(frozen=True, eq=False)
class Place:
    """A part of model space as it lies on the paper: an affine map to x, y in pixels and depth towards us.

    Attributes:
        matrix: (3, 3), rows x, y, depth.
        origin: (3,).
    """

    matrix: Matrix
    origin: Vector

    def put(self, points: ArrayLike) -> NDArray[np.float64]:
        """(n, 3) or (3,) model points -> x, y in pixels and depth in pixels."""
        return np.asarray(np.asarray(points, np.float64) @ self.matrix.T + self.origin)

    def flat(self, points: ArrayLike) -> Points:
        """(n, 3) model points -> (n, 2) pixels."""
        return self.put(points)[..., :2].astype(np.float32)

    def inside(self, turn: Matrix, origin: ArrayLike) -> Place:
        """The place of something that is turned and moved within this one."""
        return Place(self.matrix @ turn, self.put(origin))

    @property
    def unit(self) -> float:
        """Pixels of one model unit, in the mean of both directions."""
        m = self.matrix
        return float(np.sqrt(np.hypot(*m[:2]).max() * np.linalg.norm(m[1])))

    def spheres(self, points: ArrayLike, radii: ArrayLike) -> Points:
        """Balls as (n, 3) discs: x, y and radius in pixels."""
        put = self.put(points)
        size = np.broadcast_to(np.asarray(radii, np.float64) * self.unit, put.shape[:1])
        return np.concatenate([put[:, :2], size[:, None]], 1).astype(np.float32)
