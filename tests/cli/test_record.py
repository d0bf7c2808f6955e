# SPDX-License-Identifier: Apache-2.0
"""A fingerprint of a shot changes with all that its results depend on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from shiage.cel.lineart import TRACE_BLUE, LineArt
from shiage.cli.record import shot_digest
from shiage.shot.types import Frame, Key, ModelSheet, Settings, Shot

INK = np.zeros((8, 8), np.uint8)
TRACE = np.where(np.eye(8, dtype=bool), np.uint8(TRACE_BLUE), np.uint8(0))
CEL = np.full((8, 8, 4), 255, np.uint8)


def shot() -> Shot:
    return Shot([Frame(1, LineArt(INK))], [Key(1, CEL)], [ModelSheet("hero", LineArt(INK), CEL)])


@pytest.mark.parametrize(
    "change",
    [
        lambda s: replace(s, frames=[Frame(1, LineArt(INK, TRACE))]),
        lambda s: replace(s, frames=[Frame(2, LineArt(INK))]),
        lambda s: replace(s, sheets=[ModelSheet("hero", LineArt(INK, TRACE), CEL)]),
        lambda s: replace(s, sheets=[ModelSheet("hero", LineArt(INK), CEL // 2)]),
        lambda s: replace(s, settings=Settings(gap=3)),
    ],
)
def test_a_fingerprint_changes_with_the_input(change: Callable[[Shot], Shot]) -> None:
    assert shot_digest(shot(), 24) == shot_digest(shot(), 24)
    assert shot_digest(change(shot()), 24) != shot_digest(shot(), 24)
