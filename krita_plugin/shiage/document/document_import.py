# SPDX-License-Identifier: GPL-3.0-or-later
"""Bringing results into the artist's document."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Generator
from pathlib import Path

from krita import Document, Krita, Node

from ..qt import QByteArray
from .color_spaces import Space
from .kra_file import read_space
from .layers import find

_known: dict[Space, tuple[str, bytes]] = {}


def space_of(space: Space) -> Generator[None, None, tuple[str, bytes]]:
    """A colour space's name in files and its profile, as Krita saves them, the one way to get at both."""
    if space not in _known:
        yield
        copy = Krita.instance().createDocument(64, 64, "space", *space, 72.0)
        handle, name = tempfile.mkstemp(suffix=".kra")
        os.close(handle)
        try:
            copy.setBatchmode(True)
            copy.saveAs(name)
            _known[space] = read_space(Path(name))
        finally:
            Path(name).unlink()
            copy.setModified(False)  # or Krita would ask whether to save it
            copy.close()
    return _known[space]


def add_layer(document: Document, path: Path, lines: Node | None, colours: Node | None) -> Node:
    """Add the layer of a .kra file, in one step of undo: over the colour layer, under the lines.

    Args:
        document: the artist's.
        path: the file, which holds one layer.
        lines: the line layer, if it still exists.
        colours: the colour layer, if it still exists.

    Raises:
        OSError: Krita does not take the file.
    """
    application = Krita.instance()
    batch = application.batchmode()
    application.setBatchmode(True)
    try:
        beside = application.openDocument(str(path))
        if beside is None or not beside.rootNode().childNodes():
            raise OSError(f"Krita could not open {path}")
        layer = beside.rootNode().childNodes()[0].duplicate()
        beside.setModified(False)
    finally:
        application.setBatchmode(batch)
    parent, above = _place(document, lines, colours)
    parent.addChildNode(layer, above)
    beside.close()
    document.waitForDone()
    return layer


def _place(document: Document, lines: Node | None, colours: Node | None) -> tuple[Node, Node | None]:
    """The parent of a new layer and the layer it comes to lie on; None: at the top of the parent."""
    if lines is not None:
        parent = lines.parentNode()
        present = parent.childNodes()
        under = present.index(lines) - 1
        if under >= 0:
            return parent, present[under]
    if colours is not None:
        return colours.parentNode(), colours
    return (lines.parentNode(), None) if lines is not None else (document.rootNode(), None)


def hide(document: Document, identities: list[str]) -> list[str]:
    """Hide layers that would show through the new one; returns those that were visible."""
    hidden = []
    for identity in identities:
        node = find(document, identity)
        if node is not None and node.visible():
            node.setVisible(False)
            hidden.append(identity)
    if hidden:
        document.refreshProjection()
    return hidden


def show(document: Document, identities: list[str]) -> None:
    """Show layers again, after the one that covered them was taken back."""
    for identity in identities:
        node = find(document, identity)
        if node is not None:
            node.setVisible(True)
    document.refreshProjection()


def write_frame(document: Document, layer: Node, time: int, pixels: bytes) -> None:
    """Write a frame of a layer, within the canvas; what lies off it stays. Krita cannot undo it.

    Args:
        document: the artist's.
        layer: a paint layer.
        time: the frame.
        pixels: in the layer's own colour space, the whole canvas.
    """
    before = document.currentTime()
    if before != time:
        document.setCurrentTime(time)
        document.waitForDone()
    if layer.animated() and not layer.hasKeyframeAtTime(time):
        # On a frame that exists this action would blank it.
        document.setActiveNode(layer)
        document.waitForDone()
        Krita.instance().action("add_blank_frame").trigger()
        document.waitForDone()
    layer.setPixelData(QByteArray(pixels), 0, 0, document.width(), document.height())
    if before != time:
        document.setCurrentTime(before)
        document.waitForDone()
    document.refreshProjection()
