# SPDX-License-Identifier: Apache-2.0
"""Bringing the items of a shot to the engine, no more under way than it allows."""

from __future__ import annotations

from typing import Any

from .events import Uploaded
from .shot import Buffer, Item


class Upload:
    """The items of one submitted job on their way."""

    def __init__(self, job: str, items: list[Item], window: int) -> None:
        """Args: job: its id; items: what to send, in order; window: how many may be unanswered."""
        self.job = job
        self.items = items
        self.window = window
        self.sent = 0
        self.stored = 0

    def next(self) -> tuple[dict[str, Any], list[Buffer]] | None:
        """Fields and buffers of the next `put` that may be sent now, or None."""
        if self.sent == len(self.items) or self.sent - self.stored >= self.window:
            return None
        buffers = self.items[self.sent].buffers()
        self.sent += 1
        return {"job": self.job, "item": self.sent - 1}, buffers

    def confirm(self) -> Uploaded:
        """One item was stored."""
        self.stored += 1
        return Uploaded(self.job, self.stored, len(self.items))

    @property
    def complete(self) -> bool:
        """Whether every item is stored."""
        return self.stored == len(self.items)
