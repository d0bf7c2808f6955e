# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from shiage.cel.lineart import TRACE_BLUE, TRACE_RED, LineArt
from shiage.cel.regions import find_regions
from shiage.shot.color import solve_shot
from shiage.shot.describe.describe import describe
from shiage.shot.describe.trace_borders import TraceLines
from shiage.shot.match.transport import Transport
from shiage.shot.solve.belief_propagation import ShotGraph, solve_labels
from shiage.shot.solve.trace_potentials import TraceMessages, count_traces
from shiage.shot.types import Frame, Key, Shot

HAIR, SHADE, SKIN, LIGHT = range(4)
NOTHING = TraceLines(np.zeros((0, 2), np.int32), np.zeros(0, np.uint8), np.zeros(0, np.float32))
PRIOR = np.full(4, 0.25, np.float32)


def labels(*swatches: int) -> NDArray[np.int32]:
    return np.array(swatches, np.int32)


def lines(*pairs: tuple[int, int, int]) -> TraceLines:
    found = np.array(pairs, np.int32).reshape(-1, 3)
    return TraceLines(found[:, :2], found[:, 2].astype(np.uint8), np.ones(len(found), np.float32))


KEY = labels(HAIR, SHADE, SKIN, LIGHT)
KEY_LINES = lines((0, 1, TRACE_BLUE), (0, 3, TRACE_RED))


def test_a_shade_is_known_by_the_paint_across_its_trace_line() -> None:
    """Hair is certain; whether its neighbour is shade or skin only the line tells."""
    sure = np.array([[1, 0, 0, 0, 0], [0, 0.4, 0.6, 0, 0]], np.float32)
    back = np.full((4, 3), 1 / 3, np.float32)
    given = [KEY, labels(-1, -1)]
    transports: dict[tuple[int, int], Transport] = {(1, 0): sure, (0, 1): back}
    without = solve_labels(ShotGraph(given, 4, 2, transports))[1]
    told = solve_labels(ShotGraph(given, 4, 2, transports, traced=[KEY_LINES, lines((0, 1, TRACE_BLUE))]))[1]
    assert without.argmax(1).tolist() == [HAIR, SKIN]
    assert told.argmax(1).tolist() == [HAIR, SHADE]


def test_the_colour_of_the_line_decides() -> None:
    tones = count_traces([KEY], [KEY_LINES], PRIOR)
    assert tones is not None
    certain = np.log(np.array([[0.97, 0.01, 0.01, 0.01], [0.25] * 4], np.float32))
    for kind, swatch in ((TRACE_BLUE, SHADE), (TRACE_RED, LIGHT)):
        told = TraceMessages(lines((0, 1, kind)), tones, 2).add(certain, labels(-1, -1))
        assert told[1].argmax() == swatch


def test_paint_that_never_has_trace_lines_is_doubted_where_one_stands() -> None:
    tones = count_traces([KEY], [KEY_LINES], PRIOR)
    assert tones is not None
    alone = tones.unary(lines((0, 1, TRACE_BLUE)), 3)
    assert alone[0, SKIN] < 0 < alone[0, SHADE]
    assert alone[2, SKIN] > alone[2, SHADE]


def test_nothing_echoes() -> None:
    """What comes to a region across a line does not depend on what it said there itself."""
    tones = count_traces([KEY], [KEY_LINES], PRIOR)
    assert tones is not None
    heard = []
    for sure in (0.3, 0.6, 0.97):
        own = np.array([[sure, *[(1 - sure) / 3] * 3], [0.1, 0.7, 0.1, 0.1]], np.float32)
        meeting = TraceMessages(lines((0, 1, TRACE_BLUE)), tones, 2)
        for _ in range(5):
            told = meeting.add(np.log(own), labels(-1, -1))
        heard.append(told[0] - np.log(own)[0])
    assert np.allclose(heard[0], heard[1], atol=1e-4)
    assert np.allclose(heard[0], heard[2], atol=1e-4)


