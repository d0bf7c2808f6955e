# SPDX-License-Identifier: GPL-3.0-or-later
"""Colouring a shot or a frame, and stopping it."""

import traceback
from typing import Any

import bpy
from bpy.props import IntProperty

from .line_up import LineUp
from .plan import read_plan
from .run import Run
from .shots import all_shots, selected_shots
from .words import ShiageError, own_error, said, translated

INTERVAL = 0.01
"""Seconds between ticks of a run that an artist watches."""

LAZY = 0.2
"""Seconds a script's run waits for the engine at a time."""

_running: list[Run | LineUp] = []
_notes: list[str] = []
_undos = [0]


def running() -> Run | LineUp | None:
    """The run under way, if there is one."""
    _running[:] = [run for run in _running if run.ended is None]
    return _running[0] if _running else None


def latest_notes() -> tuple[str, ...]:
    """What the engine said of the shot that was coloured last, a line each."""
    return tuple(_notes)


@bpy.app.handlers.persistent
def abandon_all(*_: Any) -> None:
    """Let go of the scene: its file is being closed or the add-on switched off."""
    for run in _running:
        run.abandon()
    _running.clear()
    _notes.clear()


@bpy.app.handlers.persistent
def undone(*_: Any) -> None:
    """The artist undid or redid something in mid-run: what the run has seen and written may be gone."""
    _undos[0] += 1
    for run in _running:
        if run.ended is None:
            run.end_undone()


class _Colors:
    """What colouring a shot and colouring a frame have in common."""

    run: Run | LineUp
    _timer: Any = None
    _undos: int = 0

    def only(self, context: Any) -> int | None:
        """The one frame to colour, None for all."""
        return None

    def make(self, context: Any) -> Run | LineUp:
        """The run; see `Run`."""
        return Run(context, read_plan(context, self.only(context)))

    def begin(self, context: Any) -> bool:
        """Start a run; False, with a report, when it cannot start."""
        if running() is not None:
            self.report({"ERROR"}, translated("A shot is being colored already: wait for it, or cancel it"))
            return False
        try:
            self.run = self.make(context)
        except ShiageError as error:
            self.report({"ERROR"}, said(error))
            return False
        except Exception as error:  # said in words, with its trace where developers look
            traceback.print_exc()
            self.report({"ERROR"}, said(own_error(error)))
            return False
        _running.append(self.run)
        return True

    def execute(self, context: Any) -> set[str]:
        """Colour and wait, for scripts and farms."""
        if not self.begin(context):
            return {"CANCELLED"}
        while self.run.tick(LAZY):
            pass
        return self.outcome()

    def invoke(self, context: Any, event: Any) -> set[str]:
        """Colour while Blender goes on; without a window there is nobody to watch, so wait."""
        if bpy.app.background or context.window is None:
            return self.execute(context)
        if not self.begin(context):
            return {"CANCELLED"}
        self.watch(context)
        context.window_manager.modal_handler_add(self)
        return {"RUNNING_MODAL"}

    def watch(self, context: Any) -> None:
        """Ask for timer events, and show progress."""
        manager = context.window_manager
        self._timer, self._undos = manager.event_timer_add(INTERVAL, window=context.window), _undos[0]
        manager.progress_begin(0, 1000)

    def step(self, name: str) -> None:
        """A shot is done while others wait: what is undone next is the next one."""
        if self._timer is not None:
            bpy.ops.ed.undo_push(message=translated("Color {}").format(name))

    def modal(self, context: Any, event: Any) -> set[str]:
        """A tick at each timer event; ESC cancels, all else is the artist's."""
        if event.type == "ESC" and event.value == "PRESS" and self.run.ended is None:
            self.run.cancel()
            return {"RUNNING_MODAL"}
        if self._undos != _undos[0] and self._timer is not None:
            # a timer may not outlive an undo, and the shots that wait need one
            context.window_manager.event_timer_remove(self._timer)
            self._undos = _undos[0]
            self._timer = context.window_manager.event_timer_add(INTERVAL, window=context.window)
        if event.type != "TIMER" and self.run.ended is None:
            return {"PASS_THROUGH"}
        painted = self.run.painted
        if self.run.tick():
            self.show(context)
            if painted != self.run.painted:
                _redraw(context)
            return {"PASS_THROUGH"}
        self.unwatch(context)
        return self.outcome()

    def unwatch(self, context: Any) -> None:
        """Take timer and progress away."""
        if self._timer is not None:
            context.window_manager.event_timer_remove(self._timer)
            self._timer = None
        context.window_manager.progress_end()
        context.workspace.status_text_set(None)
        _redraw(context)

    def show(self, context: Any) -> None:
        """Progress in the status bar."""
        context.workspace.status_text_set(progress_words(self.run))
        share = self.run.done / self.run.total if self.run.total else 0
        context.window_manager.progress_update(int(share * 1000))

    def cancel(self, context: Any) -> None:
        """Blender closes the window under us."""
        self.run.abandon()

    def outcome(self) -> set[str]:
        """How it ended, as a report; whatever was painted is one step to undo."""
        run = self.run
        state = run.ended.state if run.ended else "cancelled"
        if state == "failed":
            self.report({"ERROR"}, said(run.ended.error))
        elif state == "cancelled":
            self.report({"WARNING"}, translated("Coloring was cancelled after {} frames").format(run.painted))
        else:
            words = "{} frames are colored" if run.painted != 1 else "{} frame is colored"
            self.report({"INFO"}, translated(words).format(run.painted))
        _notes[:] = [*run.notes, *(run.ended.notes if run.ended else ())]
        for words in _notes:
            self.report({"WARNING"}, words)
        if run.lost:
            self.report({"WARNING"}, translated("{} frames were deleted meanwhile").format(run.lost))
        return {"FINISHED"} if run.painted or state == "done" else {"CANCELLED"}


