# SPDX-License-Identifier: Apache-2.0
"""Single drawings with scribbles drawn from their truth: coloured by matcher, by network, by both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import cv2
import numpy as np
from numpy.typing import NDArray

from shiage.cel.arrays import RGBA
from shiage.cel.fill import fill_under_ink, paint
from shiage.cel.regions import RegionMap, find_regions
from shiage.shot.color import solve_shot
from shiage.shot.evaluate.draw_scribbles import draw_scribbles, scribbled_labels
from shiage.shot.evaluate.metrics import SPECK, packed, region_colours
from shiage.shot.first_key.scribble_pictures import paint_from_scribbles
from shiage.shot.solve.raster_votes import swatch_shares
from shiage.shot.solve.scribbled_regions import scribbled_regions
from shiage.shot.types import Frame, Raster, Scribbles, Settings, Shot

if TYPE_CHECKING:
    from shiage.models.hint_painter import HintPainter

Pixels = NDArray[np.uint8]
CLEAR = (0, 0, 0, 0)
Steps = dict[str, dict[str, NDArray[np.generic]]]


@dataclass(frozen=True, eq=False)
class ScribbleTrial:
    """One drawing, scribbles on it, and its truth.

    Attributes:
        frame: the drawing.
        strokes: the scribbles, (H, W, 4) uint8 RGBA.
        settings: how regions are found.
        labels: (H, W) int32, regions between lines, 1..n, 0 elsewhere.
        wanted: (n,) uint32 their true packed colours.
        chosen: labels that are scribbled on.
        counts: (n,) bool, whether each is scored: large enough, and not scribbled on.
        steps: what was found out before, so that the drawing is described once.
    """

    frame: Frame
    strokes: Pixels
    settings: Settings
    labels: NDArray[np.int32]
    wanted: NDArray[np.uint32]
    chosen: list[int]
    counts: NDArray[np.bool_]
    steps: Steps = field(default_factory=dict)

    def get(self, step: str) -> dict[str, NDArray[np.generic]] | None:
        """See `Checkpoint.get`."""
        return self.steps.get(step)

    def put(self, step: str, arrays: dict[str, NDArray[np.generic]]) -> None:
        """See `Checkpoint.put`."""
        self.steps[step] = arrays

    @cached_property
    def regions(self) -> RegionMap:
        """The drawing's regions as they are coloured."""
        return find_regions(self.frame.line, self.settings.gap, self.settings.min_area)

    @cached_property
    def _given(self) -> dict[int, RGBA]:
        """Region (0-based) -> colour that is scribbled on it."""
        return scribbled_regions(Scribbles(self.frame.number, self.strokes), self.regions)[0]

    def picture(self, painter: HintPainter) -> Pixels:
        """What a network paints of it."""
        return paint_from_scribbles(self.frame, self.regions, self._given, painter)

    def solved(self, picture: Pixels | None = None, weight: float = 0.0) -> Pixels:
        """The cel as shots are coloured, a network's picture voting with this weight."""
        return self.candidates(picture, weight)[0]

    def candidates(self, picture: Pixels | None = None, weight: float = 0.0) -> list[Pixels]:
        """The same in as many ways as the settings ask for, the likeliest first."""
        rasters = [] if picture is None or not weight else [Raster(self.frame.number, picture, weight)]
        marks = [Scribbles(self.frame.number, self.strokes)]
        shot = Shot([self.frame], [], settings=self.settings, scribbles=marks, rasters=rasters)
        done = solve_shot(shot, checkpoint=self)
        return [drawn.painted(done.palette) for drawn in done.draw_candidates(self.frame.number)]

    def alone(self, picture: Pixels) -> Pixels:
        """The cel as a network's picture alone has it: each region in the swatch that it shows most of."""
        given = self._given
        colours = np.array([*dict.fromkeys(given.values()), CLEAR], np.uint8)
        swatches = swatch_shares(picture, self.regions, colours).argmax(1)
        cel = paint(fill_under_ink(self.regions), colours[swatches])
        for region, colour in given.items():
            cel[self.regions.labels == region + 1] = colour
        return cel

    def right(self, cel: Pixels) -> float:
        """Share of the scored regions that have exactly their true colour."""
        given = region_colours(self.labels, packed(cel), len(self.wanted) + 1)
        return float((given == self.wanted)[self.counts].mean())

    @cached_property
    def nearest(self) -> float:
        """Share right where each region takes the colour of the nearest scribbled one."""
        places = np.array(self.chosen) - 1
        areas, down, across = (
            np.bincount(self.labels.ravel(), of, len(self.wanted) + 1)[1:]
            for of in (None, *(axis.ravel() for axis in np.indices(self.labels.shape)))
        )
        at = np.stack([across, down], 1) / np.maximum(areas, 1)[:, None]
        near = np.linalg.norm(at[:, None] - at[places][None], axis=2).argmin(1)
        return float((self.wanted[places][near] == self.wanted)[self.counts].mean())

    @property
    def ceiling(self) -> float:
        """Share whose true colour was scribbled anywhere, or that are unpainted."""
        known = [0, *self.wanted[np.array(self.chosen) - 1].tolist()]
        return float(np.isin(self.wanted, known)[self.counts].mean())


def trial_of(frame: Frame, truth: Pixels, count: int, settings: Settings) -> ScribbleTrial | None:
    """A drawing with so many scribbles; None where no region is left to score."""
    found, parts, stats, _ = cv2.connectedComponentsWithStats(
        (~frame.line.barrier()).astype(np.uint8), connectivity=4
    )
    labels = np.asarray(parts, np.int32)
    wanted = region_colours(labels, packed(truth), found)
    chosen = scribbled_labels(labels, wanted, count)
    counts = stats[1:, cv2.CC_STAT_AREA] > SPECK
    counts[np.array(chosen, np.int64) - 1] = False
    if not chosen or not counts.any():
        return None
    strokes = draw_scribbles(labels, truth, chosen)
    return ScribbleTrial(frame, strokes, settings, labels, wanted, chosen, counts)


def fit_weight(
    trials: Sequence[ScribbleTrial], painter: HintPainter, weights: Sequence[float]
) -> dict[float, float]:
    """Mean share right by the weight of a network's votes; 0 is the head on the matcher alone."""
    pictures = [trial.picture(painter) for trial in trials]
    return {
        weight: float(np.mean([t.right(t.solved(p, weight)) for t, p in zip(trials, pictures, strict=True)]))
        for weight in weights
    }
