# SPDX-License-Identifier: Apache-2.0
"""Finished steps of a shot: kept, told of, and taken up again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from shiage.shot.abreast import abreast
from shiage.shot.shot import Cancelled, Checkpoint, Watch

Item = TypeVar("Item")
Arrays = dict[str, NDArray[np.generic]]


@dataclass(frozen=True)
class Progress:
    """Where finished steps are kept and who is told of them."""

    checkpoint: Checkpoint | None
    watch: Watch

    def get(self, step: str) -> Arrays | None:
        """Arrays of a step finished earlier, or None."""
        return self.checkpoint.get(step) if self.checkpoint else None

    def put(self, step: str, arrays: Arrays) -> None:
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

    def steps(
        self, stage: str, named: Mapping[Item, str], work: Callable[[Item], Arrays]
    ) -> Iterator[tuple[Item, Arrays]]:
        """Each item with the arrays of its step: those kept first, then what work makes, several at a time.

        Args:
            stage: what is told of.
            named: the items, and under which name the step of each is kept.
            work: does the step of an item; nothing that another one needs.

        Raises:
            Cancelled: the watch asked to stop.
        """
        missing = []
        for item, name in named.items():
            arrays = self.get(name)
            if arrays is None:
                missing.append(item)
            else:
                yield item, arrays
        with closing(abreast(work, missing)) as made:
            before = len(named) - len(missing)
            for done, (item, arrays) in enumerate(zip(missing, made, strict=True), before + 1):
                self.put(named[item], arrays)
                yield item, arrays
                self.tell(stage, done, len(named))
