# SPDX-License-Identifier: GPL-3.0-or-later
"""What shall be coloured: which drawings, which frames may be keys, what is in the way of it."""

from __future__ import annotations

from krita import Document, Node

from ..document.document_settings import DocumentSettings
from ..document.layers import COLORIZE, colorize_masks, drawing_at, find, key_times, last_time, locked
from ..document.references import unfit
from ..language.translations import said
from .plan import CannotColour, Plan
from .productions import needs_no_key, production_problem

PAINTED = ("paintlayer", "grouplayer", COLORIZE)
"""Kinds of layers that keys can be painted on; results are written to paint layers only."""


def make_plan(document: Document, memory: DocumentSettings, single: bool) -> Plan:
    """Look at the layers that were chosen.

    Args:
        document: the artist's.
        memory: what was chosen.
        single: colour the frame that is shown, and not the shot.

    Raises:
        CannotColour: something is missing or in the way.
    """
    lines, colours = find(document, memory.lines), find(document, memory.colours)
    if lines is None:
        raise CannotColour(said("Choose the layer that has the line art."))
    if words := production_problem(memory.production):
        raise CannotColour(words)
    scribbles = find(document, memory.scribbles)
    elsewhere = bool(memory.references) or scribbles is not None or needs_no_key(memory.production)
    if colours is None and elsewhere and not (single and find(document, memory.result) is None):
        pass  # all colours come from model sheets, from scribbles, or from the production's cuts
    elif colours is None or colours.type() not in PAINTED:
        raise CannotColour(said("Choose the layer that has the colored frames."))
    if lines == colours:
        raise CannotColour(said("Lines and colors are one layer: paint the keys on a layer of their own."))
    if memory.scribbles and scribbles is None:
        raise CannotColour(said("The layer with corrections is gone: choose another one, or none."))
    if words := unfit(document, memory):
        raise CannotColour(words)
    now = document.currentTime()
    result = find(document, memory.result)
    target = None
    if single:
        target = colours
        if result is not None and (colours is None or (not colours.visible() and result.visible())):
            target = result
        assert target is not None  # asked above
        _check_writable(target)
    elif result is not None and locked(result):
        raise CannotColour(said("“{}” is locked: unlock it, the shot is colored there.", result.name()))
    first, last = shot_range(document, memory)
    if first > last:
        raise CannotColour(said("The range ends at {}, before it begins at {}.", last, first))
    if single and not first <= now <= last:
        raise CannotColour(said("Frame {} is outside the range from {} to {}.", now, first, last))
    end = last_time(document)
    drawn = key_times(lines, end) or [0]
    start = drawing_at(drawn, first)
    frames = sorted(
        {time for time in drawn if first <= time <= last} | ({first} if start is not None else set())
    )
    if not frames:
        raise CannotColour(said("“{}” has no drawing between frames {} and {}.", lines.name(), first, last))
    wanted = drawing_at(frames, now) if single else None
    if single and wanted is None:
        raise CannotColour(said("“{}” has no drawing at frame {}.", lines.name(), now))
    candidates = {}
    for time in reversed(_paint_times(colours, memory, first, last, end) if colours is not None else []):
        number = drawing_at(frames, time)
        if number is not None:
            candidates[number] = time
    painted = key_times(colours, end) if colours is not None else []
    held = drawing_at(painted, first)
    if held is not None and held < first and drawing_at(drawn, held) == start:
        candidates[first] = held  # paint from before the range, seen at its start with its own drawing
    corrected = _scribbled(scribbles, frames, now, end)
    blanks = _blanks(frames, drawn, first, last)
    masks = tuple(mask for mask in colorize_masks(lines) if mask.visible() and mask != colours)
    still = colours is not None and not key_times(colours, end) and not any(memory.marked.values())
    place = 0 if target is None or wanted is None else _place(target, frames, wanted, now, end)
    return Plan(
        lines,
        colours,
        scribbles,
        frames,
        candidates,
        corrected,
        wanted,
        now,
        blanks,
        masks,
        still,
        result,
        target,
        place,
        tuple(time for time in painted if time not in candidates.values() and not first <= time <= last),
    )


def shot_range(document: Document, memory: DocumentSettings) -> tuple[int, int]:
    """First and last frame of the shot."""
    first = document.fullClipRangeStartTime() if memory.first is None else memory.first
    last = document.fullClipRangeEndTime() if memory.last is None else memory.last
    return first, last


def _place(target: Node, frames: list[int], wanted: int, now: int, end: int) -> int:
    """Where a drawing's paint goes: into the frame that is seen with it, or where the drawing begins."""
    after = next((number for number in frames if number > wanted), end + 1)
    own = [time for time in key_times(target, end) if wanted <= time < after]
    there = drawing_at(own, now)
    return wanted if there is None else there


def _check_writable(colours: Node) -> None:
    if colours.type() != "paintlayer":
        words = said(
            "“{}” is no paint layer, so no frame can be painted there: color the whole shot.", colours.name()
        )
        raise CannotColour(words)
    if locked(colours):
        raise CannotColour(said("“{}” is locked: unlock it, or color the whole shot.", colours.name()))
    if not colours.visible():
        raise CannotColour(said("“{}” is hidden: show it to see what is painted there.", colours.name()))
    if colours.alphaLocked():
        raise CannotColour(
            said("The transparency of “{}” is locked: unlock it to paint there.", colours.name())
        )


def _paint_times(colours: Node, memory: DocumentSettings, first: int, last: int, end: int) -> list[int]:
    """When the colour layer has frames of its own; one without animation is a key of the first frame."""
    times = key_times(colours, end)
    if not times:
        times = [time for time, key in memory.marked.items() if key] or [first]
    return [time for time in sorted(times) if first <= time <= last]


def _scribbled(scribbles: Node | None, frames: list[int], now: int, end: int) -> dict[int, int]:
    """Scribbles belong to the drawing they were made on; a layer without animation to the one shown now."""
    if scribbles is None:
        return {}
    numbers = {time: drawing_at(frames, time) for time in key_times(scribbles, end) or [now]}
    return {number: time for time, number in numbers.items() if number is not None}


def _blanks(frames: list[int], drawn: list[int], first: int, last: int) -> tuple[int, ...]:
    """Nothing is shown before the first drawing, nor where the lines go on after the range."""
    before = {0} if frames[0] > 0 else set()
    after = {last + 1} if any(time > last for time in drawn) else set()
    return tuple(sorted(before | after))
