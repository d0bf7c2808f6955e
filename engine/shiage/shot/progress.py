# SPDX-License-Identifier: Apache-2.0
"""Finished steps of a shot: kept, told of, and taken up again."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from shiage.shot.shot import Cancelled, Checkpoint, Watch


@dataclass(frozen=True)
class Progress:
    """Where finished steps are kept and who is told of them."""

    checkpoint: Checkpoint | None
    watch: Watch

    def get(self, step: str) -> dict[str, NDArray[np.generic]] | None:
        """Arrays of a step finished earlier, or None."""
        return self.checkpoint.get(step) if self.checkpoint else None

    def put(self, step: str, arrays: dict[str, NDArray[np.generic]]) -> None:
        """Keep a finished step."""
        if self.checkpoint:
            self.checkpoint.put(step, arrays)

    def tell(self, stage: str, done: int, total: int) -> None:
        """Report a finished step.

        Raises:
            Cancelled: the watch asked to stop.
        """
        self.watch.progress(stage, done, total)
        if self.watch.cancelled():
            raise Cancelled
