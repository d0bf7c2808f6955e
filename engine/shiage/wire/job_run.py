# SPDX-License-Identifier: Apache-2.0
"""A job as a client follows it: submitted or taken up, through deaths of the engine, to its end."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress

from .client import Client
from .events import (
    Cancelled,
    Done,
    EngineDied,
    EngineError,
    Event,
    Failed,
    Form,
    FrameEvent,
    JobInfo,
    Refused,
    Uploaded,
)
from .shot import ShotUpload
from .tune import TuneUpload

TRIES = 3
"""So often an engine is connected to or started for one job: not for ever, where each dies."""


class JobRun:
    """One job of the engine's; pumped by `poll`, or blocking by `events`. Not thread-safe.

    Attributes:
        job: its id; "" until it is submitted. Another one after a death, where the shot was sent anew.
        taken_up: it is a job of an earlier run, of which only what is missing comes.
        ended: its last event, or None.
    """

    def __init__(
        self,
        connect: Callable[[], Client],
        shot: Callable[[], ShotUpload | TuneUpload],
        form: Form,
        numbers: Sequence[int],
        *,
        before: str = "",
        wanted: Sequence[int] | None = None,
        have: Mapping[int, str] | None = None,
        can_resend: Callable[[], bool] = lambda: True,
        leave: Callable[[Client], None] = Client.close,
    ) -> None:
        """Nothing is sent yet.

        Args:
            connect: finds or starts the engine.
            shot: what to colour, or what to tune; asked for anew where it must be sent again.
            form: how frames are wanted.
            numbers: of all frames that are wanted.
            before: job of an earlier run of the very same shot, "" where there was none.
            wanted: frames that are wanted of the job before, where the others are here already; None: all.
            have: see `Client.attach`.
            can_resend: whether `shot` can be read a second time.
            leave: gives up a client of `connect`.
        """
        self._connect, self._shot, self._form, self._have = connect, shot, form, have
        self._numbers, self._wanted, self._can_resend = list(numbers), wanted, can_resend
        self._leave, self._cancelling = leave, False
        self._client: Client | None = None
        self._came: set[int] = set()
        self._uploaded, self._tries = False, 0
        self.job, self._before = "", before
        self.taken_up = False
        self.ended: Done | Failed | Cancelled | None = None

    def begin(self) -> None:
        """Connect, and submit the job or take it up; `poll` does so too, where it was not done.

        Raises:
            EngineDied: the engine went away as often as it was tried.
            EngineError: there is no engine, or it does not take the shot.
        """
        while self._client is None:
            self._tries += 1
            try:
                self._client = self._connect()
                self._go_on(self._client)
            except EngineDied as error:
                self._lose(error)

    def poll(self, timeout: float = 0.0) -> list[Event]:
        """What has come of the job, waiting at most timeout seconds; an engine that dies is started again.

        Raises:
            EngineDied: it went away as often as it was tried, or what was sent cannot be sent again.
            EngineError: there is no engine, or it does not take the shot.
        """
        if self.ended is not None:
            return []
        self.begin()
        if self.ended is not None or self._client is None:
            return [self.ended] if self.ended is not None else []
        try:
            events = [event for event in self._client.poll(timeout) if event.job == self.job]
        except EngineDied as error:
            self._lose(error)
            return []
        for event in events:
            self._note(event)
        return events

    def events(self, patience: float = 0.05) -> Iterator[Event]:
        """All events until the job's end (blocking); raises what `poll` does."""
        while self.ended is None:
            yield from self.poll(patience)

    def cancel(self) -> None:
        """Stop the job; Cancelled follows."""
        self._cancelling = True
        if self._client is not None and self.job:
            with suppress(EngineError):
                self._client.cancel(self.job)

    def pause(self) -> None:
        """Let a tune leave a checkpoint and wait; a Progress of the stage "paused" follows."""
        if self._client is not None and self.job:
            with suppress(EngineError):
                self._client.pause(self.job)

    def resume(self) -> None:
        """Let a paused tune go on."""
        if self._client is not None and self.job:
            with suppress(EngineError):
                self._client.resume(self.job)

    def status(self) -> JobInfo:
        """How the job is, once it was begun.

        Raises:
            EngineError: the engine is gone.
        """
        assert self._client is not None
        return self._client.status(self.job)

    def forget(self) -> None:
        """The engine need not keep the job and its results."""
        if self._client is not None and self.job:
            with suppress(EngineError):
                self._client.forget(self.job)

    def close(self) -> None:
        """Leave the engine; the job goes on there."""
        if self._client is not None:
            self._leave(self._client)
            self._client = None

    def _go_on(self, client: Client) -> None:
        """Attach to the job if the engine has it, else submit it."""
        if self.job and self._attached(client, self.job, self._missing()):
            if self._cancelling:
                client.cancel(self.job)
            return
        if self._cancelling:
            self.ended = Cancelled(self.job)
            return
        if not self.job and self._before and self._attached(client, self._before, self._wanted):
            self.job, self.taken_up = self._before, True
            return
        self.taken_up, self._came, self._uploaded = False, set(), False
        self.job = client.submit(self._shot(), self._form, have=self._have)

    def _attached(self, client: Client, job: str, numbers: Sequence[int] | None) -> bool:
        """Follow a job that was sent before; False where the engine has not the whole of it."""
        try:
            state = client.status(job).state
            if state in ("failed", "cancelled") and job != self.job:
                client.restart(job)
            if state == "uploading":
                return False
            client.attach(job, self._form, numbers, have=self._have)
        except Refused:
            return False  # it has forgotten it
        self._uploaded = True
        return True

    def _missing(self) -> list[int]:
        asked = self._numbers if not self.taken_up or self._wanted is None else self._wanted
        return [number for number in asked if number not in self._came]

    def _note(self, event: Event) -> None:
        if isinstance(event, Uploaded):
            self._uploaded = event.done == event.total
        elif isinstance(event, FrameEvent):
            self._came.add(event.number)
        elif isinstance(event, Done | Failed | Cancelled):
            self.ended = event

    def _lose(self, error: EngineDied) -> None:
        """The engine is gone: leave it, to go on with another one.

        Raises:
            EngineDied: it went away as often as it was tried, or what was sent cannot be sent again.
        """
        if self._client is not None:
            with suppress(EngineError):
                self._leave(self._client)
            self._client = None
        if self._tries >= TRIES or not (self._uploaded or self._can_resend()):
            raise error
