# SPDX-License-Identifier: GPL-3.0-or-later
"""Adding the shot to its production's finished cuts, tuning the production's model, choosing a version."""

import time
from typing import Any

import bpy
from bpy.props import EnumProperty, FloatProperty, IntProperty, StringProperty

from ..engine.tuning import begin_tune, tune_of
from ..gather.read_plan import production_of, read_plan
from ..job.finished_shot import finished_shot
from ..language.messages import ShiageError, said, translated
from ..wire.limits import DEFAULT_MINUTES, DEFAULT_STEPS, MAX_MINUTES, MAX_STEPS
from ..wire.shot import ShotUpload
from ..wire.tune import TuneUpload
from ..wire.tune_thread import TuneThread
from ..wire.versions import SHIPPED, use_version, versions_of
from .tune_words import end_words, version_name

REDRAWN = 0.4
"""Seconds between two looks at a tune that an artist watches."""

CUT, SHOT, ALL = "CUT", "SHOT", "ALL"


class SHIAGE_OT_tune(bpy.types.Operator):
    """Tune the production's model on its finished cuts, or on this shot."""

    bl_idname = "shiage.tune"
    bl_label = "Tune"
    bl_description = "Tune the production's model; a version is used only where it is better"

    scope: EnumProperty(
        name="Scope",
        items=[
            (CUT, "Add This Shot", "Add the shot to the production's finished cuts, as it is colored now"),
            (SHOT, "Tune on This Shot", "Add the shot to the finished cuts, and tune the model on it"),
            (ALL, "Tune on All Finished Cuts", "Tune the model on all finished cuts and corrections"),
        ],
        default=ALL,
    )
    minutes: FloatProperty(
        name="Minutes", description="How long it may work", default=DEFAULT_MINUTES, min=0.1, max=MAX_MINUTES
    )
    steps: IntProperty(name="Steps", description="Steps at most", default=DEFAULT_STEPS, min=1, max=MAX_STEPS)

    @classmethod
    def description(cls, context: Any, properties: Any) -> str:
        """What the button does."""
        items = cls.bl_rna.properties["scope"].enum_items  # type: ignore[attr-defined]
        return translated(items[properties.scope].description)

    def execute(self, context: Any) -> set[str]:
        """Tune and wait, for scripts and farms."""
        tune = self._begin(context)
        if tune is None:
            return {"CANCELLED"}
        while not tune.over:
            time.sleep(0.05)
        for words in end_words(tune.now):
            self.report({"ERROR" if tune.now.state == "failed" else "INFO"}, words)
        return {"FINISHED"} if tune.now.state == "done" else {"CANCELLED"}

    def invoke(self, context: Any, event: Any) -> set[str]:
        """Tune while Blender goes on; without a window there is nobody to watch, so wait."""
        if bpy.app.background or context.window is None:
            return self.execute(context)
        return {"FINISHED"} if self._begin(context) is not None else {"CANCELLED"}

    def _begin(self, context: Any) -> TuneThread | None:
        try:
            folder = production_of(context.scene.shiage)
            if not folder:
                raise ShiageError("Choose a production first")
            uploads: list[Any] = []
            minutes, steps = float(self.minutes), int(self.steps)  # the operator is gone when they are sent
            shots: tuple[str, ...] = ()
            if self.scope in (CUT, SHOT):
                shot = _finished(context)
                uploads.append(lambda: shot)
                shots = (shot.cut,)
            if self.scope in (SHOT, ALL):
                uploads.append(lambda: TuneUpload(folder, minutes, steps, shots))
            tune = begin_tune(folder, uploads)
        except ShiageError as error:
            self.report({"ERROR"}, said(error))
            return None
        watch_tunes(folder)
        return tune


