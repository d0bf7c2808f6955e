# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from shiage.cel.lineart import LineArt
from shiage.cel.regions import find_regions
from shiage.training.data.remove_slivers import without_slivers
from shiage.training.data.render_cache import RenderedCache
from shiage.training.data.rendered_source import Rendered, draw_clip


@pytest.fixture
def squares() -> Rendered:
    """Two touching squares of one colour beside a third, moving; a seam parts the two."""
    parts = np.zeros((6, 160, 160), np.uint8)
    seams = np.zeros((6, 160, 160), np.uint8)
    for t in range(6):
        parts[t, 40:120, 10 + 4 * t : 50 + 4 * t] = 1
        parts[t, 40:120, 50 + 4 * t : 90 + 4 * t] = 2
        parts[t, 60:100, 90 + 4 * t : 120 + 4 * t] = 3
        seams[t, 40:120, 49 + 4 * t : 51 + 4 * t] = 1
    return Rendered(
        parts, seams, np.array([[0, 0, 0], [200, 60, 40], [200, 60, 40], [40, 90, 220]], np.uint8)
    )


def test_each_clip_has_closed_lines_and_the_same_parts(squares: Rendered) -> None:
    for seed in range(12):
        clip = draw_clip(squares, "squares", np.random.default_rng(seed), 4, 128)
        assert clip.parts is not None and clip.lines.shape == (4, 128, 128)
        one, two, three = (clip.cels[clip.parts == part][:, :3] for part in (1, 2, 3))
        assert len(np.unique(np.concatenate([one, two]), axis=0)) == 1, "what had one colour has one colour"
        assert not len(three) or (three[0] != one[0]).any()
        for line, parts in zip(clip.lines, clip.parts, strict=True):
            regions = find_regions(LineArt(line), 0).labels
            for number in range(1, regions.max() + 1):
                votes = np.bincount(parts[regions == number])
                assert votes.sum() <= 10 or votes.max() >= 0.95 * votes.sum()


def test_the_same_seed_draws_the_same(squares: Rendered) -> None:
    one, two = (draw_clip(squares, "squares", np.random.default_rng(7), 3, 96) for _ in range(2))
    assert (one.lines == two.lines).all() and (one.cels == two.cels).all()


def test_a_clip_may_be_longer_than_what_was_rendered(squares: Rendered) -> None:
    assert draw_clip(squares, "squares", np.random.default_rng(1), 17, 64).lines.shape == (17, 64, 64)


def test_what_is_rendered_once_is_kept(squares: Rendered, tmp_path: Path) -> None:
    source = tmp_path / "source.json"
    source.write_text("{}")
    rendered = []

    def render() -> Rendered:
        rendered.append(1)
        return squares

    for _ in range(2):
        cache = RenderedCache(tmp_path / "kept")
        for _ in range(2):
            found = cache.get(source, "this way", render)
            assert (found.parts == squares.parts).all() and (found.seams == squares.seams).all()
            assert (found.colours == squares.colours).all() and found.drawn == squares.drawn
    assert len(rendered) == 1
    RenderedCache(tmp_path / "kept").get(source, "another way", render)
    assert len(rendered) == 2


def test_slivers_become_ink_where_they_are_dark_and_vanish_where_they_are_light() -> None:
    parts = np.ones((60, 60), np.uint8)
    parts[10:13, 5:55] = 2
    parts[30:33, 5:55] = 3
    parts[40:55, 10:50] = 2
    colours = np.array([[0, 0, 0], [250, 200, 150], [20, 20, 20], [240, 240, 240]], np.uint8)
    clean, ink = without_slivers(parts, colours, 3)
    assert (clean[:36] == 1).all() and (clean[42:53, 12:48] == 2).all()
    assert ink[11, 20] == 1 and not ink[28:].any()
