# SPDX-License-Identifier: GPL-3.0-or-later
"""An order as the shot that crosses the wire."""

from __future__ import annotations

from collections.abc import Callable

from ..wire.shot import ShotUpload
from .engine_messages import Order


def shot_upload(order: Order, fetch: Callable[[int], bytes]) -> ShotUpload:
    """The shot to be sent.

    Args:
        order: what shall be coloured.
        fetch: gives a frame's line art, 8-bit BGRA, when it is sent.
    """
    shot = ShotUpload(order.mode, order.gap, production=order.production, candidates=order.candidates)
    size = (order.width, order.height)
    for number in order.frames:
        shot.line(number, *size, lambda number=number: fetch(number), "BGRA")  # type: ignore[misc]
        if number in order.names:
            shot.items[-1].header["digest"] = order.names[number]
    for number, pixels in order.keys.items():
        shot.key(number, *size, pixels, "BGRA")
    for number, pixels in order.scribbles.items():
        shot.scribbles(number, *size, pixels, "BGRA")
    for sheet in order.sheets:
        shot.sheet_picture(sheet.name, sheet.width, sheet.height, sheet.pixels, "BGRA")
    if len(order.names) == len(order.frames):
        shot.name_items()
    if order.swatches:
        shot.swatches([colour for colour, _ in order.swatches], [name for _, name in order.swatches])
    for number, corrections in order.corrections.items():
        for one in corrections:
            shot.correct(number, one.x, one.y, one.colour)
    return shot
