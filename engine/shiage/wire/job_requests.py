# SPDX-License-Identifier: Apache-2.0
"""What is asked of the engine about its jobs, answered at once."""

from __future__ import annotations

from .events import JobInfo
from .results import job_of
from .session import Session


class JobRequests:
    """Requests about the jobs of an engine's home, whoever submitted them."""

    def __init__(self, session: Session) -> None:
        """Args: session: with the engine."""
        self._session = session

    def restart(self, job: str) -> None:
        """Let a failed or cancelled job go on where it was; `attach` to it to hear of it.

        Raises:
            Refused: the job runs, is done, or was never wholly uploaded.
        """
        self._session.ask("start", job=job)

    def cancel(self, job: str) -> JobInfo:
        """Cancel a job; answered at once, effective within a frame (a Cancelled event follows)."""
        self._session.stop_upload(job)
        return job_of(self._session.ask_control("cancel", job=job)["job"])

    def pause(self, job: str) -> JobInfo:
        """Let a tune leave a checkpoint and wait until it is resumed, also through a restart.

        Raises:
            Refused: it is no tune, or has ended.
        """
        return job_of(self._session.ask_control("pause", job=job)["job"])

    def resume(self, job: str) -> JobInfo:
        """Let a paused tune go on.

        Raises:
            Refused: it is no tune, or has ended.
        """
        return job_of(self._session.ask_control("resume", job=job)["job"])

    def jobs(self) -> list[JobInfo]:
        """All jobs the engine knows, oldest first."""
        answer = self._session.ask_control("list")
        jobs = [job_of(fields) for fields in answer["jobs"]]
        while answer.fields.get("more") and jobs:
            answer = self._session.ask_control("list", before=jobs[0].created)
            older = [job_of(fields) for fields in answer["jobs"]]
            if not older:
                break
            jobs = older + jobs
        return jobs

    def status(self, job: str) -> JobInfo:
        """One job."""
        return job_of(self._session.ask_control("status", job=job)["job"])

    def forget(self, job: str) -> None:
        """Delete a job and its results (a running one is cancelled first)."""
        self._session.ask_control("forget", job=job)
