# SPDX-License-Identifier: GPL-3.0-or-later
"""A shot that is coloured and looked through, read as the cut of a production that it becomes."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Generator
from functools import partial
from pathlib import Path

from krita import Document

from ..document.document_settings import DocumentSettings
from ..document.layers import uid
from ..document.pixels import has_paint
from ..document.snapshot import Snapshot
from ..language.frame_numbers import numbers
from ..language.translations import said
from ..wire.shot import ShotUpload
from ..wire.tune import plain_name
from .make_plan import make_plan
from .plan import CannotColour, Plan
from .read_keys import KeyReading
from .stepping import Stepping, Steps


class FinishedShot(Stepping):
    """Reads all drawings with their paint, of keys and of the result, and hands them over."""

    def __init__(
        self, document: Document, memory: DocumentSettings, send: Callable[[ShotUpload], None]
    ) -> None:
        """Look at the document; no pixel is read yet.

        Args:
            document: the artist's.
            memory: what was chosen in it; a production is.
            send: gets the shot.

        Raises:
            CannotColour: something is missing or in the way.
        """
        self._memory, self._send = memory, send
        self._plan = make_plan(document, memory, single=False)
        super().__init__(document, said("reading the shot"))

    def _run(self) -> Steps:
        plan, document = self._plan, self.document
        layers = (plan.lines, *plan.masks, plan.colours, plan.result)
        snapshot = Snapshot(document, [layer for layer in layers if layer is not None])
        try:
            memory = self._memory
            shot = ShotUpload(gap=memory.gap, production=memory.production, cut=cut_name(document))
            keys = yield from KeyReading(snapshot, self._memory, plan).read()
            self.total, bare = len(plan.frames), set()
            for number in plan.frames:
                paint = keys.get(number) or (yield from _result(snapshot, plan, number))
                if has_paint(paint):
                    lines = yield from snapshot.seen(uid(plan.lines), number)
                    _add(shot, number, snapshot, lines, paint)
                else:
                    bare.add(number)
                self.done += 1
                yield None
        finally:
            snapshot.close()
        if bare:
            raise CannotColour(
                said("Not colored yet: {}. Color the shot and look it through, then add it.", numbers(bare))
            )
        self._send(shot)
        self.words = said("The shot is sent to its production.")


def cut_name(document: Document) -> str:
    """What a document is called as a cut, the same whenever it is sent."""
    return plain_name(Path(document.fileName()).stem or document.name() or "untitled")


def _result(snapshot: Snapshot, plan: Plan, number: int) -> Generator[None, None, bytes]:
    """The paint of the result's frame; nothing where it has none of its own."""
    layer = plan.result
    if layer is None or (layer.animated() and not layer.hasKeyframeAtTime(number)):
        return b""
    return (yield from snapshot.paint(uid(layer), number))


def _add(shot: ShotUpload, number: int, snapshot: Snapshot, lines: bytes, paint: bytes) -> None:
    """Add a frame; its pixels are kept packed until they are sent, which takes little of flat drawings."""
    size = (snapshot.width, snapshot.height)
    packed, painted = zlib.compress(lines, 1), zlib.compress(paint, 1)
    shot.line(number, *size, partial(zlib.decompress, packed), "BGRA")
    shot.key(number, *size, partial(zlib.decompress, painted), "BGRA")
