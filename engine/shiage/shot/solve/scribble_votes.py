# SPDX-License-Identifier: Apache-2.0
"""What scribbled regions say of the others in their drawing."""

from __future__ import annotations

import numpy as np

from shiage.cel.arrays import Floats
from shiage.shot.describe.description import Description
from shiage.shot.match.matcher import RegionMatcher
from shiage.shot.solve.fixed_labels import Given


def scribble_votes(drawings: list[Description], given: Given, matcher: RegionMatcher) -> dict[int, Floats]:
    """Votes of scribbled regions for the swatches of the others.

    Args:
        drawings: regions of the frames, then of the model sheets.
        given: palette and fixed swatches.
        matcher: what knows which regions of a drawing carry one swatch.

    Returns:
        drawing -> (n, swatches) float32, rows sum to 1; of drawings that are scribbled on and no keys.
    """
    swatches = len(given.palette.colours)
    out = {}
    for t in sorted(given.scribbled.keys() - given.coloured.keys()):
        labels = given.labels(t, len(drawings[t].area))
        shares = matcher.within(drawings[t], labels >= 0)
        if shares is None:
            continue
        known = np.eye(swatches, dtype=np.float32)[labels.clip(0)] * (labels >= 0)[:, None]
        out[t] = (shares[:, :-1] @ known + shares[:, -1:] / np.float32(swatches)).astype(np.float32)
    return out
