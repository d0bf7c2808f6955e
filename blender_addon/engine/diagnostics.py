# SPDX-License-Identifier: GPL-3.0-or-later
"""What a report of a fault needs: versions, device, settings, the end of the logs."""

from __future__ import annotations

import bpy

from ..bootstrap.report import report
from ..language.messages import ShiageError
from ..wire.connection import read_connection
from ..wire.events import EngineError
from ..wire.home import home
from . import process
from .command import command_of

SETTINGS = ("command", "keep", "device", "install_device", "productions")


def diagnostics() -> str:
    """The text."""
    chosen = process.preferences()
    settings = {name: getattr(chosen, name) for name in SETTINGS} if chosen else {}
    try:
        running, place = read_connection(), home()
    except EngineError:
        running, place = None, None
    try:
        command = command_of(chosen.command if chosen else "")
    except ShiageError:
        command = None
    engine = f"{running.engine}, protocol {running.protocol}" if running is not None else "does not run"
    return report(f"Blender {bpy.app.version_string}", engine, command, settings, place)
