# SPDX-License-Identifier: Apache-2.0
"""Strokes of a vector drawing, drawn as anti-aliased line art."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from shiage.cel.arrays import Doubles
from shiage.cel.lineart import PAPER_LIMIT, TRACE_BLUE, LineArt
from shiage.errors import ShiageError

_ROWS_AT_ONCE = 1 << 18
_PIXELS_AT_ONCE = 1 << 18
"""Bound the memory of one step, and keep it in the processor's cache."""

_STEEP = 1e6
"""Stands for the slope of a taper whose larger end swallows the smaller one."""

_BLUR = 0.71
"""How far from an edge, in pixels, a pixel's centre may lie that the edge still cuts."""


class StrokeError(ShiageError, ValueError):
    """A stroke cannot be drawn; the message says which, counted from 0."""


@dataclass(frozen=True, eq=False)
class Stroke:
    """One polyline of varying width with round joins and caps; a single point is a disc.

    Attributes:
        points: (n, 2) float32, x, y in pixels; pixel (0, 0) covers [0, 1) x [0, 1). They may lie outside
            the frame.
        radius: (n,) float32, half the line's width at each point, in pixels.
        closed: the last point is joined to the first.
        trace: TRACE_* of a trace line, TRACE_NONE for black ink.
    """

    points: NDArray[np.float32]
    radius: NDArray[np.float32]
    closed: bool = False
    trace: int = 0


def rasterise(strokes: Sequence[Stroke], width: int, height: int) -> LineArt:
    """Draw strokes; where several cover a pixel the largest coverage counts, and black ink beats trace.

    Args:
        strokes: the drawing.
        width: of the frame in pixels.
        height: of the frame in pixels.

    Raises:
        StrokeError: a stroke has no point, lists that differ in length, an unknown trace, or a point or
            radius that is not finite; or a radius is negative.
    """
    for index, stroke in enumerate(strokes):
        _check(index, stroke)
    ink = _draw([s for s in strokes if s.trace == 0], width, height) >> 2
    coloured = [s for s in strokes if s.trace]
    if not coloured:
        return LineArt(ink.astype(np.uint8))
    traced = _draw(coloured, width, height)
    shown = (traced >> 2 > PAPER_LIMIT) & (ink <= PAPER_LIMIT)
    return LineArt(ink.astype(np.uint8), ((traced & 3) * shown).astype(np.uint8))


@dataclass(frozen=True, eq=False)
class _Segments:
    """m straight pieces: start x, y, direction, length, radius at both ends, trace code."""

    x: Doubles
    y: Doubles
    ux: Doubles
    uy: Doubles
    length: Doubles
    start: Doubles
    end: Doubles
    code: NDArray[np.uint16]

    def __getitem__(self, pick: slice | NDArray[np.int64]) -> _Segments:
        return _Segments(*(getattr(self, name)[pick] for name in self.__dataclass_fields__))


def _check(index: int, stroke: Stroke) -> None:
    count = len(stroke.points)
    if count == 0:
        raise StrokeError(f"stroke {index} has no point")
    if stroke.points.shape != (count, 2) or stroke.radius.shape != (count,):
        shapes = f"points {stroke.points.shape}, radius {stroke.radius.shape}"
        raise StrokeError(f"stroke {index} needs (n, 2) points and (n,) radii, not {shapes}")
    if not (np.isfinite(stroke.points).all() and np.isfinite(stroke.radius).all()):
        raise StrokeError(f"stroke {index} has a point or radius that is not a finite number")
    if (stroke.radius < 0).any():
        raise StrokeError(f"stroke {index} has a negative radius")
    if not 0 <= stroke.trace <= TRACE_BLUE:
        raise StrokeError(f"stroke {index} has the unknown trace {stroke.trace}")


def _draw(strokes: Sequence[Stroke], width: int, height: int) -> NDArray[np.uint16]:
    """(H, W) uint16: coverage 0..255 times four, plus the trace code."""
    canvas = np.zeros(height * width, np.uint16)
    if strokes:
        for rows in _rows(_split(strokes), width, height):
            _paint(canvas, rows)
    return canvas.reshape(height, width)


def _split(strokes: Sequence[Stroke]) -> _Segments:
    starts, ends, radii, codes = [], [], [], []
    for stroke in strokes:
        n = len(stroke.points)
        a = np.arange(n if stroke.closed or n == 1 else n - 1)
        b = (a + 1) % n
        starts.append(stroke.points[a])
        ends.append(stroke.points[b])
        radii.append(np.stack([stroke.radius[a], stroke.radius[b]], 1))
        codes.append(np.full(len(a), stroke.trace, np.uint16))
    start, way = np.concatenate(starts).astype(np.float64), np.concatenate(ends).astype(np.float64)
    way -= start
    radius = np.concatenate(radii).astype(np.float64)
    length = np.hypot(way[:, 0], way[:, 1])
    radius[length == 0] = radius[length == 0].max(1, keepdims=True)
    way[length == 0] = (1, 0)
    way /= np.where(length == 0, 1, length)[:, None]
    ends_at = radius[:, 0], radius[:, 1]
    return _Segments(start[:, 0], start[:, 1], way[:, 0], way[:, 1], length, *ends_at, np.concatenate(codes))


