# SPDX-License-Identifier: Apache-2.0
"""Colouring whatever is given: a shot, all shots that a sheet names, or a level."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from shiage.cli.job import ColorResult, color_shot
from shiage.cli.options import LEVEL, SHEETS
from shiage.cli.solve_job import ColorJob

if TYPE_CHECKING:
    from rich.progress import Progress


@dataclass(frozen=True)
class Coloured:
    """What was done.

    Attributes:
        kind: what was given.
        parts: of a sheet by column, layer or clip; else the one, by "".
        beside: the sheet or the level that was written beside the results; None of a shot, or a timeline.
    """

    kind: Literal["shot", "sheet", "level"]
    parts: dict[str, ColorResult]
    beside: Path | None = None


def color_any(job: ColorJob, progress: Progress) -> Coloured:
    """Colour a job's shot, sheet or level; raises what `color_shot`, `color_sheet` and `color_level` do."""
    ending = job.shot.suffix.lower()
    if ending in SHEETS and job.shot.is_file():
        from shiage.cli.color_sheet import color_sheet

        sheet, parts = color_sheet(job, progress)
        return Coloured("sheet", parts, sheet)
    if ending == LEVEL:
        from shiage.cli.color_level import color_level

        level, result = color_level(job, progress)
        return Coloured("level", {"": result}, level)
    return Coloured("shot", {"": color_shot(job, progress)})
