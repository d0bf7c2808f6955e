# SPDX-License-Identifier: Apache-2.0
"""How long a training may run: minutes, or until a signal asks it to stop."""

from __future__ import annotations

import signal
import threading
import time
from types import FrameType, TracebackType
from typing import Any

import torch
from lightning_fabric import Fabric

AGREED_EVERY = 10
"""Steps after which several processes agree whether to stop; a GPU has to wait for the answer."""

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Budget:
    """Decides after each step whether to stop, in all processes alike.

    SIGINT and SIGTERM stop after the step that is under way, so that a checkpoint is written. Python lets
    only the main thread listen to them: in any other the minutes alone end a training.
    """

    def __init__(self, minutes: float | None, fabric: Fabric) -> None:
        self._end = None if minutes is None else time.monotonic() + 60 * minutes
        self._fabric = fabric
        self._asked = False
        self._before: dict[int, Any] = {}

    def __enter__(self) -> Budget:
        if threading.current_thread() is threading.main_thread():
            self._before = {number: signal.signal(number, self._ask) for number in STOP_SIGNALS}
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def spent(self, step: int) -> bool:
        """Whether the step just done, counted from 1, was the last one."""
        over = self._asked or (self._end is not None and time.monotonic() >= self._end)
        if self._fabric.world_size == 1:
            return over
        if step % AGREED_EVERY:
            return False
        votes = torch.tensor(float(over), device=self._fabric.device)
        return bool(self._fabric.all_reduce(votes, reduce_op="sum") > 0)  # type: ignore[operator]

    def _ask(self, number: int, frame: FrameType | None) -> None:
        self._asked = True
