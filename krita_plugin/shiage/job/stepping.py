# SPDX-License-Identifier: GPL-3.0-or-later
"""Work in steps of a few milliseconds, taken by a timer of the interface.

Krita's objects may be touched on the main thread only, and the artist goes on painting meanwhile.
"""

from __future__ import annotations

import time as clock
from collections.abc import Generator
from enum import Enum

from krita import Document


class Pause(Enum):
    """What a step may say: there is nothing to do until somebody else says more."""

    WAIT = 1


Steps = Generator["Pause | None", None, None]


class Stepping:
    """Something that is under way.

    Attributes:
        document: the artist's.
        stage: what is being done, in words.
        done: finished steps of the stage.
        total: all its steps.
        words: what came of it.
        waits: the last step had nothing to do.
    """

    def __init__(self, document: Document, stage: str) -> None:
        """Do nothing yet."""
        self.document, self.stage, self.words = document, stage, ""
        self.done = self.total = 0
        self.waits = False
        self._steps = self._run()

    def step(self, seconds: float = 0.02) -> bool:
        """Go on for about so long; false at the end.

        Raises:
            CannotColour: it ends here; the document is as it was.
        """
        until = clock.monotonic() + seconds
        self.waits = False
        try:
            while clock.monotonic() < until:
                if next(self._steps) is Pause.WAIT:
                    self.waits = True
                    break
        except StopIteration:
            return False
        return True

    def cancel(self) -> None:
        """Stop it; the document stays as it is."""
        self._steps.close()

    def over(self) -> None:
        """It has come to its end, and another one may begin: called once, not where it was stopped."""

    def _run(self) -> Steps:
        """All of the work."""
        raise NotImplementedError
