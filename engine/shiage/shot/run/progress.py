# SPDX-License-Identifier: Apache-2.0
"""Finished steps of a shot: kept, reported, and resumed."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from shiage.shot.run.parallel import abreast
from shiage.shot.types import Cancelled, Checkpoint, Watch

Item = TypeVar("Item")
Arrays = dict[str, NDArray[np.generic]]


@dataclass(frozen=True)
class Progress:
    """Where finished steps are kept and who hears of them.

    Attributes:
        checkpoint: keeps them; None keeps nothing.
        watch: hears of them.
        variant: what tells the drawings that are solved from all of the shot; a part of each step's name.
    """

    checkpoint: Checkpoint | None
    watch: Watch
    variant: str = ""

    def get(self, step: str) -> Arrays | None:
        """Arrays of a step finished earlier, or None."""
        return None if self.checkpoint is None else self.checkpoint.get(step + self.variant)

    def put(self, step: str, arrays: Arrays) -> None:
        """Keep a finished step."""
        if self.checkpoint is not None:
            self.checkpoint.put(step + self.variant, arrays)

    def once(self, step: str, work: Callable[[], Arrays]) -> Arrays:
        """Arrays of a small step that is not reported: those kept, or what work makes."""
        arrays = self.get(step)
        if arrays is None:
            arrays = work()
            self.put(step, arrays)
        return arrays

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
            stage: its name in reports.
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


QUIET = Progress(None, Watch())
"""Keeps nothing and reports nothing."""


def said_of(words: Any) -> NDArray[np.uint8]:
    """Text, numbers, lists and maps of them as (n,) uint8, to be kept among arrays."""
    return np.frombuffer(json.dumps(words).encode(), np.uint8)


def words_of(said: NDArray[np.generic]) -> Any:
    """What `said_of` was given, tuples as lists."""
    return json.loads(said.tobytes())
