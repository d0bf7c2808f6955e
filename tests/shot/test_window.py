# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import cv2
import numpy as np

from shiage.cel.lineart import LineArt
from shiage.cel.regions import find_regions
from shiage.shot.describe.crop import LEAST_MARGIN, Window, drawn_window, whole
from shiage.shot.describe.describe import describe


def ringed(width: int, height: int, x: int, y: int, radius: int) -> LineArt:
    ink = np.zeros((height, width), np.uint8)
    cv2.circle(ink, (x, y), radius, 255, 3)
    return LineArt(ink)


def test_the_window_shows_the_lines_of_all_frames() -> None:
    window = drawn_window([ringed(640, 360, 200, 100, 30), ringed(640, 360, 300, 160, 20)])
    assert window.x <= 170 - LEAST_MARGIN < 320 + LEAST_MARGIN <= window.x + window.width
    assert window.y <= 70 - LEAST_MARGIN < 180 + LEAST_MARGIN <= window.y + window.height
    assert window.width < 200
    assert window.height < 150


def test_no_lines_and_lines_on_the_edge_show_the_whole_frame() -> None:
    empty = LineArt(np.zeros((50, 70), np.uint8))
    assert drawn_window([empty]) == whole(empty) == Window(0, 0, 70, 50)
    framed = np.zeros((50, 70), np.uint8)
    cv2.rectangle(framed, (0, 0), (69, 49), 255, 1)
    assert drawn_window([LineArt(framed)]) == Window(0, 0, 70, 50)


def test_no_region_is_lost_in_the_window() -> None:
    line = ringed(640, 360, 200, 100, 30)
    line.ink[100, :] = 255  # a horizon parts the paper in two
    regions = find_regions(line, 0)
    described = describe(line, regions, drawn_window([line]))
    assert (described.area > 0).all()
    assert set(np.unique(described.labels)) == set(range(1, regions.count + 1))


def test_a_small_figure_is_seen_as_closely_as_a_large_one() -> None:
    near = ringed(300, 300, 150, 150, 110)
    far = ringed(3000, 1500, 2000, 600, 110)
    one, other = (describe(d, find_regions(d, 0), drawn_window([d])) for d in (near, far))
    assert one.field.shape == other.field.shape
    assert np.abs(one.field.astype(int) - other.field.astype(int)).max() == 0
    assert np.allclose(one.centre, other.centre, atol=1e-3)
    assert other.origin.tolist() == [2000 - 150 + int(one.origin[0]), 600 - 150 + int(one.origin[1])]
    assert other.scale == 1.0
