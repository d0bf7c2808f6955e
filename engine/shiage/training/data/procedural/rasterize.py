# SPDX-License-Identifier: Apache-2.0
"""From curves to pixels: which part each pixel belongs to, and the line art over it."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from shiage.cel.lineart import TRACE_BLUE, TRACE_GREEN, TRACE_RED
from shiage.drawing.curves import SHIFT, Points, fixed
from shiage.drawing.strokes import stroke, taper_widths
from shiage.training.data.pen import SCALE, Pen
from shiage.training.data.procedural.drawing import INK, Drawing, Line, Shape
from shiage.training.data.procedural.ink import pressed_widths, without_break, wobbled

_BREAK = 3.0
"""Longest break of a line in pixels, without the pen's own round ends."""
_THINNEST, _LANDED = 0.45, 0.04
"""How an open line tapers."""

Mask = NDArray[np.uint8]


class Register:
    """Numbers of all parts of a clip: the same part has the same number in every frame.

    Attributes:
        solid: swatches that are drawn as solid ink.
        swatches: of each number; the first is paper.
    """

    def __init__(self, solid: frozenset[str] = frozenset()) -> None:
        self.solid = solid
        self.numbers: dict[str, int] = {}
        self.swatches: list[str] = [""]

    def number(self, name: str, swatch: str) -> int:
        """The number of a part, from 1."""
        known = self.numbers.get(name)
        if known is None:
            known = self.numbers[name] = len(self.swatches)
            self.swatches.append(swatch)
        return known


