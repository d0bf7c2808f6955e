# SPDX-License-Identifier: Apache-2.0
"""`shiage color` of a palette-indexed level: painted drawings are keys, the others are painted."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from shiage.cel.images import read_cel
from shiage.cel.palette import read_palette
from shiage.cli.color_layers import check_flat
from shiage.cli.job import ColorResult, color_shot
from shiage.cli.solve_job import ColorJob, with_names, with_saved_corrections
from shiage.pipeline.toonz.level import LevelError
from shiage.pipeline.toonz.level_shot import level_shot
from shiage.pipeline.toonz.paint_level import paint_level
from shiage.pipeline.toonz.read_tlv import read_tlv
from shiage.pipeline.toonz.read_tpl import read_tpl
from shiage.pipeline.toonz.write_tlv import write_tlv
from shiage.pipeline.toonz.write_tpl import write_tpl
from shiage.shot.validate import check_shot

if TYPE_CHECKING:
    from rich.progress import Progress


def color_level(job: ColorJob, progress: Progress) -> tuple[Path, ColorResult]:
    """Colour a level; it and its palette are written into the folder of results under their own names.

    Args:
        job: its shot is the level's .tlv.
        progress: shows how far it is.

    Returns:
        The level that was written, and what was done.

    Raises:
        LevelError: the level or its palette cannot be used.
        What `color_shot` raises.
    """
    written, beside = job.out / job.shot.name, job.shot.with_suffix(".tpl")
    if job.keys_folder is not None:
        raise LevelError("a level's keys are its painted drawings: leave --keys-dir out")
    if job.line_layer:
        raise LevelError("a level has no layers: leave --line-layer out")
    check_flat(job.settings.mode)
    if written.resolve() == job.shot.resolve():
        raise LevelError(f"{job.shot}: its results would replace it: give another folder with -o")
    if not beside.is_file():
        raise LevelError(f"{beside}: the level's palette is not there: it belongs beside {job.shot.name}")
    level, palette = read_tlv(job.shot), read_tpl(beside)
    read = level_shot(level, palette, job.keys, job.settings)
    shot = with_names(job, lambda: read.shot)
    if shot.palette is None:
        shot = replace(shot, palette=read.shot.palette)
    check_shot(shot)
    shot = with_saved_corrections(shot, job.shot)
    # the level itself is in the input's format
    result = color_shot(replace(job, like_input=False), progress, shot)
    names = {frame.number: frame.file_name for frame in shot.frames}
    task = progress.add_task("level", total=None)
    painted, extended = paint_level(
        level, palette, read,
        lambda number: read_cel(result.files["cels"] / f"{names[number]}.png"),
        read_palette(result.files["colours"]),
    )  # fmt: skip
    write_tpl(written.with_suffix(".tpl"), extended)
    write_tlv(written, painted)
    progress.update(task, total=1, completed=1)
    return written, result
