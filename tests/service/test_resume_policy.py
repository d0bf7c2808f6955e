# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from shiage.service.job import RUNNING, Job
from shiage.service.job_store import JobStore
from shiage.service.resume_policy import ATTEMPTS, resume
from shiage.service.validate_items import ShotRefused


@pytest.fixture
def store(tmp_path: Path) -> Iterator[JobStore]:
    store = JobStore(tmp_path)
    yield store
    store.close()


@pytest.fixture
def job(store: JobStore) -> Job:
    picture = {"shape": [64, 64, 1], "dtype": "u1", "channels": "ink"}
    items = [{"role": "line", "number": number, **picture} for number in (1, 2)]
    items.append({"role": "key", "number": 1, "shape": [64, 64, 4], "dtype": "u1", "channels": "RGBA"})
    job = Job("one", "color", {"corrections": []}, items, [1, 2])
    store.add(job, 10)
    job.state = RUNNING
    store.keep_state(job)
    return job


def work(store: JobStore, job: Job, step: str) -> None:
    store.keep_step(job, step, {"a": np.arange(3)})


def test_a_job_that_kills_the_engine_at_one_place_is_given_up_once(store: JobStore, job: Job) -> None:
    resume(store, job, "us")
    work(store, job, "describe-0")
    for _ in range(ATTEMPTS):
        resume(store, job, "us")
    with pytest.raises(ShotRefused, match=f"died {ATTEMPTS} times"):
        resume(store, job, "us")
    resume(store, job, "us")  # whoever asks for it again gets another try


def test_a_job_that_gets_on_is_never_given_up(store: JobStore, job: Job) -> None:
    for round in range(3 * ATTEMPTS):
        resume(store, job, "us")
        work(store, job, f"describe-{round}")
    assert store.step(job, "describe-0") is not None


def test_what_another_version_left_is_not_mixed_in(store: JobStore, job: Job) -> None:
    resume(store, job, "us")
    work(store, job, "describe-0")
    store.keep_frame(job, 1, {"labels": np.ones((2, 2), np.uint16)})
    resume(store, job, "them")
    assert store.step(job, "describe-0") is None
    assert job.finished == set()
    assert [j.finished for j in store.load()] == [set()]
