# SPDX-License-Identifier: GPL-3.0-or-later
"""The thread that talks to the engine, so that the interface never waits for an answer.

A client's `connect`, `submit` and `cancel` wait for the engine, up to 15 seconds for one that hangs. They
wait here. The thread knows no Krita: what it needs of a document it asks for, and a timer of the interface
reads it.
"""

from __future__ import annotations

import queue
import tempfile
import threading
from contextlib import suppress
from pathlib import Path

from .orders import EngineState, Finished, Order, Report, Step, Stopped, Want
from .returns import Returns
from .spelling import american
from .translations import said
from .wire.client import Client
from .wire.events import (
    Cancelled,
    Done,
    EngineDied,
    EngineError,
    Event,
    Failed,
    Progress,
    RegionFrame,
    Uploaded,
)
from .wire.shot import ShotUpload

TRIES = 3
"""So often an engine that dies in mid-job is started again."""

AHEAD = 2
"""So many frames are read while one is sent."""

STARTING = 60.0
"""Seconds an engine may take to start on a machine that is busy."""

MISSING = said(
    "No engine was found: install Shiage’s engine, then show with Choose … where its `shiage` lies."
)

_STAGES = {
    "describe": said("finding regions"),
    "match": said("comparing drawings"),
    "solve": said("deciding"),
    "align": said("aligning"),
    "refine": said("refining"),
    "draw": said("drawing"),
}


_RAW = " while it started:"
"""What follows in an error is what a program wrote, which may be anything."""


def plainly(words: str) -> str:
    """An error without what programs wrote themselves."""
    before, raw, _ = words.partition(_RAW)
    if raw:
        return said("The engine ended while it started. `shiage doctor` says what is wrong with it.")
    lines = american(before).strip().splitlines()
    return lines[0] if lines else said("The engine did not answer.")


class _Abandoned(Exception):
    """The artist cancelled."""


