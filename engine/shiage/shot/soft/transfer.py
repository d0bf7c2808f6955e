# SPDX-License-Identifier: Apache-2.0
"""Shading carried from the keys' regions to those of a frame."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import find_objects

from shiage.cel.alpha import premultiplied
from shiage.cel.arrays import Floats
from shiage.shot.decide import Decision
from shiage.shot.match.motion import Motion, motion
from shiage.shot.match.transport import likely
from shiage.shot.soft.extrapolate import Extended, extend
from shiage.shot.soft.read_painting import Painting
from shiage.shot.soft.register_regions import Lay, Spots, lay, spots_of

Window = tuple[slice, slice]

RIVAL = 0.3
"""A swatch this many times as likely as the first may be the same part in another light and shade it, too."""

LEAST_COVER = 0.05
"""Weight of a key whose region hardly fits, beside one that covers all."""


@dataclass(frozen=True, eq=False)
class Source:
    """Where a region's shading comes from.

    Attributes:
        drawing: index of the coloured drawing.
        region: its region, 0-based.
        weight: how much it counts beside other sources, above 0.
    """

    drawing: int
    region: int
    weight: float


@dataclass(frozen=True, eq=False)
class Shade:
    """One region's shading, carried from its sources.

    Attributes:
        region: 0-based.
        window: rows and columns of its box in the frame.
        mask: (h, w) bool, its pixels in the box.
        paint: (h, w, 4) float32, premultiplied RGBA 0..255.
        low, high: (4,) float32, range of its sources' paint.
        size: width and height of the frame.
    """

    region: int
    window: Window
    mask: NDArray[np.bool_]
    paint: Floats
    low: Floats
    high: Floats
    size: tuple[int, int]


@dataclass(eq=False)
class Carrier:
    """Knows the painted drawings of a decided shot and carries their shading.

    Attributes:
        decision: the shot, decided.
        paintings: coloured drawing -> its paint; the same indices as in the decision.
        sizes: per drawing, width and height.
        upright: light stands still: shading does not turn with its part. Else it does, as a texture would.
    """

    decision: Decision
    paintings: Mapping[int, Painting]
    sizes: list[tuple[int, int]]
    upright: bool = False
    _spots: dict[int, Spots] = field(default_factory=dict)
    _extended: dict[tuple[int, int], Extended] = field(default_factory=dict)

    def shades(self, t: int, labels: NDArray[np.int32]) -> Iterator[Shade]:
        """Carry shading to all regions of frame t that come from a shaded one.

        Args:
            t: index of the frame.
            labels: (H, W) int32, its regions, filled.
        """
        near = {s for s in self.paintings if (t, s) in self.decision.transports}
        self._extended = {place: kept for place, kept in self._extended.items() if place[0] in near}
        count = len(self.decision.drawings[t].area)
        here = spots_of(self.decision.drawings[t])
        moved: dict[int, Motion] = {}
        for i, window in enumerate(find_objects(labels, count)):
            if window is not None and (sources := self.sources(t, i)):
                yield self._shade(t, i, window, labels[window] == i + 1, sources, here, moved)

    def sources(self, t: int, i: int) -> list[Source]:
        """Where region i of frame t has its shading from, surest first; none when it is flat there."""
        transports, given = self.decision.transports, self.decision.given
        belief, found = self.decision.beliefs[t][i], []
        if t in self.paintings:
            own = Source(t, i, 1.0)
            return [own] if self._is_shaded(own) and belief[given.coloured[t][i]] > 0 else []
        belief = np.where(belief >= RIVAL * belief.max(), belief, 0)
        for s in self.paintings:
            if (t, s) not in transports or not len(given.coloured[s]):
                continue
            like = likely(transports[t, s], i) * belief[given.coloured[s]]
            j = int(like.argmax())
            if like[j] > 0:
                found.append(Source(s, j, float(like[j]) / (1 + self.apart(t, s))))
        found.sort(key=lambda source: -source.weight)
        if not found or not self._is_shaded(found[0]):
            return []
        return [source for source in found if self._is_shaded(source)]

    def _shade(
        self,
        t: int,
        i: int,
        window: Window,
        mask: NDArray[np.bool_],
        sources: list[Source],
        here: Spots,
        moved: dict[int, Motion],
    ) -> Shade:
        if sources[0].drawing == t:
            paint = premultiplied(self.paintings[t].paint[window])
            return Shade(i, window, mask, paint, paint.min((0, 1)), paint.max((0, 1)), self.sizes[t])
        total, weights = np.zeros((*mask.shape, 4), np.float32), 0.0
        used = []
        for source in sources:
            s = source.drawing
            extended = self._extend(source)
            if s not in moved:
                moved[s] = motion(self.decision.drawings[t], self.decision.drawings[s])
            laid = lay(here, i, self._spots_of(s), source.region, moved[s], self.upright)
            at = self._carried(t, window, source, laid) - np.array([extended.x, extended.y], np.float32)
            sampled = cv2.remap(
                extended.paint, at[..., 0], at[..., 1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
            )
            weight = source.weight * (LEAST_COVER + (laid.score if laid else 0.0)) ** 2
            total += np.float32(weight) * sampled
            weights += weight
            used.append(extended)
        low = np.min([extended.low for extended in used], 0)
        high = np.max([extended.high for extended in used], 0)
        return Shade(i, window, mask, total / np.float32(weights), low, high, self.sizes[t])

    def _carried(self, t: int, window: Window, source: Source, laid: Lay | None) -> Floats:
        """Pixels of a box in the source's drawing; a region too small to be laid goes box to box."""
        if laid is not None:
            here, there = self.decision.drawings[t], self.decision.drawings[source.drawing]
            points = (_grid(window) - here.origin) * np.float32(here.scale)
            return laid.carry(points) / np.float32(there.scale) + there.origin
        other = find_objects((self.paintings[source.drawing].labels == source.region + 1).astype(np.int32))
        points = _grid(window)
        if not other:
            return points
        (rows, columns), (y, x) = window, other[0]
        ratio = (
            (x.stop - x.start) / (columns.stop - columns.start),
            (y.stop - y.start) / (rows.stop - rows.start),
        )
        start = np.array([columns.start, rows.start], np.float32)
        return (points - start) * np.array(ratio, np.float32) + np.array([x.start, y.start], np.float32)

    def _extend(self, source: Source) -> Extended:
        place = source.drawing, source.region
        if place not in self._extended:
            self._extended[place] = extend(self.paintings[source.drawing], source.region)
        return self._extended[place]

    def _is_shaded(self, source: Source) -> bool:
        return bool(self.paintings[source.drawing].shaded[source.region])

    def apart(self, t: int, s: int) -> int:
        """Frames between a frame and a drawing; a model sheet is as far away as the farthest key."""
        numbers = [f.number for f in self.decision.frames]
        return abs(numbers[t] - numbers[s]) if s < len(numbers) else numbers[-1] - numbers[0]

    def _spots_of(self, s: int) -> Spots:
        if s not in self._spots:
            self._spots[s] = spots_of(self.decision.drawings[s])
        return self._spots[s]


def _grid(window: Window) -> Floats:
    """(h, w, 2) x, y of a box's pixels."""
    rows, columns = window
    x, y = np.meshgrid(np.arange(columns.start, columns.stop), np.arange(rows.start, rows.stop))
    return np.stack([x, y], 2).astype(np.float32)
