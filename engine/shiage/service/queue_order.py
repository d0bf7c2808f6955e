# SPDX-License-Identifier: Apache-2.0
"""The order in which waiting jobs run."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from shiage.service.job import RUNNING, WAITING, Job
from shiage.wire.limits import TUNE


def next_job(jobs: Iterable[Job], followed: Callable[[Job], bool]) -> Job | None:
    """The job that runs next, None when none waits.

    Interactive jobs come first, then those whose last time slice is the longest ago; of those
    that had none those with followers, then the oldest.
    """

    def order(job: Job) -> tuple[bool, float, bool, float]:
        return not job.interactive, job.served, not followed(job), job.created

    return min(_waiting(jobs), key=order, default=None)


def next_interactive(jobs: Iterable[Job]) -> Job | None:
    """The interactive job that runs between two steps of a batch job, or None."""
    interactive = (job for job in _waiting(jobs) if job.interactive)
    return min(interactive, key=lambda job: (job.served, job.created), default=None)


def next_tune(jobs: Iterable[Job]) -> Job | None:
    """The tune that runs next, the oldest; None when none waits."""
    tunes = (job for job in jobs if job.state == WAITING and job.kind == TUNE)
    return min(tunes, key=lambda job: job.created, default=None)


def coloured_first(jobs: Iterable[Job]) -> bool:
    """Whether a job runs or waits that a tune gives way to."""
    return any(job.kind != TUNE and job.state in (WAITING, RUNNING) for job in jobs)


def should_yield(jobs: Iterable[Job], job: Job) -> bool:
    """Whether a job waits that goes before this one."""
    return any(other.interactive or not job.interactive for other in _waiting(jobs))


def _waiting(jobs: Iterable[Job]) -> Iterable[Job]:
    return (job for job in jobs if job.state == WAITING and job.kind != TUNE)
