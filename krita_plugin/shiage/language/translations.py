# SPDX-License-Identifier: GPL-3.0-or-later
"""What the artist reads, in other languages; English is what the code says."""

from __future__ import annotations

import os
from collections.abc import Sequence

from ..bootstrap.japanese import TEXTS
from ..qt import QLocale
from .japanese_install import INSTALL
from .japanese_interface import INTERFACE
from .japanese_messages import MESSAGES

_JAPANESE = {**INTERFACE, **MESSAGES, **INSTALL, **TEXTS}


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


def of_bootstrap(text: str, values: Sequence[object]) -> str:
    """A text of the bootstrap's in the artist's language."""
    return _WORDS.get(text, text).format(*values)
