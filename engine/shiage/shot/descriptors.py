# SPDX-License-Identifier: Apache-2.0
"""What a region looks like: the hand-made descriptors that likeness compares."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray

from shiage.cel.field import distance_field
from shiage.cel.fill import fill_under_ink
from shiage.cel.graph import RegionGraph, region_graph
from shiage.cel.lineart import TRACE_NONE, TRACE_RED, LineArt
from shiage.cel.regions import RegionMap
from shiage.shot.patches import masks, patches
from shiage.shot.tones import TraceLines
from shiage.shot.window import Window, whole

Floats = NDArray[np.float32]

WORKING_SIDE = 640
"""Longest side in pixels at which what is drawn is matched densely; regions stay at full resolution."""

SAMPLES = 48
"""Points of a region that vote on where it went."""

JOINED, MET = 0.6, 3
"""Two regions meet across a trace line where it is at least this share of their border, and the border at
least so many pixels."""


@dataclass(frozen=True, eq=False)
class Description:
    """All regions of one frame, described; n regions, lengths in units of its window's longest side.

    Attributes:
        centre: (n, 2) float32, centroid x, y.
        area: (n,) float32, share of the window's area.
        form: (n, 5) float32, elongation, cos and sin of the doubled orientation (weighted by elongation),
            compactness, extent.
        border: (n, 3) float32, touches the window's edge, log number of neighbours, is the largest.
        mask: (n, MASK_SIDE**2) float32, shape scaled to a square, unit norm.
        near, wide: (n, PATCH_SIDE**2) float32, distance field around the region, zero mean and unit norm.
        points: (n, SAMPLES, 2) float32, pixels inside the region, in working pixels.
        neighbours: (m, 2) int32, pairs of touching regions (0-based).
        meeting: (m,) float32, length of each pair's common border, in the same units.
        joint: (m,) uint8, TRACE_* of the trace line across which a pair meets, TRACE_NONE for black ink.
        field: (h, w) uint8, distance field at working size.
        labels: (h, w) int32, filled labels at working size, 1..n.
        figure: (4,) float32, ink's mean x, y and spread in x, y, in working pixels.
        window: (4,) int32, x, y, width and height of the part of the frame that is described, in its pixels.
    """

    centre: Floats
    area: Floats
    form: Floats
    border: Floats
    mask: Floats
    near: Floats
    wide: Floats
    points: Floats
    neighbours: NDArray[np.int32]
    meeting: Floats
    joint: NDArray[np.uint8]
    field: NDArray[np.uint8]
    labels: NDArray[np.int32]
    figure: Floats
    window: NDArray[np.int32]

    def arrays(self) -> dict[str, NDArray[np.generic]]:
        """The fields by name, for a checkpoint."""
        return {f.name: getattr(self, f.name) for f in fields(self)}

    @staticmethod
    def of(arrays: dict[str, NDArray[np.generic]]) -> Description:
        """The description that `arrays` came from."""
        return Description(**arrays)  # type: ignore[arg-type]

    @cached_property
    def touching(self) -> Floats:
        """(n, n) float32, share of each region's border that it has with each other; rows sum to 1 or 0."""
        share = np.zeros((len(self.area), len(self.area)), np.float32)
        share[self.neighbours[:, 0], self.neighbours[:, 1]] = self.meeting
        share += share.T
        return np.asarray(share / np.maximum(share.sum(1, keepdims=True), 1e-6), np.float32)

    @property
    def trace_lines(self) -> TraceLines:
        """Where its regions meet across trace lines."""
        return TraceLines(self.neighbours[self.joint > 0], self.joint[self.joint > 0])

    @property
    def scale(self) -> float:
        """Working pixels to one of the frame's."""
        return self.field.shape[1] / int(self.window[2])

    @property
    def origin(self) -> Floats:
        """(2,) float32, where working pixels begin, x, y in the frame's pixels."""
        return self.window[:2].astype(np.float32)


