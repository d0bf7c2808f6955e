# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shiage.cel.lineart import LineArt
from shiage.cel.regions import RegionMap, find_regions
from shiage.shot.evaluate.break_lines import punch_gaps

SHOTS = Path(__file__).parents[2].parent / "shared" / "data" / "dev" / "shots"


def grid(step: int, size: int = 96) -> LineArt:
    ink = np.zeros((size, size), np.uint8)
    ink[step - 1 :: step] = 255
    ink[:, step - 1 :: step] = 255
    return LineArt(ink)


def check_labels(regions: RegionMap, speck: int = 0) -> None:
    """Labels are 1..count, each one piece by the sides of its pixels, beside specks of fewer pixels."""
    assert regions.labels.dtype == np.int32
    assert set(np.unique(regions.labels)) - {0} == set(range(1, regions.count + 1))
    for label in range(1, regions.count + 1):
        _, _, stats, _ = cv2.connectedComponentsWithStats(
            (regions.labels == label).astype(np.uint8), connectivity=4
        )
        areas = np.sort(stats[1:, cv2.CC_STAT_AREA])
        assert (areas[:-1] < max(1, speck)).all(), label


def test_paper_begins_at_a_grey_of_200() -> None:
    ink = np.zeros((64, 64), np.uint8)
    ink[:, 32] = 56
    assert find_regions(LineArt(ink), 0).count == 2
    ink[:, 32] = 55
    assert find_regions(LineArt(ink), 0).count == 1


def test_regions_that_touch_at_a_corner_are_two() -> None:
    ink = np.full((64, 64), 255, np.uint8)
    ink[8:32, 8:32] = 0
    ink[32:56, 32:56] = 0
    assert find_regions(LineArt(ink)).count == 2


@pytest.mark.parametrize("step", [4, 9, 24])
def test_closed_cells_stay_as_they_are(step: int) -> None:
    found = find_regions(grid(step))
    assert found.count == (96 // step) ** 2 + (2 * (96 // step) + 1 if 96 % step else 0)
    check_labels(found)


@pytest.mark.parametrize("wide", [1, 2, 3])
def test_slivers_survive(wide: int) -> None:
    ink = np.zeros((96, 96), np.uint8)
    for at in (30, 32 + wide):
        ink[:, at : at + 2] = 255
    found = find_regions(LineArt(ink))
    assert found.count == 3
    assert (found.labels == found.labels[50, 32]).sum() == wide * 96


def test_specks_are_no_regions_of_their_own() -> None:
    ink = np.zeros((64, 64), np.uint8)
    ink[20:40, 20:40] = 255
    ink[25, 25:28] = 0
    ink[30, 25:29] = 0
    found = find_regions(LineArt(ink), 0, min_area=4)
    assert found.count == 2
    assert (found.labels[25, 25:28] > 0).all()
    assert (found.labels[30, 25:29] == 2).all()
    assert find_regions(LineArt(ink), 0, min_area=5).count == 1


def test_a_speck_far_from_all_paper_stays_ink() -> None:
    ink = np.full((96, 96), 255, np.uint8)
    ink[:8] = 0
    ink[80, 80] = 0
    found = find_regions(LineArt(ink), 0)
    assert found.count == 1
    assert found.labels[80, 80] == 0


def test_the_thin_end_of_a_wedge_belongs_to_the_wedge() -> None:
    """Two lines run together: what white is left between them belongs to the strip between."""
    ink = np.zeros((96, 96), np.uint8)
    ink[:, 40:43] = 255
    ink[:, 45:48] = 255
    ink[40:, 43:45] = 150
    ink[70, 43] = 0
    found = find_regions(LineArt(ink), 0)
    assert found.count == 3
    assert found.labels[70, 43] == found.labels[10, 43]


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(0, 12), st.integers(1, 30))
def test_labels_are_in_sequence_and_connected(seed: int, gap: int, min_area: int) -> None:
    rng = np.random.default_rng(seed)
    ink = np.zeros((64, 80), np.uint8)
    for _ in range(int(rng.integers(0, 9))):
        points = rng.integers(-10, 90, (4, 2)).astype(np.int32)
        cv2.polylines(ink, [points], bool(rng.integers(2)), 255, int(rng.integers(1, 5)), cv2.LINE_AA)
    found = find_regions(LineArt(ink), gap, min_area)
    check_labels(found, max(min_area, 2 * gap * gap + 1))
    assert not (found.labels[LineArt(ink).barrier()] > 0).any()
    areas = np.bincount(found.labels.reshape(-1), minlength=found.count + 1)[1:]
    assert (areas >= min_area).all()


@pytest.mark.skipif(not SHOTS.is_dir(), reason="../shared/data/dev/shots is not here")
def test_drawn_shots_hold_their_colour_through_punched_gaps() -> None:
    """Over one frame a shot: closed art is left alone, and breaks of 6 px hardly leak."""
    alone = leaking = total = 0
    for frame in sorted(SHOTS.glob("noto-*/lines/*01.png")):
        grey = cv2.imread(str(frame), cv2.IMREAD_GRAYSCALE)
        assert grey is not None
        line = LineArt.from_image(grey.astype(np.uint8, copy=False))
        intact = find_regions(line, 0)
        assert find_regions(line).count == intact.count, frame.parts[-3:]
        punched = punch_gaps(line, 6, 1)
        total += intact.count
        alone += regions_alone(intact, find_regions(punched))
        leaking += intact.count - regions_alone(intact, find_regions(punched, 0))
    assert leaking > 0.4 * total
    assert alone >= 0.95 * total


def regions_alone(intact: RegionMap, found: RegionMap) -> int:
    """How many intact regions have a found region that is at most 5 % something else."""
    pairs = intact.labels.astype(np.int64) * (found.count + 1) + found.labels
    shared = np.bincount(pairs.reshape(-1), minlength=(intact.count + 1) * (found.count + 1))
    shared = shared.reshape(intact.count + 1, found.count + 1)[1:, 1:]
    most = shared.max(axis=1)
    return int(((most > 0) & (most >= 0.95 * shared.sum(axis=0)[shared.argmax(axis=1)])).sum())
