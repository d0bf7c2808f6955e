# SPDX-License-Identifier: GPL-3.0-or-later
"""What goes wrong, in words for the artist, in the artist's language."""

from __future__ import annotations

import bpy


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
    return bpy.app.translations.pgettext_rpt(words)


def said(error: Exception) -> str:
    """An error in the language of the interface; the engine's own are as the engine says them."""
    if isinstance(error, ShiageError):
        return translated(error.words).format(*error.names)
    return str(error)
