# SPDX-License-Identifier: GPL-3.0-or-later
"""The docker's list of model sheets: layers, files and other documents, added and removed."""

from __future__ import annotations

import time as clock

from krita import Document

from ..document.document_settings import DocumentSettings, Reference
from ..document.references import (
    document_reference,
    documents_offered,
    file_reference,
    lacking,
    layer_reference,
    layers_offered,
)
from ..language.translations import said
from ..qt import (
    QColor,
    QFileDialog,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QPushButton,
    Qt,
    QToolButton,
    QVBoxLayout,
    QWidget,
    pyqtSignal,
)

AGAIN = 2.0
"""Seconds after which it is looked whether files are still there."""

PICTURES = "*.png *.jpg *.jpeg *.kra *.ora *.psd *.tif *.tiff *.webp *.bmp *.tga"


class ReferenceList(QWidget):
    """The references of a document.

    Attributes:
        added: the artist chose references.
        removed: the artist gave some up.
    """

    added = pyqtSignal(object)
    removed = pyqtSignal(object)

    def __init__(self) -> None:
        """An empty list, a button with a menu and one to remove."""
        super().__init__()
        self._document: Document | None = None
        self._memory = DocumentSettings()
        self._known: tuple[list[Reference], list[str]] | None = None
        self._looked = 0.0
        self.list, self.add, self.remove = QListWidget(), QToolButton(), QPushButton(said("Remove"))
        self.list.setToolTip(said("Model sheets and pictures that colors are taken from, beside the keys."))
        self.list.setSelectionMode(QListWidget.SelectionMode.ExtendedSelection)
        self.list.setFixedHeight(58)
        self.list.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.add.setText(said("Add …"))
        self.add.setToolTip(said("Take colors from a layer, a picture file or another open document"))
        self.add.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.menu = QMenu(self)
        self.menu.aboutToShow.connect(self._fill_menu)
        self.add.setMenu(self.menu)
        self.remove.setToolTip(said("Take no more colors from what is selected in the list"))
        self.remove.clicked.connect(self._remove)
        self.list.itemSelectionChanged.connect(self._enable)
        column, row = QVBoxLayout(self), QHBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        column.addWidget(self.list)
        row.addWidget(self.add)
        row.addStretch(1)
        row.addWidget(self.remove)
        column.addLayout(row)
        self.show_document(None, self._memory)

    def show_document(self, document: Document | None, memory: DocumentSettings) -> None:
        """Show a document's references, and which of them are gone; cheap when nothing changed."""
        self._document, self._memory = document, memory
        self.add.setEnabled(document is not None)
        now = clock.monotonic()
        same = self._known is not None and self._known[0] == memory.references
        if same and now - self._looked < AGAIN:
            return
        self._looked = now
        words = [lacking(document, one) if document is not None else "" for one in memory.references]
        if self._known != (memory.references, words):
            self._known = (list(memory.references), words)
            self._fill(words)

    def _fill(self, words: list[str]) -> None:
        self.list.clear()
        for reference, wrong in zip(self._memory.references, words, strict=True):
            item = QListWidgetItem(said("{} (missing)", reference.name) if wrong else reference.name)
            item.setData(Qt.ItemDataRole.UserRole, reference)
            item.setToolTip(wrong or _described(reference))
            if wrong:
                item.setForeground(QColor(200, 60, 50))
            self.list.addItem(item)
        self._enable()

    def _enable(self) -> None:
        self.remove.setEnabled(bool(self.list.selectedItems()))

    def _remove(self) -> None:
        gone = [item.data(Qt.ItemDataRole.UserRole) for item in self.list.selectedItems()]
        self.removed.emit(gone)

    def _fill_menu(self) -> None:
        """Layers, documents and files come and go: the menu is made when it opens."""
        self.menu.clear()
        document = self._document
        if document is None:
            return
        self.menu.addAction(said("Picture files …")).triggered.connect(lambda: self._ask())
        self.menu.addSection(said("Open documents"))
        for other in documents_offered(document):
            self._offer(document_reference(other), 0)
        self.menu.addSection(said("Layers of this document"))
        for depth, layer in layers_offered(document, self._memory):
            self._offer(layer_reference(layer), depth)

    def _offer(self, reference: Reference, depth: int) -> None:
        action = self.menu.addAction("    " * depth + reference.name.replace("&", "&&"))
        action.setEnabled(reference not in self._memory.references)
        action.triggered.connect(lambda _=False: self.added.emit([reference]))

    def _ask(self) -> None:
        title, kinds = said("Model sheets"), f"{said('Pictures')} ({PICTURES})"
        paths, _ = QFileDialog.getOpenFileNames(self, title, "", kinds)
        if paths:
            self.added.emit([file_reference(path) for path in paths])


def _described(reference: Reference) -> str:
    kinds = {
        "layer": said("A layer of this document"),
        "document": said("Another document, as it shows when you color"),
    }
    return kinds.get(reference.kind, reference.place)
