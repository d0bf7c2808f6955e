# SPDX-License-Identifier: Apache-2.0
"""The client: one engine, any number of jobs, from one thread; blocking or pumped by a GUI's timer."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping, Sequence
from types import TracebackType

from . import PROTOCOL
from .connection import Connection
from .events import (
    Cancelled,
    Done,
    EngineDied,
    EngineError,
    Event,
    Failed,
    Form,
    FrameEvent,
)
from .find_engine import find_or_start
from .job_requests import JobRequests
from .session import ANSWER_TIME, Session
from .shot import ShotUpload
from .tune import TuneUpload
from .upload import Upload

CREDIT = 4
"""Frames that may be under way unread unless a caller says otherwise."""


class Client(JobRequests):
    """A conversation with the engine. Not thread-safe: use one client a thread."""

    def __init__(
        self, connection: Connection, name: str = "shiage", stay: bool = False, patience: float = ANSWER_TIME
    ) -> None:
        """Say hello to the engine of a connection file; `connect` finds or starts it first.

        Raises:
            EngineDied: no engine answers there.
            EngineError: the engine speaks another major version of the protocol.
        """
        self.connection = connection
        self._followed: set[str] = set()
        began = time.monotonic()
        super().__init__(Session(connection, patience))
        try:
            welcome = self._session.ask_control(
                "hello",
                max(1.0, patience - (time.monotonic() - began)),
                protocol=PROTOCOL,
                client=name,
                capabilities=["frames", "regions", "fills", "curves"],
                owner={"pid": os.getpid()},
                stay=stay,
            )
        except EngineError:
            self._session.close()
            raise
        self.engine_version: str = welcome["engine"]
        self.protocol: str = welcome["protocol"]
        self.capabilities = frozenset(word for word in welcome["capabilities"] if isinstance(word, str))
        self.limits: dict[str, int] = welcome["limits"]

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
        return find_or_start(lambda found: cls(found, name, stay), start, command, timeout)

    def color(self, shot: ShotUpload, form: Form = "regions") -> Iterator[Event]:
        """Submit a shot and yield what happens until the end (blocking).

        Yields Uploaded, Progress and frame events as they come; the last one is Done, Failed or Cancelled.
        The job's id is in every event. Leaving the iterator early does not cancel the job.

        Raises:
            Refused: the engine does not take the shot; the message names the frame or key.
            EngineDied: the engine went away; `Client.connect().result(job)` takes the job up again.
        """
        yield from self.events(self.submit(shot, form))

    def submit(
        self,
        shot: ShotUpload | TuneUpload,
        form: Form = "regions",
        credit: int = CREDIT,
        have: Mapping[int, str] | None = None,
    ) -> str:
        """Submit a shot and return its job id; uploads and events go on in `poll` (or `events`).

        Args:
            shot: what to colour, or what to tune. Its buffers must not change until they are uploaded.
            form: how each frame is wanted.
            credit: how many frames may be under way unread; it is renewed as events are taken.
            have: see `attach`.

        Raises:
            Refused: the engine does not take the shot; the message names the frame or key.
        """
        settings = shot.settings(self.capabilities, self.engine_version)
        items = [item.header for item in shot.items]
        answer = self._session.ask(
            "submit",
            kind=shot.kind,
            settings=settings,
            items=items,
            corrections=shot.corrections,
            priority=shot.priority,
            palette=shot.palette,
        )
        job = str(answer["job"])
        self._session.upload(Upload(job, shot.items, answer["window"], answer.fields.get("stored") or ()))
        self.attach(job, form, credit=credit, have=have)
        return job

    def poll(self, timeout: float = 0.0) -> list[Event]:
        """Pump uploads and take what has come, waiting at most timeout seconds (0: never blocks).

        Raises:
            EngineDied: the engine died (raised within 5 s of its death).
        """
        self._session.wait(lambda: bool(self._session.inbox), timeout)
        events = list(self._session.inbox)
        self._session.inbox.clear()
        self._taken(events)
        return events

    def events(self, job: str) -> Iterator[Event]:
        """Yield a job's events until its end (blocking); events of other jobs wait for `poll`.

        Raises:
            ValueError: the job was neither submitted here nor attached to, or its end was delivered already.
        """
        while True:
            if job not in self._followed:
                raise ValueError(f"attach to job {job} first")
            self._session.wait(lambda: any(event.job == job for event in self._session.inbox), None)
            event = next(event for event in self._session.inbox if event.job == job)
            self._session.inbox.remove(event)
            self._taken([event])
            yield event
            if isinstance(event, Done | Failed | Cancelled):
                return

    def attach(
        self,
        job: str,
        form: Form = "regions",
        numbers: Sequence[int] | None = None,
        credit: int = CREDIT,
        have: Mapping[int, str] | None = None,
    ) -> None:
        """Ask for a job's frames (all, or these numbers), finished or yet to come; `poll` brings them.

        Works for any job of this engine's home, after a restart and from another client too.

        Args:
            job: its id.
            form: how each frame is wanted.
            numbers: of the frames.
            credit: how many frames may be under way unread.
            have: in forms of fills, by frame the digest of the fills that are here already; where they still
                are the job's, a SameFrame comes instead. With None no frame has a digest.

        Raises:
            Refused: there is no such job or frame.
        """
        asked = None if numbers is None else list(numbers)
        known = None if have is None else [{"number": n, "digest": digest} for n, digest in have.items()]
        self._session.ask("result", job=job, form=form, numbers=asked, credit=credit, have=known)
        self._followed.add(job)

    def result(
        self, job: str, form: Form = "regions", numbers: Sequence[int] | None = None
    ) -> Iterator[Event]:
        """Attach to a job and yield its events until the end (blocking)."""
        self.attach(job, form, numbers)
        yield from self.events(job)

    def ping(self) -> float:
        """Seconds the engine took to answer."""
        asked = time.monotonic()
        self._session.ask_control("ping")
        return time.monotonic() - asked

    def shutdown(self) -> None:
        """Ask the engine to end; unfinished jobs go on at its next start."""
        try:
            self._session.ask_control("shutdown")
        except EngineDied:
            if not self._session.lost:
                raise  # otherwise it ended before we had read its answer

    @property
    def lost(self) -> bool:
        """Whether the connection broke: then this client is of no more use. Never waits."""
        return self._session.lost

    def fileno(self) -> int:
        """Descriptor that turns readable when `poll` has work (edge-triggered: poll until it is empty)."""
        return self._session.fileno()

    def close(self) -> None:
        """Say goodbye; the engine ends when its last owner is gone."""
        try:
            self._session.ask_control("bye", patience=2.0)
        except EngineError:
            pass  # gone already, which is what we came for
        finally:
            self._session.close()

    def __enter__(self) -> Client:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _taken(self, events: Sequence[Event]) -> None:
        """Grant the engine a new frame for each one that was taken, and note which jobs have ended."""
        for event in events:
            if isinstance(event, FrameEvent):
                self._session.tell("credit", job=event.job, frames=1)
            elif isinstance(event, Done | Failed | Cancelled):
                self._followed.discard(event.job)