def describe(line: LineArt, regions: RegionMap, window: Window | None = None) -> Description:
    """Describe every region of a frame.

    Args:
        line: the frame's line art, (H, W).
        regions: its regions.
        window: the part of the frame that is drawn on, the same for all frames of a shot; None is all of it.
    """
    window = window or whole(line)
    line, regions = window.cut(line, regions)
    width, height = line.size
    side = max(width, height)
    filled = fill_under_ink(regions)
    graph = region_graph(regions, line, filled)
    scale = min(1.0, WORKING_SIDE / side)
    small = (max(16, round(width * scale)), max(16, round(height * scale)))
    field = distance_field(line, limit=max(4.0, side / 24))
    small_field = np.asarray(cv2.resize(field, small, interpolation=cv2.INTER_AREA), np.float32)
    labels = np.asarray(cv2.resize(filled, small, interpolation=cv2.INTER_NEAREST), np.int32)
    points = _sample_points(regions) * np.float32(small[0] / width)
    area = graph.area.astype(np.float32)
    size = np.sqrt(area) * np.float32(scale)
    touches = np.bincount(graph.pairs.ravel(), minlength=regions.count)
    largest = np.zeros(regions.count, np.float32)
    if regions.count:
        largest[int(area.argmax())] = 1
    return Description(
        centre=(graph.centroid / side).astype(np.float32),
        area=area / np.float32(width * height),
        form=_form(graph.elongation, graph.orientation, graph.compactness, graph.box, area),
        border=np.stack([graph.touches_edge, np.log1p(touches), largest], 1).astype(np.float32),
        mask=masks(regions, graph.box),
        near=patches(small_field, graph.centroid * scale, np.float32(1.5) * size + 4),
        wide=patches(small_field, graph.centroid * scale, np.float32(3) * size + 24),
        points=points,
        neighbours=graph.pairs,
        meeting=(graph.border / side).astype(np.float32),
        joint=_joints(graph),
        field=(small_field * 255).astype(np.uint8),
        labels=labels,
        figure=_figure(small_field),
        window=np.array([window.x, window.y, window.width, window.height], np.int32),
    )


def _joints(graph: RegionGraph) -> NDArray[np.uint8]:
    """(m,) the kind of line that most of each meeting is; a meeting of a few pixels tells nothing."""
    kind = TRACE_RED + graph.trace.argmax(1)
    told = (graph.trace.max(1) >= JOINED) & (graph.border >= MET)
    return np.where(told, kind, TRACE_NONE).astype(np.uint8)


def _form(
    elongation: Floats, orientation: Floats, compactness: Floats, box: NDArray[np.int32], area: Floats
) -> Floats:
    extent = area / np.maximum(1, box[:, 2] * box[:, 3])
    doubled = 2 * orientation
    return np.stack(
        [elongation, elongation * np.cos(doubled), elongation * np.sin(doubled), compactness, extent], 1
    ).astype(np.float32)


def _sample_points(regions: RegionMap) -> Floats:
    """(n, SAMPLES, 2) x, y pixel positions, evenly spaced in reading order inside each region."""
    flat = regions.labels.ravel()
    inside = np.flatnonzero(flat)
    order = inside[np.argsort(flat[inside], kind="stable")]
    counts = np.bincount(flat[inside], minlength=regions.count + 1)[1:]
    starts = np.concatenate([[0], np.cumsum(counts)[:-1]]) if regions.count else np.zeros(0)
    steps = (np.arange(SAMPLES) + 0.5) / SAMPLES
    picked = order[(starts[:, None] + np.floor(steps[None] * counts[:, None])).astype(np.int64)]
    width = regions.labels.shape[1]
    return np.stack([picked % width, picked // width], 2).astype(np.float32)


def _figure(field: Floats) -> Floats:
    """Mean and spread of the ink: where the drawing as a whole stands and how large it is."""
    y, x = np.nonzero(field < 0.15)
    if not len(x):
        h, w = field.shape
        return np.array([w / 2, h / 2, w / 4, h / 4], np.float32)
    return np.array([x.mean(), y.mean(), x.std() + 1, y.std() + 1], np.float32)
