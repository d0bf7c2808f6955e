# SPDX-License-Identifier: Apache-2.0
"""What a tune's process left in its job's folder, as it is sent."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from shiage.cel.outside import read_bounded
from shiage.service.job import Job
from shiage.tuning.request import SHEET, read_outcome
from shiage.wire.limits import TUNE

_MOST_BYTES = 8 << 20


@dataclass(frozen=True)
class Tuned:
    """What came of a tune.

    Attributes:
        fields: as `done` carries them.
        notes: what could not be learned from.
        sheets: its sample sheet, a PNG; empty where there is none.
    """

    fields: dict[str, Any]
    notes: tuple[str, ...]
    sheets: list[bytes]


def tune_folder(jobs: Path, job: Job) -> Path:
    """Where a tune's process leaves what came of it, in the folder of all jobs."""
    return jobs / job.id / "tune"


def tune_outcome(jobs: Path, job: Job) -> Tuned | None:
    """What came of a job that is a tune; None where it has not ended, or is another job.

    Args:
        jobs: folder of all jobs.
        job: one of them.
    """
    folder = tune_folder(jobs, job)
    found = read_outcome(folder) if job.kind == TUNE else None
    if found is None:
        return None
    fields = asdict(found)
    del fields["notes"]
    sheets = []
    with suppress(OSError):
        sheets.append(read_bounded(folder / SHEET, _MOST_BYTES))
    return Tuned({**fields, **{n: list(fields[n]) for n in ("loss", "wrong", "steps")}}, found.notes, sheets)
