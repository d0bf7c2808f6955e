# SPDX-License-Identifier: Apache-2.0
"""Drawings in which too much reads as line stop the shot, with words; others never do."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from drawings import walk
from numpy.typing import NDArray

from shiage.cel.fill import ink_over
from shiage.cel.lineart import LineArt
from shiage.shot.describe.legibility import check_legible
from shiage.shot.types import Frame, Key, ModelSheet, Shot, ShotError


def filled(line: LineArt, cel: NDArray[np.uint8], tone: int) -> LineArt:
    """Line art with a tone under the figure, as it was saved by mistake."""
    under = np.where(cel[..., 3] > 0, tone, 255).astype(np.float64)
    return LineArt.from_image(np.round(under * (255 - line.ink) / 255).astype(np.uint8))


def spoilt(shot: Shot, truth: dict[int, NDArray[np.uint8]], *numbers: int) -> Shot:
    frames = [
        replace(f, line=filled(f.line, truth[f.number], 70)) if f.number in numbers else f
        for f in shot.frames
    ]
    return replace(shot, frames=frames)


def test_a_key_whose_colours_lie_under_lines_stops_the_shot() -> None:
    shot, truth = walk(frames=4, keys=(2,))
    with pytest.raises(ShotError, match=r"frame 2: 3 of the 3 colours .* Save the lines alone"):
        check_legible(spoilt(shot, truth, 1, 2, 3, 4))


def test_a_frame_in_which_far_more_reads_as_line_stops_the_shot() -> None:
    shot, truth = walk(frames=4, keys=(1,))
    with pytest.raises(ShotError, match=r"frame 3: \d+ % of its drawing reads as line"):
        check_legible(spoilt(shot, truth, 3))


def test_a_model_sheet_whose_colours_lie_under_lines_stops_the_shot() -> None:
    shot, truth = walk(frames=3, keys=(1,))
    sheet = ModelSheet("front", filled(shot.frames[0].line, truth[1], 60), truth[1])
    with pytest.raises(ShotError, match="model sheet front: 3 of the 3"):
        check_legible(replace(shot, keys=[], sheets=[sheet]))


def test_a_dark_background_stops_the_shot() -> None:
    shot, truth = walk(frames=3, keys=(1,))
    frames = []
    for frame in shot.frames:
        sky = np.where(truth[frame.number][..., 3] > 0, 255, 40)
        picture = (sky * ((255 - frame.line.ink) / 255)).astype(np.uint8)
        frames.append(replace(frame, line=LineArt.from_image(picture)))
    with pytest.raises(ShotError, match=r"frame 1: \d+ % of it reads as ink where no dark colour is painted"):
        check_legible(replace(shot, frames=frames))


def test_a_grey_underfill_that_can_be_told_from_ink_stops_nothing() -> None:
    shot, truth = walk(frames=3, keys=(1,))
    frames = [replace(f, line=filled(f.line, truth[f.number], 170)) for f in shot.frames]
    check_legible(replace(shot, frames=frames))
    for frame, clean in zip(frames, shot.frames, strict=True):
        assert (frame.line.barrier() == clean.line.barrier()).mean() > 0.98


def test_keys_with_ink_in_them_are_legible() -> None:
    shot, truth = walk(frames=3, keys=(1,))
    inked = ink_over(truth[1], shot.frames[0].line)
    check_legible(replace(shot, keys=[Key(1, inked)]))
    white = inked.copy()
    white[white[..., 3] == 0] = 255
    check_legible(replace(shot, keys=[Key(1, white)]))


def test_solid_black_that_is_painted_dark_stops_nothing() -> None:
    shot, truth = walk(frames=3, keys=(1,))
    frames, keys = [], []
    for frame in shot.frames:
        ink, cel = frame.line.ink.copy(), truth[frame.number].copy()
        body = (slice(110, 158), slice(30, 130))
        ink[body], cel[body] = 255, (30, 24, 40, 255)
        frames.append(Frame(frame.number, LineArt(ink)))
        keys.append(Key(frame.number, cel))
    check_legible(Shot(frames=frames, keys=keys[:1]))
