# SPDX-License-Identifier: GPL-3.0-or-later
"""The docker of a Krita that Shiage cannot run in: it says why."""

from __future__ import annotations

from krita import Canvas, DockWidget

from ..qt import QLabel


def apology_docker(words: str) -> type[DockWidget]:
    """A docker that shows some words and nothing else."""

    class Apology(DockWidget):
        def __init__(self) -> None:
            super().__init__()
            self.setWindowTitle("Shiage")
            label = QLabel(words)
            label.setWordWrap(True)
            self.setWidget(label)

        def canvasChanged(self, canvas: Canvas | None) -> None:
            """Nothing depends on it."""

    return Apology
