# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import numpy as np
import pytest
from drawings import face, walk
from numpy.typing import NDArray

from shiage.cel.lineart import LineArt
from shiage.cel.regions import find_regions
from shiage.shot.describe.describe import describe
from shiage.shot.describe.description import Description
from shiage.shot.evaluate.baselines import BASELINES, color_by
from shiage.shot.evaluate.metrics import score_frame
from shiage.shot.match.feature_matcher import feature_matcher
from shiage.shot.match.motion import follow, motion, stay
from shiage.shot.match.pair_features import PairFeature, compare
from shiage.shot.match.pairs import matched_pairs, paper_hints
from shiage.shot.match.transport import table
from shiage.shot.run.progress import Progress
from shiage.shot.runtime import default_runtime
from shiage.shot.types import Watch

ALONE = Progress(None, Watch())


def described(at: tuple[float, float], size: int = 160) -> tuple[Description, NDArray[np.int32]]:
    line, _ = face(at, size)
    regions = find_regions(line, 0)
    return describe(line, regions), regions.labels


def places(labels: NDArray[np.int32], at: tuple[int, int]) -> list[int]:
    """Region index of background, head, left eye, right eye and hat of a face."""
    x, y = at
    spots = ((2, 2), (x, y + 15), (x - 11, y - 4), (x + 11, y - 4), (x, y - 37))
    return [int(labels[b, a]) - 1 for a, b in spots]


def test_flow_follows_a_move_that_standing_still_misses() -> None:
    (a, la), (b, lb) = described((70, 90)), described((90, 90))
    eye_a, eye_b = places(la, (70, 90))[2], places(lb, (90, 90))[2]
    assert follow(motion(a, b), a, b)[0].votes[eye_a, eye_b] > 0.9
    assert stay(a, b).votes[eye_a, eye_b] < 0.1


def test_likeness_matches_each_part_and_rows_are_probabilities() -> None:
    (a, la), (b, lb) = described((70, 90)), described((84, 94))
    ahead, back = map(table, default_runtime().matcher.transport(a, b, 2))
    pa, pb = places(la, (70, 90)), places(lb, (84, 94))
    assert ahead.shape == (5, 6)
    assert back.shape == (5, 6)
    assert ahead.sum(1) == pytest.approx(np.ones(5), abs=1e-5)
    # the eyes share a swatch, so either is a good answer for either
    assert [ahead[i].argmax() for i in (pa[0], pa[1], pa[4])] == [pb[0], pb[1], pb[4]]
    assert ahead[pa[2], [pb[2], pb[3]]].sum() > 0.5


def test_sizes_may_differ() -> None:
    (a, la), (b, lb) = described((80, 90)), described((160, 180), 320)
    ahead = table(default_runtime().matcher.transport(a, b, 24)[0])
    hat = places(la, (80, 90))[4]
    assert np.isfinite(ahead).all()
    assert ahead[hat].argmax() == places(lb, (160, 180))[4]


def test_answers_are_finite_and_the_same_seen_from_the_other_side() -> None:
    (a, _), (b, _) = described((70, 90)), described((84, 94))
    ahead, back = compare(a, b, 3)
    assert ahead.shape == (5, 5, len(PairFeature))
    assert np.isfinite(ahead).all()
    for one, other in (
        (PairFeature.FLOW_AHEAD, PairFeature.FLOW_BACK),
        (PairFeature.STILL_AHEAD, PairFeature.STILL_BACK),
        (PairFeature.MASK, PairFeature.MASK),
        (PairFeature.GAP, PairFeature.GAP),
    ):
        assert ahead[..., one] == pytest.approx(back[..., other].T)


def test_a_frame_without_regions_can_be_compared() -> None:
    line = LineArt(np.full((160, 160), 255, np.uint8))
    empty = describe(line, find_regions(line, 0))
    ahead, back = map(table, default_runtime().matcher.transport(empty, described((70, 90))[0], 1))
    assert ahead.shape == (0, 6)
    assert back.shape == (5, 1)
    assert back.sum(1) == pytest.approx(np.ones(5))


def test_frames_meet_their_neighbours_and_nearest_keys_only() -> None:
    pairs = matched_pairs([1, 2, 3, 4, 5], 6, {0, 4, 5})
    assert set(pairs) == {
        *((0, 1), (1, 2), (2, 3), (3, 4)),
        *((0, 2), (0, 3), (1, 4), (2, 4)),
        *((1, 5), (2, 5), (3, 5)),
    }
    many = matched_pairs(list(range(1, 202)), 201, set(range(0, 201, 5)))
    assert len(many) < 201 * 5


@pytest.mark.parametrize("name", BASELINES)
def test_baselines_colour_a_still_shot_and_fail_on_a_fast_one(name: str) -> None:
    shot, truth = walk(frames=3, keys=(1,))
    lines = {f.number: f.line for f in shot.frames}
    cels = color_by(BASELINES[name], shot)
    assert score_frame(lines[1], truth[1], cels[1]).acc == 1
    assert all(cel.shape == (160, 160, 4) for cel in cels.values())
    if name == "copy":
        assert score_frame(lines[3], truth[3], cels[3]).pix_acc < 1


def test_the_judge_tells_paper_from_a_face() -> None:
    drawing, labels = described((70, 90))
    palette = np.array([[0, 0, 0, 0], [250, 200, 180, 255], [20, 20, 20, 255]], np.uint8)
    (hint,) = paper_hints([drawing], palette, default_runtime().matcher, ALONE)
    background, head, *_ = places(labels, (70, 90))
    assert hint.sum(1) == pytest.approx(np.ones(5), abs=1e-5)
    assert hint[background, 0] > 0.9
    assert hint[head, 0] < 0.5


def test_nothing_is_said_of_paper_where_all_is_painted_or_nobody_knows() -> None:
    drawing, _ = described((70, 90))
    clear, paint = [0, 0, 0, 0], [9, 9, 9, 255]
    assert paper_hints([drawing], np.array([paint, paint], np.uint8), default_runtime().matcher, ALONE) == []
    assert paper_hints([drawing], np.array([clear], np.uint8), default_runtime().matcher, ALONE) == []
    assert paper_hints([drawing], np.array([clear, paint], np.uint8), feature_matcher(), ALONE) == []
