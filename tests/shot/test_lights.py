# SPDX-License-Identifier: Apache-2.0
"""Keys by day and by night: each frame is of one light."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest
from drawings import BLUE, RED, SKIN, face, walk
from numpy.typing import NDArray

from shiage.shot.color import solve_shot
from shiage.shot.solved_shot import SolvedShot
from shiage.shot.types import Correction, Frame, Key, ModelSheet, Shot

Pixels = NDArray[np.uint8]
RGBA = tuple[int, int, int, int]
Light = Mapping[RGBA, RGBA]

NIGHT: Light = {RED: (90, 20, 60, 255), BLUE: (5, 10, 90, 255), SKIN: (120, 110, 150, 255)}
DUSK: Light = {RED: (150, 40, 90, 255), SKIN: (220, 150, 130, 255)}


def lit(cel: Pixels, light: Light) -> Pixels:
    """The cel with its colours replaced."""
    out = cel.copy()
    for colour, other in light.items():
        out[(cel == colour).all(2)] = other
    return out


def lights_of(solved: SolvedShot, night: Light = NIGHT) -> str:
    """Per frame d, n, or x where it mixes them; what both have does not count."""
    said = ""
    for number in solved.numbers:
        there = {
            tuple(c) for c in np.unique(solved.draw(number).painted(solved.palette).reshape(-1, 4), axis=0)
        }
        by_day, by_night = there & set(night), there & set(night.values())
        said += "x" if bool(by_day) == bool(by_night) else "d" if by_day else "n"
    return said


def shot_in(lights: Mapping[int, Light], frames: int = 6) -> Shot:
    shot, truth = walk(frames, keys=())
    return replace(shot, keys=[Key(n, lit(truth[n], light)) for n, light in lights.items()])


@pytest.mark.parametrize(
    ("lights", "frames", "expected"),
    [
        ({1: {}, 6: NIGHT}, 6, "dddnnn"),
        ({1: {}, 3: {}, 6: NIGHT}, 6, "ddddnn"),
        ({1: {}, 4: NIGHT, 8: {}}, 8, "ddnnnndd"),
    ],
)
def test_a_frame_takes_the_palette_of_its_nearest_key_as_a_whole(
    lights: Mapping[int, Light], frames: int, expected: str
) -> None:
    solved = solve_shot(shot_in(lights, frames))
    assert lights_of(solved) == expected
    assert ["two palettes" in note.text for note in solved.notes] == [True]
    for number in lights:
        assert solved.confidence[number].min() == 1


def test_what_both_lights_have_may_stand_in_both() -> None:
    solved = solve_shot(shot_in({1: {}, 6: DUSK}))
    assert lights_of(solved, DUSK) == "dddnnn"


def test_keys_that_mix_them_are_coloured_as_one_palette() -> None:
    half: Light = {RED: NIGHT[RED], BLUE: NIGHT[BLUE]}
    whole: Light = {**NIGHT, RED: (90, 20, 60, 255)}
    solved = solve_shot(shot_in({1: {}, 3: half, 6: whole}))
    assert not any("two palettes" in note.text for note in solved.notes)


def test_a_key_that_lacks_swatches_and_another_character_are_no_other_light() -> None:
    shot, truth = walk(4, keys=(1,))
    bare = truth[4].copy()
    bare[(bare == RED).all(2)] = SKIN
    assert solve_shot(replace(shot, keys=[*shot.keys, Key(4, bare)])).notes == ()
    other = np.zeros_like(truth[1])
    line = shot.frames[0].line.ink.copy() * 0
    for i, colour in enumerate([(20, 140, 60, 255), (200, 180, 30, 255), (90, 50, 20, 255)]):
        box = np.s_[10 : 150 - 20 * i, 8 + 50 * i : 46 + 50 * i]
        line[box] = 255
        inside = np.s_[13 : 147 - 20 * i, 11 + 50 * i : 43 + 50 * i]
        line[inside], other[inside] = 0, colour
    frames = [*shot.frames[:3], Frame(4, replace(shot.frames[3].line, ink=line))]
    assert solve_shot(replace(shot, frames=frames, keys=[*shot.keys, Key(4, other)])).notes == ()


def test_of_model_sheets_by_day_and_night_the_keys_light_is_taken_or_the_first() -> None:
    line, cel = face((88, 92), size=176)
    sheets = [ModelSheet("day", line, cel), ModelSheet("night", line, lit(cel, NIGHT))]
    solved = solve_shot(replace(shot_in({1: NIGHT}, 3), sheets=sheets))
    assert lights_of(solved) == "nnn"
    solved = solve_shot(replace(shot_in({}, 3), sheets=sheets))
    assert lights_of(solved) == "ddd"
    assert "model sheet day and model sheet night" in solved.notes[0].text


def test_a_correction_holds_in_its_own_light_alone() -> None:
    gold = (240, 200, 10, 255)
    shot = replace(shot_in({1: {}, 6: NIGHT}), corrections=[Correction(2, 72, 50, gold)])
    solved = solve_shot(shot)
    there = [bool((solved.draw(n).painted(solved.palette) == gold).all(2).any()) for n in solved.numbers]
    assert there[1]
    assert not any(there[3:])
