# SPDX-License-Identifier: GPL-3.0-or-later
"""The one engine of all windows: its thread, started with the first job, and how it is."""

from __future__ import annotations

from queue import Empty

from krita import Krita

from ..krita_settings import GROUP
from .engine_command import command, engine_off
from .engine_messages import EngineState
from .engine_thread import EngineThread


class SharedEngine:
    """The engine as the plug-in has it.

    Attributes:
        state: how it is.
    """

    def __init__(self) -> None:
        """Start nothing yet."""
        self.state = engine_off()
        self._thread: EngineThread | None = None

    def thread(self) -> EngineThread:
        """The thread that talks to it, started if there is none."""
        if self._thread is None or not self._thread.is_alive():
            self._thread = EngineThread(command())
            self._thread.start()
        self._thread.link.command = command()
        return self._thread

    def choose(self, path: str) -> None:
        """Keep where its command or its Python lies."""
        Krita.instance().writeSetting(GROUP, "engine", path)
        self.state = engine_off()

    def look(self) -> bool:
        """Between jobs the thread may still say that the engine went away; or one is found.

        Returns:
            whether something is to be shown.
        """
        changed = False
        if self.state.state in ("off", "missing"):
            now = engine_off()
            changed = now != self.state
            self.state = now
        try:
            while self._thread is not None:
                report = self._thread.reports.get_nowait()
                if isinstance(report, EngineState):
                    self.state, changed = report, True
        except Empty:
            pass
        return changed

    def leave(self) -> None:
        """Leave it, so that it can end: another is to take its place."""
        self.end()
        self.state = engine_off()

    def end(self) -> None:
        """Leave it: Krita closes."""
        if self._thread is not None:
            self._thread.end()
            self._thread.join(3)
            self._thread = None
