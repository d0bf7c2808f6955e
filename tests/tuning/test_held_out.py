# SPDX-License-Identifier: Apache-2.0
"""What is held out of a production's cuts."""

from __future__ import annotations

import pytest

from shiage.tuning.parts import JUDGED, LEARNED, Part, part_cuts


def learned_and_held(parts: list[Part]) -> tuple[set[tuple[str, int]], set[tuple[str, int]]]:
    """Drawings that are learned from, and those that are judged; the given one of a judged part is not."""
    learned = {(p.cut, n) for p in parts if not p.held for n in p.frames}
    return learned, {(p.cut, n) for p in parts if p.held for n in p.frames if n != p.key}


@pytest.mark.parametrize("cuts", [1, 2, 3, 4, 8, 11, 40])
@pytest.mark.parametrize("drawings", [3, 4, 10, 30])
def test_nothing_is_learned_from_that_is_held_out(cuts: int, drawings: int) -> None:
    parts = part_cuts({f"c{i}": range(5, 5 + drawings) for i in range(cuts)})
    learned, held = learned_and_held(parts)
    assert learned and held and not learned & held
    if cuts >= 3:
        names = [{p.cut for p in parts if p.held == kind} for kind in (True, False)]
        assert not names[0] & names[1] and len(names[0]) == max(1, cuts // 5)
    assert all(len(p.frames) <= (JUDGED if p.held else LEARNED) and p.key in p.frames for p in parts)


def test_what_was_held_out_stays_so_when_cuts_are_added() -> None:
    held = {p.cut for p in part_cuts({f"c{i}": range(8) for i in range(6)}) if p.held}
    more = part_cuts({f"c{i}": range(8) for i in range(20)}, held)
    now = {p.cut for p in more if p.held}
    assert held < now and len(now) == 4


def test_a_cut_that_was_held_out_and_is_gone_is_forgotten() -> None:
    parts = part_cuts({"a": range(4), "b": range(4), "c": range(4)}, ["gone"])
    assert len([p for p in parts if p.held]) == 1


def test_all_cuts_cannot_be_held_out() -> None:
    parts = part_cuts({name: range(4) for name in "abc"}, ["a", "b", "c"])
    assert sum(not p.held for p in parts) == 1


@pytest.mark.parametrize("cuts", [{}, {"a": []}, {"a": [1]}, {"a": [1, 2]}, {"a": [1], "b": [4], "c": [2]}])
def test_too_little(cuts: dict[str, list[int]]) -> None:
    assert part_cuts(cuts) == []


def test_chosen_shots_alone_are_learned_from_and_others_judge_too() -> None:
    cuts = {f"c{i}": range(9) for i in range(6)}
    usual = {p.cut for p in part_cuts(cuts) if p.held}
    for name in cuts:
        parts = part_cuts(cuts, usual, [name])
        learned, held = learned_and_held(parts)
        assert {cut for cut, _ in learned} == {name} and len(learned) == 6 and not learned & held
        others = {cut for cut, _ in held} - {name}
        assert others == usual - {name} or (name in usual and len(others) == 1)
        assert {n for cut, n in held if cut == name} == {6, 7, 8}


def test_chosen_shots_without_a_cut_or_too_short_a_one() -> None:
    cuts = {"a": range(4), "b": range(4), "short": range(2)}
    (learned,) = [p for p in part_cuts(cuts, (), ["short"]) if not p.held]
    assert learned.cut == "short" and len(learned.frames) == 2
    assert [p.held for p in part_cuts(cuts, (), ["corrected"])] == [True]  # its corrections are learned from
    assert part_cuts({"only": range(2)}, (), ["only"]) == []
