# SPDX-License-Identifier: Apache-2.0
"""The table of jobs, of their finished frames and of their finished steps."""

from __future__ import annotations

import json
import logging
import sqlite3
import threading
from pathlib import Path
from typing import Any

from shiage.service.disk_errors import TABLE, disk_error
from shiage.service.job import Job
from shiage.service.job_rows import COLUMNS, job_of_row
from shiage.service.rename_aside import clear_way, set_aside
from shiage.wire.regular_files import read_regular

_TABLES = """
CREATE TABLE IF NOT EXISTS jobs (id TEXT PRIMARY KEY, kind TEXT, settings TEXT, items TEXT, numbers TEXT,
    state TEXT, message TEXT, palette TEXT, created REAL, ended REAL);
CREATE TABLE IF NOT EXISTS frames (job TEXT, number INTEGER, PRIMARY KEY (job, number));
CREATE TABLE IF NOT EXISTS steps (job TEXT, step TEXT, PRIMARY KEY (job, step));
CREATE TABLE IF NOT EXISTS notes (job TEXT PRIMARY KEY, notes TEXT);
"""


_NEEDED = {"jobs": set(COLUMNS), "frames": {"job", "number"}, "steps": {"job", "step"}}
_NEEDED["notes"] = {"job", "notes"}
"""Required tables and columns; others, of a later version, are left alone."""

_FILES = (TABLE, f"{TABLE}-wal", f"{TABLE}-shm", f"{TABLE}-journal")

_WAL = (b"\x37\x7f\x06\x82", b"\x37\x7f\x06\x83")
"""First bytes of a write-ahead log. SQLite treats one without them as empty, and its content is lost."""

log = logging.getLogger(__name__)


def open_table(home: Path) -> JobTable:
    """The table of a home, created if missing; an unusable one is renamed, with its jobs.

    Raises:
        OSError, sqlite3.Error: it can be neither opened nor renamed.
    """
    clear_way(*(home / name for name in _FILES))
    if not _empty(home / TABLE) or _empty(home / "jobs"):
        try:
            return JobTable(home)
        except UnusableTable as error:
            why = str(error)
        except sqlite3.DatabaseError as error:
            # An OperationalError is the disk's, or another program's that holds the file.
            if isinstance(error, sqlite3.OperationalError) and "unsupported" not in str(error):
                raise
            why = f"is damaged ({error})"
    else:
        why = "is empty, and there are jobs"
    set_aside(why, *(home / name for name in _FILES), home / "jobs")
    return JobTable(home)


def _empty(path: Path) -> bool:
    """Whether a file or folder is empty or missing."""
    try:
        return next(path.iterdir(), None) is None if path.is_dir() else path.stat().st_size == 0
    except FileNotFoundError:
        return True


class UnusableTable(Exception):
    """A table that this version cannot use; the message says why."""


class JobTable:
    """A SQLite file. Every method may be called from any thread; those that write raise DiskError."""

    def __init__(self, home: Path) -> None:
        """Open (or make) the table of a home.

        Raises:
            UnusableTable: a table or column is missing.
            OSError, sqlite3.Error: it cannot be opened.
        """
        self._home = home
        self._lock = threading.RLock()
        wal = home / f"{TABLE}-wal"
        if not _empty(wal) and not read_regular(wal, 4).startswith(_WAL):
            raise UnusableTable("has a damaged log of changes")
        self._base = sqlite3.connect(home / TABLE, check_same_thread=False, isolation_level=None)
        self._base.text_factory = _text
        try:
            self._base.execute("PRAGMA journal_mode = WAL")
            self._base.execute("PRAGMA synchronous = NORMAL")
            self._base.executescript(_TABLES)
            self._check()
        except (UnusableTable, sqlite3.Error):
            self._base.close()
            raise

    def _check(self) -> None:
        """Check that the file is undamaged and has all columns."""
        for (words,) in self._base.execute("PRAGMA quick_check(1)"):
            if words != "ok":
                raise UnusableTable(f"is damaged ({words})")
        for table, needed in _NEEDED.items():
            missing = needed - {row[1] for row in self._base.execute(f"PRAGMA table_info({table})")}
            if missing:
                raise UnusableTable(f"is of another Shiage: {table} lacks {', '.join(sorted(missing))}")

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
        """What a query finds.

        Raises:
            DiskError: the file cannot be read.
        """
        try:
            with self._lock:
                return self._base.execute(query, row).fetchall()
        except sqlite3.Error as error:
            raise disk_error(self._home, error) from error

    def add(self, job: Job) -> None:
        """Take a new job in."""
        texts = [json.dumps(value) for value in (job.settings, job.items, job.numbers)]
        row = (job.id, job.kind, *texts, job.state, "", None, job.created, 0.0)
        self.write(f"INSERT INTO jobs ({', '.join(COLUMNS)}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)

    def jobs(self) -> tuple[list[Job], set[str]]:
        """All jobs, oldest first, as they were written; and ids of rows that cannot be understood."""
        finished: dict[Any, set[Any]] = {}
        for id, number in self.read("SELECT job, number FROM frames"):
            finished.setdefault(id, set()).add(number)
        notes = dict(self.read("SELECT job, notes FROM notes"))
        jobs, unreadable = [], set()
        for row in self.read(f"SELECT {', '.join(COLUMNS)} FROM jobs"):
            try:
                jobs.append(job_of_row(row, finished.get(row[0], set()), notes.get(row[0])))
            except ValueError as error:
                log.warning("job %s of %s is left alone: %s", row[0], self._home / TABLE, error)
                unreadable.add(str(row[0]))
        return sorted(jobs, key=lambda job: job.created), unreadable

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


def _text(stored: bytes) -> str:
    """Text as it is stored, which a damage may have made no UTF-8."""
    return stored.decode("utf-8", "backslashreplace")