class Sheet:
    """One frame while it is drawn, at SCALE subpixels a pixel.

    Attributes:
        parts: the part of each subpixel.
        ink: coverage of black ink.
        trace: coverage of trace lines.
        kind: TRACE_* of the trace line at each subpixel.
    """

    def __init__(self, size: int, pen: Pen, register: Register, rng: np.random.Generator) -> None:
        self.parts = np.zeros((size * SCALE, size * SCALE), np.int16)
        self.ink = np.zeros((size * SCALE, size * SCALE), np.uint8)
        self.trace = np.zeros_like(self.ink)
        self.kind = np.zeros_like(self.ink)
        self._pen, self._register, self._rng = pen, register, rng
        self._prefix = ""

    def draw(self, drawing: Drawing, prefix: str) -> None:
        """Draw a figure over what is there; `prefix` tells its parts from those of other figures."""
        self._prefix = prefix
        for item in drawing.sorted():
            if isinstance(item, Line):
                self._line(self.ink, item, np.zeros(2, np.float32))
            else:
                self._shape(item)

    def _number(self, shape: Shape) -> int:
        return self._register.number(self._prefix + shape.name, self._prefix + shape.swatch)

    def _solid(self, shape: Shape) -> bool:
        return shape.swatch == INK or shape.swatch.partition(".")[0] in self._register.solid

    def _width(self, shape: Shape, mark: bool) -> float:
        share = self._pen.trace if shape.trace else self._pen.inner if mark else 1.0
        return max(1.3, self._pen.weight * shape.weight * share) * SCALE

    def _shape(self, shape: Shape) -> None:
        shape = replace(shape, outline=wobbled(shape.outline, self._pen, self._rng))
        curve = shape.outline * SCALE
        reach = self._width(shape, False) / 2 + 2
        low = np.floor(curve.min(0) - reach).astype(int).clip(0, self.ink.shape[0])
        high = np.ceil(curve.max(0) + reach).astype(int).clip(0, self.ink.shape[0])
        if (high <= low).any() or len(curve) < 3:
            return
        opened = self._opening(shape, low, high) if shape.opens is not None else None
        polygon = [fixed(curve)]
        if self._solid(shape):
            cv2.fillPoly(self.ink, polygon, self._pen.cover, cv2.LINE_8, SHIFT)
            return
        cv2.fillPoly(self.parts, polygon, self._number(shape), cv2.LINE_8, SHIFT)
        cv2.fillPoly(self.ink, polygon, 0, cv2.LINE_8, SHIFT)
        cv2.fillPoly(self.trace, polygon, 0, cv2.LINE_8, SHIFT)
        if shape.marks:
            room = np.zeros((high[1] - low[1], high[0] - low[0]), np.uint8)
            cv2.fillPoly(room, [fixed(curve - low.astype(np.float32))], 255, cv2.LINE_8, SHIFT)
            self._marks(shape.marks, room, low)
        if shape.weight <= 0 or not self._pen.contours:
            return
        if opened is None:
            self._contour(self.ink, curve, shape, False)
            return
        window = self.ink[low[1] : high[1], low[0] : high[0]]
        line = np.zeros_like(window)
        self._contour(line, curve - low.astype(np.float32), shape, False)
        np.maximum(window, cv2.bitwise_and(line, opened), out=window)

    def _opening(self, shape: Shape, low: NDArray[np.int_], high: NDArray[np.int_]) -> Mask:
        """Where a contour may stand: all but where the shape grows out of what carries its own number."""
        assert shape.opens is not None
        same = self.parts[low[1] : high[1], low[0] : high[0]] == self._number(shape)
        hole = np.zeros(same.shape, np.uint8)
        cv2.fillPoly(hole, [fixed(shape.opens * SCALE - low.astype(np.float32))], 255, cv2.LINE_8, SHIFT)
        hole[~same] = 0
        side = 2 * round(self._width(shape, False) / 2) + 3
        return cv2.bitwise_not(cv2.erode(hole, np.ones((side, side), np.uint8))).astype(np.uint8)

    def _contour(self, canvas: Mask, curve: Points, shape: Shape, mark: bool) -> None:
        width = self._width(shape, mark)
        closed = True
        if self._pen.breaks and not shape.trace and self._rng.random() < self._pen.breaks:
            curve, closed = without_break(curve, _BREAK * SCALE + width, self._rng)
        widths = pressed_widths(curve, width, 0.0 if shape.trace or not closed else self._pen.pressure)
        stroke(canvas, curve, width, widths, closed, self._pen.cover)

    def _line(self, canvas: Mask, line: Line, low: Points) -> None:
        if len(line.points) < 2:
            return
        curve = line.points * SCALE - low
        width = max(1.4, self._pen.weight * line.weight) * SCALE
        stroke(
            canvas, curve, width, taper_widths(len(curve), width, _THINNEST, _LANDED), False, self._pen.cover
        )

    def _marks(self, marks: list[Shape | Line], room: Mask, low: NDArray[np.int_]) -> None:
        """Draw what lies upon a shape whose inside is `room`, a window of the sheet at `low`."""
        for item in marks:
            curve = (item.points if isinstance(item, Line) else item.outline) * SCALE
            if len(curve) < 2:
                continue
            outside = isinstance(item, Shape) and item.outside
            reach = self._pen.weight * SCALE + 2
            first = np.zeros(2, int)
            last = np.array(room.shape[::-1])
            if not outside:
                first = (np.floor(curve.min(0) - reach).astype(int) - low).clip(0, last)
                last = (np.ceil(curve.max(0) + reach).astype(int) - low).clip(0, last)
            if (last <= first).any():
                continue
            self._mark(item, room[first[1] : last[1], first[0] : last[0]], low + first)

    def _mark(self, item: Shape | Line, room: Mask, low: NDArray[np.int_]) -> None:
        rows, columns = room.shape
        window = slice(low[1], low[1] + rows), slice(low[0], low[0] + columns)
        ink, trace = self.ink[window], self.trace[window]
        line = np.zeros_like(room)
        corner = low.astype(np.float32)
        if isinstance(item, Line):
            self._line(line, item, corner)
            np.maximum(ink, cv2.bitwise_and(line, room), out=ink)
            return
        curve = item.outline * SCALE - corner
        mask = np.zeros_like(room)
        cv2.fillPoly(mask, [fixed(curve)], 255, cv2.LINE_8, SHIFT)
        mask = cv2.bitwise_and(cv2.bitwise_not(mask) if item.outside else mask, room).astype(np.uint8)
        covered = mask > 0
        if self._solid(item):
            ink[covered] = self._pen.cover
            return
        self.parts[window][covered] = self._number(item)
        if not item.outside:
            ink[covered] = 0
            trace[covered] = 0
        self._marks(item.marks, mask, low)
        if item.weight > 0 and self._pen.contours:
            self._contour(line, curve, item, True)
            line = cv2.bitwise_and(line, room).astype(np.uint8)
            if item.trace:
                self.kind[window][line > 0] = _kind(item)
                np.maximum(trace, line, out=trace)
            else:
                np.maximum(ink, line, out=ink)


def _kind(shape: Shape) -> int:
    """The trace line that bounds it: blue around shade, red around light, green around what is neither."""
    tone = shape.swatch.rpartition(".")[2]
    return {"shade": TRACE_BLUE, "light": TRACE_RED}.get(tone, TRACE_GREEN)
