# SPDX-License-Identifier: GPL-3.0-or-later
"""Several objects coloured one after the other, as one run."""

from __future__ import annotations

from typing import Any

import bpy

from .plan import Plan
from .run import Run
from .session import Ended


class LineUp:
    """Runs that wait for each other; seen from outside it is one `Run`.

    The first that fails or is cancelled ends them all; what the others have painted stays.
    """

    def __init__(self, context: Any, plans: list[Plan]) -> None:
        """Begin with the first.

        Raises:
            ShiageError: it cannot be carried out as the scene is.
        """
        self._ahead = list(reversed(plans))
        self._over: list[Run] = []
        self._stopped = False
        self._run = Run(context, self._ahead.pop())

    def tick(self, wait: float = 0.0) -> bool:
        """Go on for a few milliseconds; False once all have ended."""
        if self._run.tick(wait):
            return True
        state = self._run.ended.state if self._run.ended else "cancelled"
        if state != "done" or not self._ahead:
            return False
        self._over.append(self._run)
        self._run = Run(bpy.context, self._ahead.pop())
        return True

    def cancel(self) -> None:
        """Stop all; the present one may be done by then, those that wait are not."""
        self._stopped = bool(self._ahead)
        self._ahead.clear()
        self._run.cancel()

    def abandon(self) -> None:
        """Let go of the scene at once."""
        self._ahead.clear()
        self._run.abandon()

    def end_undone(self) -> None:
        """Something was undone or redone under the runs."""
        self._ahead.clear()
        self._run.end_undone()

    @property
    def ended(self) -> Ended | None:
        """How the last one ended; None while one goes on or waits."""
        ended = self._run.ended
        if ended is None or ended.state != "done":
            return ended
        if self._stopped:
            return Ended("cancelled", notes=ended.notes)
        return None if self._ahead else ended

    @property
    def notes(self) -> list[str]:
        """Of all runs, and what the engine had to say of those before the present one."""
        before = [[*run.notes, *(run.ended.notes if run.ended else ())] for run in self._over]
        return [*(words for notes in before for words in notes), *self._run.notes]

    @property
    def painted(self) -> int:
        """Frames of all runs."""
        return sum(run.painted for run in (*self._over, self._run))

    @property
    def lost(self) -> int:
        """Frames of all runs whose drawing was deleted meanwhile."""
        return sum(run.lost for run in (*self._over, self._run))

    def __getattr__(self, name: str) -> Any:
        """What the present run is doing: `stage`, `done`, `total`."""
        if name.startswith("_"):
            raise AttributeError(name)
        return getattr(self._run, name)
