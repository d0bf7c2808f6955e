# SPDX-License-Identifier: Apache-2.0
"""Regions as polygons with holes, for hosts that fill with vector shapes."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from shiage.cel.cracks import Loops, follow_cracks
from shiage.cel.smooth import smooth_closed, smooth_open

Ring = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Polygon:
    """One piece of a region; filled by the even-odd rule.

    Attributes:
        outer: (n, 2) float32, x, y in pixels, clockwise as seen on the screen; the last point is not
            the first again.
        holes: rings of the same kind, counter-clockwise.
    """

    outer: Ring
    holes: list[Ring] = field(default_factory=list)


def smooth_outlines(labels: NDArray[np.int32], count: int) -> list[list[Polygon]]:
    """Outline every region with few points where it is smooth, half a pixel off its pixels or little more.

    Neighbours share their border point for point. Corners stay, stairs of slanted lines and arcs go.

    Args:
        labels: (H, W) int32 labels 0..count; 0 is outlined by nobody.
        count: number of regions.

    Returns:
        As `outlines` does; nothing vanishes.
    """
    loops = follow_cracks(labels, stop_at_joints=True)
    known: dict[bytes, Ring] = {}
    rings = [_smooth_ring(loops, i, known) for i in range(len(loops.label))]
    return _of_labels(loops, rings, labels, count)


def outlines(labels: NDArray[np.int32], count: int, simplify: float = 0.0) -> list[list[Polygon]]:
    """Outline every region along the edges of its pixels.

    Neighbours share their border point for point, also once simplified.

    Args:
        labels: (H, W) int32 labels 0..count; 0 is outlined by nobody.
        count: number of regions.
        simplify: how far, in pixels, a border may stray from the pixels' edges to have fewer points; pieces
            thinner than that vanish. 0 keeps every corner, and filling a polygon gives back its pixels.

    Returns:
        Per region, entry i for label i + 1, its 4-connected pieces; a label without pixels has none.
    """
    loops = follow_cracks(labels, stop_at_joints=simplify > 0)
    rings = [_ring(loops, i, simplify) for i in range(len(loops.label))]
    return _of_labels(loops, rings, labels, count)


def _of_labels(loops: Loops, rings: list[Ring], labels: NDArray[np.int32], count: int) -> list[list[Polygon]]:
    members: list[list[int]] = [[] for _ in range(count)]
    for i, label in enumerate(loops.label.tolist()):
        members[label - 1].append(i)
    return [_polygons(loops, rings, mine, labels) for mine in members]


def _polygons(loops: Loops, rings: list[Ring], mine: list[int], labels: NDArray[np.int32]) -> list[Polygon]:
    """Put the holes of one label into the pieces that they belong to."""
    outer = [i for i in mine if loops.area[i] > 0]
    holes = [i for i in mine if loops.area[i] < 0 and len(rings[i])]
    polygons = [Polygon(rings[i]) for i in outer]
    if holes and len(outer) > 1:
        piece = _pieces(loops, [*outer, *holes], labels)
        owner = {piece[i]: polygon for i, polygon in zip(outer, polygons, strict=True)}
        for hole in holes:
            owner[piece[hole]].holes.append(rings[hole])
    elif holes:
        polygons[0].holes.extend(rings[i] for i in holes)
    return [polygon for polygon in polygons if len(polygon.outer)]


def _pieces(loops: Loops, mine: list[int], labels: NDArray[np.int32]) -> dict[int, int]:
    """The 4-connected piece that each loop of one label runs around or within."""
    first = loops.starts[mine]
    start = loops.points[first]
    step = np.sign(loops.points[first + 1] - start)
    x, y = (start + np.minimum(step, 0) + np.minimum(step[:, ::-1] * (-1, 1), 0)).T  # the pixel to the right
    every = np.concatenate([loops.points[loops.starts[i] : loops.starts[i + 1]] for i in mine])
    (left, top), (right, bottom) = every.min(0), every.max(0)
    same = labels[top:bottom, left:right] == loops.label[mine[0]]
    _, piece = cv2.connectedComponents(same.astype(np.uint8), connectivity=4)
    return dict(zip(mine, piece[y - top, x - left].tolist(), strict=True))


def _ring(loops: Loops, index: int, simplify: float) -> Ring:
    """A loop's points, simplified between its joints; empty if nothing is left of it."""
    part = slice(int(loops.starts[index]), int(loops.starts[index + 1]))
    points = loops.points[part].astype(np.float32)
    if simplify <= 0:
        return points
    joints = np.flatnonzero(loops.joint[part])
    if len(joints):
        points = np.roll(points, -joints[0], axis=0)
        cuts = [*(joints - joints[0]).tolist(), len(points)]
        closed = np.concatenate([points, points[:1]])
        arcs = [_simplify_arc(closed[a : b + 1], simplify) for a, b in pairwise(cuts)]
        ring = np.concatenate([arc[:-1] for arc in arcs])
    else:
        ring = _simplify_island(points, simplify)
    return ring if len(ring) > 2 and cv2.contourArea(ring) > 0 else ring[:0]


