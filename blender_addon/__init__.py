# SPDX-License-Identifier: GPL-3.0-or-later
"""Shiage for Blender: colours the frames of a grease-pencil shot from a few coloured keys."""

from typing import Any

import bpy

from .engine import install, process, tuning
from .language import translations
from .ui import (
    operators_cancel,
    operators_color,
    operators_engine,
    operators_install,
    operators_keys,
    operators_pick,
    operators_review,
    operators_start,
    operators_tune,
    panel_engine,
    panel_keys,
    panel_lines,
    panel_review,
    panel_shot,
    panel_tune,
    preferences,
    productions,
    running,
    scene_settings,
)

OPERATORS = (
    operators_color,
    operators_cancel,
    operators_engine,
    operators_install,
    operators_keys,
    operators_pick,
    operators_review,
    operators_start,
    operators_tune,
    productions,
)
PANELS = (panel_shot, panel_keys, panel_lines, panel_review, panel_tune, panel_engine)
"""In the order in which the sidebar shows them."""

CLASSES = tuple(one for part in (preferences, *OPERATORS, *PANELS) for one in part.CLASSES)


def register() -> None:
    """Called by Blender when the add-on is enabled."""
    scene_settings.register()
    for one in CLASSES:
        bpy.utils.register_class(one)
    bpy.app.handlers.load_pre.append(running.abandon_all)
    for undoing in (bpy.app.handlers.undo_post, bpy.app.handlers.redo_post):
        undoing.append(running.undone)
    words: Any = translations.WORDS  # (context, text) to text, in each language
    bpy.app.translations.register(__name__, words)


def unregister() -> None:
    """Called by Blender when the add-on is disabled; leaves nothing behind."""
    install.cancel()
    running.abandon_all()
    tuning.forget_tunes()
    process.release()
    bpy.app.translations.unregister(__name__)
    bpy.app.handlers.load_pre.remove(running.abandon_all)
    for undoing in (bpy.app.handlers.undo_post, bpy.app.handlers.redo_post):
        undoing.remove(running.undone)
    for one in reversed(CLASSES):
        bpy.utils.unregister_class(one)
    scene_settings.unregister()
