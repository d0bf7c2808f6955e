# SPDX-License-Identifier: GPL-3.0-or-later
"""Sections of the docker that fold away, and stay as the artist left them."""

from __future__ import annotations

from krita import Krita

from ..krita_settings import GROUP
from ..qt import QSizePolicy, Qt, QToolButton, QVBoxLayout, QWidget


class Section(QWidget):
    """A heading that shows or hides what stands under it."""

    def __init__(self, name: str, title: str, content: QWidget, tip: str) -> None:
        """Lay it out.

        Args:
            name: under which its state is kept.
            title: what the artist reads.
            content: what folds away.
            tip: what it is for.
        """
        super().__init__()
        self._name, self._content = f"folded_{name}", content
        self._head = QToolButton()
        self._head.setText(title)
        self._head.setToolTip(tip)
        self._head.setCheckable(True)
        self._head.setAutoRaise(True)
        self._head.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._head.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self._head)
        column.addWidget(content)
        self._head.setChecked(Krita.instance().readSetting(GROUP, self._name, "") != "yes")
        self._fold(self._head.isChecked())
        self._head.toggled.connect(self._fold)

    def _fold(self, open_: bool) -> None:
        self._head.setArrowType(Qt.ArrowType.DownArrow if open_ else Qt.ArrowType.RightArrow)
        self._content.setVisible(open_)
        Krita.instance().writeSetting(GROUP, self._name, "" if open_ else "yes")
