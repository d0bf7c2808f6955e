# SPDX-License-Identifier: Apache-2.0
"""Checks a submission that asks for candidates: one drawing, without a key, in flat colours."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from shiage.service.validate_items import ShotRefused
from shiage.wire.limits import CANDIDATES, CUT, DEFAULT_MODE, MAX_CANDIDATES


def check_candidates(
    settings: Mapping[str, Any],
    kind: str,
    mode: str,
    frames: Collection[int],
    seen: Collection[tuple[str, Any]],
) -> int:
    """How many candidates are asked for, 1 where none are.

    Args:
        settings: as they were sent.
        kind: of the job.
        mode: in which it is to be coloured.
        frames: numbers of the frames.
        seen: role of each item with its frame's number or its sheet's name.

    Raises:
        ShotRefused: it is no such number, or there is more than one frame, or a key.
    """
    asked = settings.get(CANDIDATES, 1)
    if type(asked) is not int or not 1 <= asked <= MAX_CANDIDATES:
        raise ShotRefused(f"the setting candidates is a whole number from 1 to {MAX_CANDIDATES}")
    if asked == 1:
        return 1
    if kind == CUT or mode != DEFAULT_MODE:
        raise ShotRefused(f"candidates are for a drawing that is coloured in mode {DEFAULT_MODE}")
    if len(frames) > 1:
        raise ShotRefused(f"candidates are for one drawing; the shot has {len(frames)}")
    if any(role == "key" for role, _ in seen):
        raise ShotRefused("candidates are for a drawing without a key: a key says what it carries")
    return int(asked)
