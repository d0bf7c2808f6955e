# SPDX-License-Identifier: GPL-3.0-or-later
"""A shot being coloured: looked at, sent, and painted as its frames come, a little at each tick."""

from __future__ import annotations

import queue
import time
import traceback
from dataclasses import replace
from typing import Any

import bpy

from ..engine import process
from ..engine.session import Accepted, Ended, Session, Step, Unchanged
from ..gather.check_target import check_writable
from ..gather.gathered import Gathered
from ..gather.plan import FILLS, Plan
from ..language.messages import ShiageError, own_error, said_by_engine
from ..result.fill_curves import Patch
from ..result.image_sequence import Picture, album_of
from ..saved.corrections import keep_drawing_digests
from ..scene.layers import object_of
from ..wire.events import EngineError, SameFrame
from .plan_scene import own_scene_of, scene_of
from .read_scene import SceneReader
from .start_session import intact_fills, session_of
from .write_result import ResultWriter

TICK = 0.008
"""Seconds after which a tick begins nothing more."""


class Run:
    """One run; all its calls come from Blender's own thread.

    Attributes:
        stage: what it is doing.
        done: finished steps of the stage.
        total: all its steps.
        ended: how it ended, or None.
    """

    def __init__(self, context: Any, plan: Plan) -> None:
        """Begin.

        Raises:
            ShiageError: the plan cannot be carried out as the scene is.
        """
        scene = own_scene_of(plan)
        if plan.output == FILLS:
            check_writable(object_of(plan.target))
        self._album = album_of(plan) if plan.output != FILLS else None
        self._connect = process.connect_as_preferred()
        self._reader = SceneReader(plan, scene)
        self._session: Session | None = None
        self._writer: ResultWriter | None = None
        self.stage, self.done, self.total = "look", 0, self._reader.total
        self.ended: Ended | None = None

    @property
    def found(self) -> Gathered:
        """What was gathered so far."""
        return self._reader.found

    @property
    def notes(self) -> list[str]:
        """What the artist should know of it, beside what the engine has to say."""
        return [*self._reader.notes, *(self._writer.notes if self._writer is not None else ())]

    @property
    def painted(self) -> int:
        """Frames written so far."""
        return self._writer.painted if self._writer is not None else 0

    @property
    def lost(self) -> int:
        """Frames that came but whose drawing was deleted meanwhile."""
        return self._writer.lost if self._writer is not None else 0

    def tick(self, wait: float = 0.0) -> bool:
        """Go on for a few milliseconds; False once it has ended.

        Args:
            wait: seconds to wait for news of the engine, for callers that have nothing else to do.
        """
        if self.ended is None:
            until = time.perf_counter() + TICK
            try:
                if self._session is None:
                    self._go_on_looking(until)
                else:
                    self._take_news(self._session, until, wait)
            except (ShiageError, EngineError, OSError) as error:
                self._end(Ended("failed", error))
            except Exception as error:  # whatever it is, the artist's button must not stay dead
                traceback.print_exc()
                self._end(Ended("failed", own_error(error)))
        return self.ended is None

    def cancel(self) -> None:
        """Stop; what has been painted stays, as one step that can be undone."""
        if self._session is None:
            self._end(Ended("cancelled"))
        else:
            self._session.stop()

    def abandon(self) -> None:
        """Let go of the scene at once, for it is being closed; the engine is told."""
        if self._session is not None:
            self._session.stop()
        self.ended = self.ended or Ended("cancelled")

    def end_undone(self) -> None:
        """Something was undone or redone under the run."""
        looking = self._session is None
        words = "Something was undone while the shot was being colored: color it again"
        self._end(Ended("failed", ShiageError(words)))
        scene = bpy.data.scenes.get(self._reader.plan.scene)
        if looking and scene is not None:
            self._reader.leave(scene)

    def _go_on_looking(self, until: float) -> None:
        all_seen = self._reader.go_on(until)
        self.done = self._reader.done
        if all_seen:
            self._send()

    def _send(self) -> None:
        plan, found, settings = self._reader.plan, self.found, scene_of(self._reader.plan).shiage
        whole = plan.output == FILLS and plan.only is None
        kept = intact_fills(plan, found, settings) if whole else {}
        self._session = session_of(plan, found, settings, kept, self._connect, self._album)
        self._writer = ResultWriter(plan, found, kept, self._album)
        self.stage, self.done, self.total = "start", 0, 0
        self._session.start()

    def _take_news(self, session: Session, until: float, wait: float) -> None:
        while True:
            try:
                news = session.news.get(timeout=wait) if wait else session.news.get_nowait()
            except queue.Empty:
                return
            wait = 0.0
            self._take(news)
            if self.ended is not None or time.perf_counter() > until:
                return

    def _take(self, news: Any) -> None:
        assert self._writer is not None
        if isinstance(news, Unchanged):
            self._writer.keep_all()
        elif isinstance(news, Step):
            self.stage, self.done, self.total = news.stage, news.done, news.total
        elif isinstance(news, Accepted):
            self._remember(news)
        elif isinstance(news, Patch):
            self._writer.write(news)
        elif isinstance(news, SameFrame):
            self._writer.keep(news)
        elif isinstance(news, Picture):
            self._writer.take(news)
        elif isinstance(news, Ended):
            news = replace(news, notes=tuple(map(said_by_engine, news.notes)))
            if news.state == "done":
                try:
                    self._writer.finish()
                except ShiageError:
                    self._writer.notes += news.notes
                    raise
            self._end(news)

    def _remember(self, accepted: Accepted) -> None:
        """Keep in the file which job this is, and which drawings it is of."""
        plan = self._reader.plan
        if plan.only is None:
            digests = {number: seen.drawing_digest for number, seen in self.found.frames.items()}
            settings, target = scene_of(plan).shiage, object_of(plan.target)
            keep_drawing_digests(settings, target, digests, (accepted.job, accepted.digest))

    def _end(self, ended: Ended) -> None:
        if self._session is not None:
            self._session.stop()
        self.ended = ended
