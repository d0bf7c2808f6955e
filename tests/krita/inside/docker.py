# SPDX-License-Identifier: GPL-3.0-or-later
"""The docker as the artist sees and uses it."""

from __future__ import annotations

from typing import Any

from PyQt5.QtCore import Qt  # type: ignore[import-not-found]
from PyQt5.QtWidgets import QAbstractScrollArea, QApplication, QDockWidget, QPushButton  # type: ignore[import-not-found]

from inside.documents import document
from inside.krita_itself import grab
from inside.plugin import Watch, session
from krita import Krita  # type: ignore[import-not-found]


def _docker() -> Any:
    window = Krita.instance().activeWindow().qwindow()
    return next(d for d in window.findChildren(QDockWidget) if d.windowTitle() == "Shiage")


def show(width: int, height: int) -> None:
    """A window of some size with our docker in full height, and the timeline below."""
    window = Krita.instance().activeWindow().qwindow()
    window.resize(width, height)
    for other in window.findChildren(QDockWidget):
        if other.objectName() != _docker().objectName():
            other.setVisible(other.objectName() in ("TimelineDocker", "KisLayerBox"))
    docker = _docker()
    docker.setVisible(True)
    docker.raise_()
    window.splitDockWidget(docker, window.findChild(QDockWidget, "KisLayerBox"), Qt.Vertical)
    window.resizeDocks([docker], [380], Qt.Horizontal)
    window.resizeDocks([docker, window.findChild(QDockWidget, "KisLayerBox")], [700, 160], Qt.Vertical)
    for action in Krita.instance().actions():
        if action.objectName() in ("zoom_to_fit", "toggle_zoom_to_fit"):
            action.trigger()
            break
    look()


def look() -> None:
    """What the docker's timer does, often enough for every key to be seen."""
    for _ in range(20):
        docker_panel().look()
    QApplication.processEvents()


def docker_panel() -> Any:
    return _docker().panel


def press(button: str, picture: str = "", stage: str = "") -> dict[str, Any]:
    """Press a button and wait for the end of the job; with a picture when a stage is half done."""
    found = [b for b in _docker().findChildren(QPushButton) if b.text() == button]
    assert len(found) == 1 and found[0].isEnabled(), f"no button {button} to press"
    watch = Watch()
    taken: list[str] = []

    def photograph() -> None:
        job = session().job
        if picture and not taken and job is not None and job.stage == stage and 2 * job.done >= job.total:
            taken.append(stage)
            grab(picture)

    session().changed.connect(photograph)
    found[0].click()
    watch.until_done(250)
    session().changed.disconnect(photograph)
    look()
    return {"words": session().words, "taken": taken, "longest": watch.longest}


def shown() -> dict[str, Any]:
    """What the docker's lists hold."""
    panel = docker_panel()

    def rows(box: Any) -> list[str]:
        return [box.item(row).text() for row in range(box.count())]

    ticks = [panel._keys.item(row).checkState() == Qt.Checked for row in range(panel._keys.count())]
    return {
        "keys": rows(panel._keys),
        "ticks": ticks,
        "unsure": rows(panel._unsure),
        "palette": rows(panel._palette),
        "engine": panel._engine.text(),
        "words": panel._words.text(),
    }


def click_unsure(row: int) -> dict[str, Any]:
    """Click a region of the list; where that led."""
    box = docker_panel()._unsure
    box.itemClicked.emit(box.item(row))
    document().waitForDone()
    QApplication.processEvents()
    return {"time": document().currentTime(), "centre": _centre()}


def _centre() -> list[float]:
    """The pixel of the document in the middle of the view, found without the plug-in's own reckoning."""
    window = Krita.instance().activeWindow()
    zoom = window.activeView().canvas().zoomLevel() * 72 / document().resolution()
    area = next(
        a
        for a in window.qwindow().findChildren(QAbstractScrollArea)
        if a.metaObject().className() == "KisCanvasController" and a.isVisible()
    )
    view = area.viewport()
    return [
        (area.horizontalScrollBar().value() + view.width() / 2) / zoom,
        (area.verticalScrollBar().value() + view.height() / 2) / zoom,
    ]


def untick(row: int) -> None:
    docker_panel()._keys.item(row).setCheckState(Qt.Unchecked)
    QApplication.processEvents()


def rename(row: int, name: str) -> None:
    docker_panel()._palette.item(row).setText(name)
    QApplication.processEvents()


def centre(x: int, y: int) -> None:
    """Scroll the view to a pixel of the document."""
    from shiage.unsurelist import centre_view  # type: ignore[import-not-found]

    centre_view(document(), x, y)
    QApplication.processEvents()
