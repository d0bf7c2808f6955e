# SPDX-License-Identifier: Apache-2.0
"""A solved shot: every region decided, frames drawn from it one at a time."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from shiage.cel.census import pack, unpack
from shiage.cel.fill import fill_under_ink
from shiage.cel.palette import Palette
from shiage.cel.swatches import moved_paint, onto
from shiage.shot.given import Given, regions_of
from shiage.shot.keys import KeptKey, extended, look_into, restored
from shiage.shot.notes import Note, collected
from shiage.shot.pinholes import Pinholes
from shiage.shot.shot import ColoredFrame, Frame, Settings, Shot


class Raster(Protocol):
    """Pixels of a soft shot."""

    def cel(self, number: int, labels: NDArray[np.int32]) -> NDArray[np.uint8]:
        """The cel of a frame, (H, W, 4) uint8 RGBA without ink, from its filled labels (H, W)."""


@dataclass(frozen=True, eq=False)
class SolvedShot:
    """Swatches and confidences of every region; frames are drawn from it one at a time.

    Attributes:
        palette: the exact colours of the shot; in mode soft, the tones of shaded regions among them.
        swatches: frame number -> (n,) int32 palette index of each region.
        confidence: frame number -> (n,) float32 in 0..1.
        settings: how the shot was coloured.
        frames: frame number -> frame.
        raster: paints the frames of a soft shot; None in mode flat.
        notes: what could not be followed, or was decided without being asked.
        keys: frame number -> the key that comes back there.
        blank: numbers of the frames that are blank.
        pinholes: how the smallest holes between lines are painted.
    """

    palette: Palette
    swatches: dict[int, NDArray[np.int32]]
    confidence: dict[int, NDArray[np.float32]]
    settings: Settings
    frames: dict[int, Frame]
    raster: Raster | None = None
    notes: tuple[Note, ...] = ()
    keys: dict[int, KeptKey] = field(default_factory=dict)
    blank: frozenset[int] = frozenset()
    pinholes: Pinholes = field(default_factory=Pinholes)

    @property
    def numbers(self) -> list[int]:
        """Numbers of all frames, in time order."""
        return list(self.frames)

    def draw(self, number: int) -> ColoredFrame:
        """Colour one frame at full resolution.

        Its regions are found again: that costs less than keeping every frame's label map.
        """
        line, swatches, sure = self.frames[number].line, self.swatches[number], self.confidence[number]
        regions = regions_of(line, self.settings)
        if self.raster is None:
            regions, left = self.pinholes.joined(number, regions, line.barrier(), swatches)
            swatches, sure = swatches[left], sure[left]
        labels = fill_under_ink(regions)
        cel = None if self.raster is None or number in self.blank else self.raster.cel(number, labels)
        drawn = ColoredFrame(number, labels, swatches, sure, cel)
        if number not in self.keys:
            return drawn
        return restored(drawn, self.keys[number], line, regions, self.palette)

    def keeping(self, shot: Shot, given: Given) -> SolvedShot:
        """The same, with keys that come back as they were painted, and what is to be said of them."""
        place = {number: t for t, number in enumerate(self.numbers)}
        kept, palette, notes = {}, self.palette, list(self.notes)
        fixed = np.zeros(0, np.uint32) if shot.palette is None else _packed(shot.palette)
        for key in shot.keys:
            t, number = place[key.number], key.number
            regions = regions_of(self.frames[number].line, self.settings)
            own = KeptKey(
                number,
                moved_paint(key.cel, given.moved[t]),
                self.raster is None and t in given.noisy,
                frozenset(given.corrected.get(t, {})),
            )
            said, colours = look_into(
                own, regions, self.swatches[number], self.palette, self.raster is not None
            )
            # what is too small to be a swatch goes the way of what is one
            known = np.concatenate([fixed, _packed(self.palette)]) if given.moved[t] else fixed
            like = {old: new for old, new in onto(pack(colours[:, None])[:, 0], known).items() if old != new}
            own = replace(own, cel=moved_paint(own.cel, like))
            kept[number] = own
            palette = extended(palette, moved_paint(colours[:, None], like)[:, 0], shot.palette)
            notes += said
        palette = extended(palette, unpack(fixed), shot.palette)
        return replace(self, palette=palette, notes=collected(notes), keys=kept)


def _packed(palette: Palette) -> NDArray[np.uint32]:
    """(n,) the packed colours of a palette."""
    return pack(palette.colours[:, None])[:, 0]
