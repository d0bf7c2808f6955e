# SPDX-License-Identifier: GPL-3.0-or-later
"""Shiage for Blender: colours the frames of a grease-pencil shot from a few coloured keys."""

import bpy

from . import (
    engine,
    operators,
    operators_engine,
    operators_keys,
    operators_pick,
    operators_review,
    panel,
    preferences,
    settings,
    translations,
)

PARTS = (preferences, operators, operators_engine, operators_keys, operators_pick, operators_review, panel)
CLASSES = tuple(one for part in PARTS for one in part.CLASSES)


def register() -> None:
    """Called by Blender when the add-on is enabled."""
    settings.register()
    for one in CLASSES:
        bpy.utils.register_class(one)
    bpy.app.handlers.load_pre.append(operators.abandon_all)
    for undoing in (bpy.app.handlers.undo_post, bpy.app.handlers.redo_post):
        undoing.append(operators.undone)
    bpy.app.translations.register(__name__, translations.WORDS)


def unregister() -> None:
    """Called by Blender when the add-on is disabled; leaves nothing behind."""
    operators.abandon_all()
    engine.release()
    bpy.app.translations.unregister(__name__)
    bpy.app.handlers.load_pre.remove(operators.abandon_all)
    for undoing in (bpy.app.handlers.undo_post, bpy.app.handlers.redo_post):
        undoing.remove(operators.undone)
    for one in reversed(CLASSES):
        bpy.utils.unregister_class(one)
    settings.unregister()
