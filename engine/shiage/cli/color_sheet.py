# SPDX-License-Identifier: Apache-2.0
"""`shiage color` of an exposure sheet, a TVPaint clip or a timeline: each part is a shot."""

from __future__ import annotations

import os
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from shiage.cel.beside import write_beside
from shiage.cli.job import ColorResult, color_shot
from shiage.cli.solve_job import ColorJob, with_corrections, with_names
from shiage.pipeline.exposure_sheet import SheetError
from shiage.pipeline.find_shots import READERS
from shiage.shot.io.read_shot import shot_of
from shiage.shot.io.shot_folder import ShotFiles, find_shot
from shiage.shot.notes import Note
from shiage.shot.review.corrections_file import corrections_path, read_corrections
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
    found = READERS[job.shot.suffix.lower()](job.shot, job.production is not None)
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
    folder = files.keys_folder.parent
    files = replace(files, line_layer=job.line_layer)
    shot = shot_of(folder, files, settings=job.settings, keyless=job.production is not None)
    return _corrected(shot, folder)


def _corrected(shot: Shot, folder: Path) -> Shot:
    """With what artists said of the column where it was looked through as a shot's folder."""
    file = corrections_path(folder)
    if not os.path.lexists(file):
        return shot
    numbers = {frame.file: frame.number for frame in shot.frames}
    drawings = find_shot(folder).lines
    saved = read_corrections(file)
    ours = [
        replace(one, frame=numbers[drawings[one.frame]])
        for one in saved
        if drawings.get(one.frame) in numbers
    ]
    shot = with_corrections(shot, ours)
    if len(ours) == len(saved):
        return shot
    words = f"corrections of drawings that the sheet does not show: {len(saved) - len(ours)}"
    return replace(shot, notes=(*shot.notes, Note(None, words)))
