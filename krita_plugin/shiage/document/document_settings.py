# SPDX-License-Identifier: GPL-3.0-or-later
"""What Shiage remembers of a document, inside the document: it is saved and opened with it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Generator, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from krita import Document

from ..qt import QByteArray
from ..wire.limits import DEFAULT_GAP
from .pixels import Colour

PLACE = "shiage"

KEPT = 6
"""So many digests of what was painted into a frame are kept: so often the artist may undo."""


@dataclass(frozen=True)
class Reference:
    """A model sheet or coloured picture that the artist chose.

    Attributes:
        kind: "layer", "file" or "document", which is another one that is open.
        place: identity of a layer, path of a file or document; the root's identity of one never saved.
        name: what it was called when it was chosen.
    """

    kind: str
    place: str
    name: str


@dataclass
class DocumentSettings:
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
        made: "layer time" -> digests of what Shiage painted into that frame, the latest last; no key while it
            is one of these. Earlier ones come back when the artist undoes.
        inputs: what went into the latest result, as `stale` wants it.
        kept: numbers of the result's drawings that the artist touched up.
        traceless: identity of the copy of the lines that has no trace lines.
        palette: swatches of the latest result, [[r, g, b, a], name].
        exchanged: [old colour, new colour]: what the artist replaced in the palette.
        references: model sheets and pictures that colours are taken from as well.
        swatches: colours and names of the palette that the artist gave the shot; paint near one is that one.
        production: folder of the production that the shot is one of, "" for none.
    """

    lines: str = ""
    colours: str = ""
    scribbles: str = ""
    first: int | None = None
    last: int | None = None
    mode: str = "flat"
    gap: int = DEFAULT_GAP
    marked: dict[int, bool] = field(default_factory=dict)
    result: str = ""
    hidden: list[str] = field(default_factory=list)
    made: dict[str, str] = field(default_factory=dict)
    inputs: dict[str, str] = field(default_factory=dict)
    kept: list[int] = field(default_factory=list)
    traceless: str = ""
    palette: list[tuple[Colour, str]] = field(default_factory=list)
    exchanged: list[tuple[Colour, Colour]] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)
    swatches: list[tuple[Colour, str]] = field(default_factory=list)
    production: str = ""

    def made_at(self, layer: str, time: int) -> list[str]:
        """Digests of what Shiage painted into a frame of a layer, the latest last."""
        return self.made.get(f"{layer} {time}", "").split()

    def note_made(self, layer: str, time: int, name: str) -> None:
        """Keep the digest of what Shiage painted into a frame."""
        before = [other for other in self.made_at(layer, time) if other != name]
        self.made[f"{layer} {time}"] = " ".join([*before[1 - KEPT :], name])


def recall(document: Document) -> DocumentSettings:
    """What is remembered of a document; a new memory when there is nothing, or nothing sensible."""
    try:
        said = json.loads(bytes(document.annotation(PLACE)).decode())
        return _understood(said)
    except (ValueError, TypeError, KeyError, AttributeError):
        return DocumentSettings()


def remember(document: Document, memory: DocumentSettings) -> None:
    """Keep a memory in its document."""
    text = json.dumps(asdict(memory)).encode()
    if bytes(document.annotation(PLACE)) != text:
        document.setAnnotation(PLACE, "What Shiage remembers of this document", QByteArray(text))


def digest(pixels: bytes) -> str:
    """A short name of some pixels, the same for the same ones."""
    return hashlib.sha1(pixels).hexdigest()[:16]


def digested(pixels: bytes) -> Generator[None, None, str]:
    """`digest` in steps of a millisecond or two."""
    return (yield from _hashed(hashlib.sha1(), pixels))[:16]


def engine_digested(pixels: bytes) -> Generator[None, None, str]:
    """The name that the engine knows some pixels by, in such steps."""
    return (yield from _hashed(hashlib.sha256(), pixels))


def _hashed(said: hashlib._Hash, pixels: bytes) -> Generator[None, None, str]:
    view = memoryview(pixels)
    for place in range(0, len(view), 1 << 21):
        said.update(view[place : place + (1 << 21)])
        yield
    return said.hexdigest()


def _understood(said: dict[str, Any]) -> DocumentSettings:
    known = {name: said[name] for name in DocumentSettings.__dataclass_fields__ if name in said}
    memory = DocumentSettings(**known)
    memory.marked = {int(time): bool(key) for time, key in memory.marked.items()}
    memory.palette = [(_colour(colour), str(name)) for colour, name in memory.palette]
    memory.references = [
        Reference(str(one["kind"]), str(one["place"]), str(one["name"])) for one in said.get("references", [])
    ]
    memory.swatches = [(_colour(colour), str(name)) for colour, name in memory.swatches]
    memory.production = str(memory.production)
    memory.exchanged = [(_colour(old), _colour(new)) for old, new in memory.exchanged]
    return memory


def _colour(values: Sequence[int]) -> Colour:
    red, green, blue, alpha = (int(value) for value in values)
    return red, green, blue, alpha
