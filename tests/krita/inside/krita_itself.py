# SPDX-License-Identifier: GPL-3.0-or-later
"""Krita's own doings: importing a plug-in, closing documents, pictures of the screen, ending."""

from __future__ import annotations

import time as clock
from typing import Any

from PyQt5.QtCore import QTimer  # type: ignore[import-not-found]
from PyQt5.QtWidgets import QApplication, QMessageBox  # type: ignore[import-not-found]

from krita import Krita  # type: ignore[import-not-found]


def import_plugin(path: str) -> list[str]:
    """Import a zip with Krita's own importer; says yes to activating it. Returns what its dialogs said."""
    from plugin_importer.plugin_importer_extension import (  # type: ignore[import-not-found]
        PluginImporterExtension,
    )

    said: list[str] = []
    timer = QTimer()
    timer.setInterval(50)

    def agree() -> None:
        box: Any = QApplication.activeModalWidget()
        if isinstance(box, QMessageBox):
            said.append(box.text())
            button = box.button(QMessageBox.Yes) or box.button(QMessageBox.Ok)
            button.click()

    timer.timeout.connect(agree)
    timer.start()
    PluginImporterExtension(Krita.instance()).do_import(path)
    timer.stop()
    return said


def close_documents() -> None:
    for document in Krita.instance().documents():
        document.waitForDone()
        QApplication.processEvents()  # a canvas that waits to be painted outlives its document
        document.setModified(False)
        document.close()
    QApplication.processEvents()


def grab(path: str) -> None:
    """A picture of Krita's window."""
    QApplication.processEvents()
    window = Krita.instance().activeWindow().qwindow()
    assert window.grab().save(path)


def set_up_window(width: int, height: int) -> None:
    """A window of some size with our docker open and wide enough."""
    window = Krita.instance().activeWindow().qwindow()
    window.resize(width, height)
    QApplication.processEvents()


def undo_text() -> str:
    """What would be undone, when Krita has found time to say so."""
    _settle()
    return str(Krita.instance().action("edit_undo").text())


def trigger(action: str) -> None:
    Krita.instance().action(action).trigger()
    document = Krita.instance().activeDocument()
    if document is not None:
        document.waitForDone()
    _settle()


def _settle(seconds: float = 0.3) -> None:
    """Let Krita do what it put off: on a busy machine once round its events is not enough."""
    until = clock.monotonic() + seconds
    while clock.monotonic() < until:
        QApplication.processEvents()
        clock.sleep(0.01)


def quit() -> None:
    close_documents()
    window = Krita.instance().activeWindow().qwindow()

    def leave() -> None:
        window.close()
        QApplication.quit()  # the last window does not end it while our own socket is open

    QTimer.singleShot(0, leave)
