# SPDX-License-Identifier: Apache-2.0
"""What a tune learns from and what it is judged by: parts of a production's cuts, parted before it begins."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

HELD = 5
"""Of so many cuts one is held out."""

FEW_CUTS = 3
"""Of fewer cuts than this no whole one can be spared: the last third of each cut's drawings is held out."""

LEARNED, JUDGED = 10, 12
"""Of a longer part so many drawings are learned from, and so many are judged."""

SHORTEST = 2
"""A part has so many drawings at least: one to be coloured, and one that is given."""


@dataclass(frozen=True)
class Part:
    """Some drawings of a cut.

    Attributes:
        cut: its name.
        frames: numbers of the drawings, in time order.
        key: number of the drawing whose colours are given where the part is judged; one of `frames`.
        held: it is held out: nothing is learned from it.
    """

    cut: str
    frames: tuple[int, ...]
    key: int
    held: bool


def part_cuts(
    cuts: Mapping[str, Sequence[int]], before: Collection[str] = (), chosen: Collection[str] = ()
) -> list[Part]:
    """Part cuts into what is learned from and what is held out.

    Args:
        cuts: by name, the numbers of the drawings that have lines and truth, in time order.
        before: cuts that an earlier tune held out: they stay held out, or a version would be judged by what
            the one before it has learned from.
        chosen: where it is tuned on some shots alone, their names: cuts of them are learned from, but for
            their last third; what is held out of the others judges too, so that these come to no harm.

    Returns:
        the parts; nothing is both learned from and held out. Empty where there is too little of either; of
        chosen shots without a cut there is nothing that is learned from.
    """
    long = {name: list(numbers) for name, numbers in cuts.items() if len(numbers) >= SHORTEST}
    if chosen:
        return _of_chosen(long, before, chosen)
    if len(long) >= FEW_CUTS:
        held = _held_cuts(list(long), before)
        parts = [_part(name, numbers, name in held) for name, numbers in long.items()]
    else:
        parts = [part for name, numbers in long.items() for part in _halves(name, numbers)]
    return parts if {part.held for part in parts} == {True, False} else []


def _of_chosen(cuts: Mapping[str, list[int]], before: Collection[str], chosen: Collection[str]) -> list[Part]:
    others = [name for name in cuts if name not in chosen]
    held = _held_cuts(others, before) if others else set()
    parts = [_part(name, cuts[name], held=True) for name in others if name in held]
    for name in cuts:
        if name in chosen:
            parts += _halves(name, cuts[name]) or [_part(name, cuts[name], held=False)]
    return parts if any(part.held for part in parts) else []


def _held_cuts(names: list[str], before: Collection[str]) -> set[str]:
    """Which cuts are held out: those that were before, then the others by chance, the same each time."""
    count = max(1, len(names) // HELD)
    kept = [name for name in sorted(before) if name in names][: max(1, len(names) - 1)]
    others = sorted((n for n in names if n not in kept), key=_chance)
    return set(kept) | set(others[: max(0, count - len(kept))])


def _chance(name: str) -> str:
    return hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()


def _part(name: str, numbers: list[int], held: bool) -> Part:
    chosen = numbers[:JUDGED] if held else _two_runs(numbers)
    return Part(name, tuple(chosen), chosen[0], held)


def _two_runs(numbers: list[int]) -> list[int]:
    """All drawings, or the first few and the last few: neighbours in time, and drawings far apart."""
    return numbers if len(numbers) <= LEARNED else numbers[: LEARNED // 2] + numbers[-(LEARNED // 2) :]


def _halves(name: str, numbers: list[int]) -> list[Part]:
    """The first two thirds of a cut, and the last third; the drawing before that is given to the judge."""
    first = int(np.ceil(len(numbers) * 2 / 3))
    if first < SHORTEST or first == len(numbers):
        return []
    learned, held = numbers[:first], numbers[first:][: JUDGED - 1]
    return [_part(name, learned, held=False), Part(name, (learned[-1], *held), learned[-1], held=True)]
