# SPDX-License-Identifier: Apache-2.0
"""How a figure is painted: its shades and glosses, and where the light comes from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from shiage.drawing.curves import Points
from shiage.training.data.procedural.drawing import Shape


@dataclass(frozen=True)
class PaintStyle:
    """Choices that hold for a whole clip.

    Attributes:
        light: (x, y) on paper, towards the light, length 1.
        shades: which swatches have a shade tone painted; all of them where it holds "*".
        gloss: whether hair and metal shine.
        depth: how far shades reach in, as a share of a form's thickness.
        folds: how many folds cloth shows, 0..1.
    """

    light: tuple[float, float]
    shades: frozenset[str]
    gloss: bool
    depth: float
    folds: float

    def shaded(self, swatch: str) -> bool:
        """Whether a shade is painted on this swatch."""
        return "*" in self.shades or swatch.split(" ")[0] in self.shades

    def shade(self, shape: Shape, thick: float, share: float = 1.0) -> None:
        """Shade what the light misses of a form so many pixels thick; first among the marks on it."""
        if not self.shaded(shape.swatch) or thick < 5:
            return
        shift = np.array(self.light, np.float32) * np.float32(thick * self.depth * share)
        made = Shape(f"{shape.name} shade", shape.outline + shift, f"{shape.swatch}.shade")
        made.outside, made.trace = True, True
        shape.marks.insert(0, made)

    def cast(self, shape: Shape, shadow: Points) -> None:
        """Let something else's shadow fall on a form."""
        if self.shaded(shape.swatch):
            made = Shape(f"{shape.name} cast", shadow, f"{shape.swatch}.shade", trace=True)
            shape.marks.insert(0, made)

    def shine(self, shape: Shape, patch: Points | None) -> None:
        """Put a highlight upon a form."""
        if self.gloss and patch is not None:
            made = Shape(f"{shape.name} light", patch, f"{shape.swatch}.light", trace=True)
            shape.marks.append(made)


def draw_paint_style(rng: np.random.Generator) -> PaintStyle:
    """A painter's habits: flat, some shades, or everything shaded."""
    angle = np.radians(rng.choice([-125.0, -55.0]) + rng.normal(0, 18))
    kinds = ["skin", "hair", "top", "bottom", "shoes", "fur", "body", "cape", "metal"]
    chosen = rng.random()
    if chosen < 0.4:
        shades: set[str] = set()
    elif chosen < 0.7:
        shades = {k for k in kinds if rng.random() < 0.5}
    else:
        shades = {"*"}
    return PaintStyle(
        light=(float(np.cos(angle)), float(np.sin(angle))),
        shades=frozenset(shades),
        gloss=bool(rng.random() < 0.45),
        depth=float(rng.uniform(0.14, 0.45)),
        folds=float(rng.uniform(0, 1)) * float(rng.random() < 0.7),
    )