def _finished(context: Any) -> ShotUpload:
    """The shot as a cut; a bar shows how far it was looked at."""
    manager = context.window_manager
    manager.progress_begin(0, 1000)
    try:
        return finished_shot(
            read_plan(context), lambda done, total: manager.progress_update(1000 * done // max(1, total))
        )
    finally:
        manager.progress_end()


def watch_tunes(folder: str) -> None:
    """Redraw the panel until the tune of a production is over."""

    def look() -> float | None:
        manager: Any = bpy.context.window_manager
        for window in manager.windows:
            for area in window.screen.areas:
                if area.type == "VIEW_3D":
                    area.tag_redraw()
        tune = tune_of(folder)
        return None if tune is None or tune.over else REDRAWN

    bpy.app.timers.register(look, first_interval=REDRAWN, persistent=True)


class SHIAGE_OT_tune_order(bpy.types.Operator):
    """Pause, resume or cancel the tune."""

    bl_idname = "shiage.tune_order"
    bl_label = "Tune"
    bl_description = "Pause the tune, let it go on, or cancel it; the version that is used stays"

    order: EnumProperty(
        name="Order", items=[("pause", "Pause", ""), ("resume", "Resume", ""), ("cancel", "Cancel", "")]
    )

    def execute(self, context: Any) -> set[str]:
        """Tell the engine."""
        try:
            tune = tune_of(production_of(context.scene.shiage))
        except ShiageError as error:
            self.report({"ERROR"}, said(error))
            return {"CANCELLED"}
        if tune is None or tune.over:
            self.report({"WARNING"}, translated("No tune is under way"))
            return {"CANCELLED"}
        {"pause": tune.pause, "resume": tune.resume, "cancel": tune.cancel}[self.order]()
        return {"FINISHED"}


class SHIAGE_OT_use_version(bpy.types.Operator):
    """Color the production's shots with this version of its model from now on."""

    bl_idname = "shiage.use_version"
    bl_label = "Use Version"
    bl_description = "Color the production's shots with this version of its model from now on"

    version: StringProperty(name="Version", description="Its name; `shiage` is what came with Shiage")

    def execute(self, context: Any) -> set[str]:
        """Choose it."""
        try:
            folder = production_of(context.scene.shiage)
            use_version(folder, self.version)
        except ShiageError as error:
            self.report({"ERROR"}, said(error))
            return {"CANCELLED"}
        except LookupError:
            self.report({"ERROR"}, translated("There is no version '{}'").format(self.version))
            return {"CANCELLED"}
        except OSError as error:
            self.report({"ERROR"}, str(error))
            return {"CANCELLED"}
        words = translated("Version {} is used from now on").format(version_name(self.version))
        self.report({"INFO"}, words)
        return {"FINISHED"}


class SHIAGE_OT_show_sample(bpy.types.Operator):
    """Show a held-out drawing as it is finished, before the tune and after it."""

    bl_idname = "shiage.show_sample"
    bl_label = "Before and After"
    bl_description = "Show a drawing that was held out: as it is finished, before the tune and after it"

    version: StringProperty(name="Version")

    def execute(self, context: Any) -> set[str]:
        """Load it as an image, and show that where an image editor is open."""
        try:
            rows = versions_of(production_of(context.scene.shiage))
        except ShiageError as error:
            self.report({"ERROR"}, said(error))
            return {"CANCELLED"}
        sheet = next((row.sheet for row in rows if row.name == self.version), "")
        if not sheet or self.version == SHIPPED:
            self.report({"WARNING"}, translated("There is no picture of this version"))
            return {"CANCELLED"}
        image = bpy.data.images.load(sheet, check_existing=True)
        if not bpy.app.background and context.window is not None:
            ours: Any = bpy.ops
            ours.wm.window_new()
            area = context.window_manager.windows[-1].screen.areas[0]
            area.type = "IMAGE_EDITOR"
            area.spaces.active.image = image
        return {"FINISHED"}


CLASSES = (SHIAGE_OT_tune, SHIAGE_OT_tune_order, SHIAGE_OT_use_version, SHIAGE_OT_show_sample)
