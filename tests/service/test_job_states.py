# SPDX-License-Identifier: Apache-2.0
"""One owner of jobs and their states: whatever comes in whatever order, a job has one state and one end."""

from __future__ import annotations

import ast
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from shiage.service import job_states as module
from shiage.service.background_delete import BackgroundDeleter
from shiage.service.disk_errors import DiskError
from shiage.service.job import (
    CANCELLED,
    DONE,
    ENDED,
    FAILED,
    RUNNING,
    UPLOADING,
    WAITING,
    Job,
    JobError,
    new_id,
)
from shiage.service.job_states import JobStates
from shiage.service.job_store import JobStore
from shiage.service.thread_messages import JobEnded, JobForgotten, ThreadMessage

LINE = {"role": "line", "number": 1, "shape": [64, 64, 1], "dtype": "u1", "channels": "ink"}


class Kept:
    """A store, its remover and what was told."""

    def __init__(self, folder: Path) -> None:
        self.store = JobStore(folder)
        self.remover = BackgroundDeleter(self.store)
        self.remover.start()
        self.told: list[ThreadMessage] = []
        self.states = JobStates([], self.store, self.remover, self.told.append)

    def add(self, state: str = WAITING, frames: int = 9, **fields: Any) -> Job:
        job = Job(new_id(), "color", {"corrections": []}, [dict(LINE)], list(range(frames)), **fields)
        self.states.add(job)
        job.stored = {0}
        job.state, job.ended = state, time.time() if state in ENDED else 0.0
        self.store.keep_state(job)
        return job

    def stored(self) -> dict[str, str]:
        return dict(self.store._table.read("SELECT id, state FROM jobs"))


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Kept]:
    kept = Kept(tmp_path)
    yield kept
    kept.remover.end()
    kept.remover.join(10)
    kept.store.close()


def nobody(job: Job) -> bool:
    return False


def test_those_somebody_waits_for_come_first_then_whose_turn_is_the_longest_ago(kept: Kept) -> None:
    first, second = kept.add(created=1.0), kept.add(created=2.0)
    followed, short = kept.add(created=3.0), kept.add(created=4.0, frames=1)
    kept.add(DONE)

    def take() -> Job | None:
        return kept.states.take(lambda job: job is followed)

    assert take() is short
    assert take() is followed
    assert take() is first
    kept.states.requeue(followed)
    kept.states.requeue(first)
    assert [take(), take(), take()] == [second, followed, first]
    kept.states.close()
    assert take() is None


def test_only_what_somebody_waits_for_goes_between_two_steps(kept: Kept) -> None:
    long, other = kept.add(), kept.add()
    assert kept.states.take(nobody) is long
    assert kept.states.should_yield(long)
    assert kept.states.take_interactive() is None
    short = kept.add(frames=1)
    assert kept.states.take_interactive() is short
    assert not kept.states.should_yield(short), "a long one does not stop a short one"
    other.settings["priority"] = "interactive"
    del other.interactive
    assert kept.states.should_yield(short)


@pytest.mark.parametrize(
    ("priority", "frames", "expected"),
    [(None, 4, True), (None, 5, False), ("batch", 1, False), ("interactive", 900, True)],
)
def test_who_is_waited_for(priority: str | None, frames: int, expected: bool) -> None:
    settings = {} if priority is None else {"priority": priority}
    keys = [{"role": "key", "number": number} for number in (100, 101)]
    numbers = [*range(frames), 100, 101]
    assert Job("a", "color", settings, keys, numbers).interactive is expected


def test_a_waiting_job_is_cancelled_on_the_spot_and_a_running_one_by_its_worker(kept: Kept) -> None:
    running, waiting = kept.add(), kept.add()
    assert kept.states.take(nobody) is running
    kept.states.cancel(waiting.id)
    kept.states.cancel(running.id)
    assert (waiting.state, running.state) == (CANCELLED, RUNNING)
    assert running.cancel.is_set()
    assert kept.told == [JobEnded(waiting)]
    kept.states.end(running, CANCELLED)
    assert kept.stored() == {waiting.id: CANCELLED, running.id: CANCELLED}
    assert kept.told == [JobEnded(waiting), JobEnded(running)]


def test_a_job_whose_turn_is_over_when_it_is_cancelled_ends(kept: Kept) -> None:
    job = kept.add()
    kept.states.take(nobody)
    kept.states.cancel(job.id)
    kept.states.requeue(job)
    assert (job.state, kept.told) == (CANCELLED, [JobEnded(job)])


def test_what_was_cancelled_before_it_began_does_not_begin(kept: Kept) -> None:
    job = kept.add(UPLOADING, owner=b"somebody")
    kept.states.cancel(job.id)
    with pytest.raises(JobError, match="was cancelled before it began"):
        kept.states.start(job.id)
    assert job.state == CANCELLED


