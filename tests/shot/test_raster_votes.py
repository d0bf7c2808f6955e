# SPDX-License-Identifier: Apache-2.0
"""Networks' pictures as votes for swatches: read region by region, weighed, and never above what is given."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest
from drawings import BLUE, RED, SKIN, face
from numpy.typing import NDArray

from shiage.cel.fill import ink_over
from shiage.cel.regions import RegionMap, find_regions
from shiage.shot.color import solve_shot
from shiage.shot.solve.belief_propagation import ShotGraph, solve_labels
from shiage.shot.solve.raster_votes import raster_votes, swatch_shares
from shiage.shot.types import Frame, Key, ModelSheet, Raster, Shot

Picture = NDArray[np.uint8]
COLOURS = np.array([(0, 0, 0, 0), SKIN, BLUE, RED], np.uint8)


def painted(size: int, noise: float = 0.0) -> tuple[RegionMap, NDArray[np.int32], Picture]:
    """A face's regions, their true swatches, and a blurred picture of it at another size."""
    line, cel = face((66, 93))
    regions = find_regions(line)
    truth = np.array([_swatch(cel[regions.labels == i + 1]) for i in range(regions.count)], np.int32)
    inked = ink_over(cel, line).astype(np.float32)
    alpha = inked[..., 3:] / 255
    white = inked[..., :3] * alpha + 255 * (1 - alpha)
    small = cv2.resize(cv2.GaussianBlur(white, (0, 0), 1), (size, size), interpolation=cv2.INTER_AREA)
    grain = np.random.default_rng(0).normal(0, noise, small.shape)
    return regions, truth, np.clip(small + grain, 0, 255).astype(np.uint8)


def _swatch(pixels: NDArray[np.uint8]) -> int:
    colours, counts = np.unique(pixels, axis=0, return_counts=True)
    return int(np.flatnonzero((colours[counts.argmax()] == COLOURS).all(1))[0])


@pytest.mark.parametrize(("size", "noise"), [(40, 0.0), (80, 20.0), (160, 40.0), (400, 20.0)])
def test_a_blurred_and_noisy_picture_votes_for_what_it_shows(size: int, noise: float) -> None:
    regions, truth, picture = painted(size, noise)
    shares = swatch_shares(picture, regions, COLOURS)
    np.testing.assert_allclose(shares.sum(1), 1, atol=1e-5)
    assert shares.argmax(1).tolist() == truth.tolist()


def test_swatches_that_look_alike_on_white_get_alike_votes() -> None:
    regions, truth, picture = painted(80)
    both = np.concatenate([COLOURS, np.array([(255, 255, 255, 255)], np.uint8)])
    shares = swatch_shares(picture, regions, both)
    np.testing.assert_allclose(shares[:, 0], shares[:, -1])
    assert (shares[truth > 0].argmax(1) == truth[truth > 0]).all()


def test_a_region_that_falls_through_the_picture_says_nothing() -> None:
    labels = np.ones((200, 200), np.int32)
    labels[100, :] = 0
    labels[77, 91] = 2
    votes = raster_votes([Raster(1, np.full((20, 20, 3), 255, np.uint8), 2.0)], RegionMap(labels, 2), COLOURS)
    assert votes[0].argmax() == 0 and votes[0].max() > 0
    assert np.allclose(votes[1], 0, atol=1e-6)


def test_votes_add_up_by_weight_and_rule_nothing_out() -> None:
    regions, _, picture = painted(80)
    once = raster_votes([Raster(1, picture, 1.0)], regions, COLOURS)
    twice = raster_votes([Raster(1, picture, 0.5), Raster(1, picture, 1.5)], regions, COLOURS)
    np.testing.assert_allclose(twice, 2 * once, rtol=1e-5)
    assert once.min() > -6
    assert not raster_votes([Raster(1, picture, 0.0)], regions, COLOURS).any()
    assert not raster_votes([], regions, COLOURS).any()


def test_a_sure_key_outweighs_a_picture_and_a_vague_one_follows_it() -> None:
    given = [np.array([0, 1], np.int32), np.array([-1, -1], np.int32)]
    transport = np.array([[0.99, 0.005, 0.005], [0.34, 0.33, 0.33]], np.float32)
    odds = np.log(np.array([[0.3, 1.7], [0.3, 1.7]], np.float32))
    graph = ShotGraph(given, 2, 2, {(1, 0): transport}, painted={1: odds})
    assert solve_labels(graph)[1].argmax(1).tolist() == [0, 1]
    assert solve_labels(replace(graph, painted={}))[1].argmax(1).tolist() == [0, 0]


def test_a_shot_takes_pictures_and_its_keys_stay_what_they_are() -> None:
    line, cel = face((66, 93))
    shot = Shot([Frame(1, line), Frame(2, line)], [Key(1, cel)])
    red = np.full((40, 40, 3), RED[:3], np.uint8)
    solved = solve_shot(replace(shot, rasters=[Raster(1, red, 50.0), Raster(2, red, 50.0)]))
    assert (solved.draw(1).painted(solved.palette) == cel).all()
    all_over = solved.draw(2).painted(solved.palette)
    assert (all_over == RED).all(2).mean() > 0.9, "so heavy a vote decides every region that it shows"


def test_where_a_sheet_does_not_tell_the_picture_does() -> None:
    line, cel = face((66, 93))
    other = np.zeros_like(line.ink)
    for place, _ in zip(((20, 20), (60, 20), (100, 20)), (SKIN, BLUE, RED), strict=True):
        cv2.rectangle(other, place, (place[0] + 25, place[1] + 25), 255, 2)
    paint = np.zeros_like(cel)
    for place, colour in zip(((20, 20), (60, 20), (100, 20)), (SKIN, BLUE, RED), strict=True):
        cv2.rectangle(paint, place, (place[0] + 25, place[1] + 25), colour, -1)
    sheet = ModelSheet("boxes", type(line)(other), paint)
    regions, truth, picture = painted(80)
    solved = solve_shot(Shot([Frame(1, line)], [], [sheet], rasters=[Raster(1, picture, 3.0)]))
    colours = solved.palette.colours[solved.swatches[1]]
    assert [tuple(c) for c in colours.tolist()] == [tuple(COLOURS[t].tolist()) for t in truth]
    assert regions.count == len(truth)
