# SPDX-License-Identifier: GPL-3.0-or-later
"""The docker Shiage."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from krita import Canvas, DockWidget, Document

from ..document.document_settings import DocumentSettings, Reference, recall, remember
from ..document.pixels import Colour
from ..document.swatch_names import Names, distinct, renamed
from ..job.engine_command import engine_path
from ..job.session import Session
from ..language.translations import said
from ..qt import QFileDialog, QPushButton, QScrollArea, Qt, QTimer, QVBoxLayout, QWidget
from ..wire.limits import MAX_SWATCHES
from .choices import Choices
from .engine_menu import EngineMenu
from .folding_section import Section
from .install_box import InstallBox
from .key_list import KeyList
from .model_box import ModelBox
from .names_button import NamesButton
from .palette_list import PaletteList
from .reference_list import ReferenceList
from .status import Status
from .uncertain_list import UnsureList

if TYPE_CHECKING:
    from PyQt5.QtGui import QResizeEvent

LOOK = 400
"""Milliseconds between looks at the document: Krita tells nobody what changes in it."""


class ShiagePanel(QWidget):
    """Everything in the docker: what is always seen at the top, what folds and scrolls below."""

    def __init__(self, session: Session) -> None:
        """Args: session: what it shows and acts on."""
        super().__init__()
        self._session = session
        self._document: Document | None = None
        self._status = Status()
        self._engine, self._words = self._status.engine, self._status.words
        self._choices, self._keys = Choices(session), KeyList()
        self._unsure, self._palette, self._names = UnsureList(), PaletteList(), NamesButton()
        self._references, self._model = ReferenceList(), ModelBox()
        self._install = InstallBox(session.install)
        self._traces = QPushButton(said("Lines without trace lines"))
        self._arrange()
        self._connect()
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK)
        self._timer.timeout.connect(self.look)
        self._timer.start()
        self.refresh()

    def _arrange(self) -> None:
        inner, palette, review = QWidget(), QWidget(), QWidget()
        reviewed = QVBoxLayout(review)
        reviewed.setContentsMargins(0, 0, 0, 0)
        reviewed.addWidget(self._unsure)
        reviewed.addWidget(self._traces)
        self._traces.setToolTip(said("Make a copy of the lines that shows no red, green and blue ones"))
        swatches = QVBoxLayout(palette)
        swatches.setContentsMargins(0, 0, 0, 0)
        swatches.addWidget(self._palette)
        swatches.addWidget(self._names)
        sections = QVBoxLayout(inner)
        sections.setContentsMargins(0, 0, 0, 0)
        sections.setSpacing(4)
        for name, title, content, tip in (
            ("layers", said("Layers"), self._choices, said("Which layers, which frames, how")),
            ("keys", said("Keys"), self._keys, said("Painted frames that the others are colored from")),
            (
                "references",
                said("References"),
                self._references,
                said("Model sheets and pictures that colors are taken from, beside the keys."),
            ),
            ("review", said("Review"), review, said("Where to look first when a shot is colored")),
            ("palette", said("Palette"), palette, said("The swatches of the result")),
            ("model", said("Model"), self._model, said("The production’s own model: tuning, versions")),
        ):
            sections.addWidget(Section(name, title, content, tip))
        sections.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setMinimumHeight(60)
        scroll.setWidget(inner)
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 4, 4, 4)
        self._status.engine_row.addWidget(EngineMenu(self._session, self._install))
        column.addWidget(self._install)
        column.addWidget(self._status)
        column.addWidget(scroll, 1)

    def _connect(self) -> None:
        session, status = self._session, self._status
        session.changed.connect(self.refresh)
        status.shot.clicked.connect(lambda: session.color(self._document, single=False))
        status.frame.clicked.connect(lambda: session.color(self._document, single=True))
        status.cancel.clicked.connect(lambda: session.cancel())
        status.multiply.clicked.connect(lambda: session.multiply())
        status.choose.clicked.connect(self._choose_engine)
        self._install.ended.connect(lambda: session.engine_changed())
        self._choices.chosen.connect(
            lambda name: self._note(lambda memory: self._choices.read_into(memory, name))
        )
        self._choices.live.toggled.connect(session.live.turn)
        self._choices.production.refused.connect(lambda words: session.tell(words, self._document))
        self._model.asked.connect(lambda scope: session.tune(self._document, scope))
        self._model.refused.connect(lambda words: session.tell(words, self._document))
        self._keys.marked.connect(
            lambda time, key: self._note(lambda memory: memory.marked.update({time: key}))
        )
        self._references.added.connect(self._add_references)
        self._references.removed.connect(self._remove_references)
        self._keys.sought.connect(self._go)
        self._palette.renamed.connect(self._rename)
        self._traces.clicked.connect(self._leave_traces_out)
        self._names.chosen.connect(self._rename_all)
        self._names.failed.connect(lambda words: session.tell(words, self._document))
        self._palette.replaced.connect(self._recolour)

    def _go(self, time: int) -> None:
        if self._document is not None:
            self._document.setCurrentTime(time)

    def _leave_traces_out(self) -> None:
        if self._document is not None:
            self._session.leave_traces_out(self._document)

    def _recolour(self, old: Colour, new: Colour) -> None:
        if self._document is not None:
            self._session.recolour(self._document, old, new)

    def set_document(self, document: Document | None) -> None:
        """Show another document, or none."""
        self._document = document
        self.look()
        self.refresh()

    def look(self) -> None:
        """See what has changed in the document."""
        document = self._document
        if not self.isVisible():
            return
        self._choices.candidates.look(document)
        if document is None:
            self._show_nothing()
            return
        self._session.look(document)
        memory = self._session.memory(document, at_once=False)
        self._choices.show_document(document, memory, self._session.guessed)
        if self._session.job is None:
            self._keys.show_document(document, memory)
        self._references.show_document(document, memory)
        self._session.tunes.look_for(memory.production)
        self._model.show_production(memory.production, self._session.tunes.of(memory.production))
        self._palette.show_palette(memory.palette)
        self._unsure.show_regions(document, self._session.unsure_in(document))

    def _show_nothing(self) -> None:
        """No document is open: what was shown of one goes."""
        nothing = DocumentSettings()
        self._choices.show_nothing()
        self._keys.show_document(None, nothing)
        self._references.show_document(None, nothing)
        self._model.show_production("", None)
        self._palette.show_palette(nothing.palette)
        self._unsure.show_regions(None, [])

    def refresh(self) -> None:
        """Show how the engine and the job are."""
        session, document = self._session, self._document
        covering = document is not None and session.covering is not None and session.covering == document
        self._status.show_session(session, session.words_for(document), document is not None, covering)
        if session.job is None:
            self._install.show_offer()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What is said may need more lines, or fewer."""
        super().resizeEvent(event)
        self.refresh()

    def _note(self, change: Callable[[DocumentSettings], object]) -> None:
        """Keep in the document what the artist chose."""
        if self._document is not None:
            memory: DocumentSettings = recall(self._document)
            change(memory)
            remember(self._document, memory)

    def _add_references(self, chosen: list[Reference]) -> None:
        def change(memory: DocumentSettings) -> None:
            memory.references += [one for one in chosen if one not in memory.references]

        self._note(change)
        self.look()

    def _remove_references(self, gone: list[Reference]) -> None:
        def change(memory: DocumentSettings) -> None:
            memory.references = [one for one in memory.references if one not in gone]

        self._note(change)
        self.look()

    def _rename(self, colour: Colour, name: str) -> None:
        def change(memory: DocumentSettings) -> None:
            memory.palette = renamed(memory.palette, colour, name)

        self._note(change)

    def _rename_all(self, names: Names) -> None:
        """Take a palette for the shot's, and give swatches the names it has for their very colours."""

        def change(memory: DocumentSettings) -> None:
            named = [(c, names.get(c[:3], n) if c[3] else n) for c, n in memory.palette]
            memory.palette = distinct(named)
            memory.swatches = distinct([((*rgb, 255), name) for rgb, name in names.items()])[:MAX_SWATCHES]

        self._note(change)

    def _choose_engine(self) -> None:
        path, _ = QFileDialog.getOpenFileName(self, said("Where is Shiage’s engine?"), engine_path())
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

        def canvasChanged(self, canvas: Canvas | None) -> None:
            """Another document, or none, is shown in this window."""
            view = canvas.view() if canvas is not None else None
            self.panel.set_document(view.document() if view is not None else None)

    return ShiageDocker
