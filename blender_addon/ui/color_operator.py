# SPDX-License-Identifier: GPL-3.0-or-later
"""What the operators that color have in common: a run watched by timer events."""

import traceback
from typing import TYPE_CHECKING, Any

import bpy

from ..gather.read_plan import production_of, read_plan
from ..job.run import Run
from ..job.shot_queue import ShotQueue
from ..language.messages import ShiageError, own_error, said, translated
from .productions import remember
from .progress import progress_words
from .running import keep_notes, latest_notes, running, undo_count, watch_over

INTERVAL = 0.01
"""Seconds between ticks of a run that an artist watches."""

LAZY = 0.2
"""Seconds a script's run waits for the engine at a time."""


if TYPE_CHECKING:
    _Operator = bpy.types.Operator
else:
    _Operator = object  # Blender registers each operator's own base alone


class ColorOperator(_Operator):
    """What colouring a shot and colouring a frame have in common."""

    run: Run | ShotQueue
    _timer: Any = None
    _undos: int = 0

    def only(self, context: Any) -> int | None:
        """The one frame to colour, None for all."""
        return None

    def make(self, context: Any) -> Run | ShotQueue:
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
        remember(production_of(context.scene.shiage))
        watch_over(self.run)
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
        self._timer, self._undos = manager.event_timer_add(INTERVAL, window=context.window), undo_count()
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
        if self._undos != undo_count() and self._timer is not None:
            # a timer may not outlive an undo, and the shots that wait need one
            context.window_manager.event_timer_remove(self._timer)
            self._undos = undo_count()
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
        ended = run.ended
        state = ended.state if ended else "cancelled"
        if ended is not None and ended.error is not None and state == "failed":
            self.report({"ERROR"}, said(ended.error))
        elif state == "cancelled":
            self.report({"WARNING"}, translated("Coloring was cancelled after {} frames").format(run.painted))
        else:
            words = "{} frames are colored" if run.painted != 1 else "{} frame is colored"
            self.report({"INFO"}, translated(words).format(run.painted))
        keep_notes([*run.notes, *(run.ended.notes if run.ended else ())])
        for words in latest_notes():
            self.report({"WARNING"}, words)
        if run.lost:
            self.report({"WARNING"}, translated("{} frames were deleted meanwhile").format(run.lost))
        return {"FINISHED"} if run.painted or state == "done" else {"CANCELLED"}


def _redraw(context: Any) -> None:
    for area in context.screen.areas if context.screen else ():
        area.tag_redraw()
