# SPDX-License-Identifier: GPL-3.0-or-later
"""What must be colored again: told by what went into the result that is there."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from .plan import BESIDE

Inputs = dict[str, str]
"""What went into a result: "settings", "line N", "key N", "marks N", each with a digest of its content."""


def stale(old: Inputs, new: Inputs, frames: Sequence[int], present: Collection[int]) -> set[int]:
    """Numbers of the drawings whose colours may be other ones now.

    Args:
        old: what went into the result that is there.
        new: what would go into it now.
        frames: all drawings, in their order.
        present: those the result has.
    """
    if old.get("settings") != new.get("settings"):
        return set(frames)
    found = {number for number in frames if number not in present}
    found |= {n for n in frames if _differs(f"line {n}", old, new)}
    keys = _keys(old) | _keys(new)
    changed = {n for n in keys if _differs(f"key {n}", old, new) or _differs(f"line {n}", old, new)}
    changed |= {n for n in frames if _differs(f"marks {n}", old, new)}
    steady = sorted(keys - changed)
    for number in changed:
        low = max((key for key in steady if key < number), default=None)
        high = min((key for key in steady if key > number), default=None)
        found |= {n for n in frames if (low is None or n > low) and (high is None or n < high)}
    return found


def only_marks(old: Mapping[str, str], new: Mapping[str, str]) -> bool:
    """Whether nothing but corrections is another one: the engine then has compared just these drawings."""
    return all(name.startswith("marks ") for name in {*old, *new} if _differs(name, old, new))


def around(frames: Sequence[int], wanted: Collection[int], keys: Collection[int]) -> list[int]:
    """The drawings that are needed to color some of them: those, their neighbours, and all keys."""
    places = [place for place, number in enumerate(frames) if number in wanted]
    near = {n for place in places for n in frames[max(0, place - BESIDE) : place + BESIDE + 1]}
    return [number for number in frames if number in near or number in keys]


def _differs(name: str, old: Mapping[str, str], new: Mapping[str, str]) -> bool:
    return old.get(name) != new.get(name)


def _keys(inputs: Inputs) -> set[int]:
    return {int(name.split()[1]) for name in inputs if name.startswith("key ")}
