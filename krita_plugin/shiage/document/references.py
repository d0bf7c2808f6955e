# SPDX-License-Identifier: GPL-3.0-or-later
"""Model sheets and coloured pictures: layers, files and other documents that the artist chose."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from krita import Document, Krita, Node

from ..language.translations import said
from .document_settings import DocumentSettings, Reference
from .layers import DRAWN, find, uid, walk
from .outside_pictures import is_there

LAYER, FILE, DOCUMENT = "layer", "file", "document"


def layer_reference(node: Node) -> Reference:
    """A layer of the document itself."""
    return Reference(LAYER, uid(node), node.name())


def file_reference(path: str) -> Reference:
    """A picture that Krita can open."""
    return Reference(FILE, path, Path(path).name)


def document_reference(document: Document) -> Reference:
    """Another document that is open; one that was never saved is known as long as it is open."""
    path = document.fileName()
    return Reference(DOCUMENT, path or _root(document), _title(document))


def layers_offered(document: Document, memory: DocumentSettings) -> Iterator[tuple[int, Node]]:
    """Layers that may be a model sheet, from the top, each with how deep it lies in groups."""
    taken = {memory.lines, memory.colours, memory.scribbles, memory.result, memory.traceless}
    for depth, node in walk(document, DRAWN):
        if uid(node) not in taken:
            yield depth, node


def documents_offered(document: Document) -> list[Document]:
    """The other documents that are shown somewhere."""
    shown = [view.document() for window in Krita.instance().windows() for view in window.views()]
    return [other for other in Krita.instance().documents() if other != document and other in shown]


def opened(reference: Reference) -> Document | None:
    """The open document that a reference means, or None."""
    for document in Krita.instance().documents():
        if reference.place in (document.fileName(), _root(document)):
            return document
    return None


def lacking(document: Document, reference: Reference) -> str:
    """What is wrong with a reference before anything of it is read, in words; "" when nothing is."""
    if reference.kind == LAYER:
        if find(document, reference.place) is None:
            return said("The layer “{}” is gone.", reference.name)
    elif reference.kind == FILE:
        if not is_there(reference.place):
            return said("The file {} is not there.", reference.place)
    elif opened(reference) is None and not is_there(reference.place):
        return said("The document “{}” was closed.", reference.name)
    return ""


def unfit(document: Document, memory: DocumentSettings) -> str:
    """Why a shot cannot be coloured with the references it has, in words; "" when it can."""
    for reference in memory.references:
        if words := lacking(document, reference):
            return f"{words} {said('Remove it from the references, or choose it anew.')}"
        if reference.kind == LAYER and reference.place == memory.lines:
            return said("“{}” has the lines and cannot be a model sheet of them.", reference.name)
        if reference.kind == LAYER and reference.place == memory.colours:
            return said("“{}” has the keys: it need not be a model sheet, too.", reference.name)
    return ""


def _root(document: Document) -> str:
    return uid(document.rootNode())


def _title(document: Document) -> str:
    path = document.fileName()
    return Path(path).name if path else document.name() or said("unsaved document")
