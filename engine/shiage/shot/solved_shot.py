# SPDX-License-Identifier: Apache-2.0
"""A solved shot: every region decided, frames drawn from it one at a time."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from shiage.cel.census import pack, unpack
from shiage.cel.fill import fill_under_ink
from shiage.cel.palette import Palette
from shiage.cel.swatches import moved_paint, onto
from shiage.shot.describe.regions import Finder
from shiage.shot.frame_layout import Layout, Pieces
from shiage.shot.notes import Note, collected
from shiage.shot.painted_keys import KeptKey, extended, look_into, restored
from shiage.shot.run.progress import QUIET, Arrays, Progress, said_of, words_of
from shiage.shot.solve.fixed_labels import Given
from shiage.shot.solve.pinholes import Pinholes
from shiage.shot.types import ColoredFrame, Frame, Settings, Shot


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
        progress: keeps the regions that frames are drawn from.
        others: (n,) int32 swatches each of the one frame's further candidates, where they were asked for.
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
    progress: Progress = QUIET
    others: tuple[NDArray[np.int32], ...] = ()

    @property
    def numbers(self) -> list[int]:
        """Numbers of all frames, in time order."""
        return list(self.frames)

    def draw(self, number: int) -> ColoredFrame:
        """Colour one frame at full resolution."""
        layout = self.lay_out(number)
        return layout.frame(number, self.swatches[number], self.confidence[number], self.palette)

    def draw_candidates(self, number: int) -> list[ColoredFrame]:
        """A frame in each of its candidates, the first as `draw` has it.

        All have its regions, and how sure the first one's swatches are.
        """
        layout, sure = self.lay_out(number), self.confidence[number]
        rows = (self.swatches[number], *self.others)
        return [layout.frame(number, swatches, sure, self.palette) for swatches in rows]

    def lay_out(self, number: int) -> Layout:
        """A coloured frame at full resolution, without its swatches."""
        frame, swatches = self.frames[number], self.swatches[number]
        regions, lines = Finder(self.settings, self.progress).with_lines(frame)
        left: NDArray[np.int64] = np.arange(regions.count)
        if self.raster is None:
            regions, left = self.pinholes.joined(number, regions, lines, swatches)
        labels = fill_under_ink(regions)
        cel = None if self.raster is None or number in self.blank else self.raster.cel(number, labels)
        layout = Layout(labels, Pieces(left, np.zeros(0, np.int32), np.zeros(0, np.uint32)), cel)
        if number not in self.keys:
            return layout
        return restored(layout, swatches[left], self.keys[number], frame.line, regions, self.palette)

    def fingerprint(self, number: int) -> str:
        """What tells a frame's layout from those it has once artists said more; "" in mode soft."""
        if self.raster is not None:
            return ""
        swatches = self.swatches[number]
        said = hashlib.sha256(np.ascontiguousarray(swatches).tobytes())
        said.update(repr(self.pinholes.fingerprint(number, swatches)).encode())
        if number in self.keys:
            # the palette has the colours of all its parts
            said.update(self.keys[number].fingerprint(swatches, self.palette).encode())
        return said.hexdigest()[:32]

    def keeping(self, shot: Shot, given: Given) -> SolvedShot:
        """The same, with keys that come back as they were painted, and what is to be said of them."""
        place = {number: t for t, number in enumerate(self.numbers)}
        kept, palette, notes = {}, self.palette, list(self.notes)
        fixed = np.zeros(0, np.uint32) if shot.palette is None else _packed(shot.palette)
        for key in shot.keys:
            t, number = place[key.number], key.number
            own = KeptKey(
                number,
                moved_paint(key.cel, given.moved[t]),
                self.raster is None and t in given.noisy,
                frozenset(given.said(t)),
            )
            said, colours = self._look_into(own)
            # what is too small to be a swatch goes the way of what is one
            known = np.concatenate([fixed, _packed(self.palette)]) if given.moved[t] else fixed
            like = {old: new for old, new in onto(pack(colours[:, None])[:, 0], known).items() if old != new}
            kept[number] = replace(own, cel=moved_paint(own.cel, like), like=tuple(sorted(like.items())))
            palette = extended(palette, moved_paint(colours[:, None], like)[:, 0], shot.palette)
            notes += said
        palette = extended(palette, unpack(fixed), shot.palette)
        return replace(self, palette=palette, notes=collected(notes), keys=kept)

    def _look_into(self, key: KeptKey) -> tuple[list[Note], NDArray[np.uint8]]:
        """See `painted_keys.look_into`."""
        frame, swatches, shading = self.frames[key.number], self.swatches[key.number], self.raster is not None

        def look() -> Arrays:
            regions = Finder(self.settings, self.progress).regions(frame)
            notes, colours = look_into(key, regions, swatches, self.palette, shading)
            return {"colours": colours, "words": said_of([[note.frame, note.text] for note in notes])}

        seen_as = key.fingerprint(swatches, self.palette)
        seen = self.progress.once(f"key-{key.number}-{seen_as}-{int(shading)}", look)
        notes = [Note(number, text) for number, text in words_of(seen["words"])]
        return notes, seen["colours"].astype(np.uint8).reshape(-1, 4)


def _packed(palette: Palette) -> NDArray[np.uint32]:
    """(n,) the packed colours of a palette."""
    return pack(palette.colours[:, None])[:, 0]
