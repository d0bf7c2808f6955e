# SPDX-License-Identifier: Apache-2.0
"""The table of jobs, of their finished frames and of their finished steps."""

from __future__ import annotations

import json
import sqlite3
import threading
from pathlib import Path
from typing import Any

from shiage.service.disk import TABLE, disk_error
from shiage.service.jobs import Job

_TABLES = """
CREATE TABLE IF NOT EXISTS jobs (id TEXT PRIMARY KEY, kind TEXT, settings TEXT, items TEXT, numbers TEXT,
    state TEXT, message TEXT, palette TEXT, created REAL, ended REAL);
CREATE TABLE IF NOT EXISTS frames (job TEXT, number INTEGER, PRIMARY KEY (job, number));
CREATE TABLE IF NOT EXISTS steps (job TEXT, step TEXT, PRIMARY KEY (job, step));
CREATE TABLE IF NOT EXISTS notes (job TEXT PRIMARY KEY, notes TEXT);
"""


class Table:
    """A SQLite file. Every method may be called from any thread; those that write raise DiskError."""

    def __init__(self, home: Path) -> None:
        """Open (or make) the table of a home.

        Raises:
            OSError, sqlite3.Error: it cannot be.
        """
        self._home = home
        self._lock = threading.RLock()
        self._base = sqlite3.connect(home / TABLE, check_same_thread=False, isolation_level=None)
        self._base.execute("PRAGMA journal_mode = WAL")
        self._base.execute("PRAGMA synchronous = NORMAL")
        self._base.executescript(_TABLES)

    def write(self, query: str, row: tuple[Any, ...]) -> None:
        """Change something.

        Raises:
            DiskError: the disk is full or refuses, or the file is damaged.
        """
        try:
            with self._lock:
                self._base.execute(query, row)
        except sqlite3.Error as error:
            raise disk_error(self._home, error) from error

    def read(self, query: str, row: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
        """What a query finds."""
        with self._lock:
            return self._base.execute(query, row).fetchall()

    def add(self, job: Job) -> None:
        """Take a new job in."""
        texts = [json.dumps(value) for value in (job.settings, job.items, job.numbers)]
        row = (job.id, job.kind, *texts, job.state, "", None, job.created, 0.0)
        self.write("INSERT INTO jobs VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)

    def jobs(self) -> list[Job]:
        """All jobs, oldest first, as they were written."""
        finished: dict[str, set[int]] = {}
        for id, number in self.read("SELECT job, number FROM frames"):
            finished.setdefault(id, set()).add(number)
        notes = {id: json.loads(text) for id, text in self.read("SELECT job, notes FROM notes")}
        return [_job(row, finished, notes) for row in self.read("SELECT * FROM jobs ORDER BY created")]

    def drop(self, *jobs: Job) -> None:
        """Forget jobs, all or none."""
        ids = [(job.id,) for job in jobs]
        try:
            with self._lock, self._base:
                self._base.execute("BEGIN")
                for table, column in (("steps", "job"), ("frames", "job"), ("notes", "job"), ("jobs", "id")):
                    self._base.executemany(f"DELETE FROM {table} WHERE {column} = ?", ids)
        except sqlite3.Error as error:
            raise disk_error(self._home, error) from error

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._base.close()


def _job(row: tuple[Any, ...], finished: dict[str, set[int]], notes: dict[str, Any]) -> Job:
    id, kind, settings, items, numbers, state, message, palette, created, ended = row
    return Job(
        id,
        kind,
        json.loads(settings),
        json.loads(items),
        json.loads(numbers),
        state=state,
        message=message,
        palette=json.loads(palette) if palette else None,
        notes=notes.get(id, []),
        finished=finished.get(id, set()),
        created=created,
        ended=ended,
    )
