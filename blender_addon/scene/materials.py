# SPDX-License-Identifier: GPL-3.0-or-later
"""What an object's materials say of its strokes and fills."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from .colours import to_srgb
from .curves import Curves
from .fill_shading import GRADIENT, TEXTURE, shade_of


@dataclass(frozen=True, eq=False)
class Slots:
    """Material slots of an object as arrays; there is at least one.

    Attributes:
        names: material of each slot, "" where it is empty.
        stroke: (k, 4) scene-linear colour of strokes.
        fill: (k, 4) scene-linear colour of fills; of a gradient its middle.
        gradient: (k,) bool, its fills are gradients.
        texture: (k,) bool, its fills are pictures.
        shows_stroke: (k,) bool.
        shows_fill: (k,) bool.
        cuts_fill: (k,) bool, its fills are holdouts.
        hidden: (k,) bool, nothing of this material is seen.
    """

    names: list[str]
    stroke: np.ndarray
    fill: np.ndarray
    gradient: np.ndarray
    texture: np.ndarray
    shows_stroke: np.ndarray
    shows_fill: np.ndarray
    cuts_fill: np.ndarray
    hidden: np.ndarray

    def of(self, curves: Curves) -> np.ndarray:
        """(m,) slot of each stroke; what lies outside counts as the last one, as Blender draws it."""
        return np.clip(curves.material, 0, len(self.names) - 1)


def slots_of(materials: list[Any]) -> Slots:
    """Read materials, None for an empty slot; without any, strokes are black as Blender draws them."""
    rows: list[tuple[Any, ...]] = []
    for material in materials or [None]:
        style = getattr(material, "grease_pencil", None)
        if style is None:
            rows.append(("", (0, 0, 0, 1), (0, 0, 0, 1), False, False, True, False, False, False))
            continue
        cut = style.use_stroke_holdout
        shown = getattr(style, "show_stroke", True) and not cut
        fills, cuts = getattr(style, "show_fill", True), style.use_fill_holdout
        kind = (is_gradient(style), style.fill_style == TEXTURE and style.fill_image is not None)
        rows.append((material.name, style.color[:], flat_fill(style), *kind, shown, fills, cuts, style.hide))
    names, stroke, fill, gradient, texture, shows_stroke, shows_fill, cuts_fill, hidden = zip(
        *rows, strict=True
    )
    flags = (
        np.array(flag, bool) for flag in (gradient, texture, shows_stroke, shows_fill, cuts_fill, hidden)
    )
    return Slots(list(names), np.array(stroke, np.float64), np.array(fill, np.float64), *flags)


def is_gradient(style: Any) -> bool:
    """Whether a material fills with a gradient, which no single colour is."""
    return style.fill_style == GRADIENT


def flat_fill(style: Any) -> tuple[float, ...]:
    """(r, g, b, a), scene-linear: a material's fill as one colour; of a gradient its middle."""
    shade = shade_of(style) if is_gradient(style) else None
    return tuple(style.fill_color[:] if shade is None else shade.middle.tolist())


def mixed(base: np.ndarray, over: np.ndarray) -> np.ndarray:
    """Material colours with vertex colours over them; the alpha of those is their share."""
    share = over[..., 3:].astype(np.float64)
    colour = np.array(base, np.float64)
    colour[..., :3] = base[..., :3] * (1 - share) + over[..., :3] * share
    return colour


def stroke_colours(curves: Curves, slots: Slots) -> tuple[np.ndarray, np.ndarray]:
    """(m, 4) uint8 sRGB of each stroke, its vertex colours averaged, and (m,) bool whether it is drawn."""
    slot = slots.of(curves)
    count = np.maximum(np.diff(curves.offsets), 1)
    over = np.zeros((curves.count, 4))
    if curves.colour.any():
        np.add.at(over, curves.of_points(), curves.colour)
    colour = mixed(slots.stroke[slot], over / count[:, None])
    shown = slots.shows_stroke[slot] if curves.hidden is None else ~curves.hidden
    return to_srgb(colour), shown & ~slots.hidden[slot]


def fill_colours(curves: Curves, slots: Slots) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Of each stroke (m, 4) uint8 sRGB of its fill, whether it has one, whether that is its material's."""
    slot = slots.of(curves)
    colour = mixed(slots.fill[slot], curves.fill_colour)
    colour[:, 3] *= np.clip(curves.fill_opacity, 0, 1)
    filled = slots.shows_fill[slot] if curves.fill_id is None else curves.fill_id != 0
    plain = (curves.fill_colour[:, 3] == 0) & (curves.fill_opacity >= 1)
    plain &= ~slots.gradient[slot]
    return to_srgb(colour), filled & ~slots.hidden[slot] & (colour[:, 3] > 0), plain
