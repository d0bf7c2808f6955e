# SPDX-License-Identifier: Apache-2.0
"""What a coloured frame looks like apart from how sure its swatches are: drawn once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from shiage.cel.census import pack
from shiage.cel.palette import Palette
from shiage.shot.types import ColoredFrame

Labels = NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class Pieces:
    """What the labels of a coloured frame stand for: regions of its drawing, then parts that a key has.

    Attributes:
        left: (n,) int64, the regions (0-based) of the drawing that are left: pinholes have joined others.
        region: (m,) int32, the label (0-based) that each part lies in.
        colour: (m,) uint32, packed RGBA of each part.
    """

    left: NDArray[np.int64]
    region: Labels
    colour: NDArray[np.uint32]

    def decided(
        self, swatches: Labels, sure: NDArray[np.float32], palette: Palette
    ) -> tuple[Labels, NDArray[np.float32]]:
        """Swatch and confidence of each label, (n + m,) each, from those of the drawing's regions."""
        own, sure = swatches[self.left], sure[self.left]
        if not len(self.region):
            return own, sure
        every = enumerate(pack(palette.colours[:, None])[:, 0].tolist())
        index = {colour: i for i, colour in reversed(list(every))}
        parts = zip(self.colour.tolist(), self.region.tolist(), strict=True)
        more = np.array([index.get(colour, own[region]) for colour, region in parts], np.int32)
        return np.concatenate([own, more]), np.concatenate([sure, np.ones(len(more), np.float32)])

    def arrays(self) -> dict[str, NDArray[np.generic]]:
        """All of it by name."""
        return {"left": self.left, "region": self.region, "colour": self.colour}

    @staticmethod
    def of_arrays(arrays: Mapping[str, NDArray[Any]]) -> Pieces:
        """What `arrays` came from."""
        return Pieces(
            arrays["left"].astype(np.int64),
            arrays["region"].astype(np.int32),
            arrays["colour"].astype(np.uint32),
        )


@dataclass(frozen=True, eq=False)
class Layout:
    """A coloured frame without its swatches.

    Attributes:
        labels: (H, W) int32, see `ColoredFrame`.
        pieces: what they stand for.
        cel: see `ColoredFrame`.
    """

    labels: Labels
    pieces: Pieces
    cel: NDArray[np.uint8] | None = None

    def frame(
        self, number: int, swatches: Labels, sure: NDArray[np.float32], palette: Palette
    ) -> ColoredFrame:
        """The coloured frame; swatches and confidence of the drawing's regions."""
        return ColoredFrame(number, self.labels, *self.pieces.decided(swatches, sure, palette), self.cel)
