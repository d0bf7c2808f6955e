# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import numpy as np
import pytest
from drawings import CLEAR, face

from shiage.cel.lineart import TRACE_RED, LineArt
from shiage.training.config import Augmentation
from shiage.training.data.augment import (
    augment,
    change_pen,
    exchange_palette,
    move,
    rotate_hues,
)
from shiage.training.data.clip import Clip


@pytest.fixture
def clip() -> Clip:
    drawn = [face((60 + 8 * t, 90)) for t in range(3)]
    parts = np.arange(3 * 160 * 160, dtype=np.int32).reshape(3, 160, 160)
    return Clip("face", np.stack([line.ink for line, _ in drawn]), np.stack([cel for _, cel in drawn]), parts)


def only(**shares: float) -> Augmentation:
    return Augmentation(**{**dict.fromkeys(Augmentation.__dataclass_fields__, 0.0), **shares})


def test_without_anything_to_do_a_clip_stays(clip: Clip) -> None:
    assert augment(clip, only(), np.random.default_rng(0)) is clip


def test_mirroring_turns_lines_cels_and_parts_alike(clip: Clip) -> None:
    turned = augment(clip, only(mirror=1), np.random.default_rng(0))
    assert (turned.lines[:, :, ::-1] == clip.lines).all() and (turned.cels[:, :, ::-1] == clip.cels).all()
    assert turned.parts is not None and clip.parts is not None
    assert (turned.parts[:, :, ::-1] == clip.parts).all()


def test_hues_turn_all_the_way_round_and_alpha_stays(clip: Clip) -> None:
    third = rotate_hues(clip.cels, 85)
    red = (clip.cels == (200, 30, 40, 255)).all(-1)
    assert (third[red].astype(int) @ (0, 1, 0, 0) > 150).all(), "red became green"
    assert (third[..., 3] == clip.cels[..., 3]).all() and (third[clip.cels[..., 3] == 0] == 0).all()
    assert np.abs(rotate_hues(clip.cels, 256 - 128).astype(int) - rotate_hues(clip.cels, 128)).max() == 0


def test_shaded_cels_keep_their_palette(clip: Clip) -> None:
    rng = np.random.default_rng(0)
    assert not (exchange_palette(clip.cels, rng) == clip.cels).all()
    shaded = clip.cels.copy()
    shaded[..., 0] = np.arange(160)
    assert exchange_palette(shaded, rng) is shaded


def test_a_backdrop_leaves_no_paper(clip: Clip) -> None:
    painted = augment(clip, only(backdrop=1), np.random.default_rng(0))
    assert (painted.cels[..., 3] == 255).all()
    behind = painted.cels[(clip.cels == CLEAR).all(-1)]
    assert len(np.unique(behind, axis=0)) == 1


def test_pens_change_lines_but_do_not_lose_them(clip: Clip) -> None:
    for seed in range(12):
        drawn = change_pen(clip.lines, np.random.default_rng(seed))
        assert drawn.dtype == np.uint8 and drawn.shape == clip.lines.shape
        assert (drawn != clip.lines).any() and drawn.max() > 100


def test_a_moved_drawing_still_has_its_paint_inside_its_lines(clip: Clip) -> None:
    line, cel = move(LineArt(clip.lines[0]), clip.cels[0], np.random.default_rng(3))
    assert (line.ink != clip.lines[0]).any()
    assert {tuple(c) for c in cel.reshape(-1, 4)} == {tuple(c) for c in clip.cels[0].reshape(-1, 4)}
    outside = cel[..., 3] == 0
    assert line.ink[outside].mean() < line.ink[~outside].mean()


def test_trace_lines_stay_trace_lines_under_any_pen() -> None:
    lines, traces = np.zeros((2, 1, 64, 64), np.uint8)
    for column, kind in ((15, 0), (45, TRACE_RED)):
        lines[:, :, column : column + 3], traces[:, :, column : column + 3] = 255, kind
    clip = Clip("two lines", lines, np.zeros((1, 64, 64, 4), np.uint8), None, traces)
    only_pens = Augmentation(mirror=0, hues=0, palette=0, pen=1, backdrop=0, moved=0)
    for seed in range(12):
        drawn = augment(clip, only_pens, np.random.default_rng(seed)).line_art(0)
        assert drawn.trace is not None
        assert set(np.unique(drawn.trace[:, :30])) == {0} and drawn.ink[:, 10:22].max() > 100
        assert TRACE_RED in drawn.trace[:, 40:] and not drawn.ink[:, 30:].any()
