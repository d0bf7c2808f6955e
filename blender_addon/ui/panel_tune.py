# SPDX-License-Identifier: GPL-3.0-or-later
"""The panel of a production's model: tuning it, and its versions."""

from typing import Any

import bpy

from ..engine.process import state_of
from ..engine.tuning import look_for_tune, tune_of
from ..gather.read_plan import production_of
from ..language.messages import ShiageError, translated
from ..wire.tune_thread import TuneThread
from ..wire.versions import SHIPPED, version_used, versions_of
from .operators_tune import ALL, CUT, SHOT, watch_tunes
from .sidebar import Sidebar, show_words
from .tune_words import end_words, figure_words, stage_words, version_name

MOST_VERSIONS = 6
"""Versions that are listed, the newest first; beside them the one in use, and what came with Shiage."""


class SHIAGE_PT_tune(Sidebar, bpy.types.Panel):
    """The production's model."""

    bl_idname = "SHIAGE_PT_tune"
    bl_parent_id = "SHIAGE_PT_shot"
    bl_label = "Production Model"

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Where a production is chosen."""
        return bool(super().poll(context) and _folder(context))

    def draw(self, context: Any) -> None:
        """What can be tuned, what is going on, and the versions."""
        layout: Any = self.layout
        folder = _folder(context)
        if folder and state_of() and tune_of(folder) is None:
            look_for_tune(folder)
            watch_tunes(folder)
        tune = tune_of(folder)
        if tune is not None and not tune.over:
            _progress(layout, context, tune)
        else:
            column = layout.column(align=True)
            for scope, icon in ((CUT, "ADD"), (SHOT, "NONE"), (ALL, "NONE")):
                name = _names()[scope]
                column.operator("shiage.tune", text=name, icon=icon).scope = scope
            if tune is not None and tune.now.state:
                icon = "ERROR" if tune.now.state == "failed" else "INFO"
                for words in end_words(tune.now):
                    show_words(layout, context, words, icon)
        _versions(layout, folder)


def _names() -> dict[str, str]:
    return {CUT: "Add This Shot", SHOT: "Tune on This Shot", ALL: "Tune on All Finished Cuts"}


def _progress(layout: Any, context: Any, tune: TuneThread) -> None:
    now = tune.now
    share = now.done / now.total if now.total else 0.0
    layout.progress(text=stage_words(now), factor=share)
    if figure_words(now):
        show_words(layout, context, figure_words(now), "NONE")
    row = layout.row(align=True)
    paused = now.state == "paused"
    order = row.operator(
        "shiage.tune_order", text="Resume" if paused else "Pause", icon="PLAY" if paused else "PAUSE"
    )
    order.order = "resume" if paused else "pause"
    row.operator("shiage.tune_order", text="Cancel", icon="CANCEL").order = "cancel"


def _versions(layout: Any, folder: str) -> None:
    """The versions with the one in use, and a way back to each."""
    used, rows = version_used(folder), versions_of(folder)
    shown = [row for row in rows if row.name == used or row in rows[-MOST_VERSIONS:]]
    column = layout.column(align=True)
    column.label(text="Versions")
    for row in reversed(shown):
        words = "" if row.wrong is None else translated("wrong {} to {}").format(*row.wrong)
        line = column.row(align=True)
        _choice(line, row.name, f"{row.name}  {words}", used)
        if row.sheet:
            line.operator("shiage.show_sample", text="", icon="IMAGE_DATA").version = row.name
    _choice(column.row(align=True), SHIPPED, version_name(SHIPPED), used)


def _choice(line: Any, name: str, words: str, used: str) -> None:
    icon = "RADIOBUT_ON" if name == used else "RADIOBUT_OFF"
    line.operator("shiage.use_version", text=words, icon=icon, translate=False).version = name


def _folder(context: Any) -> str:
    try:
        return production_of(context.scene.shiage)
    except ShiageError:
        return ""


CLASSES = (SHIAGE_PT_tune,)
