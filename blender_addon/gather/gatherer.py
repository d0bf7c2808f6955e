# SPDX-License-Identifier: GPL-3.0-or-later
"""Going through the shot, one frame at a time: lines, keys, and what the artist changed of the result."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from .gathered import Gathered, Seen
from .plan import Plan
from .read_frame import FrameReader, Moment
from .read_keys import KeyReader
from .read_result import ResultReader
from .read_scribbles import ScribbleReader

STILL_PIXELS = 0.05
"""Pixels by which the points of a picture may move and it is the same picture."""


class Gatherer:
    """Visits the frames of a plan in time order; the caller moves the scene's time."""

    def __init__(self, plan: Plan, scene: Any, depsgraph: Callable[[], Any], wide: bool = False) -> None:
        """Begin.

        Args:
            plan: the task.
            scene: to look at.
            depsgraph: gives its evaluated state at the frame.
            wide: what lies beyond the picture may come into it while a drawing is held.
        """
        self._plan, self._scene, self._wide = plan, scene, wide
        self._last: Seen | None = None
        self.found = Gathered()
        self._frames = FrameReader(plan, scene, depsgraph, wide)
        self._keys = KeyReader(plan, self.found)
        self._scribbles = ScribbleReader(plan, self.found)
        self._result = ResultReader(plan, self.found)

    def visit(self, number: int) -> None:
        """Take in the frame that the scene stands at."""
        if number == self._plan.start:
            self._look_before(number)
        moment = self._frames.now()
        seen = self._frames.read(number, moment)
        held = self._last is not None and seen.shows(self._last) and self._same_picture(seen)
        if seen.ink is not None and not len(seen.ink.flags):
            if self._last is not None or not self.found.blank:
                self.found.blank.append(number)
            self._last = None
        else:
            if not held:
                self.found.frames[number] = self._last = seen
            if self._wide and self._last is not None and (held or self._plan.on_drawing):
                self._note_view(self._last, moment)
        home = np.linalg.inv(moment.world)
        self._keys.read(number, moment.evaluated, home)
        self._scribbles.read(number, moment.evaluated, home)

    def visit_held(self, number: int) -> None:
        """Take in how the drawing that is held is seen in the frame that the scene stands at."""
        if self._last is not None:
            self._note_view(self._last, self._frames.now())

    def results(self) -> list[int]:
        """Once all frames are visited: frames of the result layer that are to be looked at."""
        return self._result.numbers()

    def take_result(self, number: int) -> None:
        """Take in what the artist changed in a frame of the result layer."""
        self._result.read(number)

    def _note_view(self, held: Seen, moment: Moment) -> None:
        self.found.held_views.setdefault(held.number, []).append(self._frames.held_view(moment))

    def _same_picture(self, seen: Seen) -> bool:
        """Whether a held drawing is seen as before; fills move along, pictures do not."""
        if not self._plan.before_camera or self._last is None or seen.ink is None or self._last.ink is None:
            return True
        return bool(np.abs(seen.ink.points - self._last.ink.points).max(initial=0) < STILL_PIXELS)

    def _look_before(self, start: int) -> None:
        """Which keys from before the shot count at its start: those whose drawing is held into it."""
        for number in self._keys.held_numbers(start):
            self._scene.frame_set(number)
            then = self._frames.read(number, self._frames.now())
            self._scene.frame_set(start)
            now = self._frames.read(start, self._frames.now())
            if now.scan == then.scan and (now.ink is None or now.shows(then)):
                self.found.held.add(number)
