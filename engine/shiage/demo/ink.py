# SPDX-License-Identifier: Apache-2.0
"""From curves to pixels: line art, and the paint under it."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from shiage.demo.drawing import PAINTS, Drawing, Line, Shape
from shiage.demo.truth import without_specks
from shiage.drawing.curves import SHIFT, Points, fixed
from shiage.drawing.strokes import contour_widths, smooth_stroke, taper_widths

SCALE = 2
"""Subpixels per pixel and axis while drawing."""

TRACE_RGB = {"red": (235, 60, 50), "green": (40, 170, 80), "blue": (50, 90, 235)}

_NUMBER = {name: i for i, name in enumerate(PAINTS, 1)}
_TRACES = tuple(TRACE_RGB)

PRESSURE = 0.22
"""How much heavier contours get away from the light."""

THINNEST = 0.55
"""Width of a pen line's ends, as a share of its middle's."""


class Sheet:
    """Paper at twice the size: paint number, ink and trace coverage of each subpixel."""

    def __init__(self, size: tuple[int, int]) -> None:
        shape = (size[1] * SCALE, size[0] * SCALE)
        self.paint = np.zeros(shape, np.uint8)
        self.ink = np.zeros(shape, np.uint8)
        self.trace = np.zeros(shape, np.uint8)
        self.kind = np.zeros(shape, np.uint8)

    def window(self, points: Points, margin: float) -> tuple[slice, slice, NDArray[np.float32]] | None:
        """Slices of the sheet around a curve and their corner, or None where the curve leaves the sheet."""
        low = np.floor((points.min(0) - margin) * SCALE).astype(int).clip(0)
        high = np.ceil((points.max(0) + margin) * SCALE).astype(int).clip(0, self.ink.shape[::-1])
        if (high <= low).any():
            return None
        return slice(low[1], high[1]), slice(low[0], high[0]), low.astype(np.float32)


def _fill(shape: tuple[int, int], points: Points, corner: NDArray[np.float32]) -> NDArray[np.uint8]:
    mask = np.zeros(shape, np.uint8)
    cv2.fillPoly(mask, [fixed(points * SCALE - corner)], 255, shift=SHIFT)
    return mask


def _pen(
    shape: tuple[int, int],
    points: Points,
    width: NDArray[np.float32],
    closed: bool,
    corner: NDArray[np.float32],
) -> NDArray[np.uint8]:
    """Coverage 0..255 of a line whose width in pixels may change at each point."""
    mask = np.zeros(shape, np.uint8)
    smooth_stroke(mask, points * SCALE - corner, width * SCALE, closed)
    return mask


def _shrunk(mask: NDArray[np.uint8], side: int) -> NDArray[np.uint8]:
    return np.asarray(cv2.erode(mask, np.ones((side, side), np.uint8)), np.uint8)


def contour_width(points: Points, weight: float) -> NDArray[np.float32]:
    """(n,) width of a contour at each of its points, in pixels."""
    return contour_widths(points, weight, PRESSURE).astype(np.float32)


def line_width(points: int, weight: float) -> NDArray[np.float32]:
    """(points,) width of a pen line at each of its points, in pixels."""
    return taper_widths(points, weight, THINNEST).astype(np.float32)


def paint_shape(sheet: Sheet, item: Shape) -> None:
    """Lay a shape over what is there: its paint, and its contour in ink or trace."""
    reach = item.outline if not item.outside or item.within is None else item.within
    window = sheet.window(reach, item.weight + 2)
    if window is None:
        return
    rows, columns, corner = window
    box = (rows.stop - rows.start, columns.stop - columns.start)
    mask = _fill(box, item.outline, corner)
    clear = mask
    room = None
    if item.within is not None:
        room = _fill(box, item.within, corner)
        mask = room & ~mask if item.outside else room & mask
        # what lies upon a shape covers the lines inside it, but not its contour
        clear = mask & _shrunk(room, 7)
    number = _NUMBER.get(item.paint, 0)
    open_part = None
    if item.joins is not None:
        # grows out of a shape only where that shape is really seen, not where something lies between
        same = (sheet.paint[rows, columns] == number).astype(np.uint8)
        open_part = _shrunk(_fill(box, item.joins, corner) & (same * 255), 9)
    if number:
        sheet.paint[rows, columns][mask > 0] = number
    if not item.outside:
        sheet.ink[rows, columns][clear > 0] = 0
        sheet.trace[rows, columns][clear > 0] = 0
    if item.paint == "ink":
        np.maximum(sheet.ink[rows, columns], mask, out=sheet.ink[rows, columns])
    if item.weight <= 0:
        return
    pen = _pen(box, item.outline, contour_width(item.outline, item.weight), True, corner)
    if room is not None:
        pen &= room
    if open_part is not None:
        pen &= ~open_part
    if item.trace is None:
        np.maximum(sheet.ink[rows, columns], pen, out=sheet.ink[rows, columns])
        return
    sheet.kind[rows, columns][pen > 0] = _TRACES.index(item.trace)
    np.maximum(sheet.trace[rows, columns], pen, out=sheet.trace[rows, columns])


def pull_line(sheet: Sheet, item: Line) -> None:
    """Draw an open line."""
    window = sheet.window(item.points, item.weight + 2)
    if window is None:
        return
    rows, columns, corner = window
    box = (rows.stop - rows.start, columns.stop - columns.start)
    pen = _pen(box, item.points, line_width(len(item.points), item.weight), False, corner)
    if item.within is not None:
        pen &= _fill(box, item.within, corner)
    np.maximum(sheet.ink[rows, columns], pen, out=sheet.ink[rows, columns])


def render(drawing: Drawing, size: tuple[int, int]) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Draw a frame.

    Returns:
        Its line art, (H, W, 3) uint8 RGB, anti-aliased black ink and trace lines on white; and for each
        pixel the number of its paint, (H, W) uint8, 0 where nothing is painted, lines ignored.
    """
    sheet = Sheet(size)
    for item in drawing.items:
        if isinstance(item, Shape):
            paint_shape(sheet, item)
        else:
            pull_line(sheet, item)
    colours = np.array([TRACE_RGB[name] for name in _TRACES], np.float32)[sheet.kind]
    cover = sheet.trace[..., None].astype(np.float32) / 255
    picture = (255 + (colours - 255) * cover) * (1 - sheet.ink[..., None].astype(np.float32) / 255)
    line = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
    return without_specks(np.round(line).astype(np.uint8)), np.ascontiguousarray(
        sheet.paint[::SCALE, ::SCALE]
    )