class EngineThread(threading.Thread):
    """One conversation with the engine; jobs come one after another.

    Attributes:
        reports: what the interface shall hear, to be taken by its timer.
    """

    def __init__(self, command: list[str] | None) -> None:
        """Args: command: how the engine is started, None when it was not found."""
        super().__init__(name="shiage", daemon=True)
        self.reports: queue.SimpleQueue[Report] = queue.SimpleQueue()
        self.command = command
        self._orders: queue.SimpleQueue[Order | None] = queue.SimpleQueue()
        self._pixels: queue.SimpleQueue[tuple[int, bytes] | None] = queue.SimpleQueue()
        self._to_ask: list[int] = []
        self._under_way: set[int] = set()
        self._came: dict[int, bytes] = {}
        self._cancelled = threading.Event()
        self._client: Client | None = None
        self._asked = False
        self._names: list[str] = []

    def submit(self, order: Order) -> None:
        """Have a shot coloured; reports follow, the last of them Finished or Stopped."""
        self._cancelled.clear()
        while not self._pixels.empty():
            self._pixels.get()
        self._orders.put(order)

    def give(self, number: int, pixels: bytes) -> None:
        """Answer a Want with 8-bit BGRA pixels."""
        self._pixels.put((number, pixels))

    def cancel(self) -> None:
        """Stop the job under way; Stopped follows."""
        self._cancelled.set()
        self._pixels.put(None)

    def end(self) -> None:
        """Leave the engine and end."""
        self.cancel()
        self._orders.put(None)

    def run(self) -> None:
        """Work until ended."""
        while (order := self._next()) is not None:
            try:
                self.reports.put(self._colour(order))
            except _Abandoned:
                self.reports.put(Stopped(""))
            except EngineError as error:
                self._leave()
                self.reports.put(Stopped(plainly(str(error))))
            except Exception as error:  # whatever it is, the artist hears of it and the interface goes on
                self._leave()
                words = said("Shiage met an error of its own: {}", f"{type(error).__name__}: {error}")
                self.reports.put(Stopped(words))
        self._leave()

    def _next(self) -> Order | None:
        """The next order; meanwhile the conversation is kept alive."""
        while True:
            try:
                return self._orders.get(timeout=0.5)
            except queue.Empty:
                if self._client is not None:
                    try:
                        self._client.poll()
                    except EngineError:
                        self._leave()

    def _leave(self) -> None:
        if self._client is not None:
            with suppress(EngineError):
                self._client.close()
            self._client = None
            self.reports.put(EngineState("off", said("The engine is off; it starts when it is needed.")))

    def _connect(self) -> Client:
        if self._client is None:
            self.reports.put(EngineState("starting", said("The engine is starting …")))
            command = self.command
            try:
                self._client = Client.connect(bool(command), command, "Krita", STARTING)
            except EngineError as error:
                state = EngineState("off" if command else "missing", plainly(str(error)))
                if not command:
                    state = EngineState("missing", MISSING)
                self.reports.put(state)
                raise EngineError(state.words) from None
            self.reports.put(EngineState("ready", said("Engine {} is ready.", self._client.engine_version)))
        return self._client

    def _colour(self, order: Order) -> Finished:
        with tempfile.TemporaryDirectory(prefix="shiage-") as folder:
            returns = Returns(order, Path(folder))
            job, self._asked = "", False
            self._names = [sheet.name for sheet in order.sheets]
            for attempt in range(TRIES):
                try:
                    client = self._connect()
                    if job:
                        client.attach(job, "regions", returns.missing())
                    else:
                        self._check()
                        job = client.submit(self._upload(order), "regions")
                    if self._follow(client, job, returns):
                        break
                except EngineDied:
                    self._leave()
                    if not self._asked:
                        job = ""  # it was gone before anything was read: another one is started
                    elif not returns.uploaded:
                        raise
                    if attempt == TRIES - 1:
                        raise
            finished = returns.finish()
            with suppress(EngineError):
                client.forget(job)
            return finished

    def _follow(self, client: Client, job: str, returns: Returns) -> bool:
        """Take a job's events until it is done."""
        while True:
            try:
                self._check()
                for event in client.poll(0.05):
                    if getattr(event, "job", None) == job and self._take(event, returns):
                        return True
            except _Abandoned:
                with suppress(EngineError):
                    client.cancel(job)
                    client.forget(job)
                raise

    def _take(self, event: Event, returns: Returns) -> bool:
        """One event; true at the end of the job."""
        if isinstance(event, Uploaded):
            returns.uploaded = event.done == event.total
            self.reports.put(Step(said("sending"), event.done, event.total))
        elif isinstance(event, Progress):
            self.reports.put(Step(_STAGES.get(event.stage, event.stage), event.done, event.total))
        elif isinstance(event, RegionFrame):
            returns.take(event)
            self.reports.put(Step(said("taking in"), returns.taken(), returns.total()))
        elif isinstance(event, Failed):
            raise EngineError(american(event.message, self._names))
        elif isinstance(event, Cancelled):
            raise EngineError(said("The job was cancelled from outside: color again."))
        elif isinstance(event, Done):
            returns.notes = [american(note.words, self._names) for note in event.notes]
        return isinstance(event, Done)

    def _upload(self, order: Order) -> ShotUpload:
        self._to_ask, self._under_way, self._came = list(order.frames), set(), {}
        shot = ShotUpload(order.mode, order.gap)
        size = (order.width, order.height)
        for number in order.frames:
            shot.line(number, *size, lambda number=number: self._fetch(number), "BGRA")  # type: ignore[misc]
        for number, pixels in order.keys.items():
            shot.key(number, *size, pixels, "BGRA")
        for sheet in order.sheets:
            shot.sheet_picture(sheet.name, sheet.width, sheet.height, sheet.pixels, "BGRA")
        if order.swatches:
            shot.swatches([colour for colour, _ in order.swatches], [name for _, name in order.swatches])
        for number, marks in order.marks.items():
            for mark in marks:
                shot.correct(number, mark.x, mark.y, mark.colour)
        return shot

    def _fetch(self, number: int) -> bytes:
        """A frame's pixels, read by the interface, which goes on to the next ones while these are sent."""
        self._asked = True
        if number in self._to_ask:
            self._want(number)
        while self._to_ask and len(self._under_way) <= AHEAD:
            self._want(self._to_ask[0])
        while number not in self._came:
            given = self._pixels.get()
            if given is None:
                raise _Abandoned
            self._came[given[0]] = given[1]
        self._under_way.discard(number)
        return self._came.pop(number)

    def _want(self, number: int) -> None:
        self._to_ask.remove(number)
        self._under_way.add(number)
        self.reports.put(Want(number))

    def _check(self) -> None:
        if self._cancelled.is_set():
            raise _Abandoned
