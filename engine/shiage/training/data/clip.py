# SPDX-License-Identifier: Apache-2.0
"""A few consecutive drawings with their colours and the identity of every part: what all sources give."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from shiage.cel.lineart import LineArt


@dataclass(frozen=True)
class Clip:
    """Frames in time order, drawn and painted.

    A *part* is one painted shape of the drawing (the left hand, one hair lock); it keeps its number in all
    frames, also where another part covers it for a while. Several parts may share a swatch. Film, whose parts
    unknown, has `parts` None.

    Attributes:
        name: Source and place in it, for logs and contact sheets.
        lines: `(T, H, W)` uint8, coverage of ink: 0 is paper, 255 is full ink.
        cels: `(T, H, W, 4)` uint8 RGBA, flat or shaded colour without ink, reaching under the ink; alpha 0 is
            paper.
        parts: `(T, H, W)` int32, the part each pixel belongs to (also under the ink); 0 is paper.
        traces: `(T, H, W)` uint8 TRACE_* of the trace line that a pixel of `lines` belongs to; None where no
            line is one.
        shot: The shot it was cut out of, for sources that have only so many: what is held out must be of
            shots of its own. "" where every clip is drawn anew.
    """

    name: str
    lines: NDArray[np.uint8]
    cels: NDArray[np.uint8]
    parts: NDArray[np.int32] | None
    traces: NDArray[np.uint8] | None = None
    shot: str = ""

    def line_art(self, frame: int) -> LineArt:
        """A frame's drawing as it would be read: black ink and trace lines apart."""
        if self.traces is None:
            return LineArt(self.lines[frame])
        trace = self.traces[frame]
        return LineArt(np.where(trace, 0, self.lines[frame]).astype(np.uint8), trace)


class ClipSource(Protocol):
    """Anything that clips can be drawn from."""

    def clip(self, rng: np.random.Generator, frames: int, size: int) -> Clip:
        """Draw one clip of `frames` consecutive frames, `size` x `size` pixels; `rng` alone decides which."""
        ...
