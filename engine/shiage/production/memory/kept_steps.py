# SPDX-License-Identifier: Apache-2.0
"""Steps of a shot that is solved twice, the second time with more model sheets."""

from __future__ import annotations

from collections.abc import Mapping

from shiage.shot.describe.description import Description
from shiage.shot.describe.drawings import Drawing
from shiage.shot.run.progress import Arrays

_OF_DRAWINGS = ("describe-", "brief-", "match-", "paper-", "regions-", "filled-", "legible", "lights-")
"""What does not change with model sheets behind all drawings there were; `blank` and what is given do."""


class KeptSteps:
    """A checkpoint in memory."""

    def __init__(self, kept: Mapping[str, Arrays] | None = None) -> None:
        """Args: kept: steps that are done."""
        self._kept = dict(kept or {})

    def get(self, step: str) -> Arrays | None:
        """Arrays of a finished step, or None."""
        return self._kept.get(step)

    def put(self, step: str, arrays: Arrays) -> None:
        """Keep the arrays of a finished step."""
        self._kept[step] = arrays

    def of_drawings(self) -> KeptSteps:
        """The steps that hold when model sheets are added behind those there were."""
        return KeptSteps({n: arrays for n, arrays in self._kept.items() if n.startswith(_OF_DRAWINGS)})

    def without(self, beginnings: tuple[str, ...]) -> KeptSteps:
        """The steps whose names begin otherwise."""
        return KeptSteps({n: arrays for n, arrays in self._kept.items() if not n.startswith(beginnings)})

    def description(self, place: int) -> Description | None:
        """What a drawing of the solved shot looks like; None where it was not described."""
        for name, arrays in self._kept.items():
            if name == f"describe-{place}" or name.startswith(f"describe-{place}-without-"):
                return Drawing.of(arrays).regions
        return None
