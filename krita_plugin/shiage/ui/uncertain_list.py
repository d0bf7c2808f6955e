# SPDX-License-Identifier: GPL-3.0-or-later
"""The docker's list of the least sure regions, and going to one of them."""

from __future__ import annotations

from krita import Document, Krita

from ..job.uncertain_regions import UncertainRegion
from ..language.translations import said
from ..qt import QAbstractScrollArea, QColor, QIcon, QListWidget, QListWidgetItem, QPixmap, Qt


class UnsureList(QListWidget):
    """Where to look first; a click goes there."""

    def __init__(self) -> None:
        """An empty list."""
        super().__init__()
        self.setToolTip(said("The regions that are most likely wrong; a click goes there."))
        self.setFixedHeight(84)
        self._document: Document | None = None
        self._known: object = None
        self.itemClicked.connect(lambda item: self._go(item.data(Qt.ItemDataRole.UserRole)))

    def show_regions(self, document: Document | None, regions: list[UncertainRegion]) -> None:
        """Show a document's least sure regions; cheap when nothing changed."""
        self._document = document
        if regions == self._known:
            return
        self._known = list(regions)
        self.clear()
        for region in regions:
            pixmap = QPixmap(22, 14)
            pixmap.fill(QColor(*region.colour))
            item = QListWidgetItem(
                QIcon(pixmap), said("frame {}   {:.0f} % sure", region.number, 100 * region.confidence)
            )
            item.setData(Qt.ItemDataRole.UserRole, (region.number, region.x, region.y))
            self.addItem(item)

    def _go(self, place: tuple[int, int, int]) -> None:
        time, x, y = place
        document = self._document
        if document is None:
            return
        if document.currentTime() != time:
            document.setCurrentTime(time)
        centre_view(document, x, y)


def centre_view(document: Document, x: int, y: int) -> None:
    """Scroll the active view so that a pixel of the document comes to its middle."""
    window = Krita.instance().activeWindow()
    view = window.activeView() if window is not None else None
    if view is None or view.document() != document:
        return
    # zoomLevel counts in points: a document of 72 dpi has as many of them as pixels
    zoom = view.canvas().zoomLevel() * 72 / document.resolution()
    for area in window.qwindow().centralWidget().findChildren(QAbstractScrollArea):
        if area.metaObject().className() == "KisCanvasController" and area.isVisible():
            for bar, place, size in (
                (area.horizontalScrollBar(), x, area.viewport().width()),
                (area.verticalScrollBar(), y, area.viewport().height()),
            ):
                bar.setValue(round(place * zoom - size / 2))
