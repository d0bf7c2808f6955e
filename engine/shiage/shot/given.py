# SPDX-License-Identifier: Apache-2.0
"""What is given: the palette of a shot and the regions whose swatch keys, sheets and corrections fix."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from shiage.cel.census import pack, unpack
from shiage.cel.fill import fill_under_ink
from shiage.cel.fills import find_fills
from shiage.cel.lineart import LineArt
from shiage.cel.noise import NOISE
from shiage.cel.palette import Palette, named, snap_regions
from shiage.cel.regions import RegionMap, find_regions
from shiage.cel.swatches import moved_paint, settle_swatches
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
        moved: drawing -> packed colours of its paint that stand for others, and these (see `swatches`).
        noisy: drawings whose colours are but near their swatches.
        notes: what of it was decided without being asked.
    """

    palette: Palette
    coloured: dict[int, NDArray[np.int32]]
    corrected: dict[int, dict[int, int]]
    moved: dict[int, dict[int, int]]
    noisy: set[int]
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


def read_given(shot: Shot, frames: list[Frame], painted: bool = True) -> Given:
    """Collect what is given in a shot that `check_shot` has passed.

    Args:
        shot: the shot.
        frames: its frames in time order; drawings are counted through them and then the model sheets.
        painted: whether colours are paints; the tones of shaded keys differ as noise does.

    Raises:
        ShotError: nothing is coloured in any of them.
    """
    place = {f.number: t for t, f in enumerate(frames)}
    cels = {place[k.number]: k.cel for k in shot.keys}
    cels |= {len(frames) + i: s.cel for i, s in enumerate(shot.sheets)}
    lines = [f.line for f in frames] + [s.line for s in shot.sheets]
    found = {t: regions_of(lines[t], shot.settings) for t in cels}
    fills = [find_fills(cel, found[t], None if painted else True) for t, cel in cels.items()]
    fixed = None if shot.palette is None else np.unique(pack(shot.palette.colours[:, None]))
    swatches = settle_swatches(fills, fixed)
    palette = named(unpack(swatches.colours), shot.palette)
    if not len(palette.colours):
        raise ShotError("no key or model sheet has a region that is coloured: is its line art all ink?")
    palette = _with_corrections(palette, shot.corrections)
    corrected: dict[int, dict[int, int]] = {}
    filled: dict[int, NDArray[np.int32]] = {}
    for c in shot.corrections:
        t = place[c.number]
        if t not in filled:
            filled[t] = fill_under_ink(regions_of(lines[t], shot.settings))
        region = int(filled[t][c.y, c.x])
        if region:
            corrected.setdefault(t, {})[region - 1] = _swatches(palette)[_visible(c.colour)]
    moved = dict(zip(cels, swatches.moved, strict=True))
    coloured = {t: snap_regions(moved_paint(cel, moved[t]), found[t], palette)[0] for t, cel in cels.items()}
    noisy = {t for t, f in zip(cels, fills, strict=True) if f.noisy}
    notes = _say(shot, frames, moved, noisy) if painted else ()
    return Given(palette, coloured, corrected, moved, noisy, notes)


def _say(
    shot: Shot, frames: list[Frame], moved: dict[int, dict[int, int]], noisy: set[int]
) -> tuple[Note, ...]:
    """What was decided about the colours of coloured drawings."""
    notes = []
    whose = "the other keys" if shot.palette is None else "the palette"
    for t, stand in moved.items():
        said = []
        if stand:
            old, new = (
                unpack(np.array(c, np.uint32)).astype(int) for c in (list(stand), list(stand.values()))
            )
            said.append(
                f"its colours lie beside those of {whose}, {len(stand)} of them and by up to "
                f"{np.abs(old - new).max()} levels: these were taken"
            )
        if t in noisy:
            said.append(
                f"its colours are noisy (grain, JPEG): up to {NOISE} levels off a swatch they count as it"
            )
        frame = frames[t].number if t < len(frames) else None
        sheet = "" if frame is not None else f"model sheet {shot.sheets[t - len(frames)].name}: "
        notes += [Note(frame, sheet + words) for words in said]
    return tuple(notes)


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
