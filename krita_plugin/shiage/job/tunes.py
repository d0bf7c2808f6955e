# SPDX-License-Identifier: GPL-3.0-or-later
"""The tunes that the plug-in follows, one for each production, each on a thread of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from krita import Document

from ..document.document_settings import DocumentSettings
from ..language.translations import said
from ..wire.client import Client
from ..wire.shot import ShotUpload
from ..wire.tune import TuneUpload
from ..wire.tune_thread import TuneThread
from .engine_command import command, engine_runs
from .engine_link import STARTING
from .finished_shot import FinishedShot
from .plan import CannotColour
from .stepping import Stepping

CUT, SHOT, ALL = "cut", "shot", "all"
"""What is done: the shot becomes a cut; that, and the model is tuned on it; it is tuned on all cuts."""


class Tunes:
    """All tunes of this Krita."""

    def __init__(self) -> None:
        """None yet."""
        self._threads: dict[str, TuneThread] = {}

    def of(self, folder: str) -> TuneThread | None:
        """The tune of a production that was begun or found here last, under way or over."""
        return self._threads.get(folder)

    def ask(
        self,
        document: Document,
        memory: DocumentSettings,
        scope: str,
        begin: Callable[[Callable[[], Stepping]], None],
    ) -> None:
        """Do one of the three above.

        Args:
            document: the artist's.
            memory: what was chosen in it.
            scope: CUT, SHOT or ALL.
            begin: has the interface read the document in steps.

        Raises:
            CannotColour: no production is chosen, or one of its tunes is under way.
        """
        folder = memory.production
        self._check(folder)

        def send(shot: ShotUpload) -> None:
            self._check(folder)
            tune = [TuneUpload(folder, shots=(shot.cut,))] if scope == SHOT else []
            self._start(folder, [shot, *tune])

        if scope == ALL:
            self._start(folder, [TuneUpload(folder)])
        else:
            begin(lambda: FinishedShot(document, memory, send))

    def _check(self, folder: str) -> None:
        if not folder:
            raise CannotColour(said("Choose a production first."))
        if (tune := self.of(folder)) is not None and not tune.over:
            raise CannotColour(said("The production is busy: wait for that, or cancel it."))

    def look_for(self, folder: str) -> None:
        """Follow a tune that an earlier Krita began; once for each production, only where an engine runs."""
        if folder and folder not in self._threads and engine_runs():
            self._start(folder, ())

    def _start(self, folder: str, uploads: Sequence[ShotUpload | TuneUpload]) -> None:
        words = command()

        def connect() -> Client:
            return Client.connect(bool(words), words, "Krita", STARTING)

        self._threads[folder] = TuneThread(connect, folder, [lambda one=one: one for one in uploads])  # type: ignore[misc]
        self._threads[folder].start()
