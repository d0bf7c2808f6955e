# SPDX-License-Identifier: Apache-2.0
"""A region as it is known again when its drawing was retouched: where it lies and what shape it has."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from shiage.cel.lineart import LineArt

SIDE = 32
"""Pixels of a mark's shape along each side of the region's box."""

ALIKE = 0.4
"""A region is the marked one from this overlap on, shared of joint pixels; the next best has less."""

Labels = NDArray[np.int32]


@dataclass(frozen=True)
class RegionMark:
    """Where a region lay and what shape it had.

    Attributes:
        drawing: digest of its line art.
        middle: mean x and y of that line art, in pixels.
        box: x, y, width and height of the region.
        shape: SIDE x SIDE bits of the region in its box, row by row, as base64.
    """

    drawing: str
    middle: tuple[float, float]
    box: tuple[int, int, int, int]
    shape: str

    def mask(self) -> NDArray[np.bool_]:
        """(h, w) the region in its box."""
        bits = np.unpackbits(np.frombuffer(base64.b64decode(self.shape), np.uint8)).reshape(SIDE, SIDE)
        return cv2.resize(bits, self.box[2:], interpolation=cv2.INTER_NEAREST) > 0

    def as_dict(self) -> dict[str, Any]:
        """For a file."""
        return {
            "drawing": self.drawing,
            "middle": list(self.middle),
            "box": list(self.box),
            "shape": self.shape,
        }

    @staticmethod
    def of_dict(said: Any) -> RegionMark:
        """What `as_dict` gave.

        Raises:
            ValueError, KeyError, TypeError: it is none.
        """
        box = tuple(int(v) for v in said["box"])
        middle = tuple(float(v) for v in said["middle"])
        shape = str(said["shape"])
        fits = len(box) == 4 and len(middle) == 2 and min(box[2:]) > 0 and max(map(abs, box)) < 1 << 16
        if not fits or len(base64.b64decode(shape, validate=True)) != SIDE * SIDE // 8:
            raise ValueError("no mark of a region")
        return RegionMark(
            str(said["drawing"]), (middle[0], middle[1]), (box[0], box[1], box[2], box[3]), shape
        )


def digest_of(line: LineArt) -> str:
    """Of a drawing's line art."""
    said = hashlib.sha256(repr(line.size).encode())
    for part in (line.ink, line.trace):
        if part is not None:
            said.update(np.ascontiguousarray(part).data)
    return said.hexdigest()[:32]


def middle_of(line: LineArt) -> tuple[float, float]:
    """Mean x and y of a drawing's lines, in pixels."""
    ys, xs = np.nonzero(line.barrier())
    return (round(float(xs.mean()), 2), round(float(ys.mean()), 2)) if len(xs) else (0.0, 0.0)


def mark_regions(line: LineArt, labels: Labels, count: int) -> list[RegionMark]:
    """Marks of the regions 1..count of a drawing's labels, (H, W) int32; each region has pixels."""
    drawing, middle = digest_of(line), middle_of(line)
    marks = []
    for i, (top, bottom, left, right) in enumerate(_boxes(labels, count), 1):
        mask = (labels[top:bottom, left:right] == i).astype(np.float32)
        small = cv2.resize(mask, (SIDE, SIDE), interpolation=cv2.INTER_AREA) >= 0.5
        if not small.any():
            small = cv2.resize(mask, (SIDE, SIDE), interpolation=cv2.INTER_AREA) > 0
        shape = base64.b64encode(np.packbits(small).tobytes()).decode()
        marks.append(RegionMark(drawing, middle, (left, top, right - left, bottom - top), shape))
    return marks


def find_again(mark: RegionMark, line: LineArt, labels: Labels) -> int:
    """The region of a retouched drawing that a mark is of, 1..n; 0 where it is not there any more.

    It is looked for where it was, and where it would be had the drawing moved as a whole.

    Args:
        mark: of the region before.
        line: the drawing as it is now.
        labels: (H, W) int32, its regions.
    """
    mask, (x, y) = mark.mask(), mark.box[:2]
    area = np.bincount(labels.ravel())
    now = middle_of(line)
    moved = round(now[0] - mark.middle[0]), round(now[1] - mark.middle[1])
    best, found = ALIKE, 0
    for dx, dy in dict.fromkeys([(0, 0), moved]):
        ys, xs = np.nonzero(mask)
        ys, xs = ys + y + dy, xs + x + dx
        inside = (ys >= 0) & (xs >= 0) & (ys < labels.shape[0]) & (xs < labels.shape[1])
        common = np.bincount(labels[ys[inside], xs[inside]], minlength=len(area))
        share = common / np.maximum(area + mask.sum() - common, 1)
        share[0] = 0
        if share.max() > best:
            best, found = float(share.max()), int(share.argmax())
    return found


def _boxes(labels: Labels, count: int) -> list[tuple[int, int, int, int]]:
    """Top, bottom, left and right of each region."""
    from scipy.ndimage import find_objects

    found = []
    for box in find_objects(labels, count):
        assert box is not None
        found.append((box[0].start, box[0].stop, box[1].start, box[1].stop))
    return found
