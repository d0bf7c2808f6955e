# SPDX-License-Identifier: Apache-2.0
"""What a job is. Its state is changed by `JobStates` alone."""

from __future__ import annotations

import secrets
import threading
import time
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from shiage.errors import ShiageError
from shiage.wire.limits import CUT, PRODUCTION, TUNE

UPLOADING, WAITING, RUNNING, PAUSED = "uploading", "waiting", "running", "paused"
DONE, FAILED, CANCELLED = "done", "failed", "cancelled"
ENDED = (DONE, FAILED, CANCELLED)

MOST_INTERACTIVE_FRAMES = 4
"""A job of at most so many frames to solve is interactive, unless its sender sets a priority."""

MOST_WORDS = 8000
"""Most letters of a message that says what went wrong; a longer one could not be sent."""

JOB_BYTES, ITEM_BYTES = 8 << 10, 512
"""What a job takes in memory, and each of its items, frames and corrections; measured and rounded up."""


class JobError(ShiageError, ValueError):
    """A request about a job that is refused; the message says why."""


@dataclass(eq=False)
class Job:
    """One shot to colour, to take in as a cut, or a model to tune, from its submission to its end.

    Attributes:
        id: name of the job, also of its folder.
        kind: what is to be done, one of KINDS.
        settings: as submitted and checked: of a shot mode, gap and min_area, corrections and the palette.
        items: headers of what is uploaded, in order.
        numbers: frame numbers in time order.
        state: one of the states above.
        message: what went wrong.
        palette: {"colours", "names"} once solved.
        notes: maps of frame and text as `done` carries them, once solved.
        finished: numbers whose result is stored.
        stage: what runs now; done of total of its steps.
        cancel: set when it shall stop.
        pause: set when a tune shall stop until it is resumed.
        owner: routing id of the client that uploads it; none once it was started.
        coming: bytes still to be uploaded.
        users: how many threads use its folder; it is not deleted before they have finished.
        forgotten: it was deleted; threads that still hold it drop it.
        served: when its last time slice ended (monotonic seconds), 0 before its first.
    """

    id: str
    kind: str
    settings: dict[str, Any]
    items: list[dict[str, Any]]
    numbers: list[int]
    state: str = UPLOADING
    message: str = ""
    palette: dict[str, Any] | None = None
    notes: list[dict[str, Any]] = field(default_factory=list)
    finished: set[int] = field(default_factory=set)
    created: float = field(default_factory=time.time)
    ended: float = 0.0
    stage: str = ""
    done: int = 0
    total: int = 0
    stored: set[int] = field(default_factory=set)
    cancel: threading.Event = field(default_factory=threading.Event)
    pause: threading.Event = field(default_factory=threading.Event)
    owner: bytes = b""
    coming: int = 0
    users: int = 0
    forgotten: bool = False
    served: float = 0.0

    @cached_property
    def interactive(self) -> bool:
        """Whether it runs before batch jobs: its sender said so, or it has few frames to solve."""
        priority = self.settings.get("priority")
        if priority is not None:
            return bool(priority == "interactive")
        given = {item["number"] for item in self.items if item["role"] == "key"}
        return len(set(self.numbers) - given) <= MOST_INTERACTIVE_FRAMES

    @property
    def production(self) -> str:
        """Folder of the production that it changes; "" for a shot that is coloured."""
        return str(self.settings.get(PRODUCTION, "")) if self.kind in (TUNE, CUT) else ""

    @property
    def bytes(self) -> int:
        """What its headers take of the memory, roughly."""
        marks = self.settings.get("corrections", ())
        return JOB_BYTES + ITEM_BYTES * (len(self.items) + len(self.numbers) + len(marks))

    @property
    def info_bytes(self) -> int:
        """What `info` takes in a message, at most."""
        return (
            1024
            + 4 * len(self.production)
            + 5 * (len(self.numbers) + len(self.finished))
            + 4 * len(self.message)
        )

    def info(self) -> dict[str, Any]:
        """The job as clients see it."""
        names = ("kind", "state", "numbers", "stage", "done", "total", "message", "created", "production")
        return {"job": self.id, "finished": sorted(self.finished), **{n: getattr(self, n) for n in names}}


def new_id() -> str:
    """A fresh job id."""
    return time.strftime("%Y%m%d-%H%M%S-", time.gmtime()) + secrets.token_hex(4)
