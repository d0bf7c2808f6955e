# SPDX-License-Identifier: Apache-2.0
"""Keys come back as they were painted, in every form; what other frames cannot get is said."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import cv2
import numpy as np
import pytest
from drawings import BLUE, CLEAR, RED, SKIN, walk
from numpy.typing import NDArray

from shiage.cel.fill import ink_over, paint
from shiage.cel.palette import Palette
from shiage.service.render_frames import frame_payload
from shiage.service.store_frames import frame_arrays
from shiage.shot.color import solve_shot
from shiage.shot.solved_shot import SolvedShot
from shiage.shot.types import Correction, Key, Shot

Pixels = NDArray[np.uint8]
SHADE, GREEN = (190, 150, 120, 255), (30, 160, 80, 255)


def shot_with(change: Callable[[Pixels], None], frames: int = 2) -> Shot:
    """The walk from a first key that was painted over."""
    shot, truth = walk(frames, keys=())
    key = truth[1].copy()
    change(key)
    return replace(shot, keys=[Key(1, key)])


def key_of(solved: SolvedShot) -> Pixels:
    return solved.draw(1).painted(solved.palette)


def shade(key: Pixels) -> None:
    key[98:112, 55:80] = SHADE


def soft_shade(key: Pixels) -> None:
    cv2.circle(key, (66, 105), 10, SHADE, -1, cv2.LINE_AA)


def outside(key: Pixels) -> None:
    key[130:150, 100:150] = GREEN


def blot(key: Pixels) -> None:
    skin = (key == SKIN).all(2)
    key[skin] = 0
    key[98:112, 55:80] = SKIN


def shading(key: Pixels) -> None:
    skin = (key == SKIN).all(2)
    key[skin, 2] = (100 + np.arange(160)[None] // 2).repeat(160, 0)[skin]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (shade, ["the area of #be9678", "no line between it and #fadcbe"]),
        (soft_shade, ["the area of #be9678", "no line between it and #fadcbe"]),
        (outside, ["the area of #1ea050", "no closed outline"]),
        (blot, ["the area of #fadcbe", "less than half of its region"]),
        (shading, ["1 region is shaded"]),
        (lambda key: None, []),
    ],
)
def test_what_no_line_parts_comes_back_and_is_said(
    change: Callable[[Pixels], None], words: list[str]
) -> None:
    shot = shot_with(change)
    solved = solve_shot(shot)
    assert (key_of(solved) == shot.keys[0].cel).all()
    assert [note.frame for note in solved.notes] == [1] * bool(words)
    for word in words:
        assert word in solved.notes[0].text
    drawn = solved.draw(1)
    assert drawn.labels.max() == len(drawn.swatches) == len(drawn.confidence)
    other = solved.draw(2).painted(solved.palette)
    assert {tuple(c) for c in np.unique(other.reshape(-1, 4), axis=0).tolist()} <= set(
        map(tuple, solved.palette.colours.tolist())
    )


def test_hosts_get_a_key_as_it_was_painted_in_every_form() -> None:
    def both(key: Pixels) -> None:
        shade(key)
        outside(key)

    shot = shot_with(both)
    solved = solve_shot(shot)
    key, frame = shot.keys[0].cel, frame_arrays(solved.draw(1))
    palette = {"colours": solved.palette.colours.tolist(), "names": list(solved.palette.names)}
    _, (pixels,) = frame_payload(frame, palette, "frames")
    assert (np.asarray(pixels).view(np.uint8).reshape(key.shape) == key).all()
    fields, buffers = frame_payload(frame, palette, "regions")
    labels, swatches = np.asarray(buffers[0]).astype(np.int32), np.asarray(buffers[1])
    assert not fields["cel"], "flat paint needs no pixels of its own"
    assert (paint(labels, solved.palette.colours[swatches]) == key).all()
    _, (points, rings, table, _) = frame_payload(frame, palette, "fills")
    drawn, place, ring = np.zeros_like(key), 0, 0
    for _, swatch, count in table.tolist():
        cut = []
        for size in rings[ring : ring + count].tolist():
            cut.append(np.round(points[place : place + size]).astype(int))
            place += size
        ring += count
        drawn[_even_odd(cut, key.shape[:2])] = solved.palette.colours[swatch]
    assert (drawn == key).all()


def _even_odd(rings: list[NDArray[np.int64]], shape: tuple[int, ...]) -> NDArray[np.bool_]:
    """Pixels inside rings that run along the edges of pixels: crossings to the left of each are counted."""
    turns = np.zeros((shape[0], shape[1] + 1), int)
    for ring in rings:
        for (x, y), (x2, y2) in zip(ring.tolist(), np.roll(ring, -1, 0).tolist(), strict=True):
            if x == x2:
                turns[min(y, y2) : max(y, y2), x] += 1
    return np.asarray(turns.cumsum(1)[:, :-1] % 2 == 1)


def test_ink_left_on_a_key_is_no_paint() -> None:
    shot, truth = walk(2, keys=())
    line = shot.frames[0].line
    key = truth[1].copy()
    shade(key)
    solved = solve_shot(replace(shot, keys=[Key(1, ink_over(key, line))]))
    cel = key_of(solved)
    clear = line.ink == 0
    assert (cel[clear] == key[clear]).all()
    assert {tuple(c) for c in np.unique(cel.reshape(-1, 4), axis=0).tolist()} == {
        RED,
        BLUE,
        SKIN,
        SHADE,
        CLEAR,
    }


def test_noise_on_a_key_snaps_but_a_shade_in_it_stays() -> None:
    shot, truth = walk(2, keys=())
    key = truth[1].copy()
    key[96:116, 50:84] = SHADE
    noise = np.random.default_rng(3).integers(-2, 3, key.shape)
    noise[..., 3] = 0
    noisy = np.where(key[..., 3:] > 0, np.clip(key + noise, 0, 255), 0).astype(np.uint8)
    solved = solve_shot(replace(shot, keys=[Key(1, noisy)]))
    cel = key_of(solved)
    assert any("noisy" in note.text for note in solved.notes)
    assert len(np.unique(cel.reshape(-1, 4), axis=0)) <= 5
    assert np.abs(cel[100:112, 55:80].astype(int) - SHADE).max() <= 2
    assert (cel[60, 60] == RED).all()


def test_a_correction_on_a_key_is_a_later_word_than_its_paint() -> None:
    shot = replace(shot_with(shade), corrections=[Correction(1, 66, 80, GREEN)])
    solved = solve_shot(shot)
    cel = key_of(solved)
    assert (cel[105, 66] == GREEN).all()
    assert (cel[80, 66] == GREEN).all()
    assert (cel[60, 66] == RED).all(), "the rest of the key is as it was"


def test_a_key_that_drifted_takes_the_other_keys_colours_everywhere_and_it_is_said() -> None:
    shot, truth = walk(4, keys=(1,))
    off = np.where(truth[4][..., 3:] > 0, truth[4] + np.array([2, -1, 1, 0]), 0)
    solved = solve_shot(replace(shot, keys=[*shot.keys, Key(4, np.clip(off, 0, 255).astype(np.uint8))]))
    assert {tuple(c) for c in solved.palette.colours.tolist()} == {RED, BLUE, SKIN, CLEAR}
    assert (solved.draw(4).painted(solved.palette) == truth[4]).all()
    assert [(n.frame, "2 levels" in n.text) for n in solved.notes] == [(4, True)]


def test_a_palette_that_is_given_names_its_swatches_and_wins_within_noise() -> None:
    shot, _ = walk(2, keys=(1,))
    known = Palette(np.array([RED, (251, 221, 191, 255), GREEN], np.uint8), ("red", "skin", "unused"))
    solved = solve_shot(replace(shot, palette=known))
    names = dict(zip(solved.palette.names, map(tuple, solved.palette.colours.tolist()), strict=True))
    assert names["red"] == RED
    assert names["skin"] == (251, 221, 191, 255)
    assert names["unused"] == GREEN
    assert BLUE in names.values(), "paint that is nothing like the palette stays"
    assert (key_of(solved)[105, 66] == (251, 221, 191, 255)).all()
    assert any("palette" in note.text for note in solved.notes)