def _smooth_ring(loops: Loops, index: int, known: dict[bytes, Ring]) -> Ring:
    """A loop's points, smoothed between its joints; as it was where nothing would be left of it."""
    part = slice(int(loops.starts[index]), int(loops.starts[index + 1]))
    points = loops.points[part].astype(np.float32)
    joints = np.flatnonzero(loops.joint[part])
    turn = joints[0] if len(joints) else int(np.lexsort((points[:, 1], points[:, 0]))[0])
    points = np.roll(points, -turn, axis=0)
    cuts = [*(joints - turn).tolist(), len(points)] if len(joints) else [0, len(points)]
    closed = np.concatenate([points, points[:1]])
    arcs = [_smooth_arc(closed[a : b + 1], known, bool(len(joints))) for a, b in pairwise(cuts)]
    ring = np.concatenate([arc[:-1] for arc in arcs])
    # what turns about or has no area left is too small to be smoothed
    kept = len(ring) > 2 and cv2.contourArea(ring, oriented=True) * loops.area[index] > 0
    return ring if kept else points


def _smooth_arc(arc: Ring, known: dict[bytes, Ring], joined: bool) -> Ring:
    """Smooth from end to end, the same from either side: what one neighbour has walked the other has too."""
    turned = (arc[0].tolist(), arc[1].tolist()) > (arc[-1].tolist(), arc[-2].tolist())
    way = np.ascontiguousarray(arc[::-1] if turned else arc)
    name = way.tobytes()
    if name not in known:
        known[name] = smooth_open(way) if joined else smooth_closed(way)
    return known[name][::-1] if turned else known[name]


def _simplify_arc(arc: Ring, tolerance: float) -> Ring:
    """Simplify from end to end, the same from either side: both neighbours walk it the same way round."""
    if len(arc) < 3:
        return arc
    if arc[0].tolist() == arc[-1].tolist():
        turned = arc[1].tolist() > arc[-2].tolist()
        return _simplify_closed(arc[::-1], tolerance)[::-1] if turned else _simplify_closed(arc, tolerance)
    turned = arc[0].tolist() > arc[-1].tolist()
    return _open(arc[::-1], tolerance)[::-1] if turned else _open(arc, tolerance)


def _simplify_island(points: Ring, tolerance: float) -> Ring:
    """Simplify a loop without joints, the same from inside and outside."""
    first = int(np.lexsort((points[:, 1], points[:, 0]))[0])
    points = np.roll(points, -first, axis=0)
    return _simplify_arc(np.concatenate([points, points[:1]]), tolerance)[:-1]


def _simplify_closed(arc: Ring, tolerance: float) -> Ring:
    """Simplify an arc that ends where it began, in two halves up to its farthest point."""
    far = int(np.square(arc - arc[0]).sum(1).argmax())
    return np.concatenate([_open(arc[: far + 1], tolerance)[:-1], _open(arc[far:], tolerance)])


def _open(arc: Ring, tolerance: float) -> Ring:
    kept = cv2.approxPolyDP(np.ascontiguousarray(arc), tolerance, closed=False)
    return np.asarray(kept, np.float32).reshape(-1, 2)
