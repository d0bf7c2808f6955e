# SPDX-License-Identifier: Apache-2.0
"""The order in which waiting jobs run."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from shiage.service.job import WAITING, Job


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


def should_yield(jobs: Iterable[Job], job: Job) -> bool:
    """Whether a job waits that goes before this one."""
    return any(other.interactive or not job.interactive for other in _waiting(jobs))


def _waiting(jobs: Iterable[Job]) -> Iterable[Job]:
    return (job for job in jobs if job.state == WAITING)
