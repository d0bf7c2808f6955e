# SPDX-License-Identifier: Apache-2.0
"""Names of array types: what they hold, not how large they are."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]
Ints = NDArray[np.int64]

RGBA = tuple[int, int, int, int]
"""A colour, 0 to 255 a channel, alpha not multiplied in."""
