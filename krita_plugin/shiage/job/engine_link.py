# SPDX-License-Identifier: GPL-3.0-or-later
"""The connection to the engine: made when it is needed, kept alive between jobs, given up when it is lost."""

from __future__ import annotations

import queue
from contextlib import suppress

from ..language.translations import said
from ..wire.client import Client
from ..wire.events import EngineError
from .engine_messages import EngineState, Report
from .engine_words import MISSING, plainly

STARTING = 60.0
"""Seconds an engine may take to start on a machine that is busy."""


class EngineLink:
    """A client of the engine, or none; says how the engine is whenever that changes.

    Attributes:
        command: how the engine is started, None when it was not found.
    """

    def __init__(self, command: list[str] | None, reports: queue.SimpleQueue[Report]) -> None:
        """Args: command: as above; reports: where each EngineState is put."""
        self.command, self._reports = command, reports
        self._client: Client | None = None

    def connect(self) -> Client:
        """The client; the engine is started when none runs.

        Raises:
            EngineError: there is none, in words for the artist.
        """
        if self._client is None:
            self._reports.put(EngineState("starting", said("The engine is starting …")))
            command = self.command
            try:
                self._client = Client.connect(bool(command), command, "Krita", STARTING)
            except EngineError as error:
                state = EngineState("off" if command else "missing", plainly(str(error)))
                if not command:
                    state = EngineState("missing", MISSING)
                self._reports.put(state)
                raise EngineError(state.words) from None
            self._reports.put(EngineState("ready", said("Engine {} is ready.", self._client.engine_version)))
        return self._client

    def keep_alive(self) -> None:
        """Answer the engine's heartbeat while there is nothing to do."""
        if self._client is not None:
            try:
                self._client.poll()
            except EngineError:
                self.leave()

    def leave(self) -> None:
        """Give the connection up."""
        if self._client is not None:
            with suppress(EngineError):
                self._client.close()
            self._client = None
            self._reports.put(EngineState("off", said("The engine is off; it starts when it is needed.")))
