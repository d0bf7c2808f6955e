# SPDX-License-Identifier: GPL-3.0-or-later
"""The first part of a run: the scene goes through the frames of the shot, a few at each tick."""

from __future__ import annotations

import time
from dataclasses import replace
from functools import partial
from typing import Any

from ..gather.correction_points import frames_of
from ..gather.drawing_times import holds_of, times_for_one, times_of, view_moves
from ..gather.gathered import Gathered
from ..gather.gatherer import Gatherer
from ..gather.key_notes import notes_on_keys
from ..gather.plan import STROKES, Plan
from ..gather.widen_view import widen
from ..language.messages import ShiageError, translated
from ..saved.corrections import add_correction, correction_of, corrections_of
from ..scene.layers import object_of
from .plan_scene import depsgraph_of, scene_of


class SceneReader:
    """Reads the frames that a plan asks for.

    Attributes:
        plan: the task; once all is seen with the corrections as they stand in this shot.
        notes: what the artist should know of it.
        done: frames that were looked at.
        total: all of them.
    """

    def __init__(self, plan: Plan, scene: Any) -> None:
        """Begin.

        Raises:
            ShiageError: the plan cannot be carried out as the scene is.
        """
        self.plan, self._before = plan, scene.frame_current
        times = times_of(plan, scene) if plan.only is None else times_for_one(plan, scene, plan.only)
        wide = not plan.before_camera and plan.source == STROKES and view_moves(plan, scene)
        if wide and plan.on_drawing and plan.key_images:
            words = "No key picture fits a shot whose view moves: choose Fills or Sequencer as the result"
            raise ShiageError(words)
        self._holds = set(holds_of(plan, scene, times)) if wide else set()
        self._ahead = sorted({*times, *self._holds}, reverse=True)
        self._gatherer = Gatherer(plan, scene, partial(depsgraph_of, plan), wide)
        self._results: list[int] | None = None
        self.notes: list[str] = []
        self.done, self.total = 0, len(self._ahead)

    @property
    def found(self) -> Gathered:
        """What was gathered so far."""
        return self._gatherer.found

    def go_on(self, until: float) -> bool:
        """Look at frames until then (of `time.perf_counter`); True once all is seen."""
        scene = scene_of(self.plan)
        self._visit(scene, until)
        if self._ahead:
            return False
        if self._results is None:
            scene.frame_set(self._before)
            self._widen()
            self._results = list(reversed(self._gatherer.results()))
        while self._results and time.perf_counter() < until:
            self._gatherer.take_result(self._results.pop())
        if self._results:
            return False
        self._follow_corrections(scene)
        self.notes += notes_on_keys(self.plan, self.found)
        return True

    def leave(self, scene: Any) -> None:
        """Bring a scene back to the frame that it stood at."""
        scene.frame_set(self._before)

    def _visit(self, scene: Any, until: float) -> None:
        try:
            while self._ahead and time.perf_counter() < until:
                number = self._ahead.pop()
                scene.frame_set(number)
                (self._gatherer.visit_held if number in self._holds else self._gatherer.visit)(number)
                self.done += 1
        except BaseException:
            scene.frame_set(self._before)
            raise

    def _widen(self) -> None:
        words = translated(
            "The camera sees more of the drawing held at frame {} than can be colored: draw it again later"
        )
        if self.plan.on_drawing:
            words = translated("The camera goes further over the drawing at frame {} than pictures reach")
        for number in widen(self.found):
            self.notes.append(words.format(number))

    def _follow_corrections(self, scene: Any) -> None:
        """Corrections follow their drawings; a fill that the artist deleted is one from now on."""
        settings, target, found = scene.shiage, object_of(self.plan.target), self.found
        for kept in settings.marks:
            if kept.object == target:
                stands = frames_of(correction_of(kept), self.plan, found)
                if stands:
                    kept.frame, kept.drawing = stands[0], found.frames[stands[0]].drawing_digest
        for frame, deleted in found.deleted.items():
            for gone in deleted:
                digest = found.frames[frame].drawing_digest
                add_correction(settings, target, frame, digest, gone.place, gone.look)
        self.plan = replace(self.plan, corrections=corrections_of(settings, target))
