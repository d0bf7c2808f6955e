# SPDX-License-Identifier: Apache-2.0
"""A shot to be solved: read with all that is known of it, and given to what solves it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shiage.cel.palette import Palette, read_palette
from shiage.cli.options import LayersName
from shiage.cli.through import EngineRun, InlineRun, JobMemory
from shiage.production.folder import Production
from shiage.production.use import check_palette, with_palette
from shiage.shot.io.read_shot import read_shot
from shiage.shot.review.corrections_file import (
    SavedCorrection,
    corrections_path,
    placed,
    read_corrections,
)
from shiage.shot.types import ColoredFrame, Settings, Shot

if TYPE_CHECKING:
    from rich.progress import Progress


@dataclass(frozen=True)
class ColorJob:
    """What is asked for."""

    shot: Path
    keys: str | None
    out: Path
    keys_folder: Path | None
    settings: Settings
    palette: Path | None = None
    fps: int = 12
    inline: bool = False
    production: Production | None = None
    layers: LayersName | None = None
    like_input: bool = False
    line_layer: str = ""


def whole_shot(job: ColorJob, progress: Progress) -> Shot:
    """The shot with its palette, or its production's, and with what artists said of its regions.

    Raises:
        ShotError: something about the shot is wrong.
        ImageError: a picture cannot be used.
        ProductionError, PaletteError: its production or its palette cannot be used.
    """
    return with_saved_corrections(bare_shot(job, progress), job.shot)


def bare_shot(job: ColorJob, progress: Progress) -> Shot:
    """The same without what artists said; raises the same."""
    return with_names(job, lambda: _read(job, progress))


def with_names(job: ColorJob, read: Callable[[], Shot]) -> Shot:
    """A shot, read once its palette is known to be good, with that or its production's; raises the same."""
    names = read_palette(job.palette) if job.palette else None
    if job.production is not None:
        check_palette(job.production, names)
    shot = replace(read(), palette=names)
    return shot if job.production is None else with_palette(shot, job.production)


def with_saved_corrections(shot: Shot, path: Path) -> Shot:
    """A shot with what artists said of it, if anything, beside its file or in its folder.

    Raises:
        ShotError: what they said is torn.
    """
    file = corrections_path(path)
    return with_corrections(shot, read_corrections(file)) if os.path.lexists(file) else shot


def with_corrections(shot: Shot, saved: Sequence[SavedCorrection]) -> Shot:
    """A shot with what artists said of its regions."""
    corrections, notes = placed(saved, shot)
    return replace(shot, corrections=corrections, notes=(*shot.notes, *notes))


def run_of(job: ColorJob, shot: Shot, kept: JobMemory, progress: Progress) -> InlineRun | EngineRun:
    """What solves the shot."""
    if job.production is not None:
        from shiage.production.use import check_drawings

        check_drawings(job.production, shot)
    if not job.inline:
        return EngineRun(shot, kept, None if job.production is None else job.production.folder.absolute())
    if job.production is None:
        return InlineRun(shot)
    from shiage.production.memory.index import open_memory
    from shiage.production.solve import solve_of_production

    task = progress.add_task("cuts", total=None)
    index = open_memory(
        job.production, lambda done, total: progress.update(task, completed=done, total=total or None)
    )
    return InlineRun(shot, lambda asked, watch: solve_of_production(asked, index, watch))


def shown(
    run: InlineRun | EngineRun, frames: int, progress: Progress
) -> Iterator[tuple[Palette, ColoredFrame]]:
    """Pass frames on while the bars follow."""
    tasks: dict[str, Any] = {}

    def follow(stage: str, done: int, total: int) -> None:
        if stage not in tasks:
            tasks[stage] = progress.add_task(stage, total=total)
        progress.update(tasks[stage], completed=done, total=total)

    for done, pair in enumerate(run.frames(follow), 1):
        yield pair
        follow("writing", done, frames)


def _read(job: ColorJob, progress: Progress) -> Shot:
    task = progress.add_task("reading", total=None)
    shot = read_shot(
        job.shot,
        job.keys,
        job.settings,
        job.keys_folder,
        lambda done, total: progress.update(task, completed=done, total=total or None),
        keyless=job.production is not None,
        line_layer=job.line_layer,
    )
    progress.update(task, completed=len(shot.frames), total=len(shot.frames))
    return shot
