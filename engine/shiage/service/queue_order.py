# SPDX-License-Identifier: Apache-2.0
"""Whose turn it is: an order of the jobs that wait."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from shiage.service.job import WAITING, Job


def next_job(jobs: Iterable[Job], followed: Callable[[Job], bool]) -> Job | None:
    """The job that is to run, None when none waits.

    Those that somebody waits for come first, then those whose last turn is the longest ago; of those
    that had none the ones that somebody follows, then the oldest.
    """

    def order(job: Job) -> tuple[bool, float, bool, float]:
        return not job.interactive, job.served, not followed(job), job.created

    return min(_waiting(jobs), key=order, default=None)


def next_interactive(jobs: Iterable[Job]) -> Job | None:
    """The job that goes between two steps of a long one as somebody waits for it, or None."""
    short = (job for job in _waiting(jobs) if job.interactive)
    return min(short, key=lambda job: (job.served, job.created), default=None)


def should_yield(jobs: Iterable[Job], job: Job) -> bool:
    """Whether another one waits that would have its turn before this one."""
    return any(other.interactive or not job.interactive for other in _waiting(jobs))


def _waiting(jobs: Iterable[Job]) -> Iterable[Job]:
    return (job for job in jobs if job.state == WAITING)
