# SPDX-License-Identifier: GPL-3.0-or-later
"""Candidates side by side: a click takes one, Esc none."""

from __future__ import annotations

from ..job.candidates import Candidates
from ..job.engine_messages import Choice
from ..language.translations import said
from ..qt import (
    QBitmap,
    QColor,
    QDialog,
    QHBoxLayout,
    QIcon,
    QImage,
    QLabel,
    QPainter,
    QPen,
    QPixmap,
    QRect,
    QRegion,
    QSize,
    Qt,
    QToolButton,
    QVBoxLayout,
    QWidget,
    pyqtSignal,
)

THUMBNAIL = QSize(300, 300)

SEARCHED = 400
"""Pixels across of the picture in which it is looked where something is drawn."""

MARGIN = 0.04
"""Of the picture's width, around what is drawn."""

MARK, MOST_MARKS = 6, 12
"""Radius in pixels of a ring around the middle of a region that is unlike the first candidate; more rings
than that would hide what is to be seen."""


class CandidateWindow(QDialog):
    """Candidates of one frame.

    Attributes:
        taken: a candidate was clicked: which one, from 0 on.
        asked: what is shown.
    """

    taken = pyqtSignal(int)

    def __init__(self, asked: Candidates, parent: QWidget | None) -> None:
        """Args: asked: with what came; parent: Krita's window."""
        super().__init__(parent)
        self.asked = asked
        assert asked.found is not None
        choices = asked.found.choices
        self.setWindowTitle(said("Candidates for frame {}", asked.time))
        column, row = QVBoxLayout(self), QHBoxLayout()
        words = QLabel(
            said(
                "A click paints one into the frame; Esc leaves it as it is. Where little is otherwise, rings "
                "mark it."
            )
        )
        words.setWordWrap(True)
        column.addWidget(words)
        if asked.found.notes:
            notes = QLabel("\n".join(asked.found.notes))
            notes.setWordWrap(True)
            column.addWidget(notes)
        column.addLayout(row)
        size = QSize(asked.size[0], asked.size[1])
        drawing = _image(asked.drawing, size)
        part = _drawn(drawing, [_image(choice.shown, size) for choice in choices[:1]])
        for place, choice in enumerate(choices):
            row.addWidget(self._button(place, choice, _thumbnail(choice, drawing, part)))

    def _button(self, place: int, choice: Choice, picture: QPixmap) -> QToolButton:
        button = QToolButton()
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        button.setIcon(QIcon(picture))
        button.setIconSize(picture.size())
        like = said("the likeliest")
        button.setText(like if not place else said("{} regions otherwise", len(choice.unlike)))
        button.setToolTip(said("Paint this one into the frame"))
        button.clicked.connect(lambda: self._take(place))
        return button

    def _take(self, place: int) -> None:
        self.accept()
        self.taken.emit(place)


def _image(bgra: bytes, size: QSize) -> QImage:
    return QImage(bgra, size.width(), size.height(), 4 * size.width(), QImage.Format.Format_ARGB32).copy()


def _drawn(drawing: QImage, cels: list[QImage]) -> QRect:
    """The part of the canvas in which there is ink or paint."""
    whole = QRect(0, 0, drawing.width(), drawing.height())
    scale = min(1.0, SEARCHED / drawing.width())
    small = QSize(max(1, int(drawing.width() * scale)), max(1, int(drawing.height() * scale)))
    found = QRegion()
    for image in (drawing, *cels):
        mask = image.scaled(small, transformMode=Qt.TransformationMode.SmoothTransformation).createAlphaMask()
        found = found.united(QRegion(QBitmap.fromImage(mask)))
    box, margin = found.boundingRect(), max(2, int(MARGIN * small.width()))
    if box.isEmpty():
        return whole
    box.adjust(-margin, -margin, margin, margin)
    part = QRect(*(int(n / scale) for n in (box.x(), box.y(), box.width(), box.height())))
    return part.intersected(whole)


def _thumbnail(choice: Choice, drawing: QImage, part: QRect) -> QPixmap:
    """A candidate on white under its line art, with rings where it is unlike the first."""
    size = part.size().scaled(THUMBNAIL, Qt.AspectRatioMode.KeepAspectRatio)
    out = QImage(size, QImage.Format.Format_RGB32)
    out.fill(QColor(255, 255, 255))
    painter = QPainter(out)
    cel = _image(choice.shown, drawing.size())
    smooth = Qt.TransformationMode.SmoothTransformation
    painter.drawImage(0, 0, cel.copy(part).scaled(size, transformMode=smooth))
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Multiply)
    painter.drawImage(0, 0, drawing.copy(part).scaled(size, transformMode=smooth))
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    scale = size.width() / part.width()
    for x, y in choice.unlike if len(choice.unlike) <= MOST_MARKS else ():
        at = int((x - part.x()) * scale), int((y - part.y()) * scale)
        for colour, width in ((QColor(255, 255, 255), 4), (QColor(200, 0, 160), 2)):
            painter.setPen(QPen(colour, width))
            painter.drawEllipse(at[0] - MARK, at[1] - MARK, 2 * MARK, 2 * MARK)
    painter.end()
    return QPixmap.fromImage(out)
