# SPDX-License-Identifier: GPL-3.0-or-later
"""The button that asks for candidates, and their window."""

from __future__ import annotations

from krita import Document

from ..document.layers import is_open
from ..job.candidates import Candidates
from ..job.session import Session
from ..language.translations import said
from ..qt import QPushButton
from .candidate_window import CandidateWindow


class CandidateButton(QPushButton):
    """Asks for candidates for the frame that is shown."""

    def __init__(self, session: Session) -> None:
        """Args: session: what it acts on."""
        super().__init__(said("Candidates …"))
        self.setToolTip(
            said("Several ways to color this frame from its scribbles and the model sheets, to choose from")
        )
        self._session = session
        self._document: Document | None = None
        self._window: CandidateWindow | None = None
        self.clicked.connect(self._ask)

    def look(self, document: Document | None) -> None:
        """Another document may be shown, or none: candidates of another one go."""
        self._document = document
        self.setEnabled(document is not None and self._session.job is None)
        if self._window is not None and self._window.asked.document != document:
            self._close()

    def _ask(self) -> None:
        self._close()
        if self._document is not None:
            self._session.proposals.ask(self._document, self._show)

    def _show(self, asked: Candidates) -> None:
        """In a window over Krita's, which one may paint in meanwhile."""
        if is_open(asked.document):
            self._window = CandidateWindow(asked, self.window())
            self._window.taken.connect(lambda choice: self._take(asked, choice))
            self._window.finished.connect(self._forget)
            self._window.show()

    def _take(self, asked: Candidates, choice: int) -> None:
        if is_open(asked.document):
            self._session.proposals.take(asked, choice)
        else:
            self._session.tell(said("The document was closed; nothing was changed."), None)

    def _close(self) -> None:
        if self._window is not None:
            self._window.reject()

    def _forget(self) -> None:
        self._window = None
