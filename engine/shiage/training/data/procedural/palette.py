# SPDX-License-Identifier: Apache-2.0
"""Colours of a cast: swatches with shade and highlight tones, far enough apart to tell."""

from __future__ import annotations

import colorsys

import numpy as np

Rgb = tuple[int, int, int]

_APART = 9
"""Two swatches of a clip differ by at least this much in one channel, or are the same."""

_NATURAL: dict[str, tuple[tuple[float, float], tuple[float, float], tuple[float, float]]] = {
    # hue in turns, saturation, value
    "skin": ((0.02, 0.1), (0.15, 0.6), (0.4, 1.0)),
    "hair": ((0.0, 0.14), (0.1, 0.9), (0.15, 0.95)),
    "white": ((0.5, 0.7), (0.0, 0.08), (0.9, 1.0)),
    "iris": ((0.0, 1.0), (0.4, 0.9), (0.3, 0.9)),
    "pupil": ((0.0, 1.0), (0.0, 0.5), (0.02, 0.2)),
    "mouth": ((0.94, 1.02), (0.5, 0.9), (0.3, 0.7)),
    "tongue": ((0.95, 1.03), (0.4, 0.7), (0.75, 0.95)),
    "blush": ((0.95, 1.05), (0.3, 0.6), (0.85, 1.0)),
    "beak": ((0.03, 0.15), (0.6, 1.0), (0.7, 1.0)),
    "metal": ((0.5, 0.7), (0.0, 0.2), (0.5, 0.95)),
    "gold": ((0.1, 0.15), (0.5, 0.9), (0.7, 1.0)),
    "leather": ((0.03, 0.1), (0.4, 0.8), (0.2, 0.65)),
    "fur": ((0.02, 0.14), (0.1, 0.8), (0.2, 0.95)),
}
"""Colours that drawings mostly give to things; other swatches take any."""

_FANCY = 0.25
"""Chance that something has a colour nature does not give it."""


class Palette:
    """Colours by the name of their swatch, created on demand: "skin", "skin.shade", "skin.light"."""

    def __init__(self, rng: np.random.Generator) -> None:
        self._rng = rng
        self._colours: dict[str, Rgb] = {}
        kind = rng.random()
        self._grey = kind < 0.1
        self._hues = rng.uniform(0, 1, int(rng.integers(1, 5))) if kind < 0.6 else None
        self._vivid = float(rng.uniform(0.3, 1.0))
        self._shade = float(rng.uniform(0.55, 0.86))
        self._cool = float(rng.uniform(0.0, 0.05))

    def colour(self, swatch: str) -> Rgb:
        """RGB 0..255 of a swatch."""
        known = self._colours.get(swatch)
        if known is None:
            known = self._colours[swatch] = self._settled(swatch)
        return known

    def _settled(self, swatch: str) -> Rgb:
        """A new colour, moved away from those it would be mistaken for."""
        base, _, tone = swatch.rpartition(".") if "." in swatch else (swatch, "", "")
        made = self._toned(self.colour(base), tone) if tone else self._base(swatch)
        for _ in range(40):
            gaps = [
                max(abs(a - b) for a, b in zip(made, other, strict=True)) for other in self._colours.values()
            ]
            if not gaps or min(gaps) >= _APART:
                break
            step = self._rng.integers(-24, 25, 3)
            made = tuple(int(np.clip(c + d, 0, 255)) for c, d in zip(made, step, strict=True))  # type: ignore[assignment]
        return made

    def _base(self, swatch: str) -> Rgb:
        rng = self._rng
        kind = swatch.split("/")[-1].split(" ")[0]
        ranges = _NATURAL.get(kind)
        if ranges is None or (rng.random() < _FANCY and kind not in ("white", "pupil")):
            hue = (
                float(rng.choice(self._hues) + rng.normal(0, 0.02))
                if self._hues is not None
                else rng.uniform()
            )
            saturation = float(rng.beta(1.6, 1.6)) * self._vivid
            value = float(rng.uniform(0.2, 1.0))
        else:
            hue, saturation, value = (float(rng.uniform(*r)) for r in ranges)
        if self._grey and rng.random() < 0.8:
            saturation *= 0.1
        return _rgb(hue, saturation, value)

    def _toned(self, colour: Rgb, tone: str) -> Rgb:
        h, s, v = colorsys.rgb_to_hsv(*(c / 255 for c in colour))
        if tone.startswith("shade"):
            towards = self._cool if 0.15 < h < 0.65 else -self._cool
            return _rgb(h + towards, min(1.0, s * 1.15 + 0.04), v * self._shade)
        return _rgb(h, s * 0.55, v + (1 - v) * 0.6)


def _rgb(hue: float, saturation: float, value: float) -> Rgb:
    r, g, b = colorsys.hsv_to_rgb(hue % 1.0, float(np.clip(saturation, 0, 1)), float(np.clip(value, 0, 1)))
    return round(r * 255), round(g * 255), round(b * 255)
