# SPDX-License-Identifier: Apache-2.0
"""Checks colours, and the palette that a shot may be sent with."""

from __future__ import annotations

from typing import Any

from shiage.service.validate_items import ShotRefused
from shiage.wire.limits import MAX_NAME, MAX_SWATCHES


def is_rgba(colour: Any) -> bool:
    """Whether a value is a colour: a list of four whole numbers from 0 to 255."""
    return (
        isinstance(colour, list)
        and len(colour) == 4
        and all(type(channel) is int and 0 <= channel <= 255 for channel in colour)
    )


def check_palette(palette: Any) -> dict[str, Any] | None:
    """The palette of a `submit`: `colours` and `names`, nothing else; None where there is none.

    Raises:
        ShotRefused: it is no palette.
    """
    if palette is None:
        return None
    colours, names = (palette.get(field) for field in ("colours", "names"))
    if not (isinstance(colours, list) and isinstance(names, list) and len(colours) == len(names) > 0):
        raise ShotRefused("a palette has as many names as colours, and at least one")
    if len(colours) > MAX_SWATCHES:
        raise ShotRefused(f"the palette has {len(colours)} swatches; at most {MAX_SWATCHES} can be taken")
    for colour, name in zip(colours, names, strict=True):
        if not isinstance(name, str) or len(name) > MAX_NAME:
            raise ShotRefused(f"the name of a swatch is a text of at most {MAX_NAME} letters")
        if not is_rgba(colour):
            raise ShotRefused("a swatch of a palette is four numbers from 0 to 255, RGBA")
    return {"colours": colours, "names": names}
