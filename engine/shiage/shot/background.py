# SPDX-License-Identifier: Apache-2.0
"""What lies around the figure of a shot."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from shiage.cel.arrays import RGBA
from shiage.shot.types import Key

CLEAR: RGBA = (0, 0, 0, 0)

_OPEN = 0.25
"""Share of a key's border that is transparent where the shot's background is."""


def ground(keys: list[Key]) -> RGBA:
    """What lies around the figure in the keys: mostly nothing."""
    rims = [np.concatenate([k.cel[[0, -1]].reshape(-1, 4), k.cel[:, [0, -1]].reshape(-1, 4)]) for k in keys]
    if not rims or any((rim[:, 3] == 0).mean() > _OPEN for rim in rims):
        return CLEAR
    colours, counts = np.unique(np.concatenate(rims), axis=0, return_counts=True)
    return colour_of(colours[[[counts.argmax()]]])


def colour_of(cel: NDArray[np.uint8]) -> RGBA:
    """The colour of a cel that is one colour all over."""
    red, green, blue, alpha = cel[0, 0].tolist()
    return (red, green, blue, alpha) if alpha else CLEAR
