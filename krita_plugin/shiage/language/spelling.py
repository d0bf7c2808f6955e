# SPDX-License-Identifier: GPL-3.0-or-later
"""One spelling in the interface: Krita says color, the engine colour."""

from __future__ import annotations

import re
from collections.abc import Iterable

_COLOUR = re.compile(r"\b((?:re|dis|un)?col)our", re.IGNORECASE)


def american(words: str, names: Iterable[str] = ()) -> str:
    """What the engine says as the interface spells it, but for names that the artist gave."""
    given = [re.escape(name) for name in names if name]
    if not given:
        return _COLOUR.sub(r"\1or", words)
    parts = re.split(f"({'|'.join(given)})", words)
    return "".join(part if place % 2 else _COLOUR.sub(r"\1or", part) for place, part in enumerate(parts))
