# SPDX-License-Identifier: Apache-2.0
"""A label map in runs: what is kept of it between two colourings of a shot, and asked for single pixels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Labels = NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class Runs:
    """An (H, W) map of int32 as runs of one value, row after row.

    Attributes:
        shape: H and W.
        starts: (k,) int32, where in the flattened map each run begins; the first one at 0.
        values: (k,) int32.
    """

    shape: tuple[int, int]
    starts: NDArray[np.int32]
    values: Labels

    @staticmethod
    def of(labels: Labels) -> Runs:
        """The runs of a map (H, W)."""
        flat = np.ascontiguousarray(labels, np.int32).ravel()
        starts = np.concatenate([[0], np.flatnonzero(flat[1:] != flat[:-1]) + 1]).astype(np.int32)
        return Runs((labels.shape[0], labels.shape[1]), starts, flat[starts])

    def at(self, x: int, y: int) -> int:
        """The value at a pixel."""
        place = np.searchsorted(self.starts, y * self.shape[1] + x, "right") - 1
        return int(self.values[place])

    def whole(self) -> Labels:
        """The map, (H, W) int32."""
        lengths = np.diff(self.starts, append=self.shape[0] * self.shape[1])
        return np.repeat(self.values, lengths).reshape(self.shape)

    def arrays(self) -> dict[str, NDArray[np.generic]]:
        """All of it by name, for a checkpoint; lengths and steps are small numbers and pack well."""
        lengths = np.diff(self.starts, append=self.shape[0] * self.shape[1])
        return {
            "shape": np.array(self.shape, np.int32),
            "lengths": lengths.astype(np.int32),
            "values": self.values,
        }

    @staticmethod
    def of_arrays(arrays: Mapping[str, NDArray[Any]]) -> Runs:
        """The runs that `arrays` came from."""
        height, width = (int(side) for side in arrays["shape"].tolist())
        starts = np.concatenate([[0], np.cumsum(arrays["lengths"])[:-1]]).astype(np.int32)
        return Runs((height, width), starts, arrays["values"].astype(np.int32))
