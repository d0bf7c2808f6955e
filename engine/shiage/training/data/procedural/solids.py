# SPDX-License-Identifier: Apache-2.0
"""Balls and trunks whose surface features slide and vanish as they turn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from shiage.drawing.curves import Points, circle, smooth
from shiage.training.data.procedural.projection import Place, Vector


@dataclass(frozen=True, eq=False)
class Ball:
    """An ellipsoid: heads, bodies, eyes, snouts.

    Attributes:
        place: where its own axes lie.
        centre: (3,) within the place.
        radii: (3,) half axes.
    """

    place: Place
    centre: Vector
    radii: Vector

    @classmethod
    def at(cls, place: Place, centre: ArrayLike, radii: ArrayLike) -> Ball:
        """A ball in a place; one radius makes it round."""
        return cls(place, np.asarray(centre, float), np.broadcast_to(np.asarray(radii, float), (3,)).copy())

    def rim(self, grown: float = 1.0) -> Points:
        """Its outline on paper, (n, 2)."""
        spread = self.place.matrix[:2] * (self.radii * grown)
        values, axes = np.linalg.eigh(spread @ spread.T)
        root = (axes * np.sqrt(np.maximum(values, 1e-12))) @ axes.T
        rim: Points = (circle(40) @ root + self.middle[:2]).astype(np.float32)
        return rim

    @property
    def middle(self) -> Vector:
        """x, y in pixels and depth of its centre."""
        return self.place.put(self.centre)

    @property
    def _sight(self) -> Vector:
        """Unit vector towards us, over the axes: what the horizon is measured against."""
        d = self.place.matrix[2] / self.radii
        return np.asarray(d / np.linalg.norm(d))

    def _unit(self, lon: ArrayLike, lat: ArrayLike) -> NDArray[np.float64]:
        a, b = np.broadcast_arrays(np.radians(lon), np.radians(lat))
        return np.stack([np.cos(b) * np.sin(a), -np.sin(b), np.cos(b) * np.cos(a)], -1)

    def facing(self, lon: ArrayLike, lat: ArrayLike) -> NDArray[np.float64]:
        """How far the surface there looks at us: 1 fully, 0 at the horizon, -1 away."""
        return np.asarray(self._unit(lon, lat) @ self._sight)

    def put(self, lon: ArrayLike, lat: ArrayLike, out: ArrayLike = 1.0) -> Points:
        """Points on the surface (degrees to its left and up), `out` radii from its middle, in pixels."""
        u = self._unit(lon, lat) * np.asarray(out, float)[..., None]
        return self.place.flat(self.centre + u * self.radii)

    def patch(self, lon: ArrayLike, lat: ArrayLike, out: float = 1.0) -> Points:
        """As `put`, but what lies behind the horizon is drawn up to it: a patch narrows and ends there."""
        u = self._unit(lon, lat)
        depth = u @ self._sight
        behind = depth < 0
        if behind.any():
            flat = u[behind] - depth[behind, None] * self._sight
            u[behind] = flat / np.maximum(np.linalg.norm(flat, axis=1), 1e-6)[:, None]
        return self.place.flat(self.centre + u * (self.radii * out))

    def spot(self, lon: float, lat: float, wide: float, high: float, turn: float = 0.0) -> Points | None:
        """An oval patch, half sizes in degrees; None where it has turned away."""
        if float(self.facing(lon, lat)) < -np.sin(np.radians(0.7 * max(wide, high))):
            return None
        c, s = np.cos(np.radians(turn)), np.sin(np.radians(turn))
        u, v = circle(28).T * np.array([[wide], [high]], np.float32)
        stretch = 1 / max(0.35, float(np.cos(np.radians(lat))))
        return self.patch(lon + (u * c - v * s) * stretch, lat + u * s + v * c)


@dataclass(frozen=True, eq=False)
class Rings:
    """A trunk of elliptic rings. Features lie on it by degrees from its front and by height.

    Attributes:
        place: its own axes; y runs along the axis.
        heights: (n,) rising downwards.
        wide: (n,) half widths along x.
        deep: (n,) half depths along z.
        shift: (n,) how far each ring's middle lies forward.
    """

    place: Place
    heights: Vector
    wide: Vector
    deep: Vector
    shift: Vector

    def _reach(self) -> tuple[Points, Points, NDArray[np.float64]]:
        """Middles of the rings, the direction across the trunk on paper, how far each ring goes that way."""
        m = self.place.matrix
        zero = np.zeros(len(self.heights))
        middles = self.place.flat(np.stack([zero, self.heights, self.shift], 1))
        axis = m[:2, 1] / max(1e-6, float(np.hypot(*m[:2, 1])))
        across = np.array([-axis[1], axis[0]])
        reach = np.hypot(self.wide * (across @ m[:2, 0]), self.deep * (across @ m[:2, 2]))
        return middles, across.astype(np.float32), reach

    def rim(self, top: Sequence[Sequence[float]] = (), cap: float = 0.0) -> Points:
        """Outline on paper; `top` are model points over the first ring, `cap` rounds the lower end."""
        middles, across, reach = self._reach()
        right = middles - across * reach[:, None].astype(np.float32)
        left = middles + across * reach[:, None].astype(np.float32)
        pieces = [right]
        if cap:
            low = [[0.0, float(self.heights[-1]) + cap, float(self.shift[-1])]]
            pieces.append(self.place.flat(low))
        pieces.append(left[::-1])
        if len(top):
            pieces.append(self.place.flat(top))
        return smooth(np.concatenate(pieces))

    def facing(self, lon: ArrayLike) -> NDArray[np.float64]:
        """How far the surface at these degrees from the front looks at us, -1..1."""
        a = np.radians(lon)
        m = self.place.matrix[2]
        side, front = m[0] / float(self.wide.mean()), m[2] / float(self.deep.mean())
        return np.asarray((np.sin(a) * side + np.cos(a) * front) / max(1e-9, float(np.hypot(side, front))))

    def put(self, lon: ArrayLike, height: ArrayLike, out: float = 1.0, clamp: bool = True) -> Points:
        """Points on the surface in pixels; with `clamp`, those behind the horizon are drawn up to it."""
        lon, height = np.broadcast_arrays(np.asarray(lon, float), np.asarray(height, float))
        a = np.radians(lon)
        if clamp:
            m = self.place.matrix[2]
            towards = np.arctan2(m[0] / float(self.wide.mean()), m[2] / float(self.deep.mean()))
            off = (a - towards + np.pi) % (2 * np.pi) - np.pi
            a = towards + np.clip(off, -np.pi / 2, np.pi / 2)
        wide = np.interp(height, self.heights, self.wide) * out
        deep = np.interp(height, self.heights, self.deep) * out
        shift = np.interp(height, self.heights, self.shift)
        return self.place.flat(np.stack([wide * np.sin(a), height, deep * np.cos(a) + shift], -1))
