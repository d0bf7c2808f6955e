# SPDX-License-Identifier: Apache-2.0
"""The two ways of solving a shot: in this process, or through the engine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from shiage.cel.palette import Palette
from shiage.shot.notes import Note
from shiage.shot.types import ColoredFrame, Shot, ShotError, Watch

if TYPE_CHECKING:
    from shiage.shot.solved_shot import SolvedShot
    from shiage.wire.events import RegionFrame
    from shiage.wire.job_run import JobRun
    from shiage.wire.shot import ShotUpload

Follow = Callable[[str, int, int], None]
"""Told the stage, and how many of its steps are done."""


Solve = Callable[[Shot, Watch], "SolvedShot"]
"""Decides every region of a shot."""


class JobMemory(Protocol):
    """Remembers the engine's job from one run to the next."""

    def job(self) -> str | None:
        """Id of the engine's job for this very input, or None."""

    def remember_job(self, job: str) -> None:
        """Keep the id."""

    def forget_job(self) -> None:
        """Drop the id."""


class InlineRun:
    """Solves in this process.

    Attributes:
        notes: what is to be said of the shot, once all frames were yielded.
    """

    def __init__(self, shot: Shot, solve: Solve | None = None) -> None:
        """Args: shot: what is solved; solve: what solves it, where its keys are not all that is known."""
        self._shot = shot
        self._solve = solve
        self.notes: tuple[Note, ...] = ()

    def frames(self, follow: Follow) -> Iterator[tuple[Palette, ColoredFrame]]:
        """Solve, then yield the palette with each frame."""
        from shiage.shot.color import solve_shot

        watch = Watch(progress=follow)
        solved = self._solve(self._shot, watch) if self._solve else solve_shot(self._shot, watch=watch)
        self.notes = solved.notes
        for number in solved.numbers:
            yield solved.palette, solved.draw(number)

    def cancel(self) -> None:
        """Nothing goes on elsewhere."""

    def finish(self) -> None:
        """Nothing is kept elsewhere."""

    def close(self) -> None:
        """Nothing is open."""


class EngineRun:
    """Solves in the engine; takes up a job that an earlier run left there.

    Attributes:
        notes: what is to be said of the shot, once all frames were yielded.
    """

    def __init__(self, shot: Shot, memory: JobMemory, production: Path | None = None) -> None:
        """Args: shot: what is solved; memory: of its job; production: folder of the one it is a shot of."""
        self._shot, self._production = shot, production
        self._memory = memory
        self.notes: tuple[Note, ...] = ()
        self._run: JobRun | None = None

    def frames(self, follow: Follow) -> Iterator[tuple[Palette, ColoredFrame]]:
        """Yield the palette with each frame as it comes; an engine that dies is started again."""
        from shiage.wire.client import Client
        from shiage.wire.events import Cancelled, Done, Failed, Progress, RegionFrame, Uploaded
        from shiage.wire.job_run import JobRun

        self._run = JobRun(
            lambda: Client.connect(name="shiage color"),
            lambda: upload(self._shot, self._production),
            "regions",
            sorted(f.number for f in self._shot.frames),
            before=self._memory.job() or "",
        )
        self._run.begin()
        job = self._run.job
        self._memory.remember_job(job)
        for event in self._run.events():
            if isinstance(event, Uploaded):
                follow("sending", event.done, event.total)
            elif isinstance(event, Progress):
                follow(event.stage, event.done, event.total)
            elif isinstance(event, RegionFrame):
                yield _palette(event), _colored(event)
            elif isinstance(event, Done):
                self.notes = tuple(Note(note.frame, note.text) for note in event.notes)
            elif isinstance(event, Failed):
                self._memory.forget_job()
                raise ShotError(event.message)
            elif isinstance(event, Cancelled):
                self._memory.forget_job()
                raise ShotError("the job was cancelled by another client of the engine; run it again")
            if self._run.job != job:  # another engine was sent the shot anew
                job = self._run.job
                self._memory.remember_job(job)

    def cancel(self) -> None:
        """Stop the job in the engine."""
        if self._run is not None:
            self._run.cancel()

    def finish(self) -> None:
        """Everything is written: the engine need not keep the results any longer."""
        if self._run is not None:
            self._run.forget()

    def close(self) -> None:
        """Leave the engine."""
        if self._run is not None:
            self._run.close()


def upload(shot: Shot, production: Path | None = None) -> ShotUpload:
    """A shot as it crosses the wire, with the folder of its production."""
    from shiage.wire.shot import ShotUpload

    settings = shot.settings
    sent = ShotUpload(settings.mode, settings.gap, settings.min_area)
    sent.production = "" if production is None else str(production)
    for frame in shot.frames:
        width, height = frame.line.size
        sent.line(frame.number, width, height, frame.line.ink, trace=frame.line.trace)
    for key in shot.keys:
        sent.key(key.number, key.cel.shape[1], key.cel.shape[0], key.cel)
    for scribbles in shot.scribbles:
        sent.scribbles(scribbles.number, scribbles.cel.shape[1], scribbles.cel.shape[0], scribbles.cel)
    for sheet in shot.sheets:
        width, height = sheet.line.size
        sent.sheet(sheet.name, width, height, sheet.line.ink, sheet.cel, sheet.line.trace)
    for spot in shot.corrections:
        sent.correct(spot.number, spot.x, spot.y, spot.colour)
    if shot.palette is not None:
        sent.swatches(shot.palette.colours.tolist(), shot.palette.names)
    return sent


def _palette(event: RegionFrame) -> Palette:
    colours = np.array(event.palette.colours, np.uint8).reshape(-1, 4)
    return Palette(colours, tuple(event.palette.names))


def _colored(event: RegionFrame) -> ColoredFrame:
    labels = np.frombuffer(event.labels, np.dtype("<" + event.dtype)).reshape(event.height, event.width)
    return ColoredFrame(
        event.number,
        labels.astype(np.int32),
        np.frombuffer(event.swatches, "<i4").astype(np.int32),
        np.frombuffer(event.confidence, "<f4").astype(np.float32),
        _cel(event),
    )


def _cel(event: RegionFrame) -> NDArray[np.uint8] | None:
    """The shaded cel of a frame of mode soft."""
    if event.cel is None:
        return None
    return np.frombuffer(event.cel, np.uint8).reshape(event.height, event.width, 4)
