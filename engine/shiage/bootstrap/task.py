# SPDX-License-Identifier: Apache-2.0
"""Work on a thread of its own that a host looks at when it likes: how far it is, how it ended."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass

from .child import Children
from .folder import log_file
from .plan import MIB, Plan
from .problem import Cancelled, Problem, unwritable


@dataclass(frozen=True)
class Step:
    """How far the work is.

    Attributes:
        words: English, with {} for each name, as `japanese` knows it.
        names: fill it.
        done: bytes; of `total`.
        total: 0 when nobody knows.
    """

    words: str = ""
    names: tuple[object, ...] = ()
    done: int = 0
    total: int = 0


class Task(threading.Thread):
    """An installation, or a removal.

    Attributes:
        plan: what is done.
        step: how far it is.
        ended: "", then "done", "cancelled" or "failed".
        problem: why it failed.
        children: the programs it runs.
    """

    def __init__(self, plan: Plan, work: Callable[[Task], None]) -> None:
        """Args: plan: as above; work: what is done; it raises Problem, Cancelled or OSError."""
        super().__init__(name="shiage-install", daemon=True)
        self.plan, self._work = plan, work
        self.step, self.ended = Step(), ""
        self.problem: Problem | None = None
        self.children = Children(log_file(plan.folder))
        self._fetched = 0

    def cancel(self) -> None:
        """Stop; what is there stays, to go on from."""
        self.children.cancel()

    def run(self) -> None:
        """Work until it ends."""
        try:
            self._work(self)
            self.ended = "done"
        except Cancelled:
            self.ended = "cancelled"
        except Problem as problem:
            self._failed(problem)
        except OSError as error:
            self._failed(unwritable(self.plan.folder, error))
        except Exception as error:
            self._failed(Problem("Shiage met an error of its own: {}", repr(error)))
            raise

    def _failed(self, problem: Problem) -> None:
        self.problem, self.ended = problem, "failed"

    def say(self, words: str, *names: object) -> None:
        """A step begins, of which nobody knows how long it takes."""
        self.step = Step(words, names)

    def fetching(self, name: str, done: int, total: int) -> None:
        """Some bytes of a file have come."""
        whole = self.plan.download * MIB
        ready = min(self._fetched + done, whole)
        self.step = Step("Downloading {} ({} MB)", (name, max(1, total // MIB)), ready, whole)
        if done == total:
            self._fetched += total
