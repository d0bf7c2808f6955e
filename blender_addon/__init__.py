# SPDX-License-Identifier: GPL-3.0-or-later
"""Shiage for Blender: colours the frames of a grease-pencil shot from a few coloured keys."""

import bpy

from . import engine, operators, operators_engine, preferences, settings

CLASSES = (*preferences.CLASSES, *operators.CLASSES, *operators_engine.CLASSES)


def register() -> None:
    """Called by Blender when the add-on is enabled."""
    settings.register()
    for one in CLASSES:
        bpy.utils.register_class(one)
    bpy.app.handlers.load_pre.append(operators.abandon_all)


def unregister() -> None:
    """Called by Blender when the add-on is disabled; leaves nothing behind."""
    operators.abandon_all()
    engine.release()
    bpy.app.handlers.load_pre.remove(operators.abandon_all)
    for one in reversed(CLASSES):
        bpy.utils.unregister_class(one)
    settings.unregister()
