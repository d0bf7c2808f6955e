# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the engine is: as the artist chose, or as it is found."""

from __future__ import annotations

import os

from krita import Krita

from ..bootstrap.child import HOSTS_OWN
from ..bootstrap.command import engine_command
from ..bootstrap.folder import path_of
from ..bootstrap.problem import Problem
from ..krita_settings import GROUP
from ..language.translations import said
from ..wire.connection import read_connection
from ..wire.events import EngineError
from .engine_messages import EngineState
from .engine_words import MISSING


def engine_path() -> str:
    """What was chosen; "" when nothing was."""
    chosen = Krita.instance().readSetting(GROUP, "engine", "")
    return str(chosen or os.environ.get("SHIAGE_ENGINE") or "")


def engine_off() -> EngineState:
    """How an engine that nobody talks to is."""
    if command() is None and not engine_runs():
        return EngineState("missing", MISSING)
    return EngineState("off", said("The engine is off; it starts when it is needed."))


def command() -> list[str] | None:
    """How the engine is started, or None when it was not found."""
    try:
        chosen = engine_path()
        words = engine_command(str(path_of(chosen)) if chosen else "")
    except Problem:
        return None
    if words is not None and os.name == "posix":
        # Krita's bundles carry a Python and libraries of their own, which would break the engine's.
        words = ["/usr/bin/env", *(f"--unset={name}" for name in HOSTS_OWN), *words]
    return words


def engine_runs() -> bool:
    """Whether an engine runs already, started by somebody else."""
    try:
        running = read_connection()
    except EngineError:
        return False
    return running is not None and running.alive()
