# SPDX-License-Identifier: GPL-3.0-or-later
"""The docker's section of a production's model: tuning it, how that goes, its versions."""

from __future__ import annotations

from ..language.translations import said
from ..qt import (
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPixmap,
    QProgressBar,
    QPushButton,
    Qt,
    QVBoxLayout,
    QWidget,
    pyqtSignal,
)
from ..wire.production import stamp
from ..wire.tune_thread import TuneThread
from ..wire.versions import SHIPPED, VersionRow, use_version, version_used, versions_of
from .tune_words import end_words, figure_words, stage_words, version_name

IN_USE = "● "
"""What stands before the version that is used."""


class ModelBox(QWidget):
    """Buttons, progress, versions.

    Attributes:
        asked: one of CUT, SHOT and ALL of `job.tunes`.
        refused: a version could not be chosen: why, in words.
    """

    asked = pyqtSignal(str)
    refused = pyqtSignal(str)

    def __init__(self) -> None:
        """Lay it out, for no production."""
        super().__init__()
        self._folder = ""
        self._tune: TuneThread | None = None
        self._known: object = None
        self._sheets: dict[str, str] = {}
        self._picture: QLabel | None = None
        self.cut = QPushButton(said("Add this shot"))
        self.shot, self.all = QPushButton(said("Tune on this shot")), QPushButton(said("Tune on all cuts"))
        self.pause, self.stop = QPushButton(said("Pause")), QPushButton(said("Stop tuning"))
        self.use, self.sheet = QPushButton(said("Use")), QPushButton(said("Before and after"))
        self.words, self.progress, self.versions = QLabel(), QProgressBar(), QListWidget()
        for widget, tip in (
            (self.cut, said("Add the shot to the production’s finished cuts, as it is colored now")),
            (self.shot, said("Add the shot to the finished cuts, and tune the production’s model on it")),
            (self.all, said("Tune the production’s model on all finished cuts and corrections")),
            (self.pause, said("Let the tune wait, or go on; coloring goes first in any case")),
            (self.stop, said("End the tune; the version that is used stays")),
            (self.use, said("Color the production’s shots with the chosen version from now on")),
            (self.sheet, said("A drawing that was held out: as it is finished, before and after the tune")),
            (self.progress, said("How far the tune is")),
            (self.versions, said("Versions of the production’s model; a dot marks the one in use")),
        ):
            widget.setToolTip(tip)
        self._arrange()
        for button, scope in ((self.cut, "cut"), (self.shot, "shot"), (self.all, "all")):
            button.clicked.connect(lambda _=False, scope=scope: self.asked.emit(scope))
        self.pause.clicked.connect(self._pause)
        self.stop.clicked.connect(lambda: self._tune.cancel() if self._tune is not None else None)
        self.use.clicked.connect(self._use)
        self.sheet.clicked.connect(self._show_sheet)
        self.versions.itemSelectionChanged.connect(self._offer)
        self.show_production("", None)

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        column.addWidget(self.cut)
        for buttons in ((self.shot, self.all), (self.pause, self.stop)):
            row = QHBoxLayout()
            row.setSpacing(3)
            for button in buttons:
                button.setMinimumWidth(60)
                row.addWidget(button)
            column.addLayout(row)
        column.addWidget(self.progress)
        self.words.setWordWrap(True)
        column.addWidget(self.words)
        self.versions.setFixedHeight(84)
        column.addWidget(self.versions)
        row = QHBoxLayout()
        row.addWidget(self.use)
        row.addWidget(self.sheet)
        column.addLayout(row)

    def show_production(self, folder: str, tune: TuneThread | None) -> None:
        """Show a production's tune and versions; cheap when nothing changed."""
        self._tune = tune
        under_way = tune is not None and not tune.over
        now = (folder, tune.now if tune is not None else None, under_way, stamp(folder))
        if now == self._known:
            return
        self._known = now
        for button in (self.cut, self.shot, self.all):
            button.setEnabled(bool(folder) and not under_way)
        for widget in (self.pause, self.stop, self.progress):
            widget.setVisible(under_way)
        if not folder:
            self.words.setText(said("Choose a production under Layers: its model can be tuned then."))
        elif tune is None or not tune.now.state:
            self.words.setText("")
        elif under_way:
            paused = tune.now.state == "paused"
            self.pause.setText(said("Resume") if paused else said("Pause"))
            self.progress.setRange(0, tune.now.total or 0)
            self.progress.setValue(tune.now.done)
            self.progress.setFormat(stage_words(tune.now) + " %v / %m")
            self.words.setText(figure_words(tune.now))
        else:
            self.words.setText("\n".join(end_words(tune.now)))
        self._show_versions(folder)

    def _show_versions(self, folder: str) -> None:
        chosen = self._chosen()
        rows, used = (versions_of(folder), version_used(folder)) if folder else ([], "")
        self._folder, self._sheets = folder, {row.name: row.sheet for row in rows if row.sheet}
        self.versions.clear()
        named = [(row.name, _words(row)) for row in reversed(rows)]
        for name, words in [*named, (SHIPPED, version_name(SHIPPED))] if folder else []:
            item = QListWidgetItem((IN_USE if name == used else "   ") + words)
            item.setData(Qt.ItemDataRole.UserRole, name)
            self.versions.addItem(item)
            if name == chosen:
                self.versions.setCurrentItem(item)
        self._offer()

    def _chosen(self) -> str:
        item = self.versions.currentItem()
        return str(item.data(Qt.ItemDataRole.UserRole)) if item is not None else ""

    def _offer(self) -> None:
        name = self._chosen()
        self.use.setEnabled(bool(name) and name != version_used(self._folder))
        self.sheet.setEnabled(name in self._sheets)

    def _pause(self) -> None:
        if self._tune is not None:
            (self._tune.resume if self._tune.now.state == "paused" else self._tune.pause)()

    def _use(self) -> None:
        try:
            use_version(self._folder, self._chosen())
        except LookupError:
            self.refused.emit(said("There is no version “{}”.", self._chosen()))
        except OSError as error:
            self.refused.emit(str(error))
        self._known = None
        self.show_production(self._folder, self._tune)

    def _show_sheet(self) -> None:
        """A window of its own, for the docker is narrow."""
        picture = QLabel()
        picture.setWindowTitle(said("Before and after"))
        picture.setPixmap(QPixmap(self._sheets[self._chosen()]))
        picture.show()
        self._picture = picture


def _words(row: VersionRow) -> str:
    wrong = "" if row.wrong is None else said("   wrong regions {} → {}", *row.wrong)
    return row.name + wrong
