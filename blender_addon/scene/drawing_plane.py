# SPDX-License-Identifier: GPL-3.0-or-later
"""The plane a drawing lies on: pixels come back to the canvas they were drawn on."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

FLAT = 1e-3
"""Thickness over size below which a drawing is flat."""

ROUND = 1e-2
"""Width over length below which it is a mere line, which fixes no plane."""

EDGE_ON = 0.05
"""Cosine of the angle between view and plane's normal below which nothing on the plane can be seen."""


@dataclass(frozen=True, eq=False)
class Plane:
    """A plane in the coordinates of a layer.

    Attributes:
        axes: (3, 3) float64; its columns are two directions on the plane and a point of it.
        lens: (3, 3) float64; lens @ (u, v, 1) is a homogeneous pixel.
        look: (3,) unit direction in which the camera looks.
        holds: whether the strokes lie on it.
        far: (3,) the point of the strokes that is farthest off.
    """

    axes: np.ndarray
    lens: np.ndarray
    look: np.ndarray
    holds: bool
    far: np.ndarray

    @property
    def normal(self) -> np.ndarray:
        """(3,) unit vector."""
        return np.cross(self.axes[:, 0], self.axes[:, 1])

    def local(self, pixels: np.ndarray) -> np.ndarray:
        """(n, 2) pixels to the (n, 3) points of the layer behind which they are seen."""
        flat = np.c_[pixels, np.ones(len(pixels))] @ np.linalg.inv(self.lens).T
        return (flat / flat[:, 2:]) @ self.axes.T


def plane_of(points: np.ndarray, rows: np.ndarray, behind: np.ndarray) -> Plane:
    """The plane that strokes lie on; where they are not flat, a plane before them that faces the camera.

    Args:
        points: (n, 3) points of the strokes in a layer's coordinates; n may be 0.
        rows: (3, 4) from that layer to homogeneous pixels.
        behind: (3,) direction the camera looks in, in that layer's coordinates.
    """
    look = behind / np.linalg.norm(behind)
    normal, centre, far, holds = look, np.zeros(3), np.zeros(3), True
    if len(points):
        centre, far = points.mean(0), points[(points @ look).argmax()]
        away = points - centre
        size, turn = np.linalg.eigh(away.T @ away / len(points))
        if size[1] > ROUND**2 * size[2] > 0:
            flat = size[0] <= FLAT**2 * size[2]
            holds = bool(flat and abs(turn[:, 0] @ look) > EDGE_ON)
            if holds:
                normal = turn[:, 0]
            elif not flat:
                centre = points[(points @ look).argmin()]
    plane = plane_facing(normal, centre, look, rows)
    return replace(plane, holds=holds, far=far)


def plane_facing(normal: np.ndarray, centre: np.ndarray, look: np.ndarray, rows: np.ndarray) -> Plane:
    """The plane through a point that faces a direction.

    Args:
        normal: (3,) unit vector.
        centre: (3,) point.
        look: (3,) unit direction in which the camera looks.
        rows: (3, 4) from these coordinates to homogeneous pixels.
    """
    # axes that do not depend on the order or the signs an eigenvector happens to have
    spare = np.eye(3)[np.abs(normal).argmin()]
    across = np.cross(normal, spare)
    across /= np.linalg.norm(across)
    axes = np.stack([across, np.cross(normal, across), centre], 1)
    lens = rows[:, :3] @ axes
    lens[:, 2] += rows[:, 3]
    return Plane(axes, lens, look, True, centre)
