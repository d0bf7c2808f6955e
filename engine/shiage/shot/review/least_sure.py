# SPDX-License-Identifier: Apache-2.0
"""Where a person should look first in a coloured frame."""

from __future__ import annotations

from typing import Any

import numpy as np

from shiage.shot.types import SURE, ColoredFrame

MOST = 3
"""Regions of a frame that are told of; a page of an episode shows few of a whole shot."""


def least_sure_regions(colored: ColoredFrame) -> list[dict[str, Any]]:
    """The least sure regions of a frame, none that is as sure as SURE.

    Returns:
        for each its confidence "sure", 0 to 1, and its "box", left, top, width and height in pixels;
        the least sure first.
    """
    found = []
    for i in np.argsort(colored.confidence, kind="stable")[:MOST].tolist():
        if colored.confidence[i] >= SURE:
            break
        rows, columns = np.nonzero(colored.labels == i + 1)
        if not len(rows):
            continue
        left, top = int(columns.min()), int(rows.min())
        box = [left, top, int(columns.max()) - left + 1, int(rows.max()) - top + 1]
        found.append({"sure": round(float(colored.confidence[i]), 4), "box": box})
    return found


def unsure_words(count: int) -> str:
    """How many regions are less sure than SURE."""
    return f"{count} region{'' if count == 1 else 's'} less sure than {100 * SURE:.0f} %"
