# SPDX-License-Identifier: GPL-3.0-or-later
"""Model sheets, added and removed as the docker's menu and list do it."""

from __future__ import annotations

import time as clock
from pathlib import Path
from typing import Any

from PyQt5.QtWidgets import QApplication  # type: ignore[import-not-found]

from inside.docker import docker_panel
from inside.documents import document
from krita import Krita  # type: ignore[import-not-found]


def _box() -> Any:
    return docker_panel()._references


def offered() -> list[str]:
    """What the menu offers."""
    box = _box()
    box.menu.aboutToShow.emit()
    return [a.text().strip() for a in box.menu.actions() if a.isEnabled() and not a.isSeparator()]


def add(names: list[str]) -> None:
    """Choose from the menu."""
    for name in names:
        offered()
        found = [a for a in _box().menu.actions() if a.text().strip() == name and not a.isSeparator()]
        assert len(found) == 1, (name, [a.text() for a in _box().menu.actions()])
        found[0].trigger()


def add_files(paths: list[str]) -> None:
    """Choose files, as their dialog does."""
    from shiage.document.references import file_reference  # type: ignore[import-not-found]

    _box().added.emit([file_reference(path) for path in paths])


def shown() -> list[str]:
    """What the list shows, looked at anew."""
    box = _box()
    box._looked = 0.0
    docker_panel().look()
    return [box.list.item(row).text() for row in range(box.list.count())]


def remove(rows: list[int]) -> None:
    """Select rows and press Remove."""
    box = _box()
    for row in rows:
        box.list.item(row).setSelected(True)
    assert box.remove.isEnabled()
    box.remove.click()


def kept() -> list[str]:
    """Names of those kept in the document."""
    from shiage.document.document_settings import recall  # type: ignore[import-not-found]

    return [reference.name for reference in recall(document()).references]


def sheet_document(path: str, width: int, height: int, save: str = "", paper: bool = False) -> str:
    """Another document with one picture in it, open in a view; the one that was shown is shown again."""
    from PyQt5.QtCore import QByteArray  # type: ignore[import-not-found]

    application, before = Krita.instance(), document()
    other = application.createDocument(width, height, "Sheet", "RGBA", "U8", "", 72.0)
    window = application.activeWindow()
    window.addView(other)
    ground, layer = other.rootNode().childNodes()[0], other.createNode("Hero", "paintlayer")
    ground.setVisible(paper)
    other.rootNode().addChildNode(layer, None)
    layer.setPixelData(QByteArray(Path(path).read_bytes()), 0, 0, width, height)
    other.refreshProjection()
    other.waitForDone()
    if save:
        other.setBatchmode(True)
        assert other.saveAs(save)
        other.waitForDone()
    if before is not None:
        show(before)
    return str(other.fileName() or other.name())


STEADY = 0.4
"""Seconds that a document must stay shown: a view that was added before may still come to the front."""


def show(which: Any) -> None:
    """Show a document; Krita tells dockers of it when its loop runs, some time later on a busy machine."""
    _bring_up(which)
    begun = since = clock.monotonic()
    while (now := clock.monotonic()) - since < STEADY:
        assert now - begun < 20, "the docker shows another document"
        QApplication.processEvents()
        clock.sleep(0.01)
        if docker_panel()._document != which or document() != which:
            since = clock.monotonic()
            _bring_up(which)


def _bring_up(which: Any) -> None:
    window = Krita.instance().activeWindow()
    for view in window.views():
        if view.document() == which:
            window.showView(view)
            view.setVisible()
    Krita.instance().setActiveDocument(which)


def close_other() -> None:
    """Close all documents but the one that is shown."""
    here = document()
    for other in Krita.instance().documents():
        if other != here:
            other.setModified(False)
            other.close()


def put_beside(name: str, path: str, x: int, y: int, width: int, height: int) -> None:
    """A layer with pixels anywhere, off the canvas too."""
    from PyQt5.QtCore import QByteArray

    here = document()
    node = here.createNode(name, "paintlayer")
    here.rootNode().addChildNode(node, None)
    node.setPixelData(QByteArray(Path(path).read_bytes()), x, y, width, height)
    here.refreshProjection()
    here.waitForDone()
