# SPDX-License-Identifier: GPL-3.0-or-later
"""The docker's form: which layers, which frames, how."""

from __future__ import annotations

from krita import Document

from ..document.document_settings import DocumentSettings
from ..document.layers import COLORIZE, DRAWN, uid, walk
from ..job.make_plan import PAINTED, shot_range
from ..job.session import Session
from ..language.translations import said
from ..qt import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QSignalBlocker,
    QSpinBox,
    QToolButton,
    QWidget,
    pyqtSignal,
)
from ..wire.limits import MAX_GAP
from .candidate_button import CandidateButton
from .production_box import ProductionBox

MODES = (
    ("flat", said("Flat: exact palette, region by region")),
    ("soft", said("Soft: with the keys’ shading")),
)


class Choices(QWidget):
    """Production, line layer, colour layer, corrections, range, mode and gap.

    Attributes:
        chosen: the artist changed something: its name in a memory.
        live: color the frame while it is scribbled on.
        candidates: ask for candidates.
    """

    chosen = pyqtSignal(str)

    def __init__(self, session: Session) -> None:
        """Lay the form out, empty; session: what the button for candidates acts on."""
        super().__init__()
        self.candidates = CandidateButton(session)
        self.production = ProductionBox()
        self._lines, self._colours, self._scribbles = QComboBox(), QComboBox(), QComboBox()
        self._mode, self._gap = QComboBox(), QSpinBox()
        self._first, self._last = QSpinBox(), QSpinBox()
        self._whole = QToolButton()
        self._hint = QLabel(said("Guessed from what is drawn: choose others if that is wrong."))
        self._known: object = None
        self._hint.setWordWrap(True)
        self._hint.hide()
        self._whole.setText(said("All"))
        self._whole.setToolTip(said("The whole clip"))
        self._first.setToolTip(said("First frame of the shot"))
        self._last.setToolTip(said("Last frame of the shot"))
        self._mode.setToolTip(
            said("Flat: each region gets one swatch. Soft: the keys’ shading is carried along")
        )
        self._lines.setToolTip(said("The layer or group with the line art, animated or not"))
        self._colours.setToolTip(said("The layer, group or Colorize Mask on which the keys are colored"))
        self.live = QCheckBox(said("Color this frame while I scribble"))
        self.live.setToolTip(said("After each stroke the frame you are on is colored anew"))
        self._scribbles.setToolTip(
            said("A layer of strokes: the region under each gets its color. With no key they color the shot")
        )
        self._gap.setToolTip(said("Gaps in the lines of up to so many pixels are closed; 0 closes none"))
        self._gap.setRange(0, MAX_GAP)
        self._gap.setSuffix(" px")
        for mode, words in MODES:
            self._mode.addItem(words, mode)
        for spin in (self._first, self._last):
            spin.setRange(0, 1_000_000)
        self._arrange()
        boxes = {"lines": self._lines, "colours": self._colours, "scribbles": self._scribbles}
        for name, box in {**boxes, "mode": self._mode}.items():
            box.setMinimumContentsLength(6)
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.activated.connect(lambda _, name=name: self.chosen.emit(name))
        for name, spin in {"first": self._first, "last": self._last, "gap": self._gap}.items():
            spin.editingFinished.connect(lambda name=name: self.chosen.emit(name))
        self.production.taken.connect(lambda: self.chosen.emit("production"))
        self._whole.clicked.connect(self._take_whole)
        self._clip = (0, 0)

    def _arrange(self) -> None:
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setVerticalSpacing(3)
        form.addRow(self._hint)
        form.addRow(said("Production"), self.production)
        form.addRow(said("Lines"), self._lines)
        form.addRow(said("Colors"), self._colours)
        form.addRow(said("Corrections"), self._scribbles)
        form.addRow(self.live)
        form.addRow(self.candidates)
        frames = QHBoxLayout()
        frames.addWidget(self._first)
        frames.addWidget(QLabel(said("to")))
        frames.addWidget(self._last)
        frames.addWidget(self._whole)
        form.addRow(said("Frames"), frames)
        form.addRow(said("Mode"), self._mode)
        form.addRow(said("Close gaps"), self._gap)

    def show_document(self, document: Document, memory: DocumentSettings, guessed: bool) -> None:
        """Show a document's layers and what was chosen of them; cheap when nothing changed.

        Args:
            document: the artist's.
            memory: what was chosen.
            guessed: some of that is a guess.
        """
        nodes = walk(document, (*DRAWN, COLORIZE))
        layers = [(depth, node.name(), uid(node), str(node.type())) for depth, node in nodes]
        span = shot_range(document, memory)
        self._clip = (document.fullClipRangeStartTime(), document.fullClipRangeEndTime())
        chosen = (memory.lines, memory.colours, memory.scribbles, memory.mode, memory.gap, memory.production)
        now = (layers, guessed, span, chosen)
        if now == self._known:
            return
        self._known = now
        self.production.show_folder(memory.production)
        drawn = [layer for layer in layers if layer[3] in DRAWN]
        painted = [layer for layer in layers if layer[3] in PAINTED]
        paint = [layer for layer in layers if layer[3] == "paintlayer"]
        _fill(self._lines, drawn, memory.lines, said("choose …"))
        _fill(self._colours, painted, memory.colours, said("choose …"))
        self._hint.setVisible(guessed)
        _fill(self._scribbles, paint, memory.scribbles, said("none"))
        for widget, value in ((self._first, span[0]), (self._last, span[1]), (self._gap, memory.gap)):
            if not widget.hasFocus():
                blocker = QSignalBlocker(widget)
                widget.setValue(value)
                del blocker
        self._mode.setCurrentIndex(max(0, self._mode.findData(memory.mode)))

    def show_nothing(self) -> None:
        """No document is open."""
        self._known = None
        self._hint.hide()
        for box in (self._lines, self._colours, self._scribbles):
            box.clear()

    def read_into(self, memory: DocumentSettings, name: str) -> None:
        """Write what the artist changed into a memory, and nothing that was guessed.

        Marks belong to a colour layer and go with it.
        """
        if name == "production":
            memory.production = self.production.folder
        elif name == "lines":
            memory.lines = self._lines.currentData() or ""
        elif name == "colours":
            colours = self._colours.currentData() or ""
            if colours != memory.colours:
                memory.marked = {}
            memory.colours = colours
        elif name == "scribbles":
            memory.scribbles = self._scribbles.currentData() or ""
        elif name in ("first", "last"):
            span = (self._first.value(), self._last.value())
            memory.first, memory.last = (None, None) if span == self._clip else span
        else:
            memory.mode, memory.gap = self._mode.currentData(), self._gap.value()

    def _take_whole(self) -> None:
        self._first.setValue(self._clip[0])
        self._last.setValue(self._clip[1])
        self.chosen.emit("first")


def _fill(box: QComboBox, layers: list[tuple[int, str, str, str]], chosen: str, none: str) -> None:
    box.clear()
    box.addItem(none, "")
    for depth, name, identity, _ in layers:
        box.addItem("    " * depth + name, identity)
    box.setCurrentIndex(max(0, box.findData(chosen)))
