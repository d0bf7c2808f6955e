# SPDX-License-Identifier: Apache-2.0
"""Bringing the items of a shot to the engine, no more under way than it allows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .events import Uploaded
from .shot import Buffer, Item


class Upload:
    """The items of one submitted job on their way."""

    def __init__(self, job: str, items: list[Item], window: int, known: Sequence[int] = ()) -> None:
        """Set out.

        Args:
            job: its id.
            items: all of the shot, in order.
            window: how many may be unanswered.
            known: indices of those that the engine has.
        """
        self.job = job
        self.items = items
        self.window = window
        self._ahead = [index for index in range(len(items)) if index not in set(known)]
        self.sent = self.stored = len(items) - len(self._ahead)

    def next(self) -> tuple[dict[str, Any], list[Buffer]] | None:
        """Fields and buffers of the next `put` that may be sent now, or None."""
        if not self._ahead or self.sent - self.stored >= self.window:
            return None
        index = self._ahead.pop(0)
        self.sent += 1
        return {"job": self.job, "item": index}, self.items[index].buffers()

    def confirm(self) -> Uploaded:
        """One item was stored."""
        self.stored += 1
        return Uploaded(self.job, self.stored, len(self.items))

    @property
    def complete(self) -> bool:
        """Whether every item is stored."""
        return self.stored == len(self.items)
