# SPDX-License-Identifier: Apache-2.0
"""`shiage color` of an exposure sheet, a TVPaint clip or a timeline: each part is a shot."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from shiage.cel.beside import write_beside
from shiage.cli.job import ColorResult, color_shot
from shiage.cli.solve_job import ColorJob, with_names
from shiage.pipeline.exposure_sheet import SheetError
from shiage.pipeline.find_shots import READERS
from shiage.shot.io.read_shot import read_frames, read_keys
from shiage.shot.io.shot_folder import ShotFiles
from shiage.shot.notes import Note
from shiage.shot.types import Shot
from shiage.shot.validate import check_shot

if TYPE_CHECKING:
    from rich.progress import Progress


def color_sheet(job: ColorJob, progress: Progress) -> tuple[Path | None, dict[str, ColorResult]]:
    """Colour all shots that a sheet names; the first is written when all have been read.

    Args:
        job: its shot is the sheet; a folder a column goes into its out, and the timing beside them.
        progress: shows how far it is.

    Returns:
        The sheet that was written, if any, and what was done by column.

    Raises:
        SheetError: the sheet, or a drawing that it names, cannot be used.
        What `color_shot` raises.
    """
    if job.keys is not None or job.keys_folder is not None:
        raise SheetError("a sheet's keys lie in keys/ beside its drawings: leave --keys and --keys-dir out")
    found = READERS[job.shot.suffix.lower()](job.shot)
    written = None if found.timing is None else job.out / found.timing[0]
    if written is not None and written.resolve() == job.shot.resolve():
        raise SheetError(f"{job.shot}: its results would replace it: give another folder with -o")
    shots = [with_names(job, partial(_shot, named.files, job)) for named in found.shots]
    for shot in shots:
        check_shot(shot)
    results = {}
    for named, shot in zip(found.shots, shots, strict=True):
        part = replace(job, shot=named.files.keys_folder.parent, out=job.out / named.name)
        results[named.name] = color_shot(part, progress, shot)
    if written is not None and found.timing is not None:
        write_beside(written, found.timing[1])
    return written, results


def _shot(files: ShotFiles, job: ColorJob) -> Shot:
    frames = read_frames(replace(files, line_layer=job.line_layer))
    keys = read_keys(files.keys, frames[0].line.size)
    notes = tuple(Note(None, words) for words in files.notes)
    return Shot(frames=frames, keys=keys, settings=job.settings, notes=notes)
