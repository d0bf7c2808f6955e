# SPDX-License-Identifier: GPL-3.0-or-later
"""The docker's choice of a production: none, one used lately, or another folder."""

from __future__ import annotations

from pathlib import Path

from krita import Krita

from ..job.productions import not_one, production_problem
from ..krita_settings import GROUP
from ..language.translations import said
from ..qt import QComboBox, QFileDialog, Qt, pyqtSignal

MOST = 8
"""Productions that are remembered, the latest first."""

_LATELY, _OTHER = "productions", "…"


class ProductionBox(QComboBox):
    """The production of a shot.

    Attributes:
        taken: the artist chose one, or none: `folder` says which.
        refused: a folder that is none was chosen: why, in words.
        folder: of the production that is shown.
    """

    taken = pyqtSignal()
    refused = pyqtSignal(str)

    def __init__(self) -> None:
        """Empty."""
        super().__init__()
        self.folder = ""
        self.setToolTip(said("A film’s folder: its palette, finished cuts and model color the shot too"))
        self.setMinimumContentsLength(6)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.activated.connect(lambda _: self._choose(self.currentData()))
        self.show_folder("")

    def show_folder(self, folder: str) -> None:
        """Show a production, those used lately, and ways to another and to none."""
        self.folder = folder
        self.clear()
        self.addItem(said("none"), "")
        for known in dict.fromkeys([*([folder] if folder else []), *used_lately()]):
            self.addItem(Path(known).name or known, known)
            self.setItemData(self.count() - 1, known, Qt.ItemDataRole.ToolTipRole)
        self.addItem(said("Choose folder …"), _OTHER)
        self.setCurrentIndex(max(0, self.findData(folder)))

    def take(self, folder: str) -> None:
        """Choose a production by its folder; "" for none."""
        if folder and production_problem(folder):
            self.show_folder(self.folder)
            self.refused.emit(not_one(folder))
            return
        if folder:
            remember(folder)
        self.show_folder(folder)
        self.taken.emit()

    def _choose(self, folder: str) -> None:
        if folder != _OTHER:
            self.take(folder)
            return
        title = said("Which folder is the production’s?")
        chosen = QFileDialog.getExistingDirectory(self, title, str(Path(self.folder).parent))
        if chosen:
            self.take(chosen)
        else:
            self.show_folder(self.folder)


def used_lately() -> list[str]:
    """Folders of the productions used lately, in any document."""
    kept = Krita.instance().readSetting(GROUP, _LATELY, "")
    return [folder for folder in kept.split("\n") if folder]


def remember(folder: str) -> None:
    """A production is used."""
    others = [other for other in used_lately() if other != folder]
    Krita.instance().writeSetting(GROUP, _LATELY, "\n".join([folder, *others][:MOST]))
