# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shiage.cel.field import distance_field
from shiage.cel.graph import region_graph
from shiage.cel.lineart import TRACE_RED, LineArt
from shiage.cel.regions import RegionMap, find_regions


def crossed() -> tuple[LineArt, RegionMap]:
    """A wide room left, two stacked rooms right; the line between the stacked ones is a trace line."""
    ink, trace = np.zeros((2, 80, 120), np.uint8)
    ink[:, 60:62] = 255
    trace[39:41, 62:] = TRACE_RED
    line = LineArt(ink, trace)
    return line, find_regions(line, 0)


def test_sizes_places_and_boxes() -> None:
    line, regions = crossed()
    graph = region_graph(regions, line)
    left = int(regions.labels[5, 5]) - 1
    assert graph.area[left] == 60 * 80
    assert graph.box[left].tolist() == [0, 0, 60, 80]
    assert graph.centroid[left].tolist() == [29.5, 39.5]
    assert graph.perimeter[left] == 2 * (60 + 80)
    assert graph.touches_edge.all()


def test_neighbours_know_which_kind_of_line_lies_between() -> None:
    line, regions = crossed()
    graph = region_graph(regions, line)
    left, top, low = (int(regions.labels[at]) - 1 for at in ((5, 5), (5, 100), (75, 100)))
    found = {
        tuple(p): (b, t) for p, b, t in zip(graph.pairs.tolist(), graph.border, graph.trace, strict=True)
    }
    assert set(found) == {tuple(sorted(p)) for p in ((left, top), (left, low), (top, low))}
    length, share = found[min(top, low), max(top, low)]
    assert 57 <= length <= 60
    assert share[0] > 0.95
    assert share[1:].max() == 0
    assert found[min(left, top), max(left, top)][1].max() < 0.1


def test_shape_of_a_bar_and_of_a_square() -> None:
    ink = np.full((100, 100), 255, np.uint8)
    ink[10:14, 10:90] = 0
    ink[30:60, 30:60] = 0
    line = LineArt(ink)
    regions = find_regions(line, 0)
    graph = region_graph(regions, line)
    bar, square = int(regions.labels[12, 50]) - 1, int(regions.labels[45, 45]) - 1
    assert graph.elongation[bar] == pytest.approx(1 - 4 / 80, abs=0.01)
    assert graph.elongation[square] == pytest.approx(0, abs=1e-6)
    assert graph.orientation[bar] == pytest.approx(0, abs=1e-6)
    assert graph.compactness[square] == pytest.approx(np.pi / 4, abs=1e-3)
    assert not graph.touches_edge.any()


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_moments_equal_those_of_the_pixels(seed: int) -> None:
    rng = np.random.default_rng(seed)
    ink = (rng.random((64, 72)) < 0.4).astype(np.uint8) * 255
    line = LineArt(ink)
    regions = find_regions(line, 0, 1)
    graph = region_graph(regions, line)
    for label in rng.integers(1, regions.count + 1, 3):
        y, x = np.nonzero(regions.labels == label)
        assert graph.area[label - 1] == len(y)
        assert graph.centroid[label - 1] == pytest.approx([x.mean(), y.mean()])
        assert graph.box[label - 1].tolist() == [x.min(), y.min(), np.ptp(x) + 1, np.ptp(y) + 1]


def test_an_empty_graph() -> None:
    line = LineArt(np.full((64, 64), 255, np.uint8))
    graph = region_graph(find_regions(line, 0), line)
    assert graph.area.shape == (0,)
    assert graph.pairs.shape == (0, 2)


def test_distance_field_is_cut_off_at_its_limit() -> None:
    ink = np.zeros((64, 128), np.uint8)
    ink[:, 0] = 255
    field = distance_field(LineArt(ink), limit=10)
    assert field[30, :12] == pytest.approx(np.minimum(np.arange(12) / 10, 1), abs=0.02)
    assert distance_field(LineArt(np.zeros((64, 64), np.uint8)), 10).min() == 1
