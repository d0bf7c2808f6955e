# SPDX-License-Identifier: GPL-3.0-or-later
"""Putting frames into a layer of the artist's as one step of undo.

Krita's scripting interface makes no keyframes, and what it paints cannot be undone. Its timeline can: frames
that are dropped on it are copied, from any open document, as one command that can be undone and done again.
So the frames come in a document of their own, and are dropped on the layer.
"""

from __future__ import annotations

import struct
from collections.abc import Collection
from pathlib import Path

from krita import Document, Krita, Node

from ..qt import QAbstractItemModel, QByteArray, QDockWidget, QMimeData, Qt, QTableView
from .color_spaces import own_space

_MIME = "application/x-krita-frame"
_COPY = 2
"""Of the timeline's policies the one that copies frames and leaves the source as it is."""

_ROLES = range(int(Qt.ItemDataRole.UserRole) + 100, int(Qt.ItemDataRole.UserRole) + 140)
"""Where the timeline's own roles lie; one of them says which row is the active layer."""


def put_frames(document: Document, layer: Node, path: Path, times: Collection[int]) -> bool:
    """Copy the frames of a .kra file into a layer, over what stands at their times.

    Args:
        document: the artist's.
        layer: one of its paint layers, of the same colour space.
        path: the file, which holds one layer.
        times: of its frames; Krita adds an empty one at 0, which is not meant.

    Returns:
        Whether it was done; false where Krita's timeline cannot be reached, and nothing was changed.
    """
    model = _timeline(document)
    if model is None:
        return False
    application = Krita.instance()
    batch = application.batchmode()
    application.setBatchmode(True)
    beside = application.openDocument(str(path))
    application.setBatchmode(batch)
    if beside is None or not beside.rootNode().childNodes():
        return False
    active = document.activeNode()
    try:
        source = beside.rootNode().childNodes()[0]
        document.setActiveNode(layer)
        document.waitForDone()
        row = _active_row(model, layer.name())
        if row is None or own_space(source) != own_space(layer):
            return False
        mime = QMimeData()
        mime.setData(_MIME, QByteArray(_dragged(beside.rootNode(), source, times, row)))
        model.dropMimeData(mime, Qt.DropAction.CopyAction, -1, -1, model.index(row, 0))
        document.waitForDone()
        return all(layer.hasKeyframeAtTime(time) for time in times)
    finally:
        if active is not None:
            document.setActiveNode(active)
        beside.setModified(False)
        beside.close()
        document.refreshProjection()


def _timeline(document: Document) -> QAbstractItemModel | None:
    """The timeline's model, when it shows this document; whether its docker is open does not matter."""
    window = Krita.instance().activeWindow()
    view = window.activeView() if window is not None else None
    if view is None or view.document() != document:
        return None
    docker = window.qwindow().findChild(QDockWidget, "TimelineDocker")
    for table in docker.findChildren(QTableView) if docker is not None else ():
        model = table.model()
        if model is not None and model.metaObject().className().endswith("TimelineFramesModel"):
            return model
    return None


def _active_row(model: QAbstractItemModel, name: str) -> int | None:
    """The row of the active layer, which has this name."""
    rows = [row for row in range(model.rowCount()) if model.data(model.index(row, 0)) == name]
    if len(rows) == 1:
        return rows[0]  # the timeline always shows the active layer
    for role in _ROLES if rows else ():
        active = [row for row in range(model.rowCount()) if model.data(model.index(row, 0), role) is True]
        if len(active) != 1 or active[0] not in rows:
            continue
        try:
            if model.headerData(active[0], Qt.Orientation.Vertical, role) is True:
                return active[0]
        except TypeError:  # a role of things that Python does not know
            continue
    return None


def _dragged(root: Node, source: Node, times: Collection[int], row: int) -> bytes:
    """What the timeline would say of frames that are dragged from a row of its own at time 0."""
    said = struct.pack(">i", 16) + bytes(root.uniqueId().toRfc4122())
    said += struct.pack(">iii", len(times), row, 0)
    for time in times:
        said += struct.pack(">iii", 0, time, 16) + bytes(source.uniqueId().toRfc4122())
    return said + struct.pack(">i", _COPY)
