# SPDX-License-Identifier: Apache-2.0
"""The client: one engine, any number of jobs, from one thread; blocking or pumped by a GUI's timer."""

from __future__ import annotations

import os
import time
from collections import deque
from collections.abc import Iterator, Sequence
from types import TracebackType
from typing import Any

from . import PROTOCOL
from .connection import Connection, read_connection
from .events import (
    Cancelled,
    CelFrame,
    Done,
    EngineDied,
    EngineError,
    Event,
    Failed,
    FillFrame,
    Form,
    JobInfo,
    Refused,
    RegionFrame,
)
from .launch import Launch
from .link import Link
from .messages import Message
from .results import event_of, job_of
from .shot import ShotUpload
from .upload import Upload

ANSWER_TIME = 15.0
"""Seconds an answer may take before the engine counts as dead."""

CREDIT = 4
"""Frames that may be under way unread unless a caller says otherwise."""


class Client:
    """A conversation with the engine. Not thread-safe: use one client a thread."""

    def __init__(self, connection: Connection, name: str = "shiage", stay: bool = False) -> None:
        """Say hello to the engine of a connection file; `connect` finds or starts it first.

        Raises:
            EngineDied: nobody answers there.
            EngineError: the engine speaks another major version of the protocol.
        """
        self._link = Link(connection)
        self._last_id = 0
        self._answers: dict[int, Message] = {}
        self._uploads: dict[str, Upload] = {}
        self._jobs_of_ids: dict[int, str] = {}
        self._inbox: deque[Event] = deque()
        try:
            welcome = self._ask_control(
                "hello",
                protocol=PROTOCOL,
                client=name,
                capabilities=["frames", "regions", "fills"],
                owner={"pid": os.getpid()},
                stay=stay,
            )
        except EngineError:
            self._link.close()
            raise
        self.engine_version: str = welcome["engine"]
        self.protocol: str = welcome["protocol"]
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
        deadline = time.monotonic() + timeout
        launch: Launch | None = None
        while True:
            connection = read_connection()
            if connection is not None:
                try:
                    return cls(connection, name, stay)
                except EngineDied:
                    # It ended between its file and our hello: the next one is found or started.
                    if time.monotonic() > deadline:
                        raise
            elif not start:
                raise EngineError("no engine runs: start it with `shiage engine start`")
            elif launch is None or launch.ended():
                if launch is not None:
                    launch.check()
                launch = Launch(command)
            if launch is not None:
                launch.check()
            if time.monotonic() > deadline:
                raise EngineError(
                    f"the engine did not say hello within {timeout:g} s; see `shiage engine logs`"
                )
            time.sleep(0.02)

    def color(self, shot: ShotUpload, form: Form = "regions") -> Iterator[Event]:
        """Submit a shot and yield what happens until the end (blocking).

        Yields Uploaded, Progress and frame events as they come; the last one is Done, Failed or Cancelled.
        The job's id is in every event. Leaving the iterator early does not cancel the job.

        Raises:
            Refused: the engine does not take the shot; the message names the frame or key.
            EngineDied: the engine went away; `Client.connect().result(job)` takes the job up again.
        """
        yield from self.events(self.submit(shot, form))

    def submit(self, shot: ShotUpload, form: Form = "regions", credit: int = CREDIT) -> str:
        """Submit a shot and return its job id; uploads and events go on in `poll` (or `events`).

        Args:
            shot: what to colour. Its buffers must not change until they are uploaded.
            form: how each frame is wanted.
            credit: how many frames may be under way unread; it is renewed as events are taken.

        Raises:
            Refused: the engine does not take the shot; the message names the frame or key.
        """
        settings = {"mode": shot.mode, "gap": shot.gap, "min_area": shot.min_area}
        items = [item.header for item in shot.items]
        answer = self._ask(
            "submit", kind="color", settings=settings, items=items, corrections=shot.corrections
        )
        job = str(answer["job"])
        self._uploads[job] = Upload(job, shot.items, answer["window"])
        self.attach(job, form, credit=credit)
        return job

    def poll(self, timeout: float = 0.0) -> list[Event]:
        """Pump uploads and take what has come, waiting at most timeout seconds (0: never blocks).

        Raises:
            EngineDied: the engine went away (told within 5 s of its death).
        """
        self._wait(lambda: bool(self._inbox), timeout)
        events = list(self._inbox)
        self._inbox.clear()
        self._renew(events)
        return events

    def events(self, job: str) -> Iterator[Event]:
        """Yield a job's events until its end (blocking); events of other jobs wait for `poll`."""
        while True:
            self._wait(lambda: any(event.job == job for event in self._inbox), None)
            event = next(event for event in self._inbox if event.job == job)
            self._inbox.remove(event)
            self._renew([event])
            yield event
            if isinstance(event, Done | Failed | Cancelled):
                return

    def attach(
        self, job: str, form: Form = "regions", numbers: Sequence[int] | None = None, credit: int = CREDIT
    ) -> None:
        """Ask for a job's frames (all, or these numbers), finished or yet to come; `poll` brings them.

        Works for any job of this engine's home, after a restart and from another client too.

        Raises:
            Refused: there is no such job or frame.
        """
        asked = None if numbers is None else list(numbers)
        self._ask("result", job=job, form=form, numbers=asked, credit=credit)

    def result(
        self, job: str, form: Form = "regions", numbers: Sequence[int] | None = None
    ) -> Iterator[Event]:
        """Attach to a job and yield its events until the end (blocking)."""
        self.attach(job, form, numbers)
        yield from self.events(job)

    def cancel(self, job: str) -> JobInfo:
        """Cancel a job; answered at once, effective within a frame (a Cancelled event follows)."""
        self._uploads.pop(job, None)
        return job_of(self._ask_control("cancel", job=job)["job"])

    def jobs(self) -> list[JobInfo]:
        """All jobs the engine knows, oldest first."""
        return [job_of(fields) for fields in self._ask_control("list")["jobs"]]

    def status(self, job: str) -> JobInfo:
        """One job."""
        return job_of(self._ask_control("status", job=job)["job"])

    def forget(self, job: str) -> None:
        """Delete a job and its results (a running one is cancelled first)."""
        self._ask_control("forget", job=job)

    def ping(self) -> float:
        """Seconds the engine took to answer."""
        asked = time.monotonic()
        self._ask_control("ping")
        return time.monotonic() - asked

    def shutdown(self) -> None:
        """Ask the engine to end; unfinished jobs go on at its next start."""
        self._ask_control("shutdown")

    def fileno(self) -> int:
        """Descriptor that turns readable when `poll` has work (edge-triggered: poll until it is empty)."""
        return self._link.fileno()

    def close(self) -> None:
        """Say goodbye; the engine ends when its last owner is gone."""
        try:
            self._ask_control("bye", patience=2.0)
        except EngineError:
            pass  # gone already, which is what we came for
        finally:
            self._link.close()

    def __enter__(self) -> Client:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _ask(self, type: str, **fields: Any) -> Message:
        """Send a request on the work socket and wait for its answer; events meanwhile are kept."""
        self._last_id += 1
        id = self._last_id
        self._link.send(Message(type, id, fields))
        return self._answer(id, ANSWER_TIME)

    def _ask_control(self, type: str, patience: float = ANSWER_TIME, **fields: Any) -> Message:
        """Send a request on the control socket and wait for its answer."""
        self._last_id += 1
        id = self._last_id
        self._link.send_control(Message(type, id, fields), patience)
        return self._answer(id, patience)

    def _answer(self, id: int, patience: float) -> Message:
        self._wait(lambda: id in self._answers, patience)
        answer = self._answers.pop(id, None)
        if answer is None:
            raise EngineDied(f"the engine gave no answer within {patience:g} s; see `shiage engine logs`")
        if answer.type == "error":
            raise Refused(answer["message"])
        return answer

    def _wait(self, ready: Any, timeout: float | None) -> None:
        """Pump until ready() or timeout seconds have passed (None: without end)."""
        deadline = None if timeout is None else time.monotonic() + timeout
        while True:
            self._pump()
            left = 1.0 if deadline is None else deadline - time.monotonic()
            if ready() or left <= 0:
                return
            self._link.wait(min(left, 0.5))

    def _pump(self) -> None:
        """Take in all that has come and send what may be sent, without waiting."""
        for message in self._link.received_control():
            if message.id is not None:
                self._answers[message.id] = message
        for message in self._link.received():
            self._take(message)
        for upload in list(self._uploads.values()):
            self._send_items(upload)
        self._link.watch()

    def _take(self, message: Message) -> None:
        """Sort one message of the work socket: an upload's answer, another answer, or an event."""
        job = self._jobs_of_ids.pop(message.id, None) if message.id is not None else None
        if job is not None:
            self._take_upload(job, message)
        elif message.id is not None:
            self._answers[message.id] = message
        else:
            event = event_of(message)
            if event is not None:
                self._inbox.append(event)

    def _take_upload(self, job: str, message: Message) -> None:
        """An answer to `put` or `start`: go on, or give the job up in words."""
        upload = self._uploads.get(job)
        if upload is None:
            return
        if message.type == "error":
            del self._uploads[job]
            self._inbox.append(Failed(job, message["message"]))
        elif message.type == "stored":
            self._inbox.append(upload.confirm())
            if upload.complete:
                self._send_for(job, "start", {"job": job})
        else:  # the answer to `start`
            del self._uploads[job]

    def _send_items(self, upload: Upload) -> None:
        while self._link.flush():
            put = upload.next()
            if put is None:
                return
            self._send_for(upload.job, "put", *put)

    def _send_for(self, job: str, type: str, fields: dict[str, Any], buffers: Sequence[Any] = ()) -> None:
        """Send an upload's request, whose answer `_take_upload` gets."""
        self._last_id += 1
        self._jobs_of_ids[self._last_id] = job
        self._link.send(Message(type, self._last_id, fields, buffers))

    def _renew(self, events: Sequence[Event]) -> None:
        """Grant the engine a new frame for each one that was taken."""
        for event in events:
            if isinstance(event, CelFrame | RegionFrame | FillFrame):
                self._link.send(Message("credit", None, {"job": event.job, "frames": 1}))
