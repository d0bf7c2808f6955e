# SPDX-License-Identifier: GPL-3.0-or-later
"""Pictures outside of the artist's document: in other ones that are open, and in files."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from krita import Document, Krita

from ..bootstrap.folder import path_of
from ..language.translations import said
from .color_spaces import Picture, own_space


class Unreadable(Exception):
    """A picture that cannot be had, in words for the artist."""


def is_there(path: str) -> bool:
    """Whether there is such a file, whatever letters its name has."""
    return bool(path) and path_of(path).is_file()


def shown(document: Document) -> Picture:
    """What a document shows now."""
    document.waitForDone()
    width, height = document.width(), document.height()
    data = bytes(document.pixelData(0, 0, width, height))
    return Picture(width, height, data, own_space(document))


def in_file(path: str) -> Picture:
    """A picture in any form that Krita reads.

    Raises:
        Unreadable: Krita does not take it, or the file is gone.
    """
    application = Krita.instance()
    batch = application.batchmode()
    application.setBatchmode(True)
    try:
        with tempfile.TemporaryDirectory(prefix="shiage-") as folder:
            # under a plain name: where the system's letters are not Unicode, Krita cannot open others
            copy = Path(folder) / f"sheet{Path(path).suffix}"
            shutil.copyfile(path_of(path), copy)
            document = application.openDocument(str(copy))
            if document is None:
                raise Unreadable(said("Krita cannot open the model sheet {}: save it as PNG.", path))
            document.refreshProjection()
            try:
                return shown(document)
            finally:
                document.setModified(False)
                document.close()
    except OSError as error:
        why = error.strerror or str(error)
        raise Unreadable(said("The model sheet {} cannot be read: {}", path, why)) from None
    finally:
        application.setBatchmode(batch)
