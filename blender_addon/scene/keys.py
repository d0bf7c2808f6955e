# SPDX-License-Identifier: GPL-3.0-or-later
"""Which frames of the colour layers are keys, and how the timeline tells whose a frame is."""

from __future__ import annotations

from typing import Any

import numpy as np

from .attributes import read_attribute
from .layers import frame_on, is_painted, numbers_of

GENERATED = "GENERATED"
"""Keyframe type of what Shiage wrote."""

MARKED = "EXTREME"
"""Keyframe type of a frame of the result that shall be a key."""

UNMARKED = "BREAKDOWN"
"""Keyframe type of a painted frame that shall be no key. Artists give it to keys of their own too, so it
counts only together with the attribute."""

_NO_KEY = "shiage_no_key"


def is_key(frame: Any) -> bool:
    """Whether a frame of a colour layer is a key: painted, whatever its keyframe type, and not unmarked."""
    return is_painted(frame) and not (frame.keyframe_type == UNMARKED and _flags(frame).any())


def key_numbers(layer: Any) -> list[int]:
    """Numbers of a colour layer's keys, in time order."""
    return [n for n in numbers_of(layer) if is_key(frame_on(layer, n))]


def mark(frame: Any, key: bool) -> None:
    """Make a painted frame of a colour layer a key, or a key no more."""
    frame.keyframe_type = MARKED if key else UNMARKED
    attributes = frame.drawing.attributes
    attribute = attributes.get(_NO_KEY) or attributes.new(_NO_KEY, "BOOLEAN", "CURVE")
    attribute.data.foreach_set("value", np.full(attributes.domain_size("CURVE"), not key))


def adopt(layer: Any) -> None:
    """What the artist painted where Shiage had left an empty frame is the artist's frame from now on."""
    for frame in layer.frames:
        if frame.keyframe_type == GENERATED and is_painted(frame):
            frame.keyframe_type = "KEYFRAME"


def _flags(frame: Any) -> np.ndarray:
    return read_attribute(frame.drawing, _NO_KEY, frame.drawing.attributes.domain_size("CURVE"), 0, np.bool_)
