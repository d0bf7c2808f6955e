# SPDX-License-Identifier: Apache-2.0
"""The exact colours a production allows, with names."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class Palette:
    """Swatches.

    Attributes:
        colours: (n, 4) uint8, straight-alpha RGBA; a transparent swatch is (0, 0, 0, 0).
        names: one name per swatch.
    """

    colours: NDArray[np.uint8]
    names: tuple[str, ...]
