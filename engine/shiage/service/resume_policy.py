# SPDX-License-Identifier: Apache-2.0
"""When a job is resumed: what an earlier engine left is reused if it fits, and repeated crashes end it."""

from __future__ import annotations

import numpy as np

from shiage.service.job import Job
from shiage.service.job_store import JobStore
from shiage.service.validate_items import ShotRefused

ATTEMPTS = 3
"""A job fails at which the engine died this often without a finished step."""

_STEP = "attempt"


def resume(store: JobStore, job: Job, maker: str) -> None:
    """Prepare a job to be run.

    Args:
        store: where its finished steps and frames are.
        job: the job.
        maker: fingerprint of what makes its results; steps and frames of another are dropped, for they do not
            fit together with new ones.

    Raises:
        ShotRefused: the engine died at this job again and again.
        DiskError: the disk is full or refuses.
    """
    left = store.step(job, _STEP)
    if left is not None and _decoded(left["maker"]) != maker:
        store.start_over(job)
        left = None
    done = store.steps_done(job) + len(job.finished)
    stuck = 0 if left is None or int(left["done"][0]) < done else int(left["stuck"][0]) + 1
    if stuck >= ATTEMPTS:
        _record(store, job, maker, done, -1)
        raise ShotRefused(
            f"the engine died {ATTEMPTS} times at this job; `shiage engine logs` may tell why. "
            "Try fewer or smaller frames, or ask for the job again"
        )
    _record(store, job, maker, done + (left is None), stuck)


def _record(store: JobStore, job: Job, maker: str, done: int, stuck: int) -> None:
    store.keep_step(
        job,
        _STEP,
        {
            "maker": np.frombuffer(maker.encode(), np.uint8),
            "done": np.array([done]),
            "stuck": np.array([stuck]),
        },
    )


def _decoded(array: np.typing.NDArray[np.generic]) -> str:
    return array.tobytes().decode("utf-8", "replace")
