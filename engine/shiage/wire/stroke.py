# SPDX-License-Identifier: Apache-2.0
"""A stroke of line art as a host hands it over."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Stroke:
    """A projected stroke of line art.

    Attributes:
        points: (x, y) in pixels from the top left corner of the frame.
        radius: half the width of the line at each point, in pixels.
        closed: the last point joins the first.
        trace: 0 black ink, 1 red, 2 green, 3 blue trace line.
    """

    points: list[tuple[float, float]]
    radius: list[float]
    closed: bool = False
    trace: int = 0
