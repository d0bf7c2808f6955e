# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from films import FPS, KEPT, SIZE, Pictures, write_film

from shiage.cel.images import ImageError
from shiage.training.data.film.detect_cuts import (
    CUT,
    LONGEST,
    MEAN_BIN,
    FrameFeatures,
    difference,
    frame_features,
    split,
)
from shiage.training.data.film.read_film import frames_of, open_film
from shiage.training.data.film.select_shots import STILL, Span, find_shots


def looks(path: Path) -> list[FrameFeatures]:
    return [frame_features(frame, number) for number, frame in enumerate(frames_of(open_film(path)))]


def test_exactly_the_good_shots_are_kept(film: Path, scenes: dict[str, Pictures]) -> None:
    found = find_shots(looks(film))
    assert found.kept == [Span(*ends) for ends in KEPT]
    assert found.frames == sum(map(len, scenes.values()))
    assert found.dropped["still"] == 1
    assert found.dropped["dark"] == len(scenes["night"]) + 1  # and the end of the fade
    assert found.dropped["faded"] == len(scenes["mist"])
    assert found.dropped["short"] >= 1  # the short scene, and pieces of the fade


def test_every_cut_is_found_and_nothing_else(tmp_path: Path, scenes: dict[str, Pictures]) -> None:
    bright = [scenes[name] for name in ("sky", "short", "still", "dusk", "lawn")]
    path = write_film(tmp_path / "film.mp4", [picture for scene in bright for picture in scene])
    begins = np.cumsum([0, *map(len, bright)])[:-1]
    assert [shot[0].number for shot in split(looks(path))] == list(begins)


def test_size_and_bitrate_do_not_move_the_unit(scenes: dict[str, Pictures]) -> None:
    one, two = scenes["sky"][0], scenes["dusk"][0]
    small = difference(frame_features(one, 0), frame_features(two, 1))
    large = difference(*(frame_features(np.kron(f, np.ones((3, 3, 1), np.uint8)), 0) for f in (one, two)))
    assert small > CUT
    assert large == pytest.approx(small, rel=0.1)
    assert frame_features(one, 0).histogram.shape == (768,)
    assert frame_features(one, 0).histogram.mean() == pytest.approx(MEAN_BIN)


def test_moving_frames_differ_more_than_still_ones(film: Path) -> None:
    seen = looks(film)
    still, moving = seen[17:27], seen[0:12]
    assert max(difference(still[0], other) for other in still) < STILL
    assert max(difference(moving[0], other) for other in moving) > STILL


def test_a_take_without_an_end_is_ended() -> None:
    frame = np.full((64, 64, 3), 255, np.uint8)
    frame[20:40, 20:40] = 0
    endless = (frame_features(frame, number) for number in range(LONGEST + 5))
    assert [len(shot) for shot in split(endless)] == [LONGEST, 5]


def test_a_span_counts_its_windows() -> None:
    assert (len(Span(3, 12)), Span(3, 12).windows, Span(0, 7).windows) == (10, 3, 1)


def test_frames_come_one_after_the_other_and_in_rgb(film: Path, scenes: dict[str, Pictures]) -> None:
    opened = open_film(film)
    assert (opened.frames, opened.fps) == (sum(map(len, scenes.values())), FPS)
    first = next(frames_of(opened))
    assert first.shape == (SIZE[1], SIZE[0], 3)
    assert np.abs(first.astype(int) - scenes["sky"][0]).mean() < 4


def test_a_film_without_its_index_is_refused(tmp_path: Path, scenes: dict[str, Pictures]) -> None:
    torn = write_film(tmp_path / "torn.mp4", scenes["sky"])
    torn.write_bytes(torn.read_bytes()[: torn.stat().st_size // 2])
    with pytest.raises(ImageError, match=r"torn\.mp4: this is no film that can be read"):
        open_film(torn)


def test_a_film_that_ends_early_is_refused(tmp_path: Path, scenes: dict[str, Pictures]) -> None:
    path = write_film(tmp_path / "early.avi", [*scenes["sky"], *scenes["dusk"]])
    path.write_bytes(path.read_bytes()[: path.stat().st_size * 6 // 10])
    with pytest.raises(ImageError, match=r"early\.avi: the film is torn: \d+ of its 22 frames"):
        list(frames_of(open_film(path)))


@pytest.mark.parametrize(
    ("content", "words"), [(b"", "the film is empty"), (b"no film at all" * 99, "no film that can be read")]
)
def test_what_is_no_film_is_refused(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "film.mp4"
    path.write_bytes(content)
    with pytest.raises(ImageError, match=words):
        open_film(path)
    with pytest.raises(ImageError, match="there is no such film"):
        open_film(tmp_path / "none.mp4")
