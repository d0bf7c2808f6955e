# SPDX-License-Identifier: GPL-3.0-or-later
"""Changing a layer's blending as one step of undo.

What Krita's scripting interface changes of a layer cannot be undone. What its own layer docker changes can:
so the docker's box of blending modes is used as the artist would use it.
"""

from __future__ import annotations

from krita import Document, Krita, Node

from ..qt import QComboBox, QDockWidget


def multiply(document: Document, layer: Node | None) -> None:
    """Let a layer multiply what is under it; where the docker cannot be used it is done without undo.

    Args:
        document: the one that is shown.
        layer: one of its layers, None for none; the active one stays active.
    """
    if layer is None:
        return
    active = document.activeNode()
    if Krita.instance().activeDocument() == document:
        document.setActiveNode(layer)
        document.waitForDone()
        _choose("Multiply")
        document.waitForDone()
        if active is not None:
            document.setActiveNode(active)
    if layer.blendingMode() != "multiply":
        layer.setBlendingMode("multiply")
    document.refreshProjection()


def _choose(name: str) -> None:
    """Choose a blending mode for the active layer, by its name in English, in the layer docker."""
    window = Krita.instance().activeWindow()
    docker = window.qwindow().findChild(QDockWidget, "KisLayerBox") if window is not None else None
    box = docker.findChild(QComboBox, "cmbComposite") if docker is not None else None
    row = box.findText(Krita.instance().krita_i18n(name)) if box is not None else -1
    if box is not None and row >= 0:
        box.setCurrentIndex(row)
        box.activated.emit(row)
