# SPDX-License-Identifier: GPL-3.0-or-later
"""Fills that are not of one colour: gradients and pictures, as Blender lays them onto a stroke."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from .attributes import read_attribute, read_offsets
from .colours import linear_rgb

GRADIENT, TEXTURE = "GRADIENT", "TEXTURE"


@dataclass(frozen=True, eq=False)
class Shade:
    """How the colour of a fill changes from place to place; colours are scene-linear with straight alpha.

    Attributes:
        place: (2, 4) from (x, y, z, 1) to the place in the gradient or picture, which is from 0 to 1 wide.
        ends: (2, 4) colours that a gradient runs between.
        radial: it runs from a centre outwards, not from left to right.
        share: share that the plain colour has in it.
        image: (h, w, 4) float32 of a picture, rows from the bottom; None for a gradient.
        clamped: the picture is not repeated.
        plain: (4,) the fill's plain colour, vertex colour included; its alpha is that of the whole fill.
    """

    place: np.ndarray
    ends: np.ndarray
    radial: bool
    share: float
    image: np.ndarray | None
    clamped: bool
    plain: np.ndarray

    def at(self, points: np.ndarray) -> np.ndarray:
        """(n, 4) colours at (n, 3) points."""
        u, v = (points @ self.place[:, :3].T + self.place[:, 3]).T
        if self.image is not None:
            colour = _pick(self.image, u, v, self.clamped)
        else:
            along = np.hypot(2 * u - 1, 2 * v - 1) if self.radial else u
            along = np.clip(along, 0, 1)[:, None]
            colour = self.ends[0] * (1 - along) + self.ends[1] * along
        rgb = colour[:, :3] * (1 - self.share) + self.plain[:3] * self.share
        return np.c_[rgb, colour[:, 3] * self.plain[3]]

    def on(self, place: np.ndarray, plain: np.ndarray) -> Shade:
        """A material's shade on one stroke: (2, 4) from points to the stroke's own plane, and its colour."""
        moved = self.place[:, :2] @ place
        moved[:, 3] += self.place[:, 3]
        return replace(self, place=moved, plain=plain)

    @property
    def middle(self) -> np.ndarray:
        """(4,) one colour that stands for a gradient."""
        mean = self.ends.mean(0)
        return np.append(mean[:3] * (1 - self.share) + self.plain[:3] * self.share, mean[3])


def shade_of(style: Any) -> Shade | None:
    """A grease-pencil material's shade; None where it fills with one colour."""
    image = None
    if style.fill_style == TEXTURE and style.fill_image is not None and style.fill_image.size[0]:
        image = _pixels(style.fill_image)
    elif style.fill_style != GRADIENT:
        return None
    ends = np.array([style.fill_color[:], style.mix_color[:]], np.float64)
    if style.flip:
        ends = ends[::-1]
    c, s = np.cos(style.texture_angle), np.sin(style.texture_angle)
    scale = np.array([one or 1.0 for one in style.texture_scale])
    turn = np.array([(c, s), (-s, c)]) / scale[:, None]
    place = np.zeros((2, 4))
    place[:, :2], place[:, 3] = turn, 0.5 + turn @ np.array(style.texture_offset)
    radial = style.gradient_type == "RADIAL"
    return Shade(place, ends, radial, style.mix_factor, image, style.texture_clamp, ends[0])


def stroke_places(drawing: Any) -> np.ndarray:
    """(m, 2, 4) from a layer's points to each stroke's own plane, where gradients and pictures lie.

    Its first axis runs from the first point to the second; then come the stroke's own scale, turn and shift.
    """
    offsets = read_offsets(drawing)
    m, n = len(offsets) - 1, int(offsets[-1])
    points = read_attribute(drawing, "position", n, (0.0, 0.0, 0.0), np.float32).astype(np.float64)
    turn = read_attribute(drawing, "uv_rotation", m, 0.0, np.float32).astype(np.float64)
    shift = read_attribute(drawing, "uv_translation", m, (0.0, 0.0), np.float32)
    scale = read_attribute(drawing, "uv_scale", m, (1.0, 1.0), np.float32)
    places = np.zeros((m, 2, 4))
    for i, (a, b) in enumerate(zip(offsets[:-1].tolist(), offsets[1:].tolist(), strict=True)):
        own = _own_plane(points[a:b])
        sized = own * np.where(scale[i], 1 / np.where(scale[i], scale[i], 1), 0)[:, None]
        c, s = np.cos(turn[i]), np.sin(turn[i])
        places[i] = np.array([(c, -s), (s, c)]) @ sized
        places[i, :, 3] += shift[i]
    return places


def _own_plane(points: np.ndarray) -> np.ndarray:
    """(2, 4) from points to a plane with its origin in the stroke's first one."""
    flat = np.eye(2, 4)
    if len(points) <= 2:
        return flat
    normal = np.cross(np.roll(points, 1, 0), points).sum(0)
    across = points[1] - points[0]
    up = np.cross(normal, across)
    sizes = np.linalg.norm(across), np.linalg.norm(up)
    if not min(sizes):
        return flat
    axes = np.stack([across / sizes[0], up / sizes[1]])
    return np.c_[axes, -axes @ points[0]]


def _pixels(image: Any) -> np.ndarray:
    """(h, w, 4) float32, scene-linear, rows from the bottom."""
    width, height = image.size
    values = np.empty(width * height * 4, np.float32)
    image.pixels.foreach_get(values)
    pixels = values.reshape(height, width, 4)
    if not image.is_float:
        pixels[..., :3] = linear_rgb(pixels[..., :3])
    return pixels


def _pick(image: np.ndarray, u: np.ndarray, v: np.ndarray, clamped: bool) -> np.ndarray:
    """(n, 4) what a picture shows at places of it, between pixels a mixture of both."""
    height, width = image.shape[:2]
    if clamped:
        u, v = np.clip(u, 0, 1), np.clip(v, 0, 1)
    x, y = u * width - 0.5, v * height - 0.5
    left, low = np.floor(x).astype(np.int64), np.floor(y).astype(np.int64)
    across, up = (x - left)[:, None], (y - low)[:, None]
    found = np.zeros((len(u), 4))
    for row, share in ((low, 1 - up), (low + 1, up)):
        found += image[row % height, left % width] * share * (1 - across)
        found += image[row % height, (left + 1) % width] * share * across
    return found
