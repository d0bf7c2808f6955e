# SPDX-License-Identifier: Apache-2.0
"""What hosts may send is what the engine's own rooms take: both know of no other room's numbers."""

from __future__ import annotations

from typing import get_args

from shiage.cel import picture
from shiage.shot.types import MOST_FRAMES, Mode, Settings
from shiage.wire import limits
from shiage.wire.shot import ShotUpload


def test_defaults_are_those_of_a_shot() -> None:
    sent, settings = ShotUpload(), Settings()
    assert (sent.mode, sent.gap, sent.min_area) == (settings.mode, settings.gap, settings.min_area)
    assert get_args(Mode) == limits.MODES


def test_bounds_are_those_of_a_shot() -> None:
    assert (limits.MIN_SIDE, limits.MAX_SIDE) == (picture.MIN_SIDE, picture.MAX_SIDE)
    assert limits.MAX_FRAMES == MOST_FRAMES
