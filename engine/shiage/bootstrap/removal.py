# SPDX-License-Identifier: Apache-2.0
"""Removing the engine, as a Task: also from a disk that is full, for then it is wanted most."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from .folder import MARK, held
from .installed import RECORD, UNFINISHED
from .plan import Plan
from .problem import Problem
from .task import Task

OURS = ("env", "python", "uv", "uv.part", "cache", "tmp", RECORD, UNFINISHED, "install.log")
"""All that an installation leaves in its folder, beside the lock and the mark."""


def removal(plan: Plan, retire: Callable[[], None]) -> Task:
    """Removing the engine of a folder; whatever else lies in the folder stays."""

    def work(task: Task) -> None:
        folder = plan.folder
        if not (folder / MARK).is_file():
            raise Problem("There is no engine in {}", folder)
        with held(folder):
            task.say("Waiting for the engine to finish its job")
            retire()
            task.say("Removing the engine")
            if (folder / RECORD).is_file():  # until it is gone nobody starts it
                (folder / RECORD).replace(folder / UNFINISHED)
            for name in sorted(OURS, key=lambda name: name == UNFINISHED):
                _remove(folder / name)
        for name in ("install.lock", MARK):
            (folder / name).unlink(missing_ok=True)
        if not any(folder.iterdir()) and not folder.is_symlink():
            folder.rmdir()

    return Task(plan, work)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
