# SPDX-License-Identifier: GPL-3.0-or-later
"""A single frame on its way into the document."""

from __future__ import annotations

from collections.abc import Generator

from krita import Document, Node

from ..document.color_spaces import own_space
from ..document.document_import import space_of, write_frame
from ..document.document_settings import digested, recall, remember
from ..document.kra_file import LayerForm, layer_file
from ..document.kra_tiles import frame_data
from ..document.layers import find, key_times, last_time, uid
from ..document.pixels import painted_over, selected
from ..document.snapshot import Snapshot
from ..document.write_frames import put_frames
from ..language.translations import said
from .deliver_layer import named
from .engine_messages import Finished
from .plan import CannotColour, Plan

_DEPTHS = {"U8": 1, "U16": 2, "F16": 2, "F32": 4}
"""Bytes of a channel."""


class OneFrame:
    """Paints one drawing into the layer it was wanted for."""

    def __init__(self, document: Document, plan: Plan, quiet: bool = False) -> None:
        """Remember where it goes.

        Args:
            document: the artist's.
            plan: what is coloured.
            quiet: write over what Shiage painted there without a step to undo.
        """
        self._document, self._plan, self._quiet = document, plan, quiet

    def frame(self, finished: Finished) -> Generator[None, None, str]:
        """Paint one drawing, under what was painted there by hand and within the selection.

        Raises:
            CannotColour: the artist went on, or removed the layer.
        """
        plan = self._plan
        assert plan.target is not None
        target, time = find(self._document, uid(plan.target)), plan.place
        if target is None:
            raise CannotColour(said("The layer was removed; nothing was changed."))
        if self._document.currentTime() != plan.time:
            words = said("You went on from frame {} meanwhile; go back there and color it again.", plan.time)
            raise CannotColour(words)
        if not finished.painted:
            raise CannotColour(said("Nothing could be painted: the keys’ paint was not understood here."))
        identity = uid(target)
        own = not target.animated() or target.hasKeyframeAtTime(time)
        raw, ours = finished.pixels, True
        snapshot = Snapshot(self._document, [target])
        try:
            if not finished.native:
                raw = yield from snapshot.in_colours_of(identity, raw)
            there = bytes(len(raw))
            size = len(raw) // (snapshot.width * snapshot.height)
            if own:
                there = yield from snapshot.raw(identity, time)
                name = yield from digested(there)
                # an empty frame is nobody's: what is painted into it may be painted over the next time
                made = recall(self._document).made_at(identity, time)
                ours = not there.strip(b"\0") or name in made
                alpha = _DEPTHS.get(target.colorDepth(), 1)
                raw = raw if ours else painted_over(raw, there, size, alpha)
            selection = self._document.selection()
            if selection is not None:
                mask = bytes(selection.pixelData(0, 0, snapshot.width, snapshot.height))
                raw = selected(mask, raw, there, size)
        finally:
            snapshot.close()
        if self._quiet and own and ours:
            write_frame(self._document, target, time, raw)
        else:
            yield from self._put(target, time, raw, size)
        if ours:
            written = Snapshot(self._document, [target])
            try:
                again = yield from written.raw(identity, time)
            finally:
                written.close()
            # a busy Krita may still show what was there before: what was written is ours as well
            names = [(yield from digested(again)), (yield from digested(raw))]
            memory = recall(self._document)
            for name in names:
                memory.note_made(identity, time, name)
            memory.palette = named(finished.palette, memory.palette)
            remember(self._document, memory)
        if ours:
            return said("Frame {} is colored.", time)
        return said("Frame {} is colored under your own paint.", time)

    def _put(self, target: Node, time: int, raw: bytes, size: int) -> Generator[None, None, None]:
        """Write a frame so that one step of undo takes it back; where Krita cannot, at least write it."""
        if key_times(target, last_time(self._document)):  # the timeline falls over a layer without any
            width, height = self._document.width(), self._document.height()
            space = own_space(target)
            known, icc = yield from space_of(space)
            form = LayerForm("frame", width, height, space[2], icc, space=known, size=size)
            frames = {time: frame_data(raw, size, width, height)}
            with layer_file(form, frames) as path:
                if put_frames(self._document, target, path, [time]):
                    return
        write_frame(self._document, target, time, raw)
