# SPDX-License-Identifier: Apache-2.0
"""A shot that a host sent finished, taken in as a cut of a production."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from shiage.cel.lineart import TRACE_BLUE, TRACE_GREEN, TRACE_RED, LineArt
from shiage.production.add_cut import add_cut
from shiage.production.finished_shot import Drawn, write_finished
from shiage.production.folder import open_production
from shiage.service.job import Job
from shiage.service.job_store import JobStore
from shiage.service.load_shot import load_shot
from shiage.service.outer_umask import share
from shiage.shot.types import Cancelled, Shot, Watch
from shiage.wire.limits import PRODUCTION

_TRACES = {TRACE_RED: (255, 0, 0), TRACE_GREEN: (0, 255, 0), TRACE_BLUE: (0, 0, 255)}


def take_in_cut(job: Job, store: JobStore, watch: Watch) -> list[dict[str, Any]]:
    """Add a finished shot to its production; what a host sent under its name before is replaced.

    Frames are numbered as they follow each other, from 1 on: hosts count from below 0, too.

    Returns:
        notes for the artist.

    Raises:
        ShiageError, ShotRefused: the production or the shot cannot be used.
        OSError: a file cannot be written.
        Cancelled: it shall stop.
    """
    production = open_production(Path(job.settings[PRODUCTION]))
    shot = load_shot(job, store)
    with tempfile.TemporaryDirectory(prefix="shiage-cut-") as beside:
        folder = Path(beside) / job.settings["name"]
        write_finished(folder, _drawn(shot, watch))
        added = add_cut(production, folder, sent=True)
    share(production.cuts / added.name)
    said = [f"cut {added.name}: {added.frames} drawings"]
    if added.strange:
        said.append(
            f"cut {added.name} has colours that the palette lacks ({', '.join(added.strange)}): its drawings "
            "with them teach nothing"
        )
    return [{"frame": None, "text": text} for text in said]


def _drawn(shot: Shot, watch: Watch) -> Iterator[Drawn]:
    """The shot's drawings, numbered from 1. Raises Cancelled when the watch asks to stop."""
    cels = {key.number: key.cel for key in shot.keys}
    for place, frame in enumerate(shot.frames, 1):
        if watch.cancelled():
            raise Cancelled
        watch.progress("cut", place - 1, len(shot.frames))
        yield place, line_picture(frame.line), cels[frame.number]


def line_picture(line: LineArt) -> NDArray[np.uint8]:
    """Line art as a picture that is read as the very same: (H, W) grey, or (H, W, 3) RGB with trace lines."""
    grey = 255 - line.ink
    if line.trace is None or not line.trace.any():
        return grey
    picture = np.repeat(grey[..., None], 3, 2)
    for code, colour in _TRACES.items():
        picture[line.trace == code] = colour
    return picture
