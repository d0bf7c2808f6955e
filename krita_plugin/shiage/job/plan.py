# SPDX-License-Identifier: GPL-3.0-or-later
"""A shot before any pixel of it was read."""

from __future__ import annotations

from dataclasses import dataclass

from krita import Document, Node

from ..document.layers import key_times, last_time

BESIDE = 3
"""So many drawings on each side help to colour a single frame."""


class CannotColour(Exception):
    """What stands in the way, in words for the artist."""


@dataclass(frozen=True)
class Plan:
    """A shot, before any pixel of it was read.

    Attributes:
        lines: the line layer.
        colours: the colour layer; None: all colours come from elsewhere.
        scribbles: the layer with strokes, or None: corrections of what keys say; without a key all there is.
        frames: times of the drawings to be sent.
        candidates: number of a drawing -> time of the colour layer's frame that may be its key.
        corrected: number of a drawing -> time of the scribbles that belong to it.
        wanted: number of the one drawing that is wanted, or None for all.
        time: the time the artist is at.
        blanks: times at which the new layer shall show nothing.
        masks: the Colorize Masks of the line layer that are shown.
        still: the colours are one picture without frames, and nobody said which drawing it belongs to.
        result: the layer of the latest result, or None.
        target: the layer that one frame is painted into, or None.
        place: the time at which it is painted there.
        outside: times of the colour layer's frames that are no part of the shot.
    """

    lines: Node
    colours: Node | None
    scribbles: Node | None
    frames: list[int]
    candidates: dict[int, int]
    corrected: dict[int, int]
    wanted: int | None
    time: int
    blanks: tuple[int, ...] = ()
    masks: tuple[Node, ...] = ()
    still: bool = False
    result: Node | None = None
    target: Node | None = None
    place: int = 0
    outside: tuple[int, ...] = ()


def stray(document: Document, plan: Plan, result: Node) -> bool:
    """Whether a result has frames where the lines have no drawing any more: their paint would stay."""
    # Krita gives each animated layer a frame at 0
    return bool(set(key_times(result, last_time(document))) - set(plan.frames) - set(plan.blanks) - {0})


def narrowed(frames: list[int], keys: set[int], wanted: int) -> list[int]:
    """The drawings that help most to colour one: its neighbours, and the next key on each side."""
    place = frames.index(wanted)
    near = set(frames[max(0, place - BESIDE) : place + BESIDE + 1])
    before = [number for number in frames[:place] if number in keys][-1:]
    after = [number for number in frames[place + 1 :] if number in keys][:1]
    low = before[0] if before else frames[0]
    high = after[0] if after else frames[-1]
    kept = {number for number in near if low <= number <= high} | {wanted, *before, *after}
    return sorted(kept)
