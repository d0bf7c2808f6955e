# SPDX-License-Identifier: Apache-2.0
"""`shiage color` of an exposure sheet: each column is a shot of its own drawings."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from shiage.cel.beside import write_beside
from shiage.cli.job import ColorResult, color_shot
from shiage.cli.solve_job import ColorJob, with_names
from shiage.pipeline.column_files import find_columns
from shiage.pipeline.exposure_sheet import SheetError
from shiage.pipeline.read_xdts import read_xdts
from shiage.shot.io.read_shot import read_frames, read_keys
from shiage.shot.io.shot_folder import ShotFiles
from shiage.shot.notes import Note
from shiage.shot.types import Settings, Shot
from shiage.shot.validate import check_shot

if TYPE_CHECKING:
    from rich.progress import Progress


def color_sheet(job: ColorJob, progress: Progress) -> tuple[Path, dict[str, ColorResult]]:
    """Colour all columns of a sheet; the first is written when all have been read.

    Args:
        job: its shot is the sheet; a folder a column goes into its out, and the sheet itself beside them.
        progress: shows how far it is.

    Returns:
        The sheet that was written, and what was done by column.

    Raises:
        SheetError: the sheet, or a drawing that it names, cannot be used.
        What `color_shot` raises.
    """
    if job.keys is not None or job.keys_folder is not None:
        raise SheetError(
            "a sheet's keys lie in keys/ of each column's folder: leave --keys and --keys-dir out"
        )
    sheet = read_xdts(job.shot)
    written = job.out / job.shot.name
    if written.resolve() == job.shot.resolve():
        raise SheetError(f"{job.shot}: its results would replace it: give another folder with -o")
    found = find_columns(job.shot, sheet)
    shots = [with_names(job, partial(_shot, files, job.settings)) for _, files in found]
    for shot in shots:
        check_shot(shot)
    results = {}
    for (column, _), shot in zip(found, shots, strict=True):
        part = replace(job, shot=job.shot.parent / column.name, out=job.out / column.name)
        results[column.name] = color_shot(part, progress, shot)
    # as it was: dialogue, camera and the artist's marks stay with the timing
    write_beside(written, job.shot.read_bytes())
    return written, results


def _shot(files: ShotFiles, settings: Settings) -> Shot:
    frames = read_frames(files)
    keys = read_keys(files.keys, frames[0].line.size)
    notes = tuple(Note(None, words) for words in files.notes)
    return Shot(frames=frames, keys=keys, settings=settings, notes=notes)
