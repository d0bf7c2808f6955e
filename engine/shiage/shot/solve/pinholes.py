# SPDX-License-Identifier: Apache-2.0
"""What keys and artists say of pinholes, which else take the colour of what is beside them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from shiage.cel.pinholes import PINHOLE, Paint, join_pinholes
from shiage.cel.regions import RegionMap
from shiage.shot.describe.description import Description
from shiage.shot.solve.fixed_labels import Given
from shiage.shot.types import Frame


@dataclass(frozen=True, eq=False)
class Pinholes:
    """How the pinholes of a shot are painted.

    Attributes:
        clear: palette indices of what is transparent.
        apart: palette indices with which keys paint them apart from all that is beside them, or leave them
            open amid paint.
        kept: numbers of the frames where they are as they are: the keys.
        fixed: frame number -> regions (0-based) that an artist corrected.
    """

    clear: frozenset[int] = frozenset()
    apart: frozenset[int] = frozenset()
    kept: frozenset[int] = frozenset()
    fixed: dict[int, frozenset[int]] | None = None

    def joined(
        self, number: int, regions: RegionMap, barrier: NDArray[np.bool_], swatches: NDArray[np.int32]
    ) -> tuple[RegionMap, NDArray[np.int64]]:
        """A frame's regions without pinholes, and which they were, see `cel.pinholes.join_pinholes`."""
        if number in self.kept:
            return regions, np.arange(regions.count)
        return join_pinholes(regions, barrier, Paint(swatches, self.clear, self.apart, self._fixed(number)))

    def fingerprint(
        self, number: int, swatches: NDArray[np.int32]
    ) -> tuple[bool, list[int], list[int], list[int]]:
        """All that `joined` reads of a frame beside its drawing and its swatches."""
        used = set(swatches.tolist())
        fixed = sorted(self._fixed(number))
        return number in self.kept, sorted(self.clear & used), sorted(self.apart & used), fixed

    def _fixed(self, number: int) -> frozenset[int]:
        return (self.fixed or {}).get(number, frozenset())


def read_pinholes(given: Given, drawings: list[Description], frames: list[Frame]) -> Pinholes:
    """What is given of the pinholes of drawings: frames in time order, then model sheets."""
    numbers = [f.number for f in frames]
    clear = frozenset(np.flatnonzero(given.palette.colours[:, 3] == 0).tolist())
    apart = [_painted_apart(drawings[t], swatches) for t, swatches in given.coloured.items()]
    return Pinholes(
        clear=clear,
        apart=frozenset(set().union(*apart)),
        kept=frozenset(numbers[t] for t in given.coloured if t < len(numbers)),
        fixed={numbers[t]: frozenset(given.said(t)) for t in {**given.scribbled, **given.corrected}},
    )


def _painted_apart(drawing: Description, swatches: NDArray[np.int32]) -> set[int]:
    """Swatches of a coloured drawing's pinholes that no larger region beside them has."""
    width, height = drawing.window[2:].tolist()
    tiny = np.rint(drawing.area * (width * height)) <= PINHOLE
    beside: dict[int, set[int]] = {i: set() for i in np.flatnonzero(tiny).tolist()}
    for a, b in drawing.neighbours.tolist():
        for one, other in ((a, b), (b, a)):
            if tiny[one] and not tiny[other]:
                beside[one].add(int(swatches[other]))
    return {int(swatches[i]) for i, around in beside.items() if int(swatches[i]) not in around}
