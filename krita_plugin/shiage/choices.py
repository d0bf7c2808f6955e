# SPDX-License-Identifier: GPL-3.0-or-later
"""The docker's form: which layers, which frames, how."""

from __future__ import annotations

from krita import Document

from .layers import uid, walk
from .memory import Memory
from .plan import shot_range
from .qt import (
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSignalBlocker,
    QSpinBox,
    QWidget,
    pyqtSignal,
)

MODES = (
    ("flat", "Flat: exact palette, region by region"),
    ("soft", "Soft: with the keys’ shading"),
)


class Choices(QWidget):
    """Line layer, colour layer, corrections, range, mode and gap.

    Attributes:
        chosen: the artist changed something.
    """

    chosen = pyqtSignal()

    def __init__(self) -> None:
        """Lay the form out, empty."""
        super().__init__()
        self._lines, self._colours, self._scribbles = QComboBox(), QComboBox(), QComboBox()
        self._mode, self._gap = QComboBox(), QSpinBox()
        self._first, self._last = QSpinBox(), QSpinBox()
        self._whole = QPushButton("Whole clip")
        self._known: object = None
        self._lines.setToolTip("The layer or group with the line art, animated or not")
        self._colours.setToolTip("The paint layer on which the keys are coloured")
        self._scribbles.setToolTip(
            "A layer of strokes: under each, the region shall have the stroke’s colour"
        )
        self._gap.setToolTip("Gaps in the lines of up to so many pixels are closed; 0 closes none")
        self._gap.setRange(0, 256)
        self._gap.setSuffix(" px")
        for mode, words in MODES:
            self._mode.addItem(words, mode)
        for spin in (self._first, self._last):
            spin.setRange(0, 1_000_000)
        self._arrange()
        for box in (self._lines, self._colours, self._scribbles, self._mode):
            box.setMinimumContentsLength(8)
            box.activated.connect(lambda _: self.chosen.emit())
        for spin in (self._first, self._last, self._gap):
            spin.editingFinished.connect(self.chosen.emit)
        self._whole.clicked.connect(self._take_whole)
        self._clip = (0, 0)

    def _arrange(self) -> None:
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.addRow("Lines", self._lines)
        form.addRow("Colours", self._colours)
        form.addRow("Corrections", self._scribbles)
        frames = QHBoxLayout()
        frames.addWidget(self._first)
        frames.addWidget(QLabel("to"))
        frames.addWidget(self._last)
        frames.addWidget(self._whole)
        form.addRow("Frames", frames)
        form.addRow("Mode", self._mode)
        form.addRow("Close gaps", self._gap)

    def show_document(self, document: Document, memory: Memory) -> None:
        """Show a document's layers and what was chosen of them; cheap when nothing changed."""
        layers = [(depth, node.name(), uid(node), str(node.type())) for depth, node in walk(document)]
        span = shot_range(document, memory)
        self._clip = (document.fullClipRangeStartTime(), document.fullClipRangeEndTime())
        now = (layers, memory.lines, memory.colours, memory.scribbles, span, memory.mode, memory.gap)
        if now == self._known:
            return
        self._known = now
        paint = [layer for layer in layers if layer[3] == "paintlayer"]
        _fill(self._lines, layers, memory.lines, "choose …")
        _fill(self._colours, paint, memory.colours, "choose …")
        _fill(self._scribbles, paint, memory.scribbles, "none")
        for widget, value in ((self._first, span[0]), (self._last, span[1]), (self._gap, memory.gap)):
            if not widget.hasFocus():
                blocker = QSignalBlocker(widget)
                widget.setValue(value)
                del blocker
        self._mode.setCurrentIndex(max(0, self._mode.findData(memory.mode)))

    def read_into(self, memory: Memory) -> None:
        """Write what the form says into a memory; marks belong to a colour layer and go with it."""
        colours = self._colours.currentData() or ""
        if colours != memory.colours:
            memory.marked = {}
        memory.lines, memory.colours = self._lines.currentData() or "", colours
        memory.scribbles = self._scribbles.currentData() or ""
        span = (self._first.value(), self._last.value())
        memory.first, memory.last = (None, None) if span == self._clip else span
        memory.mode, memory.gap = self._mode.currentData(), self._gap.value()

    def _take_whole(self) -> None:
        self._first.setValue(self._clip[0])
        self._last.setValue(self._clip[1])
        self.chosen.emit()


def _fill(box: QComboBox, layers: list[tuple[int, str, str, str]], chosen: str, none: str) -> None:
    box.clear()
    box.addItem(none, "")
    for depth, name, identity, _ in layers:
        box.addItem("    " * depth + name, identity)
    box.setCurrentIndex(max(0, box.findData(chosen)))
