# SPDX-License-Identifier: GPL-3.0-or-later
"""Installing the engine from inside Krita: one task at a time, looked at by the docker's timer."""

from __future__ import annotations

from collections.abc import Callable

from krita import Krita

from ..bootstrap.advice import advice
from ..bootstrap.devices import CPU, CUDA, MPS
from ..bootstrap.folder import engine_folder, path_of
from ..bootstrap.install import Installation
from ..bootstrap.installed import installed
from ..bootstrap.plan import Plan, plan
from ..bootstrap.problem import Cancelled, Problem
from ..bootstrap.removal import removal
from ..bootstrap.task import Task
from ..krita_settings import GROUP
from ..language.translations import of_bootstrap, said
from ..wire.connection import read_connection
from ..wire.events import EngineError
from ..wire.retire import retire
from .engine_command import command

DEVICES = {
    CPU: said("processor"),
    CUDA: said("NVIDIA’s graphics card"),
    MPS: said("Apple’s graphics"),
}


class EngineInstall:
    """What is being installed or removed.

    Attributes:
        task: the one under way, or the one that ended last.
    """

    def __init__(self, leave: Callable[[], None]) -> None:
        """Args: leave: gives up our own connection to the engine."""
        self.task: Task | None = None
        self._leave = leave

    @property
    def under_way(self) -> bool:
        """Whether something is being done."""
        return self.task is not None and not self.task.ended

    @property
    def device(self) -> str:
        """What is installed for: "auto", "cpu" or "cuda"."""
        return str(Krita.instance().readSetting(GROUP, "install_device", "") or "auto")

    def choose_device(self, device: str) -> None:
        """Keep it."""
        Krita.instance().writeSetting(GROUP, "install_device", device)

    def offered(self, wheels: str = "") -> Plan:
        """What installing would do."""
        return plan(self.device, path_of(wheels) if wheels else None)

    def offer(self) -> tuple[str, str, str]:
        """See `bootstrap.advice`."""
        try:
            running = read_connection()
        except EngineError:
            running = None
        return advice(command() is not None, running.engine if running is not None else "")

    def begin(self, wheels: str = "", anew: bool = False) -> None:
        """Start installing."""
        # sys.executable is no Python in Krita's bundles
        self._start(Installation(self.offered(wheels), (), self._retire, anew).task())

    def remove(self) -> None:
        """Start removing."""
        self._start(removal(plan(CPU), self._retire))

    def cancel(self) -> None:
        """Stop what is under way."""
        if self.task is not None:
            self.task.cancel()

    def _start(self, task: Task) -> None:
        if not self.under_way:
            self._leave()
            self.task = task
            task.start()

    def _retire(self) -> None:
        """Have an engine that runs finish its job and end; on the task's thread."""
        try:
            if not retire(lambda: self.task is not None and self.task.children.cancelled):
                raise Cancelled
        except EngineError as error:
            raise Problem("{}", error) from None

    def step(self) -> tuple[str, int, int]:
        """What is being done in words, MB done, and of how many; 0 when nobody knows."""
        step = self.task.step if self.task is not None else None
        if step is None or not step.words:
            return "", 0, 0
        return of_bootstrap(step.words, step.names), step.done >> 20, step.total >> 20

    def outcome(self) -> str:
        """What is to be said of the task that ended; "" while there is none."""
        task = self.task
        if task is None or not task.ended:
            return ""
        if task.problem is not None:
            return of_bootstrap(task.problem.words, task.problem.names)
        if task.ended == "cancelled":
            return said("Installing was cancelled.")
        version = installed(engine_folder()).version
        return said("The engine {} is installed.", version) if version else said("The engine is removed.")
