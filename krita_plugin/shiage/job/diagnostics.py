# SPDX-License-Identifier: GPL-3.0-or-later
"""What a report of a fault needs: versions, device, settings, the end of the logs."""

from __future__ import annotations

from krita import Krita

from ..bootstrap.report import report
from ..krita_settings import GROUP
from ..wire.connection import read_connection
from ..wire.events import EngineError
from ..wire.home import home
from .engine_command import command

SETTINGS = ("engine", "install_device", "productions")


def diagnostics() -> str:
    """The text."""
    application = Krita.instance()
    settings = {name: application.readSetting(GROUP, name, "") for name in SETTINGS}
    try:
        running, place = read_connection(), home()
    except EngineError:
        running, place = None, None
    engine = f"{running.engine}, protocol {running.protocol}" if running is not None else "does not run"
    return report(f"Krita {application.version()}", engine, command(), settings, place)
