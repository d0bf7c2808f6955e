# SPDX-License-Identifier: GPL-3.0-or-later
"""Names for swatches, out of Krita's palettes or a .gpl file."""

from __future__ import annotations

import re
from pathlib import Path

from krita import Krita, Palette

from .qt import QFileDialog, QMenu, QToolButton, pyqtSignal
from .translations import said

Names = dict[tuple[int, int, int], str]
"""Names by red, green and blue, 0..255."""

_LINE = re.compile(r"\s*(\d{1,3})\s+(\d{1,3})\s+(\d{1,3})\s+(\S.*)")


def names_in_file(path: Path) -> Names:
    """The names in a palette of GIMP's.

    Raises:
        OSError: it cannot be read.
    """
    names: Names = {}
    for line in path.read_text("utf-8", errors="replace").splitlines():
        match = _LINE.fullmatch(line)
        if match:
            red, green, blue = (int(value) for value in match.groups()[:3])
            names.setdefault((red, green, blue), match[4].strip())
    return names


def names_in_palette(name: str) -> Names:
    """The names in one of Krita's palettes; colours of other models than RGB have none here."""
    palette = Palette(Krita.instance().resources("palette")[name])
    # Krita 5.1 calls it by another name than later ones
    entry_at = getattr(palette, "entryByIndex", None) or palette.colorSetEntryByIndex
    names: Names = {}
    for index in range(palette.numberOfEntries()):
        entry = entry_at(index)
        if entry is None or not entry.isValid() or entry.color().colorModel() != "RGBA" or not entry.name():
            continue
        red, green, blue = (round(255 * value) for value in entry.color().componentsOrdered()[:3])
        names.setdefault((red, green, blue), entry.name())
    return names


class NamesButton(QToolButton):
    """Offers Krita's palettes, and a file.

    Attributes:
        chosen: names by colour.
    """

    chosen = pyqtSignal(object)

    def __init__(self) -> None:
        """A menu that is filled when it opens: palettes come and go."""
        super().__init__()
        self.setText(said("Names …"))
        self.setToolTip(said("Give the swatches the names they have in a palette"))
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._menu = QMenu(self)
        self._menu.aboutToShow.connect(self._fill)
        self.setMenu(self._menu)

    def _fill(self) -> None:
        self._menu.clear()
        self._menu.addAction(said("From a file (.gpl) …")).triggered.connect(lambda: self._ask())
        self._menu.addSeparator()
        for name in sorted(Krita.instance().resources("palette")):
            action = self._menu.addAction(name.replace("&", "&&"))
            action.triggered.connect(lambda _=False, name=name: self.chosen.emit(names_in_palette(name)))

    def _ask(self) -> None:
        path, _ = QFileDialog.getOpenFileName(self, self.toolTip(), "", "GIMP (*.gpl)")
        if path:
            try:
                self.chosen.emit(names_in_file(Path(path)))
            except OSError:
                self.chosen.emit({})
