# SPDX-License-Identifier: GPL-3.0-or-later
"""What Shiage remembers of a document, inside the document: it is saved and opened with it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from typing import Any

from krita import Document

from .planes import Colour
from .qt import QByteArray

PLACE = "shiage"


@dataclass
class Memory:
    """A document's settings and what was made in it.

    Attributes:
        lines: identity of the line layer, "" when none was chosen.
        colours: identity of the colour layer.
        scribbles: identity of the layer with corrections, "" for none.
        first: first frame of the shot; None: the document's.
        last: last frame of the shot; None: the document's.
        mode: how the engine colours.
        gap: gaps in lines of up to so many pixels are closed.
        marked: time -> whether the artist says that it is a key or none.
        result: identity of the latest layer that Shiage made.
        hidden: identities of layers that were hidden under it.
        made: "layer time" -> digest of what Shiage painted into that frame; no key while it stays so.
        palette: swatches of the latest result, [[r, g, b, a], name].
        exchanged: [old colour, new colour]: what the artist replaced in the palette.
    """

    lines: str = ""
    colours: str = ""
    scribbles: str = ""
    first: int | None = None
    last: int | None = None
    mode: str = "flat"
    gap: int = 8
    marked: dict[int, bool] = field(default_factory=dict)
    result: str = ""
    hidden: list[str] = field(default_factory=list)
    made: dict[str, str] = field(default_factory=dict)
    palette: list[tuple[Colour, str]] = field(default_factory=list)
    exchanged: list[tuple[Colour, Colour]] = field(default_factory=list)


def recall(document: Document) -> Memory:
    """What is remembered of a document; a new memory when there is nothing, or nothing sensible."""
    try:
        said = json.loads(bytes(document.annotation(PLACE)).decode())
        return _understood(said)
    except (ValueError, TypeError, KeyError, AttributeError):
        return Memory()


def remember(document: Document, memory: Memory) -> None:
    """Keep a memory in its document."""
    text = json.dumps(asdict(memory)).encode()
    if bytes(document.annotation(PLACE)) != text:
        document.setAnnotation(PLACE, "What Shiage remembers of this document", QByteArray(text))


def digest(pixels: bytes) -> str:
    """A short name of some pixels, the same for the same ones."""
    return hashlib.sha1(pixels).hexdigest()[:16]


def _understood(said: dict[str, Any]) -> Memory:
    known = {name: said[name] for name in Memory.__dataclass_fields__ if name in said}
    memory = Memory(**known)
    memory.marked = {int(time): bool(key) for time, key in memory.marked.items()}
    memory.palette = [(_colour(colour), str(name)) for colour, name in memory.palette]
    memory.exchanged = [(_colour(old), _colour(new)) for old, new in memory.exchanged]
    return memory


def _colour(values: list[int]) -> Colour:
    red, green, blue, alpha = (int(value) for value in values)
    return red, green, blue, alpha
