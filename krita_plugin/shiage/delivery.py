# SPDX-License-Identifier: GPL-3.0-or-later
"""The result on its way into the document: a layer, or one frame of the colour layer."""

from __future__ import annotations

import time as clock
from collections.abc import Generator
from pathlib import Path

from krita import Document

from .arrival import add_layer, hide, write_frame
from .gathering import Spent
from .layers import find, uid
from .memory import Memory, digest, recall, remember
from .orders import Finished
from .plan import CannotColour, Plan
from .planes import Colour, painted_over
from .snapshot import Snapshot


class Delivery:
    """Brings a result into the document it was made of; what it does says in words how it went."""

    def __init__(self, document: Document, memory: Memory, plan: Plan, spent: Spent) -> None:
        """Remember where the result goes.

        Args:
            document: the artist's.
            memory: what was chosen in it when the job began.
            plan: what is coloured.
            spent: keeps account of the time.
        """
        self._document, self._memory, self._plan, self._spent = document, memory, plan, spent
        self._lines, self._colours = uid(plan.lines), uid(plan.colours)

    def layer(self, finished: Finished) -> str:
        """Bring a coloured shot in as a new layer.

        Raises:
            CannotColour: Krita does not take it.
        """
        began = clock.monotonic()
        assert isinstance(finished.layer, Path)
        lines, colours = find(self._document, self._lines), find(self._document, self._colours)
        try:
            layer = add_layer(self._document, finished.layer, lines, colours)
        except OSError as error:
            raise CannotColour(f"The result could not be brought in: {error}") from None
        memory = recall(self._document)  # the artist may have chosen something meanwhile
        masks = [uid(mask) for mask in self._plan.masks]
        memory.hidden = hide(self._document, [self._colours, *masks, memory.result])
        memory.lines, memory.colours = memory.lines or self._lines, memory.colours or self._colours
        memory.result = uid(layer)
        memory.palette = _named(finished.palette, memory.palette)
        remember(self._document, memory)
        self._spent.importing = clock.monotonic() - began
        name = colours.name() if colours is not None else ""
        under = f" “{name}” lies hidden under it." if self._colours in memory.hidden else ""
        return f"“{layer.name()}” has {len(self._plan.frames)} coloured drawings.{under}"

    def frame(self, finished: Finished) -> Generator[None, None, str]:
        """Paint the frame the artist asked for, under what was painted there by hand.

        Raises:
            CannotColour: the artist went on, or removed the layer.
        """
        colours = find(self._document, self._colours)
        time = self._plan.time
        if colours is None:
            raise CannotColour("The colour layer was removed; nothing was changed.")
        if self._document.currentTime() != time:
            raise CannotColour(f"You went on from frame {time} meanwhile; go back there and color it again.")
        target = Snapshot(self._document, [colours])
        try:
            there = yield from target.paint(self._colours, time)
            held = bool(colours.animated()) and not colours.hasKeyframeAtTime(time)
            place = f"{self._colours} {time}"
            ours = held or self._memory.made.get(place) == digest(there)
            pixels = finished.pixels if ours else painted_over(finished.pixels, there)
            raw = yield from target.in_colours_of(self._colours, pixels)
        finally:
            target.close()
        write_frame(self._document, colours, time, raw)
        if ours:
            written = Snapshot(self._document, [colours])
            try:
                again = yield from written.paint(self._colours, time)
            finally:
                written.close()
            memory = recall(self._document)
            memory.made[place] = digest(again)
            memory.palette = _named(finished.palette, memory.palette)
            remember(self._document, memory)
        return f"Frame {time} is coloured." if ours else f"Frame {time} is coloured under your own paint."


def _named(palette: list[tuple[Colour, str]], before: list[tuple[Colour, str]]) -> list[tuple[Colour, str]]:
    """A palette with the names the artist gave its colours."""
    names = dict(before)
    return [(colour, names.get(colour, name)) for colour, name in palette]
