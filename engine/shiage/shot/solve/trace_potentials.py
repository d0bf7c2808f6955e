# SPDX-License-Identifier: Apache-2.0
"""Potentials of trace lines: across a blue one lies the shade of this paint, across a red one its light.

Painters' line art parts the tones of one paint by coloured lines that vanish under the fill. Which swatches
lie beside each other across which colour of line is counted in the keys: it differs from studio to studio.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import softmax

from shiage.cel.arrays import Floats
from shiage.cel.lineart import TRACE_BLUE, TRACE_RED
from shiage.shot.describe.trace_borders import TraceLines
from shiage.shot.solve.log_odds import clamp, log_odds

PAIRWISE, UNARY = 0.8, 0.4
"""Weights of the messages across trace lines, and of the unary potential of having such lines. Below 1:
slivers lose their trace lines to what covers them. Compared on procedural shots and on the demo."""

PSEUDO_COUNT = 0.5
"""Borders added for each swatch to those counted in the keys, spread as the prior: a Dirichlet prior."""

LEAST = 0.03
"""Least probability of a swatch to have a kind of trace line, and to have none."""


TABLE = 1 << 22
"""Entries of swatches by swatches that are held at a time, one table a trace line."""


@dataclass(frozen=True, eq=False)
class TraceStatistics:
    """What the given regions of a shot say of trace lines.

    Attributes:
        prior: (swatches,) of the palette.
        across: (3, swatches, swatches) float32, for each kind of line the probability of a swatch (last)
            across from another; rows sum to 1.
        bounded: (swatches, 3) float32, the probability that a region of a swatch has such a line.
        usual: (3,) float32, the same of any region.
    """

    prior: Floats
    across: Floats
    bounded: Floats
    usual: Floats

    def unary(self, lines: TraceLines, count: int) -> Floats:
        """(count, swatches) log-odds of each region from the kinds of trace line that it has."""
        has = lines.bounded(count)[:, None]
        ratio = np.where(
            has, np.log(self.bounded / self.usual), np.log((1 - self.bounded) / (1 - self.usual))
        ).sum(2)
        return np.asarray(UNARY * ratio, np.float32)


def count_traces(
    given: Sequence[NDArray[np.int32]], traced: Sequence[TraceLines], prior: Floats
) -> TraceStatistics | None:
    """Count which swatches meet across which trace lines in what is given.

    Args:
        given: per drawing (n,) swatch of each region, -1 where it is to be found.
        traced: per drawing.
        prior: (swatches,) of the palette.

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
    return TraceStatistics(
        prior,
        (met + PSEUDO_COUNT * prior) / (met.sum(2, keepdims=True) + PSEUDO_COUNT),
        ((having + usual) / (regions[:, None] + 1)).clip(LEAST, 1 - LEAST).astype(np.float32),
        usual.astype(np.float32),
    )


class TraceMessages:
    """Messages across the trace lines of one drawing, both ways, and the unary potential of having them."""

    def __init__(self, lines: TraceLines, statistics: TraceStatistics, count: int) -> None:
        """Args: lines: of the drawing; statistics: of the shot; count: the drawing's regions."""
        self._target = np.concatenate([lines.pairs[:, 0], lines.pairs[:, 1]])
        self._source = np.concatenate([lines.pairs[:, 1], lines.pairs[:, 0]])
        self._across, self._kind = statistics.across, np.tile(lines.kinds - TRACE_RED, 2)
        self._weight = np.float32(PAIRWISE) * np.tile(lines.sure, 2)[:, None]
        self._prior = statistics.prior
        self._messages: Floats = np.zeros((len(self._target), len(statistics.prior)), np.float32)
        self._unary = statistics.unary(lines, count)

    def add(self, log_beliefs: Floats, given: NDArray[np.int32]) -> Floats:
        """Pass messages once and add them.

        Args:
            log_beliefs: (n, swatches) from everything else.
            given: (n,) clamped swatches, -1 where there is none.

        Returns:
            (n, swatches) log-beliefs with trace lines.
        """
        cavity = clamp(self._sum(log_beliefs), given)[self._source]
        reverse = np.roll(self._messages, len(self._messages) // 2, 0)
        free = given[self._source] < 0
        cavity[free] -= reverse[free]
        self._messages = self._weight * log_odds(self._propagate(softmax(cavity, axis=1)), self._prior)
        return self._sum(log_beliefs)

    def _propagate(self, beliefs: Floats) -> Floats:
        """(e, swatches) what lies across each line from beliefs (e, swatches), few lines at a time."""
        few = max(1, TABLE // len(self._prior) ** 2)
        parts = [slice(at, at + few) for at in range(0, len(beliefs), few)]
        sent = [np.einsum("es,esl->el", beliefs[p], self._across[self._kind[p]]) for p in parts]
        return np.asarray(np.concatenate([beliefs[:0], *sent]), np.float32)

    def _sum(self, log_beliefs: Floats) -> Floats:
        out = log_beliefs + self._unary
        np.add.at(out, self._target, self._messages)
        return out