@dataclass(frozen=True, eq=False)
class _Rows:
    """Spans of pixels along rows; per span what the distance to its segment is made of.

    Attributes:
        first: index of the span's first pixel in the canvas.
        count: its pixels.
        along, across: position of the first pixel's centre relative to the segment, in its own axes.
        of: the span's segment.
        segments: all segments.
    """

    first: NDArray[np.int64]
    count: NDArray[np.int64]
    along: NDArray[np.float32]
    across: NDArray[np.float32]
    of: NDArray[np.int64]
    segments: _Segments

    def cut(self, low: int, high: int) -> _Rows:
        part = slice(low, high)
        along, across = self.along[part], self.across[part]
        return _Rows(self.first[part], self.count[part], along, across, self.of[part], self.segments)


def _rows(segments: _Segments, width: int, height: int) -> Iterator[_Rows]:
    """Spans of the pixels that segments may cover, clipped to the canvas, a bounded number at a time."""
    reach = np.maximum(segments.start, segments.end) + _BLUR
    far = segments.y + segments.uy * segments.length
    top = np.clip(np.ceil(np.minimum(segments.y, far) - reach - 0.5), 0, height).astype(np.int64)
    bottom = np.clip(np.floor(np.maximum(segments.y, far) + reach + 0.5), 0, height).astype(np.int64)
    bins = np.cumsum(bottom - top) // _ROWS_AT_ONCE
    for low, high in _runs(bins):
        rows = _spans(segments[low:high], top[low:high], bottom[low:high], reach[low:high], width)
        for a, b in _runs(np.cumsum(rows.count) // _PIXELS_AT_ONCE):
            yield rows.cut(a, b)


def _runs(bins: NDArray[np.int64]) -> Iterator[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(bins, prepend=-1, append=-1))
    yield from zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True)


def _spans(
    s: _Segments, top: NDArray[np.int64], bottom: NDArray[np.int64], reach: Doubles, width: int
) -> _Rows:
    of = np.repeat(np.arange(len(top)), bottom - top)
    y = np.arange(len(of)) - np.repeat(np.cumsum(bottom - top) - bottom, bottom - top)
    down = y + 0.5 - s.y[of]
    far = s.x + s.ux * s.length
    left, right = (np.minimum(s.x, far) - reach)[of], (np.maximum(s.x, far) + reach)[of]
    steep = np.where(np.abs(s.uy) < 1e-6, 1e-6, s.uy)[of]
    middle, half = s.x[of] + down * s.ux[of] / steep, reach[of] / np.abs(steep)
    low = np.clip(np.ceil(np.maximum(left, middle - half) - 0.5), 0, width).astype(np.int64)
    high = np.clip(np.floor(np.minimum(right, middle + half) + 0.5), 0, width).astype(np.int64)
    kept = np.flatnonzero(high > low)
    of, y, down, low, high = of[kept], y[kept], down[kept], low[kept], high[kept]
    over = low + 0.5 - s.x[of]
    along, across = over * s.ux[of] + down * s.uy[of], over * s.uy[of] - down * s.ux[of]
    return _Rows(y * width + low, high - low, _single(along), _single(across), of, s)


def _paint(canvas: NDArray[np.uint16], rows: _Rows) -> None:
    """Raise the canvas to the coverage of each pixel of the spans, by its distance to the segment."""
    s, count = rows.segments, rows.count
    step = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    of, far = np.repeat(rows.of, count), step.astype(np.float32)
    along = np.repeat(rows.along, count) + far * _single(s.ux)[of]
    across = np.abs(np.repeat(rows.across, count) + far * _single(s.uy)[of])
    length, grow = _single(s.length)[of], (s.end - s.start) / np.where(s.length == 0, 1, s.length)
    # the disc that reaches nearest to the pixel stands a little towards the wider end
    place = along + (across + np.float32(1e-6)) * _single(_lean(grow))[of]
    before, behind = place <= 0, place >= length
    place = np.minimum(np.maximum(place, 0), length)
    radius = _single(s.start)[of] + place * _single(grow)[of]
    radius -= np.where(before, _single(_round(s.start))[of], behind * _single(_round(s.end))[of])
    # a pixel is a square: along its diagonal it is wider, and so is the blur of a slanting edge
    edge = np.where(before | behind, np.float32(1), _single(np.abs(s.ux) + np.abs(s.uy))[of])
    distance = np.sqrt((along - place) ** 2 + across**2)
    cover = np.minimum((radius - distance) / edge + np.float32(0.5), np.minimum(2 * radius / edge, 1))
    seen = np.flatnonzero(cover > 0)
    value = ((cover[seen] * 255 + np.float32(0.5)).astype(np.uint16) << 2) | s.code[of[seen]]
    np.maximum.at(canvas, (np.repeat(rows.first, count) + step)[seen], value)


def _single(values: Doubles) -> NDArray[np.float32]:
    return values.astype(np.float32)


def _lean(grow: Doubles) -> Doubles:
    """How far towards the wider end the nearest disc stands, per pixel of distance from the axis."""
    slope = grow / np.sqrt(np.maximum(1 - grow**2, 1e-12))
    return np.where(np.abs(grow) < 1, slope, np.sign(grow) * _STEEP)


def _round(radius: Doubles) -> Doubles:
    """What a disc's radius loses so that its coverage by distance adds up to its true area.

    A straight edge needs nothing; around a disc the blur adds pi / 12 pixels, and of a dot smaller than a
    pixel, whose coverage is cut at its width, a fitted part is left.
    """
    dot = 2 * radius**2 - 1.47 * radius**4
    disc = np.sqrt(np.maximum(radius**2 - 1 / 12, 0))
    return np.asarray(radius - np.where(radius < 0.5, dot, disc), np.float64)
