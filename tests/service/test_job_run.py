# SPDX-License-Identifier: Apache-2.0
"""A client's run of a job: on through deaths of the engine, on with an earlier job, and stopped."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from shiage.wire.client import Client
from shiage.wire.connection import Connection, read_connection
from shiage.wire.events import (
    Cancelled,
    Done,
    EngineDied,
    Event,
    Progress,
    RegionFrame,
    Uploaded,
)
from shiage.wire.job_run import TRIES, JobRun
from shiage.wire.shot import ShotUpload

RunEngine = Callable[..., Connection]
DrawShot = Callable[..., ShotUpload]

LONG = (12, 480, 360)
"""Frames, width and height of a shot that takes long enough to be interrupted."""

NUMBERS = range(1, LONG[0] + 1)


def kill() -> None:
    """End the engine of this home at once."""
    connection = read_connection()
    assert connection is not None
    os.kill(connection.pid, signal.SIGKILL)
    psutil.Process(connection.pid).wait(10)


@pytest.fixture
def start(run_engine: RunEngine) -> Callable[[], Client]:
    """Connects to the engine of this home, or starts one."""

    def connect() -> Client:
        running = read_connection()
        alive = running is not None and running.alive()
        return Client(running if alive and running is not None else run_engine())

    return connect


def numbers_of(events: list[Event]) -> list[int]:
    return sorted(event.number for event in events if isinstance(event, RegionFrame))


@pytest.mark.parametrize("moment", [Uploaded, Progress, RegionFrame])
def test_it_goes_on_where_an_engine_died(
    moment: type[Event], start: Callable[[], Client], draw_shot: DrawShot
) -> None:
    sent: list[int] = []

    def shot() -> ShotUpload:
        sent.append(1)
        return draw_shot(*LONG)

    run = JobRun(start, shot, "regions", NUMBERS)
    came: list[Event] = []
    killed = False
    for event in run.events():
        came.append(event)
        if isinstance(event, moment) and not killed:
            kill()
            killed = True
    assert killed and isinstance(run.ended, Done)
    assert numbers_of(came) == list(NUMBERS), "each frame came once"
    assert len(sent) == (2 if moment is Uploaded else 1), "what was wholly sent is not sent again"
    run.forget()
    run.close()


def test_an_engine_that_always_dies_is_given_up(start: Callable[[], Client], draw_shot: DrawShot) -> None:
    tried: list[int] = []

    def doomed() -> Client:
        tried.append(1)
        client = start()
        kill()
        return client

    run = JobRun(doomed, lambda: draw_shot(*LONG), "regions", NUMBERS)
    with pytest.raises(EngineDied):
        list(run.events())
    assert len(tried) == TRIES
    run.close()


def test_what_cannot_be_sent_again_is_not(start: Callable[[], Client], draw_shot: DrawShot) -> None:
    run = JobRun(start, lambda: draw_shot(*LONG), "regions", NUMBERS, can_resend=lambda: False)
    killed = False
    with pytest.raises(EngineDied):
        for event in run.events():
            if isinstance(event, Uploaded) and not killed:  # another one may be on its way
                kill()
                killed = True
    run.close()


def test_a_job_before_is_taken_up_and_only_what_is_wanted_of_it_comes(
    start: Callable[[], Client], draw_shot: DrawShot
) -> None:
    first = JobRun(start, lambda: draw_shot(*LONG), "regions", NUMBERS)
    list(first.events())
    again = JobRun(start, draw_shot, "regions", NUMBERS, before=first.job, wanted=[3, 5])
    assert numbers_of(list(again.events())) == [3, 5]
    assert again.taken_up and again.job == first.job
    again.forget()
    anew = JobRun(start, lambda: draw_shot(*LONG), "regions", NUMBERS, before=first.job, wanted=[3, 5])
    assert numbers_of(list(anew.events())) == list(NUMBERS), "the engine has forgotten it"
    assert not anew.taken_up and anew.job != first.job
    for run in (first, again, anew):
        run.close()


@pytest.mark.parametrize("dies", [False, True])
def test_it_is_cancelled(dies: bool, start: Callable[[], Client], draw_shot: DrawShot, home: Path) -> None:
    run = JobRun(start, lambda: draw_shot(*LONG), "regions", NUMBERS)
    for event in run.events():
        if isinstance(event, Progress):
            break
    if dies:
        kill()
    run.cancel()
    rest = list(run.events())
    assert isinstance(run.ended, Cancelled) and not any(isinstance(event, Done) for event in rest)
    run.close()
