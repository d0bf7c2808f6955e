# SPDX-License-Identifier: GPL-3.0-or-later
"""Frames as one says them."""

from __future__ import annotations

from collections.abc import Collection

from .translations import said

SAID = 8
"""So many frames are named where frames are named."""


def numbers(frames: Collection[int]) -> str:
    """Frames as one says them."""
    named = ", ".join(str(number) for number in sorted(frames)[:SAID])
    if len(frames) == 1:
        return said("frame {}", named)
    if len(frames) > SAID:
        return said("frames {} and {} more", named, len(frames) - SAID)
    return said("frames {}", named)
