# SPDX-License-Identifier: Apache-2.0
"""Which regions of a coloured shot are one part, seen from frame to frame."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from shiage.shot.types import ColoredFrame

ALIKE = 0.25
"""Two regions of neighbouring frames are one part from this overlap on, shared of joint pixels."""


def with_tracks(frames: Iterable[ColoredFrame]) -> Iterator[tuple[ColoredFrame, NDArray[np.int64]]]:
    """Number the parts of a shot, while its frames come; no more than two of them are held.

    Regions of neighbouring frames are one part where each overlaps the other more than any else, once their
    frames' painted middles lie on each other.

    Args:
        frames: in time order, all of one size.

    Yields:
        each frame with (n,) int64, the part of each of its regions, 0 and up.
    """
    before: ColoredFrame | None = None
    tracks, count = np.zeros(0, np.int64), 0
    for frame in frames:
        own = np.full(len(frame.swatches), -1, np.int64)
        if before is not None:
            linked = _links(before.labels, frame.labels, len(before.swatches), len(frame.swatches))
            own[linked[:, 1]] = tracks[linked[:, 0]]
        new = own < 0
        own[new] = count + np.arange(int(new.sum()))
        count += int(new.sum())
        before, tracks = frame, own
        yield frame, own


def _links(a: NDArray[np.int32], b: NDArray[np.int32], n: int, m: int) -> NDArray[np.int64]:
    """(k, 2) pairs of regions that are one part."""
    if not n or not m:
        return np.zeros((0, 2), np.int64)
    dx, dy = (int(v) for v in np.round(_middle(b) - _middle(a)))
    height, width = a.shape
    rows_a, rows_b = _overlap(height, dy)
    columns_a, columns_b = _overlap(width, dx)
    one, two = a[rows_a, columns_a].astype(np.int64), b[rows_b, columns_b].astype(np.int64)
    common = np.bincount((one * (m + 1) + two).ravel(), minlength=(n + 1) * (m + 1)).reshape(n + 1, m + 1)
    area_a, area_b = np.bincount(a.ravel(), minlength=n + 1), np.bincount(b.ravel(), minlength=m + 1)
    share = common / np.maximum(area_a[:, None] + area_b[None] - common, 1)
    share = share[1:, 1:]
    best, back = share.argmax(1), share.argmax(0)
    mutual = np.flatnonzero((back[best] == np.arange(n)) & (share[np.arange(n), best] >= ALIKE))
    return np.stack([mutual, best[mutual]], 1).astype(np.int64)


def _middle(labels: NDArray[np.int32]) -> NDArray[np.float64]:
    """(2,) x and y of the middle of all regions but the largest, which is the ground."""
    area = np.bincount(labels.ravel())
    ys, xs = np.nonzero(labels != area.argmax())
    return np.array([xs.mean(), ys.mean()]) if len(xs) else np.array(labels.shape[::-1]) / 2


def _overlap(side: int, shift: int) -> tuple[slice, slice]:
    """Where two pictures lie over each other when the second is moved back by a shift."""
    return slice(max(0, -shift), side - max(0, shift)), slice(max(0, shift), side - max(0, -shift))
