# SPDX-License-Identifier: Apache-2.0
"""Who waits for a frame does not wait for an episode, and episodes share the engine."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import zmq

from shiage.service import time_slice as module
from shiage.service.background_delete import BackgroundDeleter
from shiage.service.job import DONE, RUNNING, WAITING, Job, new_id
from shiage.service.job_states import JobStates
from shiage.service.job_store import JobStore
from shiage.service.thread_messages import JobEnded, StepDone, ThreadMessage, ThreadMessages
from shiage.service.time_slice import TimeSlice
from shiage.service.validate_submission import check_submission
from shiage.service.worker import Worker
from shiage.wire.client import Client
from shiage.wire.connection import Connection
from shiage.wire.events import Done, Progress, RegionFrame
from shiage.wire.shot import ShotUpload

DrawShot = Callable[..., ShotUpload]


class _Worker(Worker):
    """A worker that leaves no wire behind: the process goes on after it."""

    def run(self) -> None:
        super().run()
        self._messages.close_sender()


class Bench:
    """A worker with a store, without sockets; what it tells is kept in order."""

    def __init__(self, folder: Path, draw_shot: DrawShot) -> None:
        self._draw_shot = draw_shot
        self.store = JobStore(folder)
        self._context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
        self.messages = ThreadMessages(self._context)
        self.remover = BackgroundDeleter(self.store)
        self.states = JobStates([], self.store, self.remover, self.messages.post)
        self.worker = _Worker(self.states, self.store, self.messages, "cpu")
        self.told: list[ThreadMessage] = []

    def submit(self, *size: int, priority: str | None = None) -> Job:
        shot = self._draw_shot(*size)
        plan = check_submission("color", {"gap": 0}, [item.header for item in shot.items], [], priority)
        job = Job(new_id(), "color", plan.settings, plan.items, plan.numbers)
        self.states.add(job)
        for index, item in enumerate(shot.items):
            self.store.keep_item(job, index, item.buffers())
        self.states.start(job.id)
        return job

    def until(self, ready: Callable[[], bool], seconds: float = 120) -> None:
        deadline = time.monotonic() + seconds
        while not ready():
            assert time.monotonic() < deadline
            self.told += self.messages.take()
            time.sleep(0.005)
        self.told += self.messages.take()

    def ended(self) -> list[Job]:
        return [note.job for note in self.told if isinstance(note, JobEnded)]

    def turns(self) -> list[Job]:
        """Whose steps were told, one entry for each change."""
        jobs = [note.job for note in self.told if isinstance(note, StepDone)]
        return [job for before, job in zip([None, *jobs], jobs, strict=False) if job is not before]

    def close(self) -> None:
        self.worker.end()
        self.worker.join(60)
        self.remover.end()
        self.remover.join(60)
        self.messages.close_sender()
        self.messages.wakeup.close(0)
        self.store.close()
        self._context.term()


@pytest.fixture
def bench(tmp_path: Path, draw_shot: DrawShot) -> Iterator[Bench]:
    import torch

    threads = torch.get_num_threads()
    torch.set_num_threads(1)  # as the engines of the other tests have it
    bench = Bench(tmp_path, draw_shot)
    bench.remover.start()
    yield bench
    bench.close()
    torch.set_num_threads(threads)


def test_a_frame_goes_between_two_steps_of_an_episode(bench: Bench) -> None:
    long = bench.submit(24)
    bench.worker.start()
    bench.until(lambda: long.state == RUNNING and long.done > 1)
    batch = bench.submit(1, priority="batch")
    short, wanted = bench.submit(1), bench.submit(3, priority="interactive")
    bench.until(lambda: len(bench.ended()) == 4)
    assert bench.ended() == [short, wanted, long, batch]
    assert [job.state for job in bench.ended()] == [DONE] * 4
    assert len(long.finished) == 24


def test_episodes_share_by_turns_and_the_results_are_those_of_one_alone(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "RESUME_FACTOR", 0.0)
    monkeypatch.setattr(module, "LEAST_SLICE", 0.0)
    jobs = [bench.submit(3, priority="batch") for _ in range(2)]
    bench.worker.start()
    bench.until(lambda: len(bench.ended()) == 2)
    turns = bench.turns()
    assert turns[:2] == jobs
    assert len(turns) > 3, "each had one turn after another"
    monkeypatch.setattr(module, "LEAST_SLICE", 1e9)
    alone = bench.submit(3, priority="batch")
    bench.until(lambda: alone.state == DONE)
    for number in alone.numbers:
        expected = {name: array.tobytes() for name, array in bench.store.frame(alone, number).items()}
        for job in jobs:
            assert {name: a.tobytes() for name, a in bench.store.frame(job, number).items()} == expected


def test_an_engine_that_ends_in_the_middle_of_both_leaves_both_waiting(bench: Bench) -> None:
    long = bench.submit(24)
    bench.worker.start()
    bench.until(lambda: long.state == RUNNING and long.done > 1)
    short = bench.submit(12, priority="interactive")
    bench.until(lambda: short.state == RUNNING and short.done > 1)
    bench.worker.end()
    bench.worker.join(60)
    assert not bench.worker.is_alive()
    assert bench.ended() == []
    again = JobStore(bench.store.folder.parent)
    assert {job.id: job.state for job in again.load()} == {long.id: WAITING, short.id: WAITING}
    again.close()


def test_a_turn_is_over_only_after_a_kept_step_and_when_it_was_worth_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = 1000.0
    monkeypatch.setattr(time, "monotonic", lambda: now)
    turn = TimeSlice(now)
    now += 500
    assert not turn.over(), "nothing was kept yet"
    turn.kept()  # taking up took 500 s
    now += 1000
    assert not turn.over(), "four times that is a turn"
    turn.kept()
    now += 501
    assert turn.over()
    assert not turn.over(), "a step has begun since"
    turn.kept()
    assert turn.over()


def test_one_frame_beside_a_long_job_of_a_real_engine(
    run_engine: Callable[..., Connection], draw_shot: DrawShot
) -> None:
    connection = run_engine()
    with Client(connection) as long, Client(connection) as quick:
        list(quick.color(draw_shot(1, 640, 480)))
        began = time.monotonic()
        list(quick.color(draw_shot(1, 640, 480)))
        alone = time.monotonic() - began
        job = long.submit(draw_shot(60, 960, 540))
        next(event for event in long.events(job) if isinstance(event, Progress))
        began = time.monotonic()
        events: list[Any] = list(quick.color(draw_shot(1, 640, 480)))
        beside = time.monotonic() - began
        assert isinstance(events[-1], Done)
        assert sum(isinstance(event, RegionFrame) for event in events) == 1
        assert long.status(job).state == "running"
        assert len(long.status(job).finished) == 0
        print(f"one frame alone {alone:.2f} s, beside 60 frames {beside:.2f} s")
        long.cancel(job)
