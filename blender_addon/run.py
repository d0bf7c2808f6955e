# SPDX-License-Identifier: GPL-3.0-or-later
"""A shot being coloured: looked at, sent, and painted as its frames come, a little at each tick."""

from __future__ import annotations

import queue
import time
import traceback
from dataclasses import replace
from functools import partial
from typing import Any

import bpy
import numpy as np

from . import engine
from .corrections import frames_of
from .drawings import fills_have_ids
from .fills import drop_stale, end_exposures, write_blank, write_patch
from .gather import Gatherer
from .keynotes import notes_on_keys
from .layers import layer_of, object_of
from .marks import add_mark, job_of, keep_drawings, mark_of, marks_of
from .paints import Paints, slot_names
from .patches import Patch, patch_of
from .picture_plane import show_on_plane
from .pictures import Album, Picture, album_of, folder_name, in_sequencer
from .placing import follow_look, follow_reference, result_layer
from .plan import FILLS, RESULT, SEQUENCER, STROKES, Plan, check_writable
from .records import Origin, intact_frames, origin_of
from .seen import Gathered
from .session import Accepted, Ended, Session, Step, Task, Unchanged
from .standing import fills_had, freshen
from .times import holds_of, times_for_one, times_of, view_moves
from .upload import digest_of, looks_of, shot_of
from .widen import widen
from .wire.events import CelFrame, EngineError, FillFrame, SameFrame
from .words import ShiageError, own_error, translated

TICK = 0.008
"""Seconds after which a tick begins nothing more."""


