# SPDX-License-Identifier: Apache-2.0
"""What is kept of jobs, for how long, and which comes first."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from shiage.service import job_expiry
from shiage.service.array_files import read_arrays, write_arrays
from shiage.service.job import DONE, ENDED, RUNNING, WAITING, Job, new_id
from shiage.service.job_expiry import expired_jobs
from shiage.service.job_store import JobStore
from shiage.service.validate_submission import check_submission

PART = ".shiage-0123456789abcdef.part"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[JobStore]:
    store = JobStore(tmp_path)
    yield store
    store.close()


def picture(role: str, number: int) -> dict[str, Any]:
    """A header that passes the border."""
    channels = {"line": "ink", "key": "RGBA"}[role]
    shape = [64, 64, len(channels) if role == "key" else 1]
    fields = {"shape": shape, "channels": channels, "dtype": "u1", "alpha": "straight"}
    return {"role": role, "number": number, **fields}


SHOT = [picture("line", 1), picture("line", 2), picture("key", 1)]


def add(store: JobStore, id: str, state: str = WAITING, items: list[dict[str, Any]] | None = None) -> Job:
    job = Job(id, "color", {"corrections": []}, items or [{"role": "line"}], [1, 2])
    store.add(job, 10)
    job.state, job.ended = state, time.time() if state in ENDED else 0.0
    store.keep_state(job)
    return job


def test_arrays_come_back_as_they_were(tmp_path: Path) -> None:
    arrays = {
        "labels": np.arange(12, dtype=np.int32).reshape(3, 4)[:, ::2],
        "none": np.zeros((0, 2), np.float32),
        "flag": np.array([True, False]),
        "one": np.array(3.5),
    }
    write_arrays(tmp_path / "a", arrays)
    back = read_arrays(tmp_path / "a")
    for name, array in arrays.items():
        assert back[name].dtype == array.dtype
        assert back[name].shape == array.shape
        assert (back[name] == array).all()
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


@pytest.mark.parametrize("damage", [b"", b"\x81\xa1a\x93\xa3<i4\x91\x01\xc4\x01x", b"\x05", b"\xc1"])
def test_a_damaged_file_is_named(damage: bytes, tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(damage)
    with pytest.raises(ValueError, match="is damaged"):
        read_arrays(tmp_path / "a")


def test_steps_and_frames_are_found_again_and_a_damaged_step_is_none(store: JobStore, tmp_path: Path) -> None:
    job = add(store, "one", RUNNING, SHOT)
    store.keep_step(job, "regions/7 of ..", {"a": np.arange(3)})
    store.keep_frame(job, 2, {"labels": np.ones((2, 2), np.uint16)})
    store.set_palette(job, {"colours": [[1, 2, 3, 4]], "names": ["x"]})
    store.set_notes(job, [{"frame": None, "text": "first thought"}])
    store.set_notes(job, [{"frame": 2, "text": "a word"}])
    again = JobStore(tmp_path)
    (found,) = again.load()
    assert (found.state, found.finished, found.palette) == (WAITING, {2}, job.palette)
    assert found.notes == [{"frame": 2, "text": "a word"}]
    step = again.step(found, "regions/7 of ..")
    assert step is not None
    assert step["a"].tolist() == [0, 1, 2]
    assert again.step(found, "another") is None
    (file,) = (tmp_path / "jobs" / "one" / "steps").iterdir()
    file.write_bytes(file.read_bytes()[:-3])
    assert again.step(found, "regions/7 of ..") is None
    again.close()


def test_a_waiting_job_keeps_all_that_it_was_submitted_with(store: JobStore, tmp_path: Path) -> None:
    palette = {"colours": [[250, 10, 20, 255], [0, 0, 0, 0]], "names": ["coat", "air"]}
    marks = [{"number": 2, "x": 3, "y": 4, "colour": [250, 10, 20, 255]}]
    shot = check_submission("color", {"mode": "soft", "gap": 3}, SHOT, marks, "batch", palette)
    job = Job("one", "color", shot.settings, shot.items, shot.numbers)
    store.add(job, 10)
    again = JobStore(tmp_path)
    job.state = WAITING
    store.keep_state(job)
    (found,) = again.load()
    again.close()
    assert found.settings == job.settings
    assert found.settings["palette"] == palette
    assert (found.items, found.numbers) == (job.items, job.numbers)


def test_old_and_large_jobs_expire_but_never_the_newest(
    store: JobStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    jobs = [add(store, name, DONE) for name in ("oldest", "old", "new")]
    running = add(store, "running", RUNNING)
    for job in jobs:
        store.keep_frame(job, 1, {"a": np.random.default_rng(1).integers(0, 255, 1000, np.uint8)})
    jobs[0].ended = time.time() - job_expiry.KEEP_SECONDS - 1
    assert expired_jobs(store.folder, [*jobs, running]) == [jobs[0]]
    monkeypatch.setattr(job_expiry, "KEEP_BYTES", 100)
    assert expired_jobs(store.folder, [*jobs, running]) == [jobs[1], jobs[0]]


def test_a_job_may_be_deleted_while_its_bytes_are_counted(store: JobStore) -> None:
    for trial in range(20):
        job = add(store, f"job-{trial}", DONE)
        for number in range(100):
            (store.folder / job.id / "frames" / f"{number}.arrays").write_bytes(b"x")
        deleting = threading.Thread(target=store.delete, args=[job])
        deleting.start()
        while deleting.is_alive():
            assert expired_jobs(store.folder, [job]) == []
        deleting.join()


def test_strays_in_the_folder_are_swept_at_start(store: JobStore, tmp_path: Path) -> None:
    stray = tmp_path / "jobs" / new_id()
    for file in (
        "items/0.raw",
        "frames/-7.arrays",
        "steps/a%2Fb.arrays",
        f"items/{PART}",
        "items/.0.raw.part",
    ):
        (stray / file).parent.mkdir(parents=True, exist_ok=True)
        (stray / file).write_bytes(b"x")
    add(store, "kept", items=SHOT)
    (tmp_path / "jobs" / "kept" / "frames" / PART).write_bytes(b"x")
    again = JobStore(tmp_path)
    assert [job.id for job in again.load()] == ["kept"]
    again.close()
    assert [path.name for path in (tmp_path / "jobs").iterdir()] == ["kept"]
    assert list(tmp_path.rglob("*.part")) == []
