# SPDX-License-Identifier: GPL-3.0-or-later
"""Installing the engine from inside Blender: one task at a time, looked at by whoever draws a panel."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import bpy

from ..bootstrap.advice import advice
from ..bootstrap.devices import CPU, CUDA, MPS
from ..bootstrap.folder import engine_folder
from ..bootstrap.install import Installation
from ..bootstrap.installed import installed
from ..bootstrap.plan import Plan, plan
from ..bootstrap.problem import Cancelled, Problem
from ..bootstrap.removal import removal
from ..bootstrap.task import Task
from ..language.messages import ShiageError, said, translated
from ..wire.connection import read_connection
from ..wire.events import EngineError
from ..wire.retire import retire
from . import process
from .command import command_of

DEVICES = {CPU: "processor", CUDA: "NVIDIA's graphics card", MPS: "Apple's graphics"}

_tasks: list[Task] = []


def task() -> Task | None:
    """The task under way, or the one that ended last."""
    return _tasks[0] if _tasks else None


def under_way() -> bool:
    """Whether something is being installed or removed."""
    return bool(_tasks) and not _tasks[0].ended


def offered(wheels: str = "") -> Plan:
    """What installing the engine would do."""
    chosen = process.preferences()
    device = chosen.install_device.lower() if chosen else "auto"
    return plan(device, Path(bpy.path.abspath(wheels)) if wheels else None)


def begin(wheels: str = "", anew: bool = False) -> Task:
    """Start installing.

    Raises:
        ShiageError: it is not to begin now.
    """
    if not wheels and not bpy.app.online_access:
        raise ShiageError(
            "Blender is kept from the network: allow online access in its preferences, under System"
        )
    return _start(Installation(offered(wheels), [sys.executable], _retire, anew).task())


def begin_removal() -> Task:
    """Start removing.

    Raises:
        ShiageError: it is not to begin now.
    """
    return _start(removal(plan("cpu"), _retire))


def cancel() -> None:
    """Stop what is under way."""
    if _tasks:
        _tasks[0].cancel()


def _start(new: Task) -> Task:
    if under_way():
        raise ShiageError("The engine is being installed already")
    process.release()
    _tasks[:] = [new]
    new.start()
    return new


def _retire() -> None:
    """Have an engine that runs finish its job and end; on the task's thread."""
    try:
        if not retire(lambda: bool(_tasks) and _tasks[0].children.cancelled):
            raise Cancelled
    except EngineError as error:
        raise Problem("{}", error) from None


def outcome(ended: Task) -> tuple[Any, str]:
    """Kinds of report and words for a task that has ended."""
    if ended.problem is not None:
        return {"ERROR"}, said(ShiageError(ended.problem.words, *ended.problem.names))
    if ended.ended == "cancelled":
        return {"WARNING"}, translated("Installing was cancelled")
    there = installed(engine_folder())
    if there.version:
        return {"INFO"}, translated("The engine {} is installed").format(there.version)
    return {"INFO"}, translated("The engine is removed")


def offer() -> tuple[str, str, str]:
    """What the panel offers, see `bootstrap.advice`; with the engine's version and the add-on's.

    Looked at anew after a moment, for panels ask at each redraw.
    """
    return process.remembered("offer", _offer)


def _offer() -> tuple[str, str, str]:
    chosen = process.preferences()
    try:
        running = read_connection()
        command_of(chosen.command if chosen else "")
        found = True
    except ShiageError:
        found = bool(chosen and chosen.command.strip())
    except EngineError:
        running, found = None, True
    return advice(found, running.engine if running is not None else "")
