# SPDX-License-Identifier: GPL-3.0-or-later
"""The guess at a document's layers, kept until its layers change and made a little at a time."""

from __future__ import annotations

import time as clock
from collections.abc import Generator

from krita import Document

from .document_settings import DocumentSettings
from .guess_layers import Guess, guess
from .layers import COLORIZE, DRAWN, find, uid, walk

AGAIN = 3.0
"""Seconds after which layers are looked at anew while something is still to be chosen."""


class Guessing:
    """One guess, for the document that was looked at last."""

    def __init__(self) -> None:
        """Nothing is guessed yet."""
        self._guess = Guess()
        self._steps: Generator[None, None, Guess] | None = None
        self._asked: object = None
        self._done = 0.0
        self._looking = False

    def of(self, document: Document, memory: DocumentSettings) -> Guess:
        """What the artist chose, and for the rest what is guessed so far."""
        ours = self._asked is not None and self._asked == _asked(document, memory)
        found = self._guess if ours else Guess()
        chosen = {name: getattr(memory, name) for name in ("lines", "colours")}
        for name, identity in chosen.items():
            if find(document, identity) is None:
                chosen[name] = getattr(found, name)
        return Guess(**chosen)

    def go_on(self, document: Document, memory: DocumentSettings, seconds: float) -> None:
        """Look at the layers for about so long, if there is something to guess.

        Args:
            document: the artist's.
            memory: what is kept in it, without any guess.
            seconds: after which it goes on another time.
        """
        if self._looking:  # Krita handles events while it converts pixels, timers among them
            return
        lines, colours = (one if find(document, one) else "" for one in (memory.lines, memory.colours))
        if lines and colours:
            return
        asked = _asked(document, memory)
        now = clock.monotonic()
        if asked != self._asked or (self._steps is None and now - self._done > AGAIN):
            if asked != self._asked:
                self._guess = Guess()
            self._asked = asked
            sheets = {reference.place for reference in memory.references}
            self._steps = guess(document, lines, colours, {memory.result, memory.traceless, *sheets})
        self._looking = True
        try:
            while self._steps is not None and clock.monotonic() < now + seconds:
                next(self._steps)
        except StopIteration as end:
            self._guess, self._steps, self._done = end.value, None, clock.monotonic()
        finally:
            self._looking = False

    def finish(self, document: Document, memory: DocumentSettings, anew: bool = False) -> None:
        """Look at everything there is, now; anew even if no layer has changed but perhaps its pixels."""
        if anew and self._steps is None:
            self._done = 0.0
        self.go_on(document, memory, 60.0)


def _asked(document: Document, memory: DocumentSettings) -> object:
    """What a guess depends on, but for the pixels."""
    nodes = walk(document, (*DRAWN, COLORIZE))
    layers = [(depth, uid(node), node.name(), node.visible()) for depth, node in nodes]
    chosen = (memory.lines, memory.colours, memory.result, list(memory.references))
    return document.fileName(), layers, chosen
