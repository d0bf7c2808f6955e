# SPDX-License-Identifier: Apache-2.0
"""Stores finished frames; a layout that an earlier solve of the same drawings made is reused."""

from __future__ import annotations

import hashlib

import numpy as np
from numpy.typing import NDArray

from shiage.service.job import Job
from shiage.service.job_store import JobStore
from shiage.service.shared_steps import SharedSteps
from shiage.shot.frame_layout import Layout, Pieces
from shiage.shot.solved_shot import SolvedShot
from shiage.shot.types import ColoredFrame

Arrays = dict[str, NDArray[np.generic]]

CONTENT = "content"
"""Name of the labels' digest among the arrays of a layout."""

OTHERS = "others"
"""Name of the swatches of further candidates among a frame's arrays."""

_SMALL = ("left", "region", "colour")


def draw(store: JobStore, job: Job, steps: SharedSteps, solved: SolvedShot, number: int) -> None:
    """Draw a frame, unless an earlier solve of the same drawings did, and store it.

    A frame of mode soft is always drawn: its raster follows from the whole shot.

    Raises:
        DiskError: the disk is full or refuses.
    """
    content = solved.fingerprint(number)
    if not content:
        store.keep_frame(job, number, frame_arrays(solved.draw(number)))
        return
    step = f"drawn-{number}-{content}"
    small = steps.get(step, *_SMALL)
    if small is None:
        layout = solved.lay_out(number)
        small = layout.pieces.arrays()
        steps.put(step, _arrays(layout))
    decided = Pieces.of_arrays(small).decided(
        solved.swatches[number], solved.confidence[number], solved.palette
    )
    store.keep_assigned(job, number, step, {**_assignment(*decided), **_others(solved, number, small)})


def frame_arrays(frame: ColoredFrame) -> Arrays:
    """Arrays of a coloured frame that is stored by itself."""
    cel: Arrays = {} if frame.cel is None else {"cel": frame.cel}
    labels = _compact(frame.labels, len(frame.swatches))
    return {"labels": labels, **_assignment(frame.swatches, frame.confidence), **cel}


def _assignment(swatches: NDArray[np.int32], confidence: NDArray[np.float32]) -> Arrays:
    return {"swatches": swatches.astype("<i4"), "confidence": confidence.astype("<f4")}


def _others(solved: SolvedShot, number: int, small: Arrays) -> Arrays:
    """Swatches of further candidates, of the labels that the first one has."""
    if not solved.others:
        return {}
    pieces, sure = Pieces.of_arrays(small), solved.confidence[number]
    rows = [pieces.decided(swatches, sure, solved.palette)[0] for swatches in solved.others]
    return {OTHERS: np.stack(rows).astype("<i4")}


def _arrays(layout: Layout) -> Arrays:
    """Arrays of a layout, in mode flat or of a key."""
    pieces = layout.pieces
    labels = _compact(layout.labels, len(pieces.left) + len(pieces.region))
    content = np.frombuffer(hashlib.sha256(labels.tobytes()).digest(), np.uint8)
    cel: Arrays = {} if layout.cel is None else {"cel": layout.cel}
    return {"labels": labels, CONTENT: content, **pieces.arrays(), **cel}


def _compact(labels: NDArray[np.int32], count: int) -> NDArray[np.generic]:
    """Labels in 16 bits where they fit."""
    return labels.astype("<u2") if count < 1 << 16 else labels.astype("<i4")