def test_without_trace_lines_in_keys_nothing_is_learned() -> None:
    assert count_traces([KEY, labels(-1, -1)], [NOTHING, lines((0, 1, TRACE_BLUE))], PRIOR) is None
    graph = ShotGraph([KEY, labels(-1)], 4, 2, traced=[NOTHING, NOTHING])
    assert np.allclose(solve_labels(graph)[1], PRIOR, atol=1e-3)


def ball(x: int, shade: int) -> tuple[LineArt, NDArray[np.uint8]]:
    """Two crossing bars in black ink, each parted by a blue line into paint and shade."""
    ink, trace = np.zeros((120, 200), np.uint8), np.zeros((120, 200), np.uint8)
    cel = np.zeros((120, 200, 4), np.uint8)
    ink[20:100, x : x + 60] = 255
    ink[23:97, x + 3 : x + 57] = 0
    cel[20:100, x : x + 60] = (200, 90, 40, 255)
    cel[20:100, x + shade : x + 60] = (120, 40, 30, 255)
    trace[23:97, x + shade : x + shade + 2] = TRACE_BLUE
    return LineArt(ink, trace), cel


def test_descriptions_tell_where_regions_meet_across_trace_lines() -> None:
    line, _ = ball(40, 35)
    regions = find_regions(line)
    drawing = describe(line, regions)
    paint, shade = int(regions.labels[60, 50]) - 1, int(regions.labels[60, 90]) - 1
    found = drawing.trace_lines
    assert found.pairs.tolist() == [sorted([paint, shade])]
    assert found.kinds.tolist() == [TRACE_BLUE]
    assert found.sure.tolist() == [1]
    assert drawing.across.sum() > 0.2
    assert (drawing.across > 0).nonzero()[0].tolist() == [TRACE_BLUE - 1] * 2


def test_a_short_meeting_says_little() -> None:
    tones = count_traces([KEY], [KEY_LINES], PRIOR)
    assert tones is not None
    own = np.log(np.array([[0.97, 0.01, 0.01, 0.01], [0.25] * 4], np.float32))
    long = lines((0, 1, TRACE_BLUE))
    told = [
        TraceMessages(TraceLines(long.pairs, long.kinds, np.array([sure], np.float32)), tones, 2).add(
            own, labels(-1, -1)
        )[1]
        for sure in (0, 0.5, 1)
    ]
    gains = [t[SHADE] - t[HAIR] - (told[0][SHADE] - told[0][HAIR]) for t in told]
    assert gains[1] == pytest.approx(gains[2] / 2, rel=1e-4)
    assert gains[2] > 1
    line, _ = ball(40, 35)
    trace = line.trace.copy() if line.trace is not None else None
    assert trace is not None
    trace[30:97] = 0
    ink = np.where((line.trace > 0) & (trace == 0), 255, line.ink).astype(np.uint8)  # type: ignore[operator]
    broken = LineArt(ink, trace)
    assert not len(describe(broken, find_regions(broken)).trace_lines.sure), (
        "ink parts them for the most part"
    )


def test_a_shot_with_trace_lines_is_coloured() -> None:
    drawn = [ball(30 + 12 * t, 35 - 3 * t) for t in range(5)]
    frames = [Frame(t + 1, line) for t, (line, _) in enumerate(drawn)]
    solved = solve_shot(Shot(frames, [Key(1, drawn[0][1])]))
    for frame, (line, cel) in zip(frames, drawn, strict=True):
        regions = find_regions(line)
        for y, x in ((60, cel[60, :, 0].argmax() + 8), (60, 30 + 12 * (frame.number - 1) + 52)):
            region = int(regions.labels[y, x]) - 1
            swatch = solved.palette.colours[solved.swatches[frame.number][region]]
            assert swatch.tolist() == cel[y, x].tolist()


@pytest.mark.parametrize("count", [0, 1])
def test_a_drawing_without_trace_lines_is_said_to_have_none(count: int) -> None:
    assert not NOTHING.bounded(count).any()
