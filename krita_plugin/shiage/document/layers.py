# SPDX-License-Identifier: GPL-3.0-or-later
"""Layers of a document: finding them, and when their drawings change."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from krita import Document, Krita, Node

CLONE = "clonelayer"
"""A layer that shows what another one does."""

DRAWN = ("paintlayer", "grouplayer", "vectorlayer", "filelayer", CLONE)
"""Kinds of layers that can show line art; the others are masks, filters and fills."""

COLORIZE = "colorizemask"
"""Krita's own colouring, which lies in a layer as a mask and shows under its lines."""


def uid(node: Node) -> str:
    """A layer's identity, the same after the document was saved and opened again."""
    return str(node.uniqueId().toString())


def find(document: Document, identity: str) -> Node | None:
    """The layer or Colorize Mask of an identity, or None when the document has none such.

    The tree is searched: what `nodeByUniqueID` returns is a bare QObject in Krita 5.1, of no use as a layer.
    """
    for _, node in walk(document, (*DRAWN, COLORIZE)) if identity else ():
        if uid(node) == identity:
            return node
    return None


def walk(document: Document, kinds: Sequence[str] = DRAWN) -> Iterator[tuple[int, Node]]:
    """All layers that can show a drawing, from the top, each with how deep it lies in groups."""
    yield from _below(document.rootNode(), 0, kinds)


def _below(parent: Node, depth: int, kinds: Sequence[str]) -> Iterator[tuple[int, Node]]:
    for node in reversed(parent.childNodes()):
        if node.type() in kinds:
            yield depth, node
            yield from _below(node, depth + 1, kinds)


def has_clones(node: Node) -> bool:
    """Whether a layer is a clone, or a group with one in it."""
    return node.type() == CLONE or any(has_clones(child) for child in node.childNodes())


def colorize_masks(node: Node) -> list[Node]:
    """The Colorize Masks of a layer and of all layers in it."""
    below = node.childNodes()
    return [n for n in below if n.type() == COLORIZE] + [m for n in below for m in colorize_masks(n)]


def key_times(node: Node, last: int) -> list[int]:
    """When a layer, or any visible layer in it, shows another drawing: times 0 to last."""
    if node.type() == CLONE:
        return _cloned_times(node, last)
    times = {time for time in range(last + 1) if node.hasKeyframeAtTime(time)}
    for child in node.childNodes():
        if child.visible():
            times.update(key_times(child, last))
    return sorted(times)


def _cloned_times(clone: Node, last: int) -> list[int]:
    """A clone has no frames of its own, and Krita 5.1 does not say whose it shows: any layer's, then."""
    root = clone.parentNode()
    while root.parentNode() is not None:
        root = root.parentNode()
    others = [node for _, node in _below(root, 0, DRAWN) if node.type() not in (CLONE, "grouplayer")]
    return sorted({time for node in others for time in key_times(node, last)})


def drawing_at(times: Sequence[int], time: int) -> int | None:
    """The time of the drawing that is held at a time, or None before the first one."""
    place = bisect_right(times, time)
    return times[place - 1] if place else None


def last_time(document: Document) -> int:
    """The last frame that anything may stand on."""
    return max(document.fullClipRangeEndTime(), document.playBackEndTime(), document.animationLength())


def is_open(document: Document) -> bool:
    """Whether a document was not closed."""
    return any(document == other for other in Krita.instance().documents())


def locked(node: Node) -> bool:
    """Whether a layer, or a group it lies in, is locked."""
    above: Node | None = node
    while above is not None:
        if above.locked():
            return True
        above = above.parentNode()
    return False
