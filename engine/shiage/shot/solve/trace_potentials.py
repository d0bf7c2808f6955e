# SPDX-License-Identifier: Apache-2.0
"""What trace lines say: across a blue one lies the shade of this paint, across a red one its light.

Painters' line art parts the tones of one paint by coloured lines that vanish under the fill. Which swatches
stand beside each other across which colour of line is read off the keys: it differs from studio to studio.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from shiage.cel.lineart import TRACE_BLUE, TRACE_RED
from shiage.shot.describe.trace_borders import TraceLines
from shiage.shot.match.mlp import softmax
from shiage.shot.solve.log_odds import odds, settle

Floats = NDArray[np.float32]

ACROSS, BOUNDED = 0.8, 0.4
"""How much the region across a trace line counts that is sure, and how much it counts to have such lines at
all. Below 1: slivers lose their trace lines to what covers them. Compared on procedural shots and on the
demo."""

SEEN = 0.5
"""Meetings that are imagined for each swatch beside those seen in the keys, of everything with everything."""

SELDOM = 0.03
"""Least chance of a swatch to have a kind of trace line, and to have none."""


TABLE = 1 << 22
"""Entries of swatches by swatches that are held at a time, one table a trace line."""


@dataclass(frozen=True, eq=False)
class Tones:
    """What the given regions of a shot tell of trace lines.

    Attributes:
        prior: (swatches,) what the palette says in general.
        beside: (3, swatches, swatches) float32, for each kind of line the chance of a swatch (last) across
            from another; rows sum to 1.
        bounded: (swatches, 3) float32, the chance that a region of a swatch has such a line.
        usual: (3,) float32, the same of any region.
    """

    prior: Floats
    beside: Floats
    bounded: Floats
    usual: Floats

    def alone(self, lines: TraceLines, count: int) -> Floats:
        """(count, swatches) log-odds of each region from the kinds of trace line that it has."""
        has = lines.bounded(count)[:, None]
        told = np.where(
            has, np.log(self.bounded / self.usual), np.log((1 - self.bounded) / (1 - self.usual))
        ).sum(2)
        return np.asarray(BOUNDED * told, np.float32)


def learn_tones(
    given: Sequence[NDArray[np.int32]], traced: Sequence[TraceLines], prior: Floats
) -> Tones | None:
    """Read off what is given which swatches meet across which trace lines.

    Args:
        given: per drawing (n,) swatch of each region, -1 where it is to be found.
        traced: per drawing.
        prior: (swatches,) what the palette says in general.

    Returns:
        None where nothing given has a trace line.
    """
    swatches = len(prior)
    met = np.zeros((TRACE_BLUE, swatches, swatches), np.float32)
    having = np.zeros((swatches, TRACE_BLUE), np.float32)
    regions = np.zeros(swatches, np.float32)
    for own, lines in zip(given, traced, strict=True):
        one, other = own[lines.pairs[:, 0]], own[lines.pairs[:, 1]]
        known = (one >= 0) & (other >= 0)
        kind = lines.kinds[known] - TRACE_RED
        each = np.ones(len(kind), np.float32)
        np.add.at(met, (kind, one[known], other[known]), each)
        np.add.at(met, (kind, other[known], one[known]), each)
        fixed = own >= 0
        regions += np.bincount(own[fixed], minlength=swatches)
        np.add.at(having, own[fixed], lines.bounded(len(own))[fixed].astype(np.float32))
    if not met.any():
        return None
    usual = (having.sum(0) + 1) / (regions.sum() + 2)
    return Tones(
        prior,
        (met + SEEN * prior) / (met.sum(2, keepdims=True) + SEEN),
        ((having + usual) / (regions[:, None] + 1)).clip(SELDOM, 1 - SELDOM).astype(np.float32),
        usual.astype(np.float32),
    )


class Meetings:
    """Messages across the trace lines of one drawing, each way, and what having such lines tells."""

    def __init__(self, lines: TraceLines, tones: Tones, count: int) -> None:
        self._to = np.concatenate([lines.pairs[:, 0], lines.pairs[:, 1]])
        self._from = np.concatenate([lines.pairs[:, 1], lines.pairs[:, 0]])
        self._beside, self._kind = tones.beside, np.tile(lines.kinds - TRACE_RED, 2)
        self._trust = np.float32(ACROSS) * np.tile(lines.sure, 2)[:, None]
        self._prior = tones.prior
        self._told: Floats = np.zeros((len(self._to), len(tones.prior)), np.float32)
        self._alone = tones.alone(lines, count)

    def add(self, beliefs: Floats, given: NDArray[np.int32]) -> Floats:
        """Tell every region what its trace lines say; nothing comes back to who said it.

        Args:
            beliefs: (n, swatches) log-probabilities from everything else.
            given: (n,) clamped swatches, -1 where there is none.
        """
        heard = settle(self._sum(beliefs), given)[self._from]
        answers = np.roll(self._told, len(self._told) // 2, 0)
        free = given[self._from] < 0
        heard[free] -= answers[free]
        self._told = self._trust * odds(self._across(softmax(heard)), self._prior)
        return self._sum(beliefs)

    def _across(self, beliefs: Floats) -> Floats:
        """(e, swatches) what lies across each line from beliefs (e, swatches), few lines at a time."""
        few = max(1, TABLE // len(self._prior) ** 2)
        parts = [slice(at, at + few) for at in range(0, len(beliefs), few)]
        told = [np.einsum("es,esl->el", beliefs[p], self._beside[self._kind[p]]) for p in parts]
        return np.asarray(np.concatenate([beliefs[:0], *told]), np.float32)

    def _sum(self, beliefs: Floats) -> Floats:
        out = beliefs + self._alone
        np.add.at(out, self._to, self._told)
        return out
