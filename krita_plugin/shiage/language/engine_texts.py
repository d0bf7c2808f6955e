# SPDX-License-Identifier: GPL-3.0-or-later
"""What the engine says, as the interface says it: in Japanese, or in one spelling of English."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ..wire.japanese import in_japanese
from .translations import IN_JAPANESE

_COLOUR = re.compile(r"\b((?:re|dis|un)?col)our", re.IGNORECASE)


def said_by_engine(words: str, names: Iterable[str] = ()) -> str:
    """A note or an error of the engine's for the artist; names that the artist gave stay as they are."""
    known = in_japanese(words) if IN_JAPANESE else words
    return known if known != words else american(words, names)


def american(words: str, names: Iterable[str] = ()) -> str:
    """What the engine says as the interface spells it, but for names that the artist gave."""
    given = [re.escape(name) for name in names if name]
    if not given:
        return _COLOUR.sub(r"\1or", words)
    parts = re.split(f"({'|'.join(given)})", words)
    return "".join(part if place % 2 else _COLOUR.sub(r"\1or", part) for place, part in enumerate(parts))
