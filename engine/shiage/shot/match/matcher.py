# SPDX-License-Identifier: Apache-2.0
"""What every matcher answers: which regions of two drawings carry one swatch."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from shiage.cel.arrays import Floats
from shiage.shot.describe.description import Description
from shiage.shot.match.motion import Motion
from shiage.shot.match.transport import Transport


class RegionMatcher(Protocol):
    """Says which regions of another frame carry the swatch of a region of this one."""

    def transport(
        self, a: Description, b: Description, gap: int, moved: Motion | None = None
    ) -> tuple[Transport, Transport]:
        """Likeness of all regions of two frames, as probabilities.

        Args:
            a: one frame's regions, n of them.
            b: another's, m of them.
            gap: frames between the two.
            moved: the motion between the two, where it is known.

        Returns:
            (n, m + 1) and (m, n + 1), rows sum to 1; sparse where one of the two is crowded. Entry (i, j) of
            the first is how sure we are that region i of a carries the swatch of region j of b; the last
            column is "of none of them". The second says the same of b's regions towards a.
        """

    def paper(self, drawing: Description) -> Floats | None:
        """How sure we are from a drawing alone that regions are unpainted.

        Returns:
            (n,) float32, NaN for regions that it has no idea of; None when it has none of any.
        """

    def within(self, drawing: Description, given: NDArray[np.bool_]) -> Floats | None:
        """Which regions of one drawing carry one swatch.

        Args:
            drawing: n regions.
            given: (n,) whose swatch is known.

        Returns:
            (n, n + 1) float32, rows sum to 1: how sure we are that a region carries the swatch of each that
            is known; the last column is "of none of them". None when the matcher has no idea of it.
        """


def crowded(a: Description, b: Description) -> bool:
    """Whether two drawings have regions, and one of them too many to compare all with all."""
    return (a.crowded or b.crowded) and len(a.area) > 0 and len(b.area) > 0


def no_match(answers: Floats) -> Floats:
    """(n, m + 1) when one of the frames has no region: every region's swatch stands in none of them."""
    n, m = answers.shape[:2]
    out = np.zeros((n, m + 1), np.float32)
    out[:, -1] = 1
    return out
