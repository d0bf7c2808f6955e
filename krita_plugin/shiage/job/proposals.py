# SPDX-License-Identifier: GPL-3.0-or-later
"""Asking for candidates, and taking one."""

from __future__ import annotations

from collections.abc import Callable

from krita import Document

from ..document.document_settings import DocumentSettings
from .candidates import Candidates, Choosing
from .shared_engine import SharedEngine
from .stepping import Stepping


class Proposals:
    """Candidates of all documents, one frame's at a time."""

    def __init__(
        self,
        begin: Callable[[Document, Callable[[], Stepping]], None],
        memory: Callable[[Document], DocumentSettings],
        engine: SharedEngine,
    ) -> None:
        """Args: begin: begins a job; memory: what was chosen in a document; engine: who talks to it."""
        self._begin, self._memory, self._engine = begin, memory, engine

    def ask(self, document: Document, show: Callable[[Candidates], None]) -> None:
        """Ask for candidates for the frame that is shown, which `show` is given."""
        self._begin(
            document, lambda: Candidates(document, self._memory(document), self._engine.thread(), show)
        )

    def take(self, asked: Candidates, choice: int) -> None:
        """Paint one of them, from 0 on, into the frame."""
        self._begin(asked.document, lambda: Choosing(self._memory(asked.document), asked, choice))
