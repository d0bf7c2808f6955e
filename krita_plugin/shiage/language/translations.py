# SPDX-License-Identifier: GPL-3.0-or-later
"""What the artist reads, in other languages; English is what the code says."""

from __future__ import annotations

import os

from ..qt import QLocale
from .japanese_interface import INTERFACE
from .japanese_messages import MESSAGES

_JAPANESE = {**INTERFACE, **MESSAGES}


def _japanese() -> bool:
    """Whether Krita speaks Japanese: it tells its own language to what it starts, and Qt the system's."""
    chosen = os.environ.get("LANGUAGE", "").split(":")[0] or QLocale().name()
    return chosen.startswith("ja")


IN_JAPANESE = _japanese()
_WORDS = _JAPANESE if IN_JAPANESE else {}


def said(text: str, *values: object) -> str:
    """A text in the artist's language, with values where it has braces."""
    found = _WORDS.get(text, text)
    return found.format(*values) if values else found
