# SPDX-License-Identifier: Apache-2.0
"""The client: one engine, any number of jobs, from one thread; blocking or pumped by a GUI's timer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from types import TracebackType

from .events import Event, Form, JobInfo
from .shot import ShotUpload


class Client:
    """A conversation with the engine. Not thread-safe: use one client a thread."""

    engine_version: str
    protocol: str

    @classmethod
    def connect(
        cls,
        start: bool = True,
        command: Sequence[str] | None = None,
        name: str = "shiage",
        timeout: float = 15.0,
        stay: bool = False,
    ) -> Client:
        """Find the engine of this home (SHIAGE_HOME or the user's), or start one, and say hello.

        Args:
            start: start an engine when none runs; otherwise EngineError.
            command: how to start it; default: this Python with `-m shiage.service`.
            name: who connects, for the engine's log.
            timeout: seconds to wait for the engine's hello.
            stay: ask the engine to stay when its last owner is gone.

        Raises:
            EngineError: no engine, it did not start (with the end of its log), or it speaks another
                major version of the protocol.
        """
        raise NotImplementedError

    def color(self, shot: ShotUpload, form: Form = "regions") -> Iterator[Event]:
        """Submit a shot and yield what happens until the end (blocking).

        Yields Uploaded, Progress and frame events as they come; the last one is Done, Failed or Cancelled.
        The job's id is in every event. Leaving the iterator early does not cancel the job.

        Raises:
            Refused: the engine does not take the shot; the message names the frame or key.
            EngineDied: the engine went away; `Client.connect().result(job)` takes the job up again.
        """
        raise NotImplementedError

    def submit(self, shot: ShotUpload, form: Form = "regions", credit: int = 4) -> str:
        """Submit a shot and return its job id; uploads and events go on in `poll` (or `events`).

        Args:
            shot: what to colour.
            form: how each frame is wanted.
            credit: how many frames may be under way unread; `poll` renews it as events are taken.

        Raises:
            Refused: the engine does not take the shot; the message names the frame or key.
        """
        raise NotImplementedError

    def poll(self, timeout: float = 0.0) -> list[Event]:
        """Pump uploads and take what has come, waiting at most timeout seconds (0: never blocks).

        Raises:
            EngineDied: the engine went away (told within 5 s of its death).
        """
        raise NotImplementedError

    def events(self, job: str) -> Iterator[Event]:
        """Yield a job's events until its end (blocking); events of other jobs wait for `poll`."""
        raise NotImplementedError

    def attach(
        self, job: str, form: Form = "regions", numbers: Sequence[int] | None = None, credit: int = 4
    ) -> None:
        """Ask for a job's frames (all, or these numbers), finished or yet to come; `poll` brings them.

        Works for any job of this engine's home, after a restart and from another client too.

        Raises:
            Refused: there is no such job or frame.
        """
        raise NotImplementedError

    def result(
        self, job: str, form: Form = "regions", numbers: Sequence[int] | None = None
    ) -> Iterator[Event]:
        """Attach to a job and yield its events until the end (blocking)."""
        raise NotImplementedError

    def cancel(self, job: str) -> JobInfo:
        """Cancel a job; answered at once, effective within a frame (a Cancelled event follows)."""
        raise NotImplementedError

    def jobs(self) -> list[JobInfo]:
        """All jobs the engine knows, oldest first."""
        raise NotImplementedError

    def status(self, job: str) -> JobInfo:
        """One job."""
        raise NotImplementedError

    def forget(self, job: str) -> None:
        """Delete a job and its results (a running one is cancelled first)."""
        raise NotImplementedError

    def ping(self) -> float:
        """Seconds the engine took to answer."""
        raise NotImplementedError

    def shutdown(self) -> None:
        """Ask the engine to end; unfinished jobs go on at its next start."""
        raise NotImplementedError

    def fileno(self) -> int:
        """Descriptor that becomes readable when `poll` should be called (edge-triggered: poll until empty)."""
        raise NotImplementedError

    def close(self) -> None:
        """Say goodbye; the engine ends when its last owner is gone and nothing runs."""
        raise NotImplementedError

    def __enter__(self) -> Client:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
