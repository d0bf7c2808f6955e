# SPDX-License-Identifier: Apache-2.0
"""Jobs on disk: a SQLite table of jobs, files for pixels; survives a killed engine."""

from __future__ import annotations

import json
import logging
import os
import shutil
import sqlite3
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from shiage.cel.beside import write_beside
from shiage.service.array_files import read_arrays, write_arrays
from shiage.service.disk_errors import DiskError, disk_error
from shiage.service.job import UPLOADING, WAITING, Job
from shiage.service.job_folders import PARTS, check_folder, followed, remove_job, remove_parts, sweep_job
from shiage.service.job_table import open_table
from shiage.service.step_cache import StepCache
from shiage.service.upload_cache import UploadCache
from shiage.service.validate_items import item_bytes
from shiage.wire.home import JOB_ID
from shiage.wire.regular_files import printable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SPARE_BYTES = 1 << 20
"""Room a shot must leave on the disk when it is taken in."""


log = logging.getLogger(__name__)


class JobStore:
    """The state folder. Every method may be called from any thread.

    All that write raise DiskError when the disk is full or refuses.
    """

    def __init__(self, home: Path) -> None:
        """Open (or create) the store of a home; unusable files in it are renamed."""
        self._home, self.folder = home, home / "jobs"
        try:
            for folder in (self.folder, home / "pool", home / "steps"):
                check_folder(folder)
            self._table = open_table(home)
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.pool = UploadCache(home / "pool")
            self.shared = StepCache(home / "steps")
        except (OSError, sqlite3.Error) as error:
            raise disk_error(home, error) from error

    def load(self) -> list[Job]:
        """Jobs of an earlier engine; running ones wait again, incomplete uploads are deleted.

        Unreadable rows are left in place; folders without a job are deleted.
        """
        jobs = []
        known, unreadable = self._table.jobs()
        for job in known:
            if followed(self.folder / job.id):
                log.warning("job %s is left alone: its folder is a link, or holds one", job.id)
                unreadable.add(job.id)
            elif job.state == UPLOADING:
                self.delete(job)
            else:
                job.stored = set(range(len(job.items)))
                jobs.append(job)
                if job.state == WAITING:
                    sweep_job(self.folder / job.id)
        for stray in {path.name for path in self.folder.iterdir()} - unreadable - {job.id for job in jobs}:
            if JOB_ID.fullmatch(stray):
                remove_job(self.folder / stray)
        return jobs

    def add(self, job: Job, size: int, reserved: int = 0) -> None:
        """Add a submitted job of so many bytes, beside the bytes reserved for others."""
        free = max(0, shutil.disk_usage(self.folder).free - reserved)
        if free < size + SPARE_BYTES:
            short = f"the shot needs {size >> 20} MiB and {free >> 20} MiB are free"
            raise DiskError(f"no room on the disk of {self.folder}: {short}; free some space and try again")
        try:
            self._table.add(job)
            for name in PARTS:
                (self.folder / job.id / name).mkdir(parents=True)
        except OSError as error:
            raise disk_error(self._home, error) from error

    def keep_item(self, job: Job, item: int, buffers: list[Any]) -> None:
        """Keep the raw buffers of an uploaded item; they are not copied."""
        try:
            write_beside(self.item_path(job, item), *buffers)
        except OSError as error:
            raise disk_error(self._home, error) from error
        digest = job.items[item].get("digest")
        if digest:
            self.pool.keep(digest, self.item_path(job, item))
        if item not in job.stored:
            job.stored.add(item)
            job.coming -= sum(item_bytes(job.items[item]))

    def find_items(self, job: Job) -> list[int]:
        """Link items that an earlier job uploaded into a new one; returns their indices."""
        for index, item in enumerate(job.items):
            if not item.get("digest"):
                continue
            size = sum(item_bytes(item))
            if self.pool.fetch(item["digest"], self.item_path(job, index), size):
                job.stored.add(index)
                job.coming -= size
        return sorted(job.stored)

    def item_path(self, job: Job, item: int) -> Path:
        """File of an uploaded item."""
        return self.folder / job.id / "items" / f"{item}.raw"

    def keep_state(self, job: Job) -> None:
        """Keep a job's state, what went wrong with it and when it ended."""
        row = (job.state, printable(job.message), job.ended, job.id)
        self._table.write("UPDATE jobs SET state = ?, message = ?, ended = ? WHERE id = ?", row)

    def set_palette(self, job: Job, palette: dict[str, Any]) -> None:
        """Keep the palette of a solved job."""
        self._table.write("UPDATE jobs SET palette = ? WHERE id = ?", (json.dumps(palette), job.id))
        job.palette = palette

    def set_notes(self, job: Job, notes: list[dict[str, Any]]) -> None:
        """Store the notes of a solved job."""
        self._table.write("INSERT OR REPLACE INTO notes VALUES (?, ?)", (job.id, json.dumps(notes)))
        job.notes = notes

    def keep_frame(self, job: Job, number: int, arrays: dict[str, NDArray[np.generic]]) -> None:
        """Keep a finished frame."""
        self._keep_arrays(self._frame_path(job, number), arrays)
        self._assignment_path(job, number).unlink(missing_ok=True)
        self._table.write("INSERT OR REPLACE INTO frames VALUES (?, ?)", (job.id, number))
        job.finished.add(number)

    def keep_assigned(
        self, job: Job, number: int, step: str, assigned: dict[str, NDArray[np.generic]]
    ) -> None:
        """Store a finished frame: its layout is a finished step, `assigned` its swatches and confidence."""
        frame, layout = self._frame_path(job, number), self._step_path(job, step)
        try:
            write_arrays(self._assignment_path(job, number), assigned)
            frame.unlink(missing_ok=True)
            try:
                os.link(layout, frame)
            except (OSError, NotImplementedError):  # the file system gives a file one name
                write_beside(frame, layout.read_bytes())
        except OSError as error:
            raise disk_error(self._home, error) from error
        self._table.write("INSERT OR REPLACE INTO frames VALUES (?, ?)", (job.id, number))
        job.finished.add(number)

    def frame(self, job: Job, number: int, *names: str) -> dict[str, NDArray[np.generic]]:
        """A finished frame's arrays: all of them, or those of these names.

        Raises:
            OSError: its file is gone.
            ValueError: its file is damaged.
        """
        try:
            arrays = read_arrays(self._frame_path(job, number), *names)
        except ValueError:  # no other job shall be given it
            self.shared.drop_damaged(self._frame_path(job, number))
            raise
        with suppress(FileNotFoundError):
            arrays |= read_arrays(self._assignment_path(job, number), *names)
        return arrays

    def keep_step(self, job: Job, step: str, arrays: dict[str, NDArray[np.generic]]) -> None:
        """Keep a finished step's arrays."""
        self._keep_arrays(self._step_path(job, step), arrays)
        self._table.write("INSERT OR REPLACE INTO steps VALUES (?, ?)", (job.id, step))

    def step(self, job: Job, step: str, *names: str) -> dict[str, NDArray[np.generic]] | None:
        """A finished step's arrays, all or those of these names; None when it is not there or damaged."""
        if not self._table.read("SELECT 1 FROM steps WHERE job = ? AND step = ?", (job.id, step)):
            return None
        try:
            return read_arrays(self._step_path(job, step), *names)
        except (OSError, ValueError):
            return None

    def share_step(self, job: Job, step: str, name: str) -> None:
        """Keep a finished step beyond its job, under a name of 64 hexadecimal digits."""
        self.shared.keep(name, self._step_path(job, step))

    def take_step(self, job: Job, step: str, name: str) -> bool:
        """Give a job a step that an earlier one kept under a name; False when it is not there."""
        if not self.shared.take(name, self._step_path(job, step)):
            return False
        self._table.write("INSERT OR REPLACE INTO steps VALUES (?, ?)", (job.id, step))
        return True

    def steps_done(self, job: Job) -> int:
        """How many steps of a job are kept."""
        return int(self._table.read("SELECT COUNT(*) FROM steps WHERE job = ?", (job.id,))[0][0])

    def start_over(self, job: Job) -> None:
        """Forget the steps and frames of a job; its uploads stay."""
        for table in ("steps", "frames"):
            self._table.write(f"DELETE FROM {table} WHERE job = ?", (job.id,))
        job.finished = set()

    def drop_sources(self, job: Job) -> None:
        """Delete what only an unfinished job needs: uploads and steps."""
        remove_parts(self.folder / job.id, "items", "steps")
        self._table.write("DELETE FROM steps WHERE job = ?", (job.id,))

    def delete(self, job: Job) -> None:
        """Delete a job and its files."""
        remove_job(self.folder / job.id)
        self._table.drop(job)

    def drop(self, jobs: list[Job]) -> None:
        """Delete jobs from the table, all or none; BackgroundDeleter deletes their folders."""
        self._table.drop(*jobs)

    def close(self) -> None:
        """Close the table."""
        self._table.close()

    def _frame_path(self, job: Job, number: int) -> Path:
        return self.folder / job.id / "frames" / f"{number}.arrays"

    def _assignment_path(self, job: Job, number: int) -> Path:
        return self.folder / job.id / "frames" / f"{number}.said.arrays"

    def _step_path(self, job: Job, step: str) -> Path:
        return self.folder / job.id / "steps" / f"{quote(step, safe='')}.arrays"

    def _keep_arrays(self, path: Path, arrays: dict[str, NDArray[np.generic]]) -> None:
        try:
            write_arrays(path, arrays)
        except OSError as error:
            raise disk_error(self._home, error) from error
