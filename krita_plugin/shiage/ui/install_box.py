# SPDX-License-Identifier: GPL-3.0-or-later
"""The docker while there is no engine, an old one, or one on its way: one button, and what it will do."""

from __future__ import annotations

from ..bootstrap.advice import GO_ON, INSTALL, MEND, NOTHING, OLD_ADDON, UPDATE
from ..bootstrap.folder import readable
from ..job.engine_install import DEVICES, EngineInstall
from ..language.translations import said
from ..qt import (
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QTimer,
    QVBoxLayout,
    QWidget,
    pyqtSignal,
)

LOOK = 300
"""Milliseconds between two looks at a task."""

BUTTONS = {
    INSTALL: said("Install engine"),
    GO_ON: said("Go on installing"),
    MEND: said("Repair engine"),
    UPDATE: said("Update engine"),
}


class InstallBox(QWidget):
    """Shows itself only when there is something to be done about the engine.

    Attributes:
        ended: a task ended.
        button: does what is offered.
        words: what will be done, what is being done, or what went wrong.
    """

    ended = pyqtSignal()

    def __init__(self, install: EngineInstall) -> None:
        """Args: install: what it acts on."""
        super().__init__()
        self._install, self._watching = install, False
        self.words, self.button = QLabel(), QPushButton()
        self._cancel, self._wheels = QPushButton(said("Stop")), QPushButton(said("From wheels …"))
        self._device, self._progress = QComboBox(), QProgressBar()
        for name, data in ((said("automatic"), "auto"), (said("processor"), "cpu"), ("NVIDIA", "cuda")):
            self._device.addItem(name, data)
        self._device.setCurrentIndex(max(0, self._device.findData(install.device)))
        self._arrange()
        self.button.clicked.connect(lambda: self.begin())
        self._cancel.clicked.connect(install.cancel)
        self._wheels.clicked.connect(self._from_wheels)
        self._device.activated.connect(lambda _: self._chosen())
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK)
        self._timer.timeout.connect(self.show_offer)
        self.show_offer()

    def _arrange(self) -> None:
        self.words.setWordWrap(True)
        for widget, tip in (
            (self.button, said("Install the engine that does the work, into a folder of its own")),
            (self._cancel, said("Stop; what has come stays, to go on from")),
            (self._wheels, said("Install from a folder of wheels, without a network")),
            (self._device, said("What the engine’s networks shall run on")),
            (self._progress, said("What is going on, and how far it has come")),
        ):
            widget.setToolTip(tip)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        column.addWidget(self.words)
        column.addWidget(self._progress)
        row = QHBoxLayout()
        for widget in (self.button, self._wheels, self._device, self._cancel):
            widget.setMinimumWidth(50)
            row.addWidget(widget)
        column.addLayout(row)

    def begin(self, wheels: str = "", anew: bool = False) -> None:
        """Install, go on, mend or update."""
        self._install.begin(wheels, anew)
        self.watch()

    def watch(self) -> None:
        """Look at the task until it ends."""
        self._watching = True
        self._timer.start()
        self.show_offer()

    def _chosen(self) -> None:
        self._install.choose_device(str(self._device.currentData()))
        self.show_offer()

    def _from_wheels(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, said("Folder of wheels"))
        if folder:
            self.begin(folder)

    def show_offer(self) -> None:
        """Show what is to be done, or how far it is."""
        busy = self._install.under_way
        offer, engine, own = self._install.offer()
        failed = self._install.task is not None and self._install.task.problem is not None
        self.setVisible(busy or failed or offer != NOTHING)
        for widget in (self._progress, self._cancel):
            widget.setVisible(busy)
        self.button.setVisible(not busy and offer in BUTTONS)
        anew = not busy and offer in (INSTALL, GO_ON)
        self._wheels.setVisible(anew)
        self._device.setVisible(anew)
        if busy:
            self._show_step()
            return
        self.button.setText(BUTTONS.get(offer, ""))
        lines = [self._install.outcome()] if failed else []
        self.words.setText("\n".join(filter(None, [*lines, *self._reasons(offer, engine, own)])))
        if self._watching:
            self._watching = False
            self._timer.stop()
            self.ended.emit()

    def _show_step(self) -> None:
        words, done, total = self._install.step()
        self.words.setText(words)
        self._progress.setRange(0, total)
        self._progress.setValue(done)
        self._progress.setFormat("%v / %m MB" if total else "")

    def _reasons(self, offer: str, engine: str, own: str) -> list[str]:
        if offer in (INSTALL, GO_ON):
            plan = self._install.offered()
            size = said(
                "{} MB come over the network and fill {} MB on the disk.", plan.download, plan.installed
            )
            where = (
                said("Folder: {}", readable(plan.folder)) + "\n" + said("Device: {}", DEVICES[plan.device])
            )
            half = said("An installation stopped half-way.") if offer == GO_ON else ""
            return [half, size, where]
        if offer == MEND:
            return [said("The Python that the engine was installed with is gone.")]
        if offer == UPDATE:
            return [said("The engine ({}) is older than this plug-in ({}).", engine, own)]
        if offer == OLD_ADDON:
            return [
                said("This plug-in ({1}) is older than the engine ({0}): import its newer zip.", engine, own)
            ]
        return []
