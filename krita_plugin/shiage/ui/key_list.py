# SPDX-License-Identifier: GPL-3.0-or-later
"""The docker's list of keys: painted frames find themselves, and a tick says whether each counts."""

from __future__ import annotations

from krita import Document

from ..document.document_settings import DocumentSettings
from ..document.layers import COLORIZE, find
from ..document.painted_frames import Frame, Sight, sight_key
from ..language.translations import said
from ..qt import QListWidget, QListWidgetItem, QSignalBlocker, Qt, pyqtSignal

CHECKED, UNCHECKED = Qt.CheckState.Checked, Qt.CheckState.Unchecked

LOOKING = 0.004
"""Seconds of the interface that one look may take."""


class Watched:
    """A layer that is looked at a little at a time."""

    def __init__(self) -> None:
        """None yet."""
        self._sight: Sight | None = None
        self._of: object = None

    def look(
        self, document: Document, memory: DocumentSettings, identity: str, others: bool
    ) -> dict[int, Frame]:
        """Look a little more; what is known of the layer's frames.

        Args:
            document: the artist's.
            memory: what is remembered of it.
            identity: of the layer; another one than before is looked at anew.
            others: look at other frames than the one that is shown, too.
        """
        layer = find(document, identity)
        if layer is None or layer.type() == COLORIZE:
            self._sight = self._of = None
            return {}
        of = sight_key(document, layer)
        if self._sight is None or self._of != of:
            self._sight, self._of = Sight(layer), of
        places = (place.split(" ") for place in memory.made)
        made = {int(time) for owner, time in places if owner == identity}
        self._sight.look(document, made, LOOKING, others)
        return self._sight.frames


class KeyList(QListWidget):
    """Painted frames of the colour layer, and those of the result that the artist painted on.

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
            said("Painted frames of the color layer. Untick what shall be no key; double-click to go there.")
        )
        self._paint, self._result = Watched(), Watched()
        self._known: object = None
        self.itemChanged.connect(
            lambda item: self.marked.emit(item.data(Qt.ItemDataRole.UserRole), item.checkState() == CHECKED)
        )
        self.itemDoubleClicked.connect(lambda item: self.sought.emit(item.data(Qt.ItemDataRole.UserRole)))

    def show_document(self, document: Document | None, memory: DocumentSettings) -> None:
        """Look a little more at the colour layer, and show which frames are painted."""
        shown: dict[int, bool] = {}
        if document is not None:
            for time, frame in self._paint.look(document, memory, memory.colours, True).items():
                if frame.painted:
                    made = memory.made_at(memory.colours, time)
                    ours = bool(made) and frame.digest in ("", *made)
                    shown[time] = memory.marked.get(time, not ours)
            touched = dict.fromkeys(memory.kept, True)
            for time, frame in self._result.look(document, memory, memory.result, False).items():
                if frame.digest:
                    touched[time] = frame.digest not in memory.made_at(memory.result, time)
            shown |= {time: memory.marked.get(time, True) for time, there in touched.items() if there}
        if shown != self._known:
            self._known = shown
            self._fill(sorted(shown.items()))

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
