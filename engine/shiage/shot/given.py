# SPDX-License-Identifier: Apache-2.0
"""What is given: the palette of a shot and the regions whose swatch keys, sheets and corrections fix."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from shiage.cel.fill import fill_under_ink
from shiage.cel.lineart import LineArt
from shiage.cel.palette import Palette, palette_of_keys, snap_regions
from shiage.cel.regions import RegionMap, find_regions
from shiage.shot.notes import Note
from shiage.shot.shot import Correction, Frame, Settings, Shot, ShotError

RGBA = tuple[int, int, int, int]


@dataclass(frozen=True, eq=False)
class Given:
    """Fixed swatches.

    Attributes:
        palette: all swatches of the shot.
        coloured: drawing -> (n,) int32 swatch of each of its regions.
        corrected: drawing -> {region (0-based): swatch}.
        notes: what of it could not be followed.
    """

    palette: Palette
    coloured: dict[int, NDArray[np.int32]]
    corrected: dict[int, dict[int, int]]
    notes: tuple[Note, ...] = ()

    def labels(self, drawing: int, count: int) -> NDArray[np.int32]:
        """(count,) swatch of each region of a drawing, -1 where nothing is given."""
        labels = self.coloured.get(drawing)
        labels = np.full(count, -1, np.int32) if labels is None else labels.copy()
        for region, swatch in self.corrected.get(drawing, {}).items():
            labels[region] = swatch
        return labels


def regions_of(line: LineArt, settings: Settings) -> RegionMap:
    """The regions of a drawing, as a shot's settings want them."""
    return find_regions(line, settings.gap, settings.min_area)


def read_given(shot: Shot, frames: list[Frame]) -> Given:
    """Collect what is given in a shot that `check_shot` has passed.

    Args:
        shot: the shot.
        frames: its frames in time order; drawings are counted through them and then the model sheets.

    Raises:
        ShotError: nothing is coloured in any of them.
    """
    place = {f.number: t for t, f in enumerate(frames)}
    cels = {place[k.number]: k.cel for k in shot.keys}
    cels |= {len(frames) + i: s.cel for i, s in enumerate(shot.sheets)}
    lines = [f.line for f in frames] + [s.line for s in shot.sheets]
    found = {t: regions_of(lines[t], shot.settings) for t in cels}
    palette = palette_of_keys([(cel, found[t]) for t, cel in cels.items()])
    if not len(palette.colours):
        raise ShotError("no key or model sheet has a region that is coloured: is its line art all ink?")
    palette = _with_corrections(palette, shot.corrections)
    corrected: dict[int, dict[int, int]] = {}
    for c in shot.corrections:
        t = place[c.number]
        region = int(fill_under_ink(regions_of(lines[t], shot.settings))[c.y, c.x])
        if region:
            corrected.setdefault(t, {})[region - 1] = _swatches(palette)[_visible(c.colour)]
    return Given(palette, {t: snap_regions(cel, found[t], palette)[0] for t, cel in cels.items()}, corrected)


def _with_corrections(palette: Palette, corrections: list[Correction]) -> Palette:
    """The palette, with the colours of corrections that no key has."""
    known = _swatches(palette)
    new = [c for c in dict.fromkeys(_visible(c.colour) for c in corrections) if c not in known]
    if not new:
        return palette
    names = [f"correction {i + 1}" for i in range(len(new))]
    return Palette(np.concatenate([palette.colours, np.array(new, np.uint8)]), (*palette.names, *names))


def _swatches(palette: Palette) -> dict[RGBA, int]:
    return {(int(r), int(g), int(b), int(a)): i for i, (r, g, b, a) in enumerate(palette.colours)}


def _visible(colour: RGBA) -> RGBA:
    """Every fully transparent colour is the same one."""
    return colour if colour[3] else (0, 0, 0, 0)