def test_a_job_starts_whole_once_and_again_when_it_was_cancelled(kept: Kept) -> None:
    job = kept.add(UPLOADING, owner=b"somebody")
    job.stored = set()
    with pytest.raises(JobError, match="lacks 1 of its 1 items"):
        kept.states.start(job.id)
    job.stored = {0}
    with pytest.raises(DiskError), pytest.MonkeyPatch.context() as patch:
        patch.setattr(kept.store._table, "write", _full)
        kept.states.start(job.id)
    assert job.state == UPLOADING
    kept.states.start(job.id)
    with pytest.raises(JobError, match="is waiting already"):
        kept.states.start(job.id)
    kept.states.cancel(job.id)
    kept.states.start(job.id)
    assert (job.state, job.cancel.is_set()) == (WAITING, False)


def _full(query: str, row: tuple[object, ...]) -> None:
    raise DiskError("the disk is full")


def test_what_was_forgotten_is_known_to_nobody_and_is_not_started(kept: Kept) -> None:
    job = kept.add(CANCELLED)
    kept.states.forget(job)
    with pytest.raises(JobError, match="there is no job"):
        kept.states.start(job.id)
    assert kept.states.all() == []
    assert kept.stored() == {}
    assert kept.told == [JobForgotten(job)]
    kept.states.forget(job)
    assert kept.told == [JobForgotten(job)], "an end is told once"


def test_a_folder_in_use_is_put_away_when_its_last_user_is_through(kept: Kept) -> None:
    job = kept.add()
    folder = kept.store.folder / job.id
    assert kept.states.take(nobody) is job
    with kept.states.using(job.id):
        kept.states.forget(job)
        assert job.cancel.is_set()
        kept.states.end(job, DONE)
        assert folder.exists()
    assert not folder.exists()
    assert (job.state, kept.stored(), kept.told) == (CANCELLED, {}, [JobForgotten(job)])
    deadline = time.monotonic() + 60
    while list((kept.store.folder.parent / "gone").iterdir()):
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_what_an_earlier_engine_had_no_time_to_delete_goes_at_start_and_nothing_else(tmp_path: Path) -> None:
    for name in (new_id(), "paintings"):
        (tmp_path / "gone" / name).mkdir(parents=True)
    kept = Kept(tmp_path)
    kept.remover.end()
    kept.remover.join(10)
    assert [path.name for path in (tmp_path / "gone").iterdir()] == ["paintings"]


def test_more_headers_than_memory_is_given_are_refused(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    job = kept.add(UPLOADING)
    monkeypatch.setattr(module, "MOST_BYTES", 3 * job.bytes)
    kept.add()
    last = kept.add(UPLOADING, owner=b"somebody")
    with pytest.raises(JobError, match="3 jobs are under way"):
        kept.add()
    kept.states.cancel(last.id)
    assert last.items == []
    kept.add()


def test_what_others_are_about_to_bring_counts(kept: Kept) -> None:
    other = kept.add(UPLOADING)
    other.coming = 1 << 60
    with pytest.raises(DiskError, match="no room"):
        kept.add(UPLOADING, coming=1)


def test_of_too_many_the_one_that_ended_first_makes_room(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_JOBS", 3)
    jobs = [kept.add(state) for state in (WAITING, FAILED, DONE)]
    kept.add()
    assert jobs[1] not in kept.states.all()
    kept.add()
    with pytest.raises(JobError, match="3 jobs are under way"):
        kept.add()


def test_a_thousand_orders_of_events_leave_one_state_and_one_end(kept: Kept) -> None:
    """Start, cancel, forget and a worker at the same time: memory and disk agree, nothing lives on."""
    stop = threading.Event()

    def work() -> None:
        while (job := kept.states.take(nobody)) is not None:
            if job.created % 2 < 1:
                kept.states.end(job, CANCELLED if job.cancel.is_set() else DONE)
            else:
                kept.states.requeue(job)

    def ask(request: Callable[[str], object]) -> None:
        while not stop.is_set():
            for job in kept.states.all():
                with suppress(JobError):
                    request(job.id)

    requests = (
        kept.states.start,
        kept.states.cancel,
        lambda id: kept.states.forget(kept.states.find(id)),
    )
    jobs = [kept.add(created=float(number)) for number in range(300)]
    threads = [threading.Thread(target=work)]
    threads += [threading.Thread(target=ask, args=[request]) for request in requests]
    for thread in threads:
        thread.start()
    time.sleep(0.5)
    stop.set()
    kept.states.close()
    for thread in threads:
        thread.join(20)
        assert not thread.is_alive()
    assert kept.stored() == {job.id: job.state for job in kept.states.all()}
    for job in jobs:
        assert job.users == 0
        assert job.forgotten == (job not in kept.states.all())
        assert kept.told.count(JobForgotten(job)) == job.forgotten
        if job.forgotten:
            assert job.state in ENDED
            assert not (kept.store.folder / job.id).exists()


def test_no_other_module_changes_a_state() -> None:
    for file in Path(module.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store) and node.attr == "state":
                assert file.name in ("job_registry.py", "job_states.py"), f"{file.name}:{node.lineno}"
            if isinstance(node, ast.ImportFrom) and {"enter", "set_running"} & {n.name for n in node.names}:
                assert file.name in ("tune_states.py", "job_states.py"), f"{file.name}:{node.lineno}"
