# SPDX-License-Identifier: Apache-2.0
"""From a frame's line art and regions to their descriptors."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from shiage.cel.arrays import Floats
from shiage.cel.field import distance_field
from shiage.cel.fill import fill_under_ink
from shiage.cel.graph import region_graph
from shiage.cel.lineart import LineArt
from shiage.cel.regions import RegionMap
from shiage.shot.describe.crop import Window, drawn_window, whole
from shiage.shot.describe.description import Description
from shiage.shot.describe.patches import masks, patches
from shiage.shot.describe.trace_borders import joints, sureness

WORKING_SIDE = 640
"""Longest side in pixels at which what is drawn is matched densely; regions stay at full resolution."""

SAMPLES = 48
"""Points of a region that vote on where it went."""


def describe(
    line: LineArt, regions: RegionMap, window: Window | None = None, drawn: LineArt | None = None
) -> Description:
    """Describe every region of a frame.

    Args:
        line: the frame's line art, (H, W).
        regions: its regions.
        window: the part of the frame that is drawn on, the same for all frames of a shot; None is all of it.
        drawn: all lines, where `line` is not; the pretrained network looks at them.
    """
    window = window or whole(line)
    close = drawn_window([drawn or line])
    ink = _coverage(drawn or line, close)
    line, regions = window.cut(line, regions)
    width, height = line.size
    side = max(width, height)
    filled = fill_under_ink(regions)
    graph = region_graph(regions, line, filled)
    scale = min(1.0, WORKING_SIDE / side)
    small = (max(16, round(width * scale)), max(16, round(height * scale)))
    small_field = _field(line, small)
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
        joint=joints(graph),
        sure=sureness(graph),
        field=_bytes(small_field),
        ink_field=_bytes(small_field if line.trace is None else _field(LineArt(line.ink), small)),
        ink=ink,
        ink_window=np.array([close.x, close.y, close.width, close.height], np.int32),
        labels=labels,
        figure=_figure(small_field),
        window=np.array([window.x, window.y, window.width, window.height], np.int32),
    )


def _field(line: LineArt, size: tuple[int, int]) -> Floats:
    """Distance field at a size (width, height), 0..1."""
    field = distance_field(line, limit=max(4.0, max(line.size) / 24))
    return np.asarray(cv2.resize(field, size, interpolation=cv2.INTER_AREA), np.float32)


def _coverage(line: LineArt, close: Window) -> NDArray[np.uint8]:
    """Coverage of all lines in a window, 255 full ink, no larger than the working size."""
    box = slice(close.y, close.y + close.height), slice(close.x, close.x + close.width)
    ink = line.ink[box]
    if line.trace is not None:
        ink = np.maximum(ink, (line.trace[box] > 0) * np.uint8(255))
    scale = min(1.0, WORKING_SIDE / max(ink.shape))
    size = max(16, round(close.width * scale)), max(16, round(close.height * scale))
    return np.asarray(cv2.resize(ink, size, interpolation=cv2.INTER_AREA), np.uint8)


def _bytes(field: Floats) -> NDArray[np.uint8]:
    return (field * 255).astype(np.uint8)


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
