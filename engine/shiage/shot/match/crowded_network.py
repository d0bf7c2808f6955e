# SPDX-License-Identifier: Apache-2.0
"""What the matcher sees of crowded drawings: their largest regions, which are what is drawn."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from shiage.models.matcher import Matcher
from shiage.models.sparse_matcher import Described, Ends, compare_pairs
from shiage.shot.match.candidate_logits import Rows
from shiage.shot.match.crowded import CrowdedMatch


@dataclass(frozen=True, eq=False)
class Seen:
    """The regions of a drawing that the matcher looks at.

    Attributes:
        chosen: (k,) int64 which they are, in order.
        described: what the matcher sees of them.
    """

    chosen: NDArray[np.int64]
    described: Described


def add_network(match: CrowdedMatch, a: Seen, b: Seen, matcher: Matcher, adapted: bool) -> CrowdedMatch:
    """Add what the matcher sees of the regions that it looks at."""
    pairs, (near, far) = match.found.pairs, match.found.pairs.sides
    place, place_two = _places(a.chosen, pairs.n)[pairs.one], _places(b.chosen, pairs.m)[pairs.two]
    seen = np.flatnonzero((place >= 0) & (place_two >= 0))
    concluded = match.one.logs(near).pairs, match.two.logs(far).pairs
    own, other, *known = (
        torch.from_numpy(each[seen]).to(a.described.tokens.device)
        for each in (place, place_two, match.ahead, match.behind, *concluded)
    )
    ahead, back = Ends(own, other, known[0], known[2]), Ends(other, own, known[1], known[3])
    one, two = compare_pairs(matcher, a.described, b.described, ahead, back, adapted)
    return replace(
        match, one=_added(match.one, seen, a.chosen, *one), two=_added(match.two, seen, b.chosen, *two)
    )


def _places(chosen: NDArray[np.int64], count: int) -> NDArray[np.int64]:
    """(count,) where each region stands among the chosen ones, -1 for none."""
    out = np.full(count, -1, np.int64)
    out[chosen] = np.arange(len(chosen))
    return out


def _added(rows: Rows, seen: NDArray[np.intp], chosen: NDArray[np.int64], more: Tensor, none: Tensor) -> Rows:
    pairs, nothing = rows.pairs.copy(), rows.none.copy()
    pairs[seen] += more.cpu().numpy()
    nothing[chosen] += none.cpu().numpy()
    return Rows(pairs, nothing)
