# SPDX-License-Identifier: Apache-2.0
"""Likeness of crowded drawings: thousands of hatch cells, dots or specks beside what is drawn.

Candidates alone are compared. All of them by evidence; the largest regions of both drawings, which are what
is drawn, by the matcher too. Cost and memory grow with the number of regions and not with its square.
"""

from __future__ import annotations

from dataclasses import dataclass

from shiage.cel.arrays import Floats
from shiage.shot.describe.description import Description
from shiage.shot.match import candidate_features
from shiage.shot.match.candidate_features import Candidates, Splitting
from shiage.shot.match.candidate_logits import Rows, both_looks, transports
from shiage.shot.match.candidates import candidates
from shiage.shot.match.mlp import Weights
from shiage.shot.match.motion import Motion, landings
from shiage.shot.match.transport import Sparse


@dataclass(frozen=True, eq=False)
class CrowdedMatch:
    """Two crowded drawings compared by evidence alone.

    Attributes:
        found: their candidates.
        ahead, behind: (e, q) answers of each pair, seen from either drawing.
        one, two: logits of the rows of either.
    """

    found: Candidates
    ahead: Floats
    behind: Floats
    one: Rows
    two: Rows

    def transports(self, temperature: float = 1.0) -> tuple[Sparse, Sparse]:
        """See `matcher.RegionMatcher.transport`; logits are divided by the temperature first."""
        return transports(
            self.found.pairs,
            self.one.divided(temperature),
            self.two.divided(temperature),
            Splitting.of(self.ahead),
            Splitting.of(self.behind),
        )


def match_crowded(a: Description, b: Description, gap: int, moved: Motion, weights: Weights) -> CrowdedMatch:
    """Compare two drawings with regions, of which one is crowded, by evidence.

    Args:
        a: one drawing.
        b: the other.
        gap: frames between the two.
        moved: the motion between them.
        weights: of `feature_matcher.FeatureMatcher`.
    """
    there, back = landings(moved, a, b)
    found = Candidates.of(a, b, candidates(a, b, there, back))
    ahead, behind = candidate_features.compare_pairs(a, b, gap, found, there, back)
    return CrowdedMatch(found, ahead, behind, *both_looks(found, ahead, behind, weights))
