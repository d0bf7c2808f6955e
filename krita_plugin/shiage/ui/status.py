# SPDX-License-Identifier: GPL-3.0-or-later
"""The part of the docker that is always seen: how the engine is, the three buttons, what is going on."""

from __future__ import annotations

from ..job.session import Session
from ..language.translations import said
from ..qt import QHBoxLayout, QLabel, QProgressBar, QPushButton, QScrollArea, Qt, QVBoxLayout, QWidget

WORDS = 76
"""Height in pixels beyond which what is said scrolls."""


class Status(QWidget):
    """Buttons and words.

    Attributes:
        shot: Color shot.
        frame: Color frame.
        cancel: Cancel.
        choose: where is the engine?
        multiply: let the result be seen through opaque lines.
        engine: how the engine is.
        engine_row: where that stands.
        words: what is going on.
    """

    def __init__(self) -> None:
        """Lay it out."""
        super().__init__()
        self.shot, self.frame = QPushButton(said("Color shot")), QPushButton(said("Color frame"))
        self.cancel, self.choose = QPushButton(said("Cancel")), QPushButton(said("Choose …"))
        self.engine, self.words = QLabel(), QLabel()
        self.multiply = QPushButton(said("Set lines to Multiply"))
        self._progress = QProgressBar()
        self._progress.setToolTip(said("What is going on, and how far it has come"))
        self._scroll = QScrollArea()
        for button, tip in (
            (self.shot, said("Color every drawing of the line layer from the keys")),
            (self.frame, said("Color the drawing you are on from the keys")),
            (self.cancel, said("Stop; the document stays as it is")),
            (self.multiply, said("The line layer is opaque and hides the result: Multiply lets it be seen")),
            (
                self.choose,
                said("Where the engine’s `shiage` command, or the Python it is installed in, lies"),
            ),
        ):
            button.setToolTip(tip)
        self._arrange()

    def _arrange(self) -> None:
        for label in (self.engine, self.words):
            label.setWordWrap(True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.words.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._scroll.setWidgetResizable(True)
        self._scroll.setWidget(self.words)
        self._scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        self.engine_row = QHBoxLayout()
        self.engine_row.addWidget(self.engine, 1)
        self.engine_row.addWidget(self.choose)
        column.addLayout(self.engine_row)
        buttons = QHBoxLayout()
        buttons.setSpacing(3)
        for button in (self.shot, self.frame, self.cancel):
            button.setMinimumWidth(60)
            buttons.addWidget(button)
        column.addLayout(buttons)
        column.addWidget(self._progress)
        column.addWidget(self._scroll)
        column.addWidget(self.multiply)

    def show_session(self, session: Session, words: str, document: bool, covering: bool) -> None:
        """Show how the engine and the job are.

        Args:
            session: what is going on.
            words: what is said of the document that is shown.
            document: there is one.
            covering: its lines hide the result.
        """
        job = session.job
        self.engine.setText(session.engine_state.words)
        self.choose.setVisible(session.engine_state.state == "missing")
        self.shot.setEnabled(job is None and document)
        self.frame.setEnabled(job is None and document)
        self.cancel.setEnabled(job is not None)
        self._progress.setVisible(job is not None)
        if job is not None:
            self._progress.setRange(0, job.total)
            self._progress.setValue(job.done)
            self._progress.setFormat(f"{job.stage} %v / %m" if job.total else job.stage)
        if words != self.words.text():
            self.words.setText(words)
        self._scroll.setVisible(bool(words))
        self.multiply.setVisible(covering)
        needed = self.words.heightForWidth(max(1, self.width() - 4))
        self._scroll.setFixedHeight(min(WORDS, needed + 2) if needed > 0 else WORDS)
