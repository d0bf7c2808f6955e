# SPDX-License-Identifier: Apache-2.0
"""Which ended jobs are too old, or take too much room, to be kept."""

from __future__ import annotations

import os
import time
from contextlib import suppress
from pathlib import Path

from shiage.service.job import ENDED, Job

KEEP_SECONDS = 7 * 24 * 3600
"""Ended jobs are kept this long, to be fetched again."""

KEEP_BYTES = 10 << 30
"""And so many bytes of them, the newest."""


def expired_jobs(folder: Path, jobs: list[Job]) -> list[Job]:
    """Ended jobs that are too old, or too many bytes with all newer ones; never the newest."""
    old, room = [], KEEP_BYTES
    ended = sorted((job for job in jobs if job.state in ENDED), key=lambda job: -job.ended)
    for newer, job in enumerate(ended):
        room -= _size(folder / job.id)
        if newer and (room < 0 or time.time() - job.ended > KEEP_SECONDS):
            old.append(job)
    return old


def _size(folder: Path) -> int:
    """Bytes in a folder, which a client may delete (`forget`) while they are counted."""
    size = 0
    for at, _, names in os.walk(folder):
        for name in names:
            with suppress(FileNotFoundError):
                size += (Path(at) / name).stat().st_size
    return size
