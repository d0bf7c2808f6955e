# SPDX-License-Identifier: GPL-3.0-or-later
"""The docker's list of keys: painted frames find themselves, and a tick says whether each counts."""

from __future__ import annotations

from krita import Document, Node

from .layers import find, key_times, last_time
from .memory import Memory, digest
from .qt import QListWidget, QListWidgetItem, QSignalBlocker, Qt, pyqtSignal

CHECKED, UNCHECKED = Qt.CheckState.Checked, Qt.CheckState.Unchecked


class KeyList(QListWidget):
    """Painted frames of the colour layer.

    Attributes:
        marked: the artist ticked or unticked a frame: its time, and whether it is a key.
        sought: the artist double-clicked a frame: its time.
    """

    marked = pyqtSignal(int, bool)
    sought = pyqtSignal(int)

    def __init__(self) -> None:
        """A row of frames, as on a timeline."""
        super().__init__()
        self.setFlow(QListWidget.Flow.LeftToRight)
        self.setWrapping(True)
        self.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.setMaximumHeight(64)
        self.setToolTip("Painted frames of the colour layer. Unticked ones are not used as keys.")
        self._painted: dict[int, bytes] = {}
        self._layer = ""
        self._turn = 0
        self._known: object = None
        self.itemChanged.connect(
            lambda item: self.marked.emit(item.data(Qt.ItemDataRole.UserRole), item.checkState() == CHECKED)
        )
        self.itemDoubleClicked.connect(lambda item: self.sought.emit(item.data(Qt.ItemDataRole.UserRole)))

    def show_document(self, document: Document, memory: Memory) -> None:
        """Look at one more frame of the colour layer, and show which ones are painted."""
        layer = find(document, memory.colours)
        if layer is None:
            self._painted = {}
        else:
            self._look(document, layer, memory)
        shown = []
        for time, name in sorted(self._painted.items()):
            if name:
                ours = memory.made.get(f"{memory.colours} {time}") == name.decode()
                shown.append((time, memory.marked.get(time, not ours)))
        if shown == self._known:
            return
        self._known = shown
        blocker = QSignalBlocker(self)
        self.clear()
        for time, key in shown:
            item = QListWidgetItem(str(time))
            item.setData(Qt.ItemDataRole.UserRole, time)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(CHECKED if key else UNCHECKED)
            self.addItem(item)
        del blocker

    def _look(self, document: Document, layer: Node, memory: Memory) -> None:
        """Take in the layer's frames; the pixels of one of them at a time, for they are large."""
        if memory.colours != self._layer:
            self._layer, self._painted = memory.colours, {}
        times = key_times(layer, last_time(document)) or [0]
        self._painted = {time: name for time, name in self._painted.items() if time in times}
        unseen = [time for time in times if time not in self._painted]
        self._turn += 1
        time = unseen[0] if unseen else times[self._turn % len(times)]
        size = (0, 0, document.width(), document.height())
        data = bytes(layer.pixelDataAtTime(*size, time) if layer.animated() else layer.pixelData(*size))
        self._painted[time] = digest(data).encode() if data.strip(b"\0") else b""
