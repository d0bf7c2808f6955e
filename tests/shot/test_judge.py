# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from drawings import face

from shiage.cel.lineart import LineArt
from shiage.cel.regions import find_regions
from shiage.models.matcher import Matcher, MatcherConfig
from shiage.models.weights import load_weights, save_weights
from shiage.shot.describe.describe import describe
from shiage.shot.describe.description import Description
from shiage.shot.match.network_matcher import NetworkMatcher, open_matcher, seen_of, stack
from shiage.shot.match.transport import table


def described(at: tuple[float, float], size: int = 160) -> Description:
    line, _ = face(at, size)
    return describe(line, find_regions(line, 0))


@pytest.fixture(scope="module")
def judge() -> NetworkMatcher:
    torch.manual_seed(1)
    return NetworkMatcher(Matcher(MatcherConfig()), torch.device("cpu"))


def test_rows_are_probabilities(judge: NetworkMatcher) -> None:
    ahead, back = map(table, judge.transport(described((70, 90)), described((80, 180), 320), 3))
    assert ahead.shape == back.shape == (5, 6)
    assert ahead.dtype == np.float32
    assert ahead.sum(1) == pytest.approx(np.ones(5), abs=1e-5)
    assert back.sum(1) == pytest.approx(np.ones(5), abs=1e-5)


def test_a_frame_without_regions_matches_nothing(judge: NetworkMatcher) -> None:
    line = LineArt(np.full((160, 160), 255, np.uint8))
    empty = describe(line, find_regions(line, 0))
    ahead, back = map(table, judge.transport(empty, described((70, 90)), 1))
    assert ahead.shape == (0, 6)
    assert back.tolist() == [[1.0]] * 5
    assert judge.paper(empty).shape == (0,)


def test_paper_is_a_probability_of_each_region(judge: NetworkMatcher) -> None:
    paper = judge.paper(described((70, 90)))
    assert paper.shape == (5,)
    assert ((paper > 0) & (paper < 1)).all()


def test_alone_and_in_a_batch_it_sees_the_same(judge: NetworkMatcher) -> None:
    one, other = described((70, 90)), described((90, 80))
    both = stack([seen_of(one, None), seen_of(other, None)])
    with torch.inference_mode():
        together = judge.matcher.describe(both)
        alone = judge.matcher.describe(stack([seen_of(other, None)]))
    torch.testing.assert_close(together[1:, : alone.shape[1]], alone, atol=1e-4, rtol=1e-4)


def test_it_opens_what_training_writes(judge: NetworkMatcher, tmp_path: Path) -> None:
    save_weights(tmp_path / "m.safetensors", judge.matcher, MatcherConfig(), {"data": "none"})
    again = open_matcher(load_weights(tmp_path / "m.safetensors"), torch.device("cpu"))
    a, b = described((70, 90)), described((84, 94))
    assert table(again.transport(a, b, 2)[0]) == pytest.approx(table(judge.transport(a, b, 2)[0]), abs=2e-2)
