# SPDX-License-Identifier: GPL-3.0-or-later
"""The docker Shiage."""

from __future__ import annotations

from krita import DockWidget, Document

from .choices import Choices
from .keylist import KeyList
from .memory import Memory, remember
from .palettelist import PaletteList
from .planes import Colour
from .qt import QFileDialog, QHBoxLayout, QLabel, QProgressBar, QPushButton, Qt, QTimer, QVBoxLayout, QWidget
from .session import Session
from .unsurelist import UnsureList

LOOK = 400
"""Milliseconds between looks at the document: Krita tells nobody what changes in it."""


class ShiagePanel(QWidget):
    """Everything in the docker."""

    def __init__(self, session: Session) -> None:
        """Args: session: what it shows and acts on."""
        super().__init__()
        self._session = session
        self._document: Document | None = None
        self._engine, self._words = QLabel(), QLabel()
        self._choose = QPushButton("Choose …")
        self._choices, self._keys = Choices(), KeyList()
        self._shot, self._frame = QPushButton("Color shot"), QPushButton("Color frame")
        self._cancel = QPushButton("Cancel")
        self._progress = QProgressBar()
        self._unsure, self._palette = UnsureList(), PaletteList()
        self._arrange()
        self._connect()
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK)
        self._timer.timeout.connect(self.look)
        self._timer.start()
        self.refresh()

    def _arrange(self) -> None:
        for label in (self._engine, self._words):
            label.setWordWrap(True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._choose.setToolTip("Where the engine’s `shiage` command, or the Python it is installed in, lies")
        column = QVBoxLayout(self)
        column.setContentsMargins(6, 4, 6, 4)
        engine = QHBoxLayout()
        engine.addWidget(self._engine, 1)
        engine.addWidget(self._choose)
        column.addLayout(engine)
        column.addWidget(self._choices)
        column.addWidget(QLabel("Keys"))
        column.addWidget(self._keys)
        buttons = QHBoxLayout()
        for button in (self._shot, self._frame, self._cancel):
            buttons.addWidget(button)
        column.addLayout(buttons)
        column.addWidget(self._progress)
        column.addWidget(self._words)
        column.addWidget(QLabel("Least sure regions"))
        column.addWidget(self._unsure, 1)
        column.addWidget(QLabel("Palette"))
        column.addWidget(self._palette, 1)

    def _connect(self) -> None:
        session = self._session
        session.changed.connect(self.refresh)
        self._shot.clicked.connect(lambda: session.color(self._document, single=False))
        self._frame.clicked.connect(lambda: session.color(self._document, single=True))
        self._cancel.clicked.connect(lambda: session.cancel())
        self._choose.clicked.connect(self._choose_engine)
        self._choices.chosen.connect(lambda: self._note(self._choices.read_into))
        self._keys.marked.connect(
            lambda time, key: self._note(lambda memory: memory.marked.update({time: key}))
        )
        self._keys.sought.connect(lambda time: self._document and self._document.setCurrentTime(time))
        self._palette.renamed.connect(self._rename)
        self._palette.replaced.connect(lambda old, new: session.recolour(self._document, old, new))

    def set_document(self, document: Document | None) -> None:
        """Show another document, or none."""
        self._document = document
        self.look()
        self.refresh()

    def look(self) -> None:
        """See what has changed in the document."""
        document = self._document
        if document is None or not self.isVisible():
            return
        self._session.look(document)
        memory = self._session.memory(document)
        self._choices.show_document(document, memory)
        if self._session.job is None:
            self._keys.show_document(document, memory)
        self._palette.show_palette(memory.palette)
        ours = self._session.unsure_of is not None and self._session.unsure_of == document
        self._unsure.show_regions(document, self._session.unsure if ours else [])

    def refresh(self) -> None:
        """Show how the engine and the job are."""
        session, job = self._session, self._session.job
        self._engine.setText(session.engine_state.words)
        free = job is None and self._document is not None
        self._shot.setEnabled(free)
        self._frame.setEnabled(free)
        self._cancel.setEnabled(job is not None)
        self._progress.setVisible(job is not None)
        if job is not None:
            self._progress.setRange(0, job.total)
            self._progress.setValue(job.done)
            self._progress.setFormat(f"{job.stage} %v / %m" if job.total else job.stage)
        self._words.setText(session.words)
        self._words.setVisible(bool(session.words))

    def _note(self, change) -> None:
        """Keep in the document what the artist chose."""
        if self._document is not None:
            memory: Memory = self._session.memory(self._document)
            change(memory)
            remember(self._document, memory)

    def _rename(self, colour: Colour, name: str) -> None:
        def change(memory: Memory) -> None:
            memory.palette = [(c, name if c == colour else n) for c, n in memory.palette]

        self._note(change)

    def _choose_engine(self) -> None:
        path, _ = QFileDialog.getOpenFileName(self, "Where is Shiage’s engine?", self._session.engine_path())
        if path:
            self._session.choose_engine(path)


def docker_of(session: Session) -> type[DockWidget]:
    """The docker's class, for Krita to make one in each of its windows."""

    class ShiageDocker(DockWidget):
        def __init__(self) -> None:
            super().__init__()
            self.setWindowTitle("Shiage")
            self.panel = ShiagePanel(session)
            self.setWidget(self.panel)

        def canvasChanged(self, canvas) -> None:
            """Another document, or none, is shown in this window."""
            view = canvas.view() if canvas is not None else None
            self.panel.set_document(view.document() if view is not None else None)

    return ShiageDocker
