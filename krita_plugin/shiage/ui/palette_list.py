# SPDX-License-Identifier: GPL-3.0-or-later
"""The docker's palette: swatches with names; replacing one recolours the shot."""

from __future__ import annotations

from ..document.pixels import Colour
from ..language.translations import said
from ..qt import (
    QColor,
    QColorDialog,
    QIcon,
    QListWidget,
    QListWidgetItem,
    QPixmap,
    QSignalBlocker,
    Qt,
    pyqtSignal,
)


class PaletteList(QListWidget):
    """Swatches of the latest result.

    Attributes:
        replaced: the artist chose another colour for a swatch: the old one and the new one.
        renamed: the artist gave a swatch a name: its colour and the name.
    """

    replaced = pyqtSignal(object, object)
    renamed = pyqtSignal(object, str)

    def __init__(self) -> None:
        """An empty palette."""
        super().__init__()
        self.setToolTip(
            said("Double-click a swatch to replace its color in the whole shot; F2 gives it a name.")
        )
        self.setFixedHeight(110)
        self._known: object = None
        self.setEditTriggers(QListWidget.EditTrigger.EditKeyPressed)
        self.itemDoubleClicked.connect(self._ask)
        self.itemChanged.connect(lambda item: self.renamed.emit(_colour(item), item.text()))

    def show_palette(self, palette: list[tuple[Colour, str]]) -> None:
        """Show swatches; cheap when nothing changed."""
        if palette == self._known:
            return
        self._known = list(palette)
        blocker = QSignalBlocker(self)
        self.clear()
        for colour, name in palette:
            if not colour[3]:
                continue  # what is not painted is no swatch to be replaced
            item = QListWidgetItem(_icon(colour), name)
            item.setData(Qt.ItemDataRole.UserRole, list(colour))
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEditable)
            item.setToolTip("#{:02x}{:02x}{:02x}".format(*colour))
            self.addItem(item)
        del blocker

    def _ask(self, item: QListWidgetItem) -> None:
        old = _colour(item)
        chosen = QColorDialog.getColor(QColor(*old), self, said("Replace {}", item.text()))
        if chosen.isValid():
            new = (chosen.red(), chosen.green(), chosen.blue(), old[3])
            if new != old:
                self.replaced.emit(old, new)


def _colour(item: QListWidgetItem) -> Colour:
    red, green, blue, alpha = item.data(Qt.ItemDataRole.UserRole)
    return red, green, blue, alpha


def _icon(colour: Colour) -> QIcon:
    pixmap = QPixmap(22, 14)
    pixmap.fill(QColor(*colour))
    return QIcon(pixmap)
