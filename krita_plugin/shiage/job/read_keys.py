# SPDX-License-Identifier: GPL-3.0-or-later
"""Which frames are keys: those the artist painted, wherever that was."""

from __future__ import annotations

from collections.abc import Generator

from krita import Node

from ..document.document_settings import DocumentSettings, digested
from ..document.layers import uid
from ..document.pixels import has_paint, replaced
from ..document.snapshot import Snapshot
from ..language.translations import said
from .fit_picture import borders, fit
from .plan import CannotColour, Plan

Keys = Generator[None, None, dict[int, bytes]]


class KeyReading:
    """Reads the keys of a plan out of a snapshot, in steps of a few milliseconds.

    Attributes:
        source: the layer or Colorize Mask that the keys were found on.
        words: what was decided without being asked, "" when nothing was.
        kept: number -> pixels of the result's drawings that the artist touched up: they stay as they are.
        samples: of each key its 8-bit pixels and those they were converted from, where these are others.
        present: numbers of the result's drawings that are as Shiage painted them last, or touched up.
    """

    def __init__(self, snapshot: Snapshot, memory: DocumentSettings, plan: Plan) -> None:
        """Read nothing yet."""
        self.source: Node = plan.colours if plan.colours is not None else plan.lines
        self.words = ""
        self.kept: dict[int, bytes] = {}
        self.present: set[int] = set()
        self.samples: list[tuple[bytes, bytes]] = []
        self._snapshot, self._memory, self._plan = snapshot, memory, plan

    def read(self) -> Keys:
        """Drawing's number -> 8-bit BGRA pixels of its colours.

        Raises:
            CannotColour: the one frame that is wanted is a key.
        """
        plan = self._plan
        keys = yield from self._painted()
        colours = plan.colours
        for mask in plan.masks if not keys and plan.wanted is None else ():
            if colours is None:
                break
            keys = yield from self._still(mask)
            if keys:
                self.source = mask
                self.words = said("“{}” has no key: “{}” is taken as one.", colours.name(), mask.name())
                break
        if plan.result is not None:
            keys |= yield from self._touched(plan.result)
        return keys

    def _touched(self, result: Node) -> Keys:
        """Drawings of the latest result that the artist painted on: what he made of them is a key."""
        plan = self._plan
        keys: dict[int, bytes] = {}
        for number in plan.frames:
            if not result.hasKeyframeAtTime(number):
                continue
            raw = yield from self._snapshot.raw(uid(result), number)
            name = yield from digested(raw)
            known = self._memory.made_at(uid(result), number)
            if not known or name in known:
                self.present |= {number} if name in known[-1:] else set()
                continue
            pixels = yield from self._shown(uid(result), raw)
            if not has_paint(pixels):
                continue
            if plan.target == result and number == plan.wanted:
                raise CannotColour(
                    said(
                        "You painted on frame {} of “{}” yourself: it is a key and stays.",
                        number,
                        result.name(),
                    )
                )
            self.kept[number] = raw
            self.present.add(number)
            if self._memory.marked.get(number) is not False:
                keys[number] = pixels
        return keys

    def _painted(self) -> Keys:
        """Frames of the colour layer with paint, but for what Shiage painted itself and what was unmarked."""
        plan = self._plan
        keys: dict[int, bytes] = {}
        if plan.colours is None:
            return keys
        if plan.still and plan.wanted is None:
            return (yield from self._still(plan.colours))
        for number, time in plan.candidates.items():
            marked = self._memory.marked.get(time)
            if marked is False or number == plan.wanted:
                continue
            raw = yield from self._snapshot.raw(uid(plan.colours), time)
            name = yield from digested(raw)
            ours = name in self._memory.made_at(uid(plan.colours), time)
            pixels = yield from self._shown(uid(plan.colours), raw)
            if has_paint(pixels) and (marked or not ours):
                keys[number] = self._exchanged(pixels)
            yield
        return keys

    def _still(self, layer: Node) -> Keys:
        """One picture without frames of its own: the key of the drawing under whose lines its borders lie."""
        plan, width = self._plan, self._snapshot.width
        raw = yield from self._snapshot.raw(uid(layer), plan.frames[0])
        pixels = yield from self._shown(uid(layer), raw)
        if not has_paint(pixels):
            return {}
        yield
        best = (-1.0, plan.frames[0])
        if len(plan.frames) > 1:
            edges = borders(pixels, width)
            yield
            for number in plan.frames:
                lines = yield from self._snapshot.seen(uid(plan.lines), number)
                best = max(best, (fit(edges, lines, width), number), key=lambda found: found[0])
                yield
        return {best[1]: self._exchanged(pixels)}

    def _shown(self, identity: str, raw: bytes) -> Generator[None, None, bytes]:
        pixels = yield from self._snapshot.shown(identity, raw)
        if pixels is not raw:
            self.samples.append((pixels, raw))
        return pixels

    def _exchanged(self, pixels: bytes) -> bytes:
        return replaced(pixels, dict(self._memory.exchanged))

    def lacking(self) -> Generator[None, None, str]:
        """Why there is no key, and what to do."""
        plan = self._plan
        name = plan.colours.name() if plan.colours is not None else ""
        if plan.corrected:
            assert plan.scribbles is not None
            return said(
                "Neither “{}” nor “{}” is painted: color a frame by hand, or scribble colors on one.",
                name,
                plan.scribbles.name(),
            )
        for time in plan.outside:
            assert plan.colours is not None
            pixels = yield from self._shown(
                uid(plan.colours), (yield from self._snapshot.raw(uid(plan.colours), time))
            )
            if has_paint(pixels) and self._memory.marked.get(time) is not False:
                return said(
                    "Frame {} of “{}” is painted, but lies outside the range, and nothing in it is painted: "
                    "widen the range, or color a frame in it by hand.",
                    time,
                    name,
                )
        if plan.wanted is None:
            return said("No frame of “{}” is painted: color one by hand first, as a key.", name)
        if plan.wanted in plan.candidates:
            return said(
                "No other frame of “{}” is painted, and a drawing is no key of itself: color another one by "
                "hand, or press Color shot.",
                name,
            )
        return said("No other frame of “{}” is painted: color a key by hand first.", name)


def _is_key(number: int, layer: str) -> str:
    return said("You painted on frame {} of “{}” yourself: it is a key and stays.", number, layer)
