# SPDX-License-Identifier: Apache-2.0
"""Steps of a shot that is solved twice, the second time with more model sheets."""

from __future__ import annotations

from collections.abc import Mapping

from shiage.shot.describe.description import Description
from shiage.shot.describe.drawings import Drawing
from shiage.shot.run.progress import Arrays
from shiage.shot.types import Checkpoint

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

    def without(self, beginnings: tuple[str, ...]) -> KeptSteps:
        """The steps whose names begin otherwise."""
        return KeptSteps({n: arrays for n, arrays in self._kept.items() if not n.startswith(beginnings)})


class FirstSteps:
    """The steps of a shot as it is solved first, kept wherever its checkpoint keeps them."""

    def __init__(self, kept: Checkpoint) -> None:
        """Args: kept: keeps them."""
        self._kept, self._names = kept, dict[str, None]()

    def get(self, step: str) -> Arrays | None:
        """Arrays of a finished step, or None."""
        arrays = self._kept.get(step)
        if arrays is not None:
            self._names[step] = None
        return arrays

    def put(self, step: str, arrays: Arrays) -> None:
        """Keep the arrays of a finished step."""
        self._kept.put(step, arrays)
        self._names[step] = None

    def of_drawings(self, step: str) -> Arrays | None:
        """Arrays of a step that holds when model sheets are added behind those there were; None of others."""
        known = step in self._names and step.startswith(_OF_DRAWINGS)
        return self._kept.get(step) if known else None

    def description(self, place: int) -> Description | None:
        """What a drawing of the solved shot looks like; None where it was not described."""
        for name in self._names:
            if name == f"describe-{place}" or name.startswith(f"describe-{place}-without-"):
                arrays = self._kept.get(name)
                return None if arrays is None else Drawing.of(arrays).regions
        return None


class SecondSteps:
    """Those of the same shot solved again with more model sheets, by names that say which.

    Another choice of sheets has other names: jobs that share their steps mix none of them up.
    """

    def __init__(self, kept: Checkpoint, first: FirstSteps | None, sheets: str) -> None:
        """Start with what was solved first.

        Args:
            kept: keeps the steps.
            first: steps of which some hold; None: none does.
            sheets: digest of the sheets that were added.
        """
        self._kept, self._first, self._sheets = kept, first, sheets

    def get(self, step: str) -> Arrays | None:
        """Arrays of a finished step, or None."""
        arrays = None if self._first is None else self._first.of_drawings(step)
        return self._kept.get(self._named(step)) if arrays is None else arrays

    def put(self, step: str, arrays: Arrays) -> None:
        """Keep the arrays of a finished step."""
        self._kept.put(self._named(step), arrays)

    def _named(self, step: str) -> str:
        return f"{step}-with-{self._sheets}"
