# SPDX-License-Identifier: GPL-3.0-or-later
"""Layers that were hidden under a result: they show again while the result is taken back."""

from __future__ import annotations

from krita import Document

from .document_import import hide, show
from .document_settings import DocumentSettings
from .layers import find


class CoveredLayers:
    """Sees, now and then, whether a result is there."""

    def __init__(self) -> None:
        """Nothing is known yet."""
        self._there: dict[str, bool] = {}

    def look(self, document: Document, memory: DocumentSettings) -> None:
        """Let the layers under a result show or hide with it."""
        if not memory.result or not memory.hidden:
            return
        there = find(document, memory.result) is not None
        if self._there.get(memory.result, there) != there:
            (hide if there else show)(document, memory.hidden)
        self._there[memory.result] = there

    def forget(self) -> None:
        """A job has made a result anew."""
        self._there.clear()
