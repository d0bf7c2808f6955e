# SPDX-License-Identifier: GPL-3.0-or-later
"""The docker's button that takes names for swatches out of a palette."""

from __future__ import annotations

from krita import Krita

from ..bootstrap.folder import path_of
from ..document.swatch_names import docked_palette, names_in_file, names_in_palette
from ..language.translations import said
from ..qt import QFileDialog, QMenu, QToolButton, pyqtSignal


class NamesButton(QToolButton):
    """Offers Krita's palettes, and a file.

    Attributes:
        chosen: names by colour; none of them for no palette.
        failed: a file cannot be read, in words.
    """

    chosen = pyqtSignal(object)
    failed = pyqtSignal(str)

    def __init__(self) -> None:
        """A menu that is filled when it opens: palettes come and go."""
        super().__init__()
        self.setText(said("From a palette …"))
        self.setToolTip(
            said("Color with a palette’s swatches, by their names: paint that noise made of one is that one")
        )
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._menu = QMenu(self)
        self._menu.aboutToShow.connect(self._fill)
        self.setMenu(self._menu)

    def _fill(self) -> None:
        self._menu.clear()
        docked = docked_palette()
        if docked:
            self._offer(docked, said("The palette docker’s: {}", docked))
        self._menu.addAction(said("From a file (.gpl) …")).triggered.connect(lambda: self._ask())
        self._menu.addAction(said("No palette")).triggered.connect(lambda: self.chosen.emit({}))
        self._menu.addSeparator()
        for name in sorted(Krita.instance().resources("palette")):
            self._offer(name, name)

    def _offer(self, name: str, text: str) -> None:
        action = self._menu.addAction(text.replace("&", "&&"))
        action.triggered.connect(lambda _=False: self.chosen.emit(names_in_palette(name)))

    def _ask(self) -> None:
        path, _ = QFileDialog.getOpenFileName(self, self.toolTip(), "", "GIMP (*.gpl)")
        if path:
            try:
                self.chosen.emit(names_in_file(path_of(path)))
            except OSError as error:
                self.failed.emit(said("{} cannot be read: {}", path, error.strerror or str(error)))
