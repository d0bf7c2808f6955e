# SPDX-License-Identifier: Apache-2.0
"""The demo's promises: clean regions, the same pixels every time, parts that come and go."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from shiage.demo.character import draw_character
from shiage.demo.drawing import PAINTS
from shiage.demo.ink import render
from shiage.demo.motion import FRAMES
from shiage.demo.shot import SIZE, DemoFrame, draw_shot, write_demo
from shiage.demo.truth import PAPER, settle, truth_rgba

SOME = (1, 6, 13, 16, 20, 24, 29, 32)


def regions(line: NDArray[np.uint8]) -> tuple[int, NDArray[np.int32], NDArray[np.int32]]:
    """Paper regions of line art as the benchmark counts them: number, labels, sizes."""
    paper = (cv2.cvtColor(line, cv2.COLOR_RGB2GRAY) >= PAPER).astype(np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(paper, connectivity=4)
    return count, np.asarray(labels, np.int32), np.asarray(stats[:, cv2.CC_STAT_AREA], np.int32)


@pytest.mark.parametrize("frame", SOME)
def test_every_region_was_drawn_in_one_colour(frame: int) -> None:
    """Before the final clean-up: no line art leaks, at full size."""
    line, paint = render(draw_character(frame), SIZE)
    count, labels, sizes = regions(line)
    votes = np.bincount((labels * 64 + paint).ravel(), minlength=count * 64).reshape(count, 64)
    share = votes.max(1) / np.maximum(1, votes.sum(1))
    large = sizes > 10
    large[0] = False
    assert large.sum() > 40
    assert share[large].min() >= 0.95


def test_truth_gives_each_region_one_colour_and_agrees_with_the_curves() -> None:
    for frame in draw_shot(4, (640, 360)):
        count, labels, _ = regions(frame.line)
        packed = np.ascontiguousarray(frame.truth).view(np.uint32)[..., 0]
        for label in range(1, count):
            assert len(np.unique(packed[labels == label])) == 1
    line, paint = render(draw_character(20), SIZE)
    truth = _one(20).truth
    table = np.array([(0, 0, 0, 0), *((*rgb, 255) for rgb in PAINTS.values())], np.uint8)
    off_lines = cv2.cvtColor(line, cv2.COLOR_RGB2GRAY) >= PAPER
    assert (table[paint] == truth).all(2)[off_lines].mean() > 0.9995


def _one(number: int) -> DemoFrame:
    line, paint = render(draw_character(number), SIZE)
    return DemoFrame(number, line, truth_rgba(settle(line, paint)))


def test_truth_has_no_ink_and_no_mixed_colour() -> None:
    colours = {(*rgb, 255) for rgb in PAINTS.values()} | {(0, 0, 0, 0)}
    seen: set[tuple[int, ...]] = set()
    for frame in draw_shot(6, (640, 360)):
        seen |= {tuple(c) for c in np.unique(frame.truth.reshape(-1, 4), axis=0).tolist()}
    assert seen <= colours
    assert len(seen) >= 20


def test_swatches_lie_apart() -> None:
    rgb = np.array(list(PAINTS.values()), int)
    apart = np.abs(rgb[:, None] - rgb[None]).max(2) + 255 * np.eye(len(rgb), dtype=int)
    assert apart.min() > 6


def test_the_same_pixels_every_time() -> None:
    first, second = (draw_shot(3, (480, 270)) for _ in range(2))
    for a, b in zip(first, second, strict=True):
        assert np.array_equal(a.line, b.line)
        assert np.array_equal(a.truth, b.truth)


def test_parts_come_and_go() -> None:
    names = [draw_character(frame).names for frame in range(1, FRAMES + 1)]
    passing = (
        "left ear",
        "right ear",
        "right eye",
        "right brow",
        "left pupil",
        "tongue",
        "teeth",
        "bag clasp",
    )
    for part in (*passing, "closed mouth"):
        there = [part in frame for frame in names]
        assert any(there), part
        assert not all(there), part
    order = [[item.name for item in draw_character(f).items] for f in (4, 20)]
    assert order[0].index("bag") > order[0].index("jacket")
    assert order[1].index("bag") < order[1].index("jacket")


def test_all_colours_are_in_the_keys() -> None:
    both = np.concatenate([_one(1).truth.reshape(-1, 4), _one(FRAMES).truth.reshape(-1, 4)])
    assert len(np.unique(both, axis=0)) == len(PAINTS) + 1


def test_trace_lines_part_shades_in_the_line_art() -> None:
    line = _one(10).line.astype(int)
    blue = (line[..., 2] - line[..., 0] > 100).sum()
    red = (line[..., 0] - line[..., 2] > 100).sum()
    assert blue > 800
    assert red > 200


def test_written_as_a_shot(tmp_path: Path) -> None:
    write_demo(tmp_path / "demo", 3, (320, 180))
    there = sorted(
        str(p.relative_to(tmp_path / "demo")) for p in (tmp_path / "demo").rglob("*") if p.is_file()
    )
    assert there == [
        "keys/0001.png", "keys/0003.png", "lines/0001.png", "lines/0002.png", "lines/0003.png",
        "truth/0001.png", "truth/0002.png", "truth/0003.png",
    ]  # fmt: skip
    line = cv2.imread(str(tmp_path / "demo" / "lines" / "0002.png"), cv2.IMREAD_UNCHANGED)
    truth = cv2.imread(str(tmp_path / "demo" / "truth" / "0002.png"), cv2.IMREAD_UNCHANGED)
    assert line is not None and line.shape == (180, 320, 3)
    assert truth is not None and truth.shape == (180, 320, 4)
