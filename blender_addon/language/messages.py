# SPDX-License-Identifier: GPL-3.0-or-later
"""What goes wrong, in words for the artist, in the artist's language."""

from __future__ import annotations

from typing import Any

import bpy

from ..wire.japanese import in_japanese

ONLY_OURS = "Coloring was cancelled after {} frames"
"""A text that Blender has no words of its own for: where it is another, it is this add-on's Japanese."""


class ShiageError(Exception):
    """Something the artist can put right; the message says what to do."""

    def __init__(self, words: str, *names: object) -> None:
        """Args: words: English, with {} for each name, as the translations know it; names: fill it."""
        super().__init__(words.format(*names))
        self.words, self.names = words, names


def own_error(error: Exception) -> ShiageError:
    """An error that nobody foresaw, in words."""
    return ShiageError("Shiage met an error of its own: {}", repr(error))


def translated(words: str) -> str:
    """A text in the language of the interface."""
    texts: Any = bpy.app.translations
    return str(texts.pgettext_rpt(words))


def said(error: Exception) -> str:
    """An error in the language of the interface; the engine's own too."""
    if isinstance(error, ShiageError):
        names = (said(name) if isinstance(name, Exception) else name for name in error.names)
        return translated(error.words).format(*names)
    return said_by_engine(str(error))


def said_by_engine(words: str) -> str:
    """A note or an error of the engine's in the language of the interface, where it is known in that."""
    return in_japanese(words) if translated(ONLY_OURS) != ONLY_OURS else words