def _redraw(context: Any) -> None:
    for area in context.screen.areas if context.screen else ():
        area.tag_redraw()


STAGES = {
    "look": "Looking at the drawings",
    "start": "Starting the engine",
    "send": "Sending the drawings",
    "draw": "Coloring",
}


def progress_words(run: Run | LineUp) -> str:
    """What a run is doing."""
    words = translated(STAGES.get(run.stage, "Comparing the drawings"))
    share = f" {run.done}/{run.total}" if run.total else ""
    return f"Shiage: {words}{share}    ESC: {translated('Cancel')}"


class SHIAGE_OT_color_shot(_Colors, bpy.types.Operator):
    """Color all frames of the shot from its keys."""

    bl_idname = "shiage.color_shot"
    bl_label = "Auto-color Shot"
    bl_description = "Color all frames of the shot from its keys"
    bl_options = frozenset({"REGISTER", "UNDO"})


class SHIAGE_OT_color_frame(_Colors, bpy.types.Operator):
    """Color the drawing shown in this frame from the shot's keys."""

    bl_idname = "shiage.color_frame"
    bl_label = "Color This Frame"
    bl_description = "Color the drawing shown in this frame from the shot's keys"
    bl_options = frozenset({"REGISTER", "UNDO"})

    def only(self, context: Any) -> int | None:
        """The current frame."""
        return context.scene.frame_current


class SHIAGE_OT_color_selected(_Colors, bpy.types.Operator):
    """Color the shots of all selected grease-pencil objects, one after the other."""

    bl_idname = "shiage.color_selected"
    bl_label = "Color Selected Objects"
    bl_description = "Color the shots of all selected grease-pencil objects, one after the other"
    bl_options = frozenset({"REGISTER", "UNDO"})

    def make(self, context: Any) -> Run | LineUp:
        """The line of them."""
        return LineUp(context, selected_shots(context), self.step)


class SHIAGE_OT_color_scenes(_Colors, bpy.types.Operator):
    """Color the shots of all scenes, one after the other."""

    bl_idname = "shiage.color_scenes"
    bl_label = "Color All Scenes"
    bl_description = "Color the shots of all scenes, each with its own range, camera and settings"
    bl_options = frozenset({"REGISTER", "UNDO"})

    def make(self, context: Any) -> Run | LineUp:
        """The line of them."""
        return LineUp(context, all_shots(context), self.step)


class SHIAGE_OT_cancel(bpy.types.Operator):
    """Stop coloring; frames that are there already stay."""

    bl_idname = "shiage.cancel"
    bl_label = "Cancel"
    bl_description = "Stop coloring; frames that are there already stay"

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Whether there is something to cancel."""
        return running() is not None

    def execute(self, context: Any) -> set[str]:
        """Cancel the run."""
        run = running()
        if run is not None:
            run.cancel()
        return {"FINISHED"}


class SHIAGE_OT_cancel_one(bpy.types.Operator):
    """Stop coloring one shot; the others go on."""

    bl_idname = "shiage.cancel_one"
    bl_label = "Cancel This Shot"
    bl_description = "Stop coloring this shot; the others go on"

    index: IntProperty(name="Index")

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Whether several shots are in line."""
        return isinstance(running(), LineUp)

    def execute(self, context: Any) -> set[str]:
        """Cancel it."""
        run = running()
        if not isinstance(run, LineUp) or not 0 <= self.index < len(run.shots):
            return {"CANCELLED"}
        run.cancel_one(self.index)
        return {"FINISHED"}


CLASSES = (
    SHIAGE_OT_color_shot,
    SHIAGE_OT_color_frame,
    SHIAGE_OT_color_selected,
    SHIAGE_OT_color_scenes,
    SHIAGE_OT_cancel,
    SHIAGE_OT_cancel_one,
)
