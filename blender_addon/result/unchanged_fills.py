# SPDX-License-Identifier: GPL-3.0-or-later
"""Fills that stand in the result layer as they came: they are not sent or painted again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any

import numpy as np

from ..gather.gathered import Gathered, Seen
from ..saved.own_fills import REGION, SURE
from ..saved.written_fills import Origin, keep_job
from ..scene.attributes import read_attribute
from ..scene.colours import RGBA
from ..scene.layers import frame_on
from ..scene.looks import Looks


def basis_of(seen: Seen, looks: Looks, codes: Iterable[RGBA]) -> str:
    """What the fills of a frame follow from beside what the engine says.

    Args:
        seen: the frame.
        looks: what the engine's colours stand for.
        codes: the colours in it.
    """
    said = hashlib.sha256(seen.plane.axes.tobytes() + seen.plane.lens.tobytes())
    said.update(repr([(code, looks.look(code)) for code in codes]).encode())
    return said.hexdigest()


def fills_had(origins: dict[int, Origin], found: Gathered, looks: Looks) -> dict[int, str]:
    """By frame, what the engine knows the fills by that would be painted there just as they stand.

    Args:
        origins: of the frames that stand as a run has left them.
        found: what was gathered.
        looks: what the engine's colours stand for.
    """
    return {
        number: origin.digest
        for number, origin in origins.items()
        if origin.digest
        and number in found.frames
        and number not in found.touched
        and origin.basis == basis_of(found.frames[number], looks, origin.codes)
    }


def freshen(layer: Any, number: int, sure: np.ndarray, job: str) -> int | None:
    """Take in how sure the fills of a frame are now; how many curves it has, None where it is gone.

    Args:
        layer: the result layer.
        number: the frame.
        sure: (n,) float32, confidence of each region.
        job: of the engine's that said it.
    """
    frame = frame_on(layer, number)
    if frame is None:
        return None
    drawing = frame.drawing
    count = int(drawing.attributes.domain_size("CURVE"))
    region = read_attribute(drawing, REGION, count, 0, np.int32)
    ours = (region > 0) & (region <= len(sure))
    before = read_attribute(drawing, SURE, count, 1.0, np.float32)
    after = before.copy()
    after[ours] = sure[region[ours] - 1]
    if (after != before).any():
        drawing.attributes[SURE].data.foreach_set("value", after)
    keep_job(layer.id_data, number, job)
    return count
