# SPDX-License-Identifier: GPL-3.0-or-later
"""The docker's menu of the engine: trying Shiage, choosing another engine, mending, removing, reporting."""

from __future__ import annotations

from ..bootstrap.folder import engine_folder
from ..bootstrap.installed import NONE, installed
from ..job.diagnostics import diagnostics
from ..job.engine_command import engine_path
from ..job.session import Session
from ..job.try_it import open_demo
from ..language.translations import said
from ..qt import QApplication, QFileDialog, QMenu, QMessageBox, QToolButton
from .install_box import InstallBox


class EngineMenu(QToolButton):
    """A button that opens the menu."""

    def __init__(self, session: Session, box: InstallBox) -> None:
        """Args: session: what it acts on; box: shows how far a task is."""
        super().__init__()
        self._session, self._box = session, box
        self.setText(said("Engine"))
        self.setToolTip(
            said("Choose another, mend or remove the engine, or copy what a report of a fault needs")
        )
        self.setAutoRaise(True)
        self.setMaximumHeight(22)  # the docker must fit a small screen
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self)
        self.setMenu(menu)
        menu.aboutToShow.connect(self._fill)
        self._fill()

    def _fill(self) -> None:
        menu, there = self.menu(), installed(engine_folder()).state != NONE
        idle = not self._session.install.under_way
        menu.clear()
        menu.addAction(said("Try it")).triggered.connect(lambda: open_demo())
        menu.addSeparator()
        menu.addAction(said("Choose program …")).triggered.connect(lambda: self._program())
        menu.addAction(said("Choose environment …")).triggered.connect(lambda: self._environment())
        if engine_path():
            own = menu.addAction(said("Use the installed one"))
            own.triggered.connect(lambda: self._session.choose_engine(""))
        mend = menu.addAction(said("Repair engine"))
        mend.triggered.connect(lambda: self._box.begin("", True))
        remove = menu.addAction(said("Remove engine"))
        remove.triggered.connect(lambda: self._remove())
        for action in (mend, remove):
            action.setEnabled(there and idle)
        menu.addSeparator()
        menu.addAction(said("Copy diagnostics")).triggered.connect(lambda: self._copy())

    def _program(self) -> None:
        path, _ = QFileDialog.getOpenFileName(self, said("Where is Shiage’s engine?"), engine_path())
        if path:
            self._session.choose_engine(path)

    def _environment(self) -> None:
        path = QFileDialog.getExistingDirectory(self, said("Where is Shiage’s engine?"), engine_path())
        if path:
            self._session.choose_engine(path)

    def _remove(self) -> None:
        asked = said("Remove the engine and all that was installed with it?")
        if QMessageBox.question(self, "Shiage", asked) == QMessageBox.StandardButton.Yes:
            self._session.install.remove()
            self._box.watch()

    def _copy(self) -> None:
        QApplication.clipboard().setText(diagnostics())
        self._session.tell(said("Diagnostics are copied: paste them into your report."), None)
