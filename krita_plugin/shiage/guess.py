# SPDX-License-Identifier: GPL-3.0-or-later
"""Which layers are meant where nothing was chosen: told by their names."""

from __future__ import annotations

from krita import Document

from .layers import find, uid, walk
from .memory import Memory

LINE_WORDS = ("line", "ink", "lines", "genga", "douga", "clean")
COLOUR_WORDS = ("colour", "color", "paint", "key", "cel")


def guess(document: Document, memory: Memory) -> None:
    """Choose layers by their names: lines are called so, colours too."""
    layers = [node for _, node in walk(document)]
    lines = find(document, memory.lines) or _named(layers, LINE_WORDS)
    paint = [node for node in layers if node.type() == "paintlayer" and node != lines]
    made = [node for node in paint if uid(node) == memory.result]
    colours = find(document, memory.colours) or _named([n for n in paint if n not in made], COLOUR_WORDS)
    memory.lines = uid(lines) if lines is not None else ""
    memory.colours = uid(colours) if colours is not None else ""


def _named(layers: list, words: tuple[str, ...]):
    for node in layers:
        if any(word in node.name().lower() for word in words):
            return node
    return None
