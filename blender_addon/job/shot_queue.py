# SPDX-License-Identifier: GPL-3.0-or-later
"""Several shots coloured one after the other, of one scene or of many; each ends for itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import bpy

from ..engine.session import Ended
from ..language.messages import ShiageError, said, translated
from .queued_shot import CANCELLED, DONE, FAILED, RUNNING, UNDONE, WAITING, QueuedShot, result_stands
from .run import Run


class ShotQueue:
    """Shots that wait for each other; seen from outside it is one `Run`.

    A shot that fails, is cancelled or is undone ends alone; the others go on.

    Attributes:
        shots: all of them, in their order, those that are left out too.
    """

    def __init__(
        self, context: Any, shots: list[QueuedShot], step: Callable[[str], None] | None = None
    ) -> None:
        """Begin with the first.

        Args:
            context: Blender's.
            shots: what to colour.
            step: told of each shot that is done while others wait, to make it a step to undo.

        Raises:
            ShiageError: all are left out.
        """
        self.shots = shots
        self._step = step
        self._stopped = False
        self._run: Run | None = None
        self._now: QueuedShot | None = None
        self._begin(context)
        if self._run is None:
            words = "Nothing can be colored. {}"
            raise ShiageError(words, " ".join(f"{shot.name}: {shot.why}." for shot in shots))

    def tick(self, wait: float = 0.0) -> bool:
        """Go on for a few milliseconds; False once all have ended."""
        if self._run is not None and not self._run.tick(wait):
            self._close()
            self._begin(bpy.context)
        return self._run is not None

    def cancel(self) -> None:
        """Stop all."""
        self._stopped = True
        self._drop_waiting()
        if self._run is not None:
            self._run.cancel()

    def cancel_one(self, index: int) -> None:
        """Stop one that runs, or take one that waits out of the line."""
        shot = self.shots[index]
        if shot.state == WAITING:
            shot.state = CANCELLED
        elif shot is self._now and self._run is not None:
            self._run.cancel()

    def abandon(self) -> None:
        """Let go of the scene at once."""
        self._drop_waiting()
        if self._run is not None:
            self._run.abandon()
            self._close()

    def end_undone(self) -> None:
        """Something was undone or redone: the present shot ends, and what is gone of those before is said."""
        if self._run is not None:
            self._run.end_undone()
        for shot in self.shots:
            if shot.state == DONE and not result_stands(shot):
                shot.state = UNDONE
            elif shot.state == UNDONE and result_stands(shot):
                shot.state = DONE

    @property
    def ended(self) -> Ended | None:
        """How it ended; None while one goes on or waits."""
        if self._run is not None:
            return None
        states = {shot.state for shot in self.shots}
        if self._stopped and CANCELLED in states:
            return Ended("cancelled")
        if states & {DONE, UNDONE}:
            return Ended("done")
        if CANCELLED in states:
            return Ended("cancelled")
        why = " ".join(f"{shot.name}: {shot.why}." for shot in self.shots if shot.why)
        return Ended("failed", ShiageError("Nothing was colored. {}", why))

    @property
    def notes(self) -> list[str]:
        """What was not coloured and why, and what is to be said of the others, each after its name."""
        kept = []
        for shot in self.shots:
            if shot.state not in (WAITING, RUNNING, DONE):
                kept.append(f"{shot.name}: {translated(shot.state)}. {shot.why}".strip())
            kept += [f"{shot.name}: {words}" for words in shot.notes]
        return kept

    @property
    def painted(self) -> int:
        """Frames of all shots."""
        return sum(shot.painted for shot in self.shots) + (self._run.painted if self._run else 0)

    @property
    def lost(self) -> int:
        """Frames of all shots whose drawing was deleted meanwhile."""
        return sum(shot.lost for shot in self.shots) + (self._run.lost if self._run else 0)

    @property
    def stage(self) -> str:
        """What the present shot is doing."""
        return self._run.stage if self._run is not None else ""

    @property
    def done(self) -> int:
        """Finished steps of its stage."""
        return self._run.done if self._run is not None else 0

    @property
    def total(self) -> int:
        """All steps of its stage."""
        return self._run.total if self._run is not None else 0

    def _drop_waiting(self) -> None:
        for shot in self.shots:
            if shot.state == WAITING:
                shot.state = CANCELLED

    def _begin(self, context: Any) -> None:
        """Start the next one that can be started."""
        while self._run is None:
            shot = next((one for one in self.shots if one.state == WAITING), None)
            if shot is None:
                return
            assert shot.plan is not None
            try:
                self._run, self._now, shot.state = Run(context, shot.plan), shot, RUNNING
            except ShiageError as error:
                shot.state, shot.why = FAILED, said(error)

    def _close(self) -> None:
        """Note how the present one ended."""
        run, shot = self._run, self._now
        assert run is not None and shot is not None
        ended = run.ended or Ended("cancelled")
        shot.state = {"done": DONE, "failed": FAILED}.get(ended.state, CANCELLED)
        shot.why = said(ended.error) if ended.error is not None else ""
        shot.painted, shot.lost, shot.notes = run.painted, run.lost, [*run.notes, *ended.notes]
        self._run = self._now = None
        if self._step is not None and run.painted and any(one.state == WAITING for one in self.shots):
            self._step(shot.name)
