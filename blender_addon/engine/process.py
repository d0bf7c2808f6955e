# SPDX-License-Identifier: GPL-3.0-or-later
"""The engine's process: how it is found, started, kept and stopped."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from typing import Any

import bpy

from ..language.messages import ShiageError, said
from ..wire.client import Client
from ..wire.connection import read_connection
from ..wire.events import EngineError
from .command import command_of, on_device, start_error

NAME = "blender"

ADDON = __package__.rpartition(".")[0]
"""The add-on's own name, under which Blender keeps its preferences."""

LOOK_AGAIN = 2.0
"""Seconds after which it is looked again whether there is an engine."""

_looked: dict[str, tuple[float, Any]] = {}

_kept: list[Client] = []
"""A connection that makes Blender an owner of the engine between runs."""


def preferences() -> Any:
    """The add-on's preferences; None where it runs without being enabled, as in scripts."""
    context: Any = bpy.context
    addon = context.preferences.addons.get(ADDON)
    return addon.preferences if addon else None


def connect_as_preferred() -> Callable[[], Client]:
    """How to connect off Blender's own thread, with the preferences as they are now."""
    chosen = preferences()
    command, keep, device = (chosen.command, chosen.keep, chosen.device) if chosen else ("", False, "AUTO")
    return partial(connect, command, keep, device)


def connect(chosen: str, keep: bool, device: str) -> Client:
    """A client of the engine, which is started if none runs; called off Blender's own thread.

    Args:
        chosen: the engine's command from the preferences.
        keep: the engine stays until Blender ends.
        device: "AUTO" or "CPU".

    Raises:
        EngineError: it does not start.
        ShiageError: nobody knows how to start it.
    """
    client = _running() or _started(chosen, device)
    if keep and not _still_kept(client):
        release()
        _kept.append(Client(client.connection, NAME))
    return client


def _running() -> Client | None:
    """A client of the engine that runs; None where there is none, or it ends just now."""
    if read_connection() is None:
        return None
    try:
        return Client.connect(start=False, name=NAME)
    except EngineError:
        if read_connection() is not None:
            raise
        return None


def _started(chosen: str, device: str) -> Client:
    command = on_device(command_of(chosen), device)
    try:
        return Client.connect(command=command, name=NAME)
    except EngineError as error:
        raise start_error(error, command) from error


def _still_kept(client: Client) -> bool:
    return bool(_kept) and _kept[0].connection == client.connection and not _kept[0].lost


def release() -> None:
    """Give the engine up; it ends when nobody else needs it."""
    while _kept:
        _kept.pop().close()


def state_of() -> str:
    """The engine in a few words, for the panel: cheap enough to ask at each redraw."""
    try:
        running = read_connection()
    except EngineError as error:
        return said(error)
    return f"{running.engine}, {running.pid}" if running is not None else ""


def trouble() -> str:
    """Why there will be no engine when one is asked for, in words; "" when all is well.

    Looked at anew after a moment, for the panel asks at each redraw.
    """
    return str(remembered("trouble", _trouble))


def remembered(what: str, look: Callable[[], Any]) -> Any:
    """What a look gave; it is looked anew after a moment."""
    now = time.monotonic()
    if what not in _looked or now - _looked[what][0] > LOOK_AGAIN:
        _looked[what] = (now, look())
    return _looked[what][1]


def _trouble() -> str:
    chosen = preferences()
    try:
        if read_connection() is None:
            command_of(chosen.command if chosen else "")
    except (ShiageError, EngineError) as error:
        return said(error)
    return ""


def look_again() -> None:
    """What was found of engines counts no more: one was installed, removed or chosen."""
    _looked.clear()


def choose(path: str) -> None:
    """Take what was picked as the engine from now on.

    Raises:
        ShiageError: it is none.
    """
    command_of(path)
    chosen = preferences()
    if chosen is not None:
        chosen.command = path
    look_again()


def start(chosen: str, device: str) -> str:
    """Start the engine, to stay until it is stopped; its version.

    Raises:
        EngineError: it does not start.
        ShiageError: nobody knows how to start it.
    """
    with connect(chosen, True, device) as client:
        return client.engine_version


def stop() -> bool:
    """End the engine; False when none ran.

    Raises:
        EngineError: it does not answer.
    """
    running = read_connection()
    if running is None:
        return False
    with Client(running, NAME) as client:
        client.shutdown()
    release()
    return True
