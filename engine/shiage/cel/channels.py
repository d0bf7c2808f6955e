# SPDX-License-Identifier: Apache-2.0
"""Channels of a picture of lines: how dark its red, green and blue are."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Channel = NDArray[np.uint8]
"""(H, W) uint8, 255 less a channel's value."""


def darkest(dark: Sequence[Channel]) -> Channel:
    """Darkness of the darkest channel."""
    return _fold(np.maximum, dark)


def lightest(dark: Sequence[Channel]) -> Channel:
    """Darkness of the lightest channel: what all channels share, which is black ink."""
    return _fold(np.minimum, dark)


def _fold(pick: np.ufunc, dark: Sequence[Channel]) -> Channel:
    found = dark[0]
    for channel in dark[1:]:
        found = pick(found, channel)
    return found
