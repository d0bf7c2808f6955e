# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from drawings import BLUE, CLEAR, RED, SKIN, face, walk
from numpy.typing import NDArray

from shiage.cel.fill import paint
from shiage.cel.lineart import LineArt
from shiage.shot.color import solve_shot
from shiage.shot.evaluate.metrics import score_frame
from shiage.shot.solved_shot import SolvedShot
from shiage.shot.types import Cancelled, Correction, Frame, Key, ModelSheet, Shot, ShotError, Watch

Arrays = dict[str, NDArray[np.generic]]


class Kept:
    """A checkpoint in memory that counts what it hands out."""

    def __init__(self) -> None:
        self.steps: dict[str, Arrays] = {}
        self.taken = 0

    def get(self, step: str) -> Arrays | None:
        self.taken += step in self.steps
        return self.steps.get(step)

    def put(self, step: str, arrays: Arrays) -> None:
        assert step not in self.steps, "a finished step is not done again"
        self.steps[step] = arrays


def cel_of(solved: SolvedShot, number: int) -> NDArray[np.uint8]:
    drawn = solved.draw(number)
    return paint(drawn.labels, solved.palette.colours[drawn.swatches])


def right(shot: Shot, solved: SolvedShot, truth: dict[int, NDArray[np.uint8]]) -> float:
    lines = {f.number: f.line for f in shot.frames}
    return float(np.mean([score_frame(lines[n], truth[n], cel_of(solved, n)).acc for n in solved.numbers]))


def test_one_key_colours_a_walk_exactly() -> None:
    shot, truth = walk(frames=6, keys=(1,))
    solved = solve_shot(shot)
    assert right(shot, solved, truth) == 1
    assert {tuple(c) for c in solved.palette.colours.tolist()} == {RED, BLUE, SKIN, CLEAR}
    for number in solved.numbers:
        drawn = solved.draw(number)
        assert drawn.labels.min() == 1, "every pixel belongs to a region, under the ink too"
        assert drawn.labels.max() == len(drawn.swatches) == len(drawn.confidence)
        assert 0 < drawn.confidence.min() <= drawn.confidence.max() <= 1


def test_a_key_in_the_middle_colours_both_ways() -> None:
    shot, truth = walk(frames=7, keys=(4,))
    assert right(shot, solve_shot(shot), truth) == 1


def test_the_order_of_frames_and_keys_does_not_matter() -> None:
    shot, _ = walk(frames=5, keys=(1, 5))
    turned = replace(shot, frames=shot.frames[::-1], keys=shot.keys[::-1])
    one, two = solve_shot(shot), solve_shot(turned)
    assert one.numbers == two.numbers == [1, 2, 3, 4, 5]
    for number in one.numbers:
        assert (cel_of(one, number) == cel_of(two, number)).all()


def test_a_model_sheet_alone_colours_a_shot() -> None:
    shot, truth = walk(frames=4, keys=())
    line, cel = face((88, 92), size=176)
    solved = solve_shot(replace(shot, sheets=[ModelSheet("face", line, cel)]))
    assert right(shot, solved, truth) == 1


def test_a_correction_holds_for_the_whole_shot() -> None:
    shot, _ = walk(frames=5, keys=(1,))
    gold = (240, 200, 10, 255)
    hat = Correction(3, 78, 55, gold)
    before = cel_of(solve_shot(shot), 3)
    assert tuple(before[55, 78]) == RED
    solved = solve_shot(replace(shot, corrections=[hat]))
    after = cel_of(solved, 3)
    assert tuple(after[55, 78]) == gold
    assert "correction 1" in solved.palette.names
    assert solved.confidence[3].max() == 1


def test_a_checkpoint_goes_on_where_it_was() -> None:
    shot, _ = walk(frames=5, keys=(1, 5))
    whole, kept = solve_shot(shot), Kept()
    asked = 0

    def enough() -> bool:
        nonlocal asked
        asked += 1
        return asked > 7

    with pytest.raises(Cancelled):
        solve_shot(shot, kept, Watch(cancelled=enough))
    done = len(kept.steps)
    matched = sum(step.startswith("match-") for step in kept.steps)
    assert done > 0
    assert matched < 9, "stopped in the middle"
    again = solve_shot(shot, kept)
    assert kept.taken > matched, "and `put` sees that nothing is done twice"
    for number in whole.numbers:
        assert (whole.swatches[number] == again.swatches[number]).all()
        assert (whole.confidence[number] == again.confidence[number]).all()


def test_progress_counts_each_stage_to_its_end() -> None:
    shot, _ = walk(frames=4, keys=(1,))
    heard: list[tuple[str, int, int]] = []
    solve_shot(shot, watch=Watch(progress=lambda stage, done, total: heard.append((stage, done, total))))
    for stage in ("describe", "match", "solve"):
        steps = [(done, total) for name, done, total in heard if name == stage]
        assert [d for d, _ in steps] == list(range(1, steps[0][1] + 1))


def test_confidence_is_lower_where_a_colour_stands_in_no_key() -> None:
    shot, _ = walk(frames=3, keys=(1,))
    ring = shot.frames[2].line.ink.copy()
    ring[10:30, 10:12] = ring[10:30, 30:32] = ring[10:12, 10:32] = ring[28:30, 10:32] = 255
    frames = [*shot.frames[:2], Frame(3, replace(shot.frames[2].line, ink=ring))]
    solved = solve_shot(replace(shot, frames=frames))
    drawn = solved.draw(3)
    new = drawn.labels[20, 20] - 1
    assert drawn.confidence[new] == drawn.confidence.min()


def test_keys_of_nothing_but_ink_are_refused() -> None:
    shot, _ = walk(frames=2, keys=(1,))
    full = LineArt(np.full((160, 160), 255, np.uint8))
    with pytest.raises(ShotError, match="reads as ink"):
        solve_shot(replace(shot, frames=[Frame(1, full), shot.frames[1]]))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda s: replace(s, frames=[]), "no frames"),
        (lambda s: replace(s, keys=[]), "no key"),
        (lambda s: replace(s, frames=[*s.frames, s.frames[0]]), "frame 1 is there twice"),
        (lambda s: replace(s, keys=[*s.keys, s.keys[0]]), "key 1 is there twice"),
        (lambda s: replace(s, keys=[Key(9, s.keys[0].cel)]), "no frame 9"),
        (lambda s: replace(s, keys=[Key(1, s.keys[0].cel[:80])]), "key 1 is 160 x 80"),
        (lambda s: replace(s, frames=[*s.frames, Frame(9, face((80, 90), 176)[0])]), "frame 9 is 176 x 176"),
        (lambda s: replace(s, corrections=[Correction(2, 500, 5, RED)]), "frame 2 lies outside"),
        (lambda s: replace(s, corrections=[Correction(8, 5, 5, RED)]), "names frame 8"),
    ],
)
def test_what_cannot_be_coloured_is_said_in_words(change: object, words: str) -> None:
    shot, _ = walk(frames=3, keys=(1,))
    with pytest.raises(ShotError, match=words):
        solve_shot(change(shot))  # type: ignore[operator]
