# SPDX-License-Identifier: GPL-3.0-or-later
"""The docker's list of keys: painted frames find themselves, and a tick says whether each counts."""

from __future__ import annotations

from krita import Document

from .layers import COLORIZE, find
from .memory import Memory
from .qt import QListWidget, QListWidgetItem, QSignalBlocker, Qt, pyqtSignal
from .sight import Sight, sight_key

CHECKED, UNCHECKED = Qt.CheckState.Checked, Qt.CheckState.Unchecked

LOOKING = 0.004
"""Seconds of the interface that one look may take."""


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
        self.setFixedHeight(58)
        self.setToolTip(
            "Painted frames of the color layer. Untick what shall not be a key; a double click goes there."
        )
        self._sight: Sight | None = None
        self._of: object = None
        self._known: object = None
        self.itemChanged.connect(
            lambda item: self.marked.emit(item.data(Qt.ItemDataRole.UserRole), item.checkState() == CHECKED)
        )
        self.itemDoubleClicked.connect(lambda item: self.sought.emit(item.data(Qt.ItemDataRole.UserRole)))

    def show_document(self, document: Document | None, memory: Memory) -> None:
        """Look a little more at the colour layer, and show which frames are painted."""
        layer = find(document, memory.colours) if document is not None else None
        if layer is None or layer.type() == COLORIZE:
            self._sight = self._of = None
        elif self._of != (of := sight_key(document, layer)):
            self._sight, self._of = Sight(layer), of
        made = self._made(memory)
        shown = []
        if self._sight is not None and document is not None:
            self._sight.look(document, set(made), LOOKING)
            for time, frame in sorted(self._sight.frames.items()):
                if frame.painted:
                    ours = time in made and frame.digest in ("", made[time])
                    shown.append((time, memory.marked.get(time, not ours)))
        if shown != self._known:
            self._known = shown
            self._fill(shown)

    def _made(self, memory: Memory) -> dict[int, str]:
        """By time, the digest of what Shiage painted into the colour layer."""
        places = ((place.split(" "), digest) for place, digest in memory.made.items())
        return {int(time): digest for (layer, time), digest in places if layer == memory.colours}

    def _fill(self, shown: list[tuple[int, bool]]) -> None:
        blocker = QSignalBlocker(self)
        self.clear()
        for time, key in shown:
            item = QListWidgetItem(str(time))
            item.setData(Qt.ItemDataRole.UserRole, time)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(CHECKED if key else UNCHECKED)
            self.addItem(item)
        del blocker
