# SPDX-License-Identifier: Apache-2.0
"""Line art of one frame: coverage of ink, and trace lines apart from black ink."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

PAPER_LIMIT = 55
"""Most ink coverage (of 255) that still counts as paper; a grey of 200 or more is paper."""

TRACE_NONE, TRACE_RED, TRACE_GREEN, TRACE_BLUE = 0, 1, 2, 3


@dataclass(frozen=True, eq=False)
class LineArt:
    """One frame's lines.

    Attributes:
        ink: (H, W) uint8, coverage of black ink, 0 paper .. 255 full ink.
        trace: (H, W) uint8, TRACE_* of the coloured trace line standing at a pixel, or None when the
            frame has no trace lines.
    """

    ink: NDArray[np.uint8]
    trace: NDArray[np.uint8] | None = None

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return self.ink.shape[1], self.ink.shape[0]

    def barrier(self) -> NDArray[np.bool_]:
        """(H, W) bool: pixels that separate regions, by ink or by a trace line."""
        lines = self.ink > PAPER_LIMIT
        return lines if self.trace is None else lines | (self.trace > TRACE_NONE)
