# SPDX-License-Identifier: GPL-3.0-or-later
"""Why there is no colour to colour a shot with."""

from __future__ import annotations

from ..language.messages import ShiageError
from .gathered import Gathered
from .plan import Plan
from .read_keys import painted_outside


def no_colour(plan: Plan, found: Gathered) -> ShiageError:
    """What is missing, for a shot without key, scribbles, sheet and correction."""
    if not (plan.colours or plan.scribbles):
        return ShiageError("There is no key: choose the color layer in the panel and fill a frame's regions")
    unlined = found.unlined | found.unlined_scribbles
    if unlined:
        words = "There is no key: frame {} is painted, but no line is to be seen there"
        return ShiageError(words, min(unlined))
    unseen = found.unfilled | found.unseen_scribbles
    outside = painted_outside(plan)
    if outside and not unseen:
        words = "There is no key in the frames {} to {}: frame {} is painted, outside them"
        return ShiageError(words, plan.start, plan.end, outside[0])
    if unseen:
        words = "There is no key: what is painted in frame {} is not to be seen (no opacity, or no width)"
        return ShiageError(words, min(unseen))
    if not plan.colours:
        return ShiageError("There is no key: nothing is scribbled on the layer '{}'", plan.scribbles[0][1])
    words = "There is no key: fill the regions of at least one frame on the layer '{}'"
    return ShiageError(words, plan.colours[0][1])
