# SPDX-License-Identifier: Apache-2.0
"""Deletes folders of jobs on a thread of its own, so that no request waits for it."""

from __future__ import annotations

import queue
import threading
from contextlib import suppress
from pathlib import Path

from shiage.service.job import Job
from shiage.service.job_folders import remove_job
from shiage.service.job_store import JobStore
from shiage.wire.home import JOB_ID


class BackgroundDeleter(threading.Thread):
    """Renames the folder of a deleted job at once and deletes its files one after another."""

    def __init__(self, store: JobStore) -> None:
        """Args: store: whose jobs."""
        super().__init__(name="remover", daemon=True)
        self._store = store
        self._gone = store.folder.parent / "gone"
        self._folders: queue.SimpleQueue[Path | None] = queue.SimpleQueue()

    def remove(self, job: Job) -> None:
        """Delete the folder of a job that is not in use; returns at once."""
        folder, away = self._store.folder / job.id, self._gone / job.id
        with suppress(OSError):  # a folder that cannot be renamed is deleted in place
            self._gone.mkdir(mode=0o700, exist_ok=True)
            if not self._gone.is_symlink():
                folder.rename(away)
                folder = away
        self._folders.put(folder)

    def end(self) -> None:
        """Stop; what is left goes at the next start."""
        self._folders.put(None)

    def run(self) -> None:
        """Work until ended."""
        self._sweep()
        while (folder := self._folders.get()) is not None:
            remove_job(folder)
            with suppress(OSError):
                if self._folders.empty():
                    self._store.pool.trim()
                    self._store.shared.trim()

    def _sweep(self) -> None:
        """Delete what an earlier engine left to be deleted; folders that are no job's stay."""
        with suppress(OSError):
            if not self._gone.is_symlink():
                for left in self._gone.iterdir():
                    if JOB_ID.fullmatch(left.name):
                        remove_job(left)
