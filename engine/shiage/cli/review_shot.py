# SPDX-License-Identifier: Apache-2.0
"""What `shiage review` and `shiage correct` do."""

from __future__ import annotations

import contextlib
import os
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from shiage.cel.beside import write_beside
from shiage.cel.census import pack
from shiage.cel.images import ImageError, read_cel
from shiage.cli.job import color_shot
from shiage.cli.solve_job import ColorJob, bare_shot, run_of, shown, whole_shot, with_corrections
from shiage.production.corrected_shots import keep_corrections
from shiage.shot.describe.regions import Finder
from shiage.shot.review.corrections_file import (
    SavedCorrection,
    corrections_path,
    merged,
    read_corrections,
    write_corrections,
)
from shiage.shot.review.page import review_page
from shiage.shot.types import SURE, Shot, ShotError

if TYPE_CHECKING:
    from rich.progress import Progress


@dataclass(frozen=True)
class Reviewed:
    """A page that was written.

    Attributes:
        frames: on it.
        unsure: regions less sure than SURE.
        notes: what is to be said of the shot.
    """

    frames: int
    unsure: int
    notes: list[str]


@dataclass(frozen=True)
class TakenIn:
    """Corrections that were taken in.

    Attributes:
        file: where they are kept.
        taken: how many came.
        held: how many the shot has now.
        others: by frame, regions that changed though nobody corrected them.
        notes: what is to be said of the shot.
    """

    file: Path
    taken: int
    held: int
    others: dict[str, int]
    notes: list[str]

    def as_dict(self) -> dict[str, Any]:
        """For --json."""
        return {
            "file": str(self.file),
            "taken": self.taken,
            "held": self.held,
            "changed": self.others,
            "notes": self.notes,
        }


def page_path(shot: Path) -> Path:
    """Where the page of a shot is written: into its folder, or beside its film."""
    return shot.with_name(f"{shot.stem}_review.html") if shot.is_file() else shot / "review.html"


def write_review(job: ColorJob, page: Path, progress: Progress) -> Reviewed:
    """Colour a shot and write the page of it.

    Raises:
        ShotError, ImageError, EngineError, OSError: as for `color_shot`, or the page cannot be written.
    """
    shot = whole_shot(job, progress)
    title = job.shot.resolve().name if job.shot.is_dir() else job.shot.stem
    run = run_of(job, shot, _Nothing(), progress)
    try:
        text, frames = review_page(shot, shown(run, len(shot.frames), progress), title)
        run.finish()
    except KeyboardInterrupt:
        run.cancel()
        raise
    finally:
        run.close()
    write_beside(page, text.encode("utf-8", "replace"))
    unsure = sum(int((f.confidence < SURE).sum()) for f in frames if not f.key)
    called = {f.number: f.title for f in shot.frames}
    return Reviewed(
        len(frames), unsure, [note.words_with(called) for note in dict.fromkeys((*shot.notes, *run.notes))]
    )


def take_in(job: ColorJob, file: Path | None, undo: bool, progress: Progress) -> TakenIn:
    """Keep what was said of a shot's regions, and colour it anew.

    Raises:
        ShotError: the file is none of corrections, or there is nothing to take back.
        ImageError, EngineError, OSError: as for `color_shot`.
    """
    if (file is None) != undo:
        raise ShotError("give the file that the review page saved, or --undo")
    path = corrections_path(job.shot)
    before = read_corrections(path) if os.path.lexists(path) else []
    if undo:
        held, taken = _without_last(path), 0
    else:
        assert file is not None
        more = read_corrections(file)
        held, taken = merged(before, more), len(more)
    shot = with_corrections(bare_shot(job, progress), held)
    if taken and not shot.corrections:
        raise ShotError(f"{file}: none of its regions is in {job.shot}; is it of another shot?")
    old = _cels(job, shot)
    _keep(job, path, before, held, undo)
    result = color_shot(job, progress, shot)
    others = _changed(job, shot, old)
    return TakenIn(path, taken, len(held), others, result.notes)


class _Nothing:
    """Remembers no job of the engine: a page is made in one go."""

    def job(self) -> str | None:
        """None is known."""
        return None

    def remember_job(self, job: str) -> None:
        """Not needed."""

    def forget_job(self) -> None:
        """Not needed."""


def _keep(
    job: ColorJob, path: Path, before: list[SavedCorrection], held: list[SavedCorrection], undo: bool
) -> None:
    """Write the shot's corrections, what there was before beside them, and a copy in the production."""
    if undo:
        write_corrections(path, held)
        _last(path).unlink()
    elif before != held:
        write_corrections(_last(path), before)
        write_corrections(path, held)
    if job.production is not None:
        keep_corrections(job.production, job.shot, held)


def _without_last(path: Path) -> list[SavedCorrection]:
    if not _last(path).exists():
        raise ShotError(f"{path}: nothing was taken in that could be taken back")
    return read_corrections(_last(path))


def _last(path: Path) -> Path:
    """Where the corrections are that there were before the last file."""
    return path.with_name(f"{path.stem}.before.json")


def _cels(job: ColorJob, shot: Shot) -> dict[int, NDArray[np.uint8]]:
    """The cels that an earlier run left, by frame."""
    found = {}
    for frame in shot.frames:
        with contextlib.suppress(ImageError):
            cel = read_cel(job.out / "cels" / f"{frame.file_name}.png")
            if (cel.shape[1], cel.shape[0]) == frame.size:
                found[frame.number] = cel
    return found


def _changed(job: ColorJob, shot: Shot, old: dict[int, NDArray[np.uint8]]) -> dict[str, int]:
    """By what a frame is called, how many regions have another colour now though nobody spoke of them."""
    new, found = _cels(job, shot), Counter[str]()
    for frame in shot.frames:
        if frame.number not in old or frame.number not in new:
            continue
        other = pack(old[frame.number]) != pack(new[frame.number])
        if not other.any():
            continue
        labels = Finder(shot.settings).under_ink(frame).whole()
        spoken = {int(labels[c.y, c.x]) for c in shot.corrections if c.number == frame.number}
        count = np.bincount(labels.ravel())
        share = np.bincount(labels.ravel(), other.ravel()) / np.maximum(count, 1)
        regions = set(np.flatnonzero(share > 0.5).tolist()) - spoken - {0}
        if regions:
            found[frame.title] = len(regions)
    return dict(found)