class Run:
    """One run; all its calls come from Blender's own thread.

    Attributes:
        stage: what it is doing.
        done: finished steps of the stage.
        total: all its steps.
        ended: how it ended, or None.
        notes: what the artist should know of it, beside what the engine has to say.
        painted: frames written so far.
        lost: frames that came but whose drawing was deleted meanwhile.
    """

    def __init__(self, context: Any, plan: Plan) -> None:
        """Begin.

        Raises:
            ShiageError: the plan cannot be carried out as the scene is.
        """
        scene = bpy.data.scenes.get(plan.scene)
        if scene is None:
            raise ShiageError("There is no scene '{}' any more", plan.scene)
        if scene.library is not None:
            words = "The scene '{}' is linked from another file and cannot be changed: make it local"
            raise ShiageError(words, scene.name)
        if plan.output == FILLS:
            check_writable(object_of(plan.target))
        self._album = album_of(plan) if plan.output != FILLS else None
        chosen = engine.preferences()
        command, keep, device = (
            (chosen.command, chosen.keep, chosen.device) if chosen else ("", False, "AUTO")
        )
        self._connect = partial(engine.connect, command, keep, device)
        self._plan, self._before = plan, scene.frame_current
        self._times = times_of(plan, scene) if plan.only is None else times_for_one(plan, scene, plan.only)
        wide = not plan.before_camera and plan.source == STROKES and view_moves(plan, scene)
        if wide and plan.on_drawing and plan.key_images:
            words = "No key picture fits a shot whose view moves: choose Fills or Sequencer as the result"
            raise ShiageError(words)
        self._holds = set(holds_of(plan, scene, self._times)) if wide else set()
        self._ahead = sorted({*self._times, *self._holds}, reverse=True)
        self._gatherer = Gatherer(plan, scene, partial(_depsgraph, plan), wide)
        self._results: list[int] | None = None
        self._session: Session | None = None
        self._paints: Paints | None = None
        self._pictures: dict[int, Picture] = {}
        self._kept: dict[int, int] = {}
        self._placed = False
        self.stage, self.done, self.total = "look", 0, len(self._ahead)
        self.ended: Ended | None = None
        self.notes: list[str] = []
        self.painted, self.lost = 0, 0
        self._curves: dict[int, int] = {}

    @property
    def found(self) -> Gathered:
        """What was gathered so far."""
        return self._gatherer.found

    def tick(self, wait: float = 0.0) -> bool:
        """Go on for a few milliseconds; False once it has ended.

        Args:
            wait: seconds to wait for news of the engine, for callers that have nothing else to do.
        """
        if self.ended is None:
            until = time.perf_counter() + TICK
            try:
                if self._session is None:
                    self._look(until)
                else:
                    self._paint(until, wait)
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
        scene = bpy.data.scenes.get(self._plan.scene)
        if looking and scene is not None:
            scene.frame_set(self._before)

    def _scene_now(self) -> Any:
        scene = bpy.data.scenes.get(self._plan.scene)
        if scene is None:
            raise ShiageError("There is no scene '{}' any more", self._plan.scene)
        return scene

    def _look(self, until: float) -> None:
        scene = self._scene_now()
        try:
            while self._ahead and time.perf_counter() < until:
                number = self._ahead.pop()
                scene.frame_set(number)
                (self._gatherer.glance if number in self._holds else self._gatherer.visit)(number)
                self.done += 1
        except BaseException:
            scene.frame_set(self._before)
            raise
        if self._ahead:
            return
        if self._results is None:
            scene.frame_set(self._before)
            self._widen()
            self._results = list(reversed(self._gatherer.results()))
        while self._results and time.perf_counter() < until:
            self._gatherer.take_result(self._results.pop())
        if not self._results:
            self._heed_marks(scene)
            self.notes += notes_on_keys(self._plan, self.found)
            self._send(scene)

    def _widen(self) -> None:
        words = translated(
            "The camera sees more of the drawing held at frame {} than can be colored: draw it again later"
        )
        if self._plan.on_drawing:
            words = translated("The camera goes further over the drawing at frame {} than pictures reach")
        for number in widen(self.found):
            self.notes.append(words.format(number))

    def _heed_marks(self, scene: Any) -> None:
        """Corrections follow their drawings; a fill that the artist deleted is one from now on."""
        settings, target = scene.shiage, object_of(self._plan.target)
        for kept in settings.marks:
            if kept.object == target:
                stands = frames_of(mark_of(kept), self._plan, self.found)
                if stands:
                    kept.frame, kept.drawing = stands[0], self.found.frames[stands[0]].drawing
        for frame, deleted in self.found.deleted.items():
            for gone in deleted:
                add_mark(settings, target, frame, self.found.frames[frame].drawing, gone.place, gone.look)
        self._plan = replace(self._plan, marks=marks_of(settings, target))

    def _send(self, scene: Any) -> None:
        plan, found, settings = self._plan, self.found, scene.shiage
        looks = looks_of(plan, found)
        shot = shot_of(plan, found, looks)
        fills, album = plan.output == FILLS, self._album
        keyholes = not fills_have_ids()

        def prepare(event: FillFrame | CelFrame) -> Patch | Picture | None:
            if isinstance(event, FillFrame):
                touched = found.touched.get(event.number, [])
                return patch_of(event, found.frames[event.number], touched, looks, keyholes)
            assert album is not None
            return album.keep(event) if self._is_asked(event.number) else None

        wanted = self._wanted(settings) if fills and plan.only is None else None
        origins = self._origins() if fills else {}
        self._session = Session(
            Task(
                connect=self._connect,
                shot=shot,
                form="curves" if fills else "frames",
                digest=partial(digest_of, plan, shot, found, looks),
                before=job_of(settings, object_of(plan.target)),
                wanted=wanted,
                prepare=prepare,
                have=partial(fills_had, origins, found, looks) if fills else None,
            )
        )
        self._paints = Paints(plan)
        self.stage, self.done, self.total = "start", 0, 0
        self._session.start()

    def _wanted(self, settings: Any) -> list[int]:
        """Frames that do not stand in the result layer as the run before has left them."""
        target = object_of(self._plan.target)
        layer, (job, _) = target.data.layers.get(RESULT), job_of(settings, target)
        intact = intact_frames(layer.id_data, layer, job) if layer is not None else {}
        here = set(self.found.frames) & set(intact)
        self._kept = {number: intact[number] for number in here}
        return [number for number in self.found.frames if number not in here]

    def _origins(self) -> dict[int, Origin]:
        """Where the fills of frames came from that stand as the run before has left them."""
        layer = object_of(self._plan.target).data.layers.get(RESULT)
        return {number: origin_of(layer.id_data, number) for number in self._kept}

    def _paint(self, until: float, wait: float) -> None:
        assert self._session is not None
        while True:
            try:
                news = self._session.news.get(timeout=wait) if wait else self._session.news.get_nowait()
            except queue.Empty:
                return
            wait = 0.0
            self._take(news)
            if self.ended is not None or time.perf_counter() > until:
                return

    def _take(self, news: Any) -> None:
        if isinstance(news, Unchanged):
            self.painted += len(self._kept)
            self._curves |= self._kept
        elif isinstance(news, Step):
            self.stage, self.done, self.total = news.stage, news.done, news.total
        elif isinstance(news, Accepted):
            if self._plan.only is None:
                digests = {number: seen.drawing for number, seen in self.found.frames.items()}
                settings, target = self._scene_now().shiage, object_of(self._plan.target)
                keep_drawings(settings, target, digests, (news.job, news.digest))
        elif isinstance(news, Patch):
            self._write(news)
        elif isinstance(news, SameFrame):
            self._freshen(news)
        elif isinstance(news, Picture):
            self._pictures[news.number] = news
            self.painted += 1
        elif isinstance(news, Ended):
            if news.state == "done":
                try:
                    self._finish()
                except ShiageError:
                    self.notes += news.notes
                    raise
            self._end(news)

    def _write(self, patch: Patch) -> None:
        self._scene_now()
        plan = self._plan
        if not self._is_asked(patch.number):
            return
        if plan.source == STROKES:
            for address in plan.lines:
                layer_of(address)
            if patch.number not in times_of(plan, self._scene_now()):
                self.lost += 1
                return
        layer = self._layer_in_place()
        assert self._paints is not None
        job = job_of(self._scene_now().shiage, object_of(plan.target))[0] if plan.only is None else ""
        self._curves[patch.number] = write_patch(layer, patch, self._paints, partial(slot_names, plan), job)
        self.painted += 1

    def _freshen(self, same: SameFrame) -> None:
        """A frame whose fills stand as they would be painted again."""
        sure = np.frombuffer(same.confidence, "<f4")
        job, _ = job_of(self._scene_now().shiage, object_of(self._plan.target))
        count = freshen(self._layer_in_place(), same.number, sure, job)
        if count is None:
            self.lost += 1
            return
        self._curves[same.number] = count
        self.painted += 1

    def _is_asked(self, number: int) -> bool:
        """Whether a frame that came is to be shown: of a frame coloured alone, its keys are not."""
        return self._plan.only is None or number == self.found.shot_frame(self._plan.only)

    def _shown_in(self, number: int) -> int | None:
        """The frame whose picture a frame shows; None for an empty one, or one that is left as it is."""
        if self._plan.only is None:
            return self.found.shot_frame(number)
        here = max((n for n in times_of(self._plan, self._scene_now()) if n <= number), default=None)
        return here if here in self._pictures else None

    def _layer_in_place(self) -> Any:
        """The result layer, which stands and looks as the artist's do now."""
        layer = result_layer(self._plan)
        if not self._placed:
            follow_reference(self._plan, layer)
            follow_look(self._plan, layer)
            self._placed = True
        return layer

    def _bare(self) -> bool:
        """Whether nothing was painted but keys, which come back as they were, though there is more."""
        elsewhere = {number: count for number, count in self._curves.items() if number not in self.found.keys}
        return not any((elsewhere or self._curves).values()) and bool(self._curves)

    def _finish(self) -> None:
        plan, found = self._plan, self.found
        if self._album is not None:
            self._show_pictures(self._album)
            return
        if self._bare():
            raise ShiageError(
                "No region got a color: in the keys no fill covers the greater part of a region. "
                "Fill whole regions of a key, and see that lines close them"
            )
        if plan.only is not None:
            return
        self._scene_now().shiage.gathered = 0
        layer, names = self._layer_in_place(), slot_names(plan)
        still = set(times_of(plan, self._scene_now()))
        for number in found.blank:
            if number in still:
                write_blank(layer, number, names)
        drop_stale(layer, plan, {*found.frames, *found.blank} & still, names)
        for address in plan.colours:
            end_exposures(layer_of(address), sorted({*found.frames, *found.blank} & still), found.held)

    def _show_pictures(self, album: Album) -> None:
        plan, scene = self._plan, self._scene_now()
        view = next(iter(self.found.frames.values())).view
        blank = np.zeros((view.height, view.width, 4), np.uint8)
        frames = album.complete(plan, self._pictures, self._shown_in, blank)
        if plan.output == SEQUENCER:
            in_sequencer(scene, plan, album)
        elif not show_on_plane(scene, plan, self.found, album, frames) and view_moves(plan, scene):
            words = (
                "The drawings of '{}' lie on several planes: its pictures fit the camera at frame {} alone"
            )
            self.notes.append(translated(words).format(plan.target, min(self.found.frames)))
        if album.folder.name != folder_name(plan.target):
            words = "Pictures of something else are in the way, so those of '{}' are in {}"
            self.notes.append(translated(words).format(plan.target, album.folder))

    def _end(self, ended: Ended) -> None:
        if self._session is not None:
            self._session.stop()
        self.ended = ended


def _depsgraph(plan: Plan) -> Any:
    """What the shot's scene shows, evaluated; it may be another one than the artist looks at."""
    scene = bpy.data.scenes[plan.scene]
    shown = bpy.context.view_layer
    if bpy.context.scene == scene and shown.name == plan.view_layer:
        return bpy.context.evaluated_depsgraph_get()
    layer = scene.view_layers.get(plan.view_layer)
    if layer is None:
        raise ShiageError("There is no view layer '{}' any more", plan.view_layer)
    layer.update()
    return layer.depsgraph
