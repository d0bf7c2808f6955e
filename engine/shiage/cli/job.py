# SPDX-License-Identifier: Apache-2.0
"""One run of `shiage color`: read, solve here or in the engine, write."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shiage.cel.palette import Palette, read_palette
from shiage.cli.hold import hold
from shiage.cli.output import Output
from shiage.cli.record import shot_digest
from shiage.cli.through import EngineRun, InlineRun
from shiage.production.folder import open_production
from shiage.production.settings import ProductionError
from shiage.production.use import check_palette, with_palette
from shiage.shot.io.read_shot import read_shot
from shiage.shot.notes import Note
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
    production: Path | None = None


@dataclass
class ColorResult:
    """What was done.

    Attributes:
        out: folder of the results.
        written: numbers of the frames written by this run.
        kept: numbers of the frames that were there already.
        colours: swatches of the palette.
        seconds: time taken.
        unsure: up to three least sure frames with their least confidence below 0.9.
        files: the results by what they are.
        called: what artists call each frame, by its number.
        notes: what a person should know, with the frames it is about.
    """

    out: Path
    written: list[int]
    kept: list[int]
    colours: int
    seconds: float
    unsure: list[tuple[int, float]]
    files: dict[str, Path]
    called: dict[int, str]
    notes: list[str] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """For --json."""
        return {
            "out": str(self.out),
            "written": self.written,
            "kept": self.kept,
            "colours": self.colours,
            "seconds": round(self.seconds, 3),
            "unsure": [{"frame": number, "confidence": least} for number, least in self.unsure],
            "files": {name: str(path) for name, path in self.files.items()},
            "notes": self.notes,
        }


def default_out(shot: Path) -> Path:
    """Where results go unless told: SHOT/colored, or <film>_colored beside a film."""
    return shot.with_name(f"{shot.stem}_colored") if shot.is_file() else shot / "colored"


def color_shot(job: ColorJob, progress: Progress) -> ColorResult:
    """Colour a shot and write everything.

    Raises:
        ShotError: something about the shot is wrong.
        ImageError: a picture cannot be used.
        EngineError: the engine cannot be reached or refuses the shot.
        OSError: a result cannot be written.
    """
    began = time.monotonic()
    shot = _whole(job, progress)
    digest = shot_digest(shot, job.fps) + ("" if job.production is None else _memory_state(job.production))
    with hold(job.out):
        return _color(job, shot, shot.palette, digest, began, progress)


def _memory_state(folder: Path) -> str:
    """What changes when the finished drawings of a production do."""
    from shiage.production.memory.sources import sources_of

    states = [f"{source.name} {source.state()}" for source in sources_of(open_production(folder))]
    return hashlib.sha256("\n".join(states).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _whole(job: ColorJob, progress: Progress) -> Shot:
    """The shot with its palette, and with what its production knows."""
    names = read_palette(job.palette) if job.palette else None
    if job.production is None:
        return replace(_read(job, progress), palette=names)
    production = open_production(job.production)
    check_palette(production, names)
    return with_palette(replace(_read(job, progress), palette=names), production)


def _color(
    job: ColorJob, shot: Shot, names: Palette | None, digest: str, began: float, progress: Progress
) -> ColorResult:
    """Take over what is there, and make the rest."""
    output = Output.open(job.out, digest, {f.number: f.name or f"{f.number:04d}" for f in shot.frames})
    kept = output.kept()
    if output.complete():
        return _result(job, output, [], time.monotonic() - began)
    run = _runner(job, shot, output, progress)
    notes: list[Note] = []
    try:
        for palette, colored in _shown(run, len(shot.frames), progress):
            if output.sheets is None:
                named = palette if names is None else _renamed(palette, names, notes)
                output.begin(shot, named, job.fps)
            output.add(colored)
        output.finish([*shot.notes, *notes, *run.notes])
        run.finish()
    except KeyboardInterrupt:
        run.cancel()
        output.forget_job()
        raise
    finally:
        run.close()
    written = [f.number for f in shot.frames if f.number not in kept]
    return _result(job, output, written, time.monotonic() - began)


def _runner(job: ColorJob, shot: Shot, output: Output, progress: Progress) -> InlineRun | EngineRun:
    """What solves the shot; one that a production's memory is asked about is solved in this process."""
    if job.production is None:
        return InlineRun(shot) if job.inline else EngineRun(shot, output)
    from shiage.production.memory.index import open_memory
    from shiage.production.memory.recall import solve_with_memory

    production = open_production(job.production)
    if not production.cut_names() and not production.sheet_files():
        if not shot.keys and not shot.sheets:
            raise ProductionError(
                f"{production.folder}: neither the shot nor the production has a coloured drawing: colour at "
                "least one frame, or add a finished cut"
            )
        return InlineRun(shot) if job.inline else EngineRun(shot, output)
    task = progress.add_task("cuts", total=None)
    index = open_memory(
        production, lambda done, total: progress.update(task, completed=done, total=total or None)
    )
    return InlineRun(shot, lambda asked, watch: solve_with_memory(asked, index, watch))


def _read(job: ColorJob, progress: Progress) -> Shot:
    task = progress.add_task("reading", total=None)
    shot = read_shot(
        job.shot,
        job.keys,
        job.settings,
        job.keys_folder,
        lambda done, total: progress.update(task, completed=done, total=total or None),
        keyless=job.production is not None,
    )
    progress.update(task, completed=len(shot.frames), total=len(shot.frames))
    return shot


def _shown(
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


def _renamed(palette: Palette, names: Palette, notes: list[Note]) -> Palette:
    """The same swatches with the names that another palette gives them."""
    known = {tuple(c): n for c, n in zip(names.colours.tolist(), names.names, strict=True)}
    rows = [tuple(c) for c in palette.colours.tolist()]
    strange = ["#" + "".join(f"{v:02x}" for v in row[:3]) for row in rows if row[3] and row not in known]
    if strange:
        notes.append(Note(None, f"colours of the keys that the palette lacks: {', '.join(strange)}"))
    kept = zip(rows, palette.names, strict=True)
    return Palette(palette.colours, tuple(known.get(row, name) for row, name in kept))


def _result(job: ColorJob, output: Output, written: list[int], seconds: float) -> ColorResult:
    report = output.report()
    least = sorted((row["least"], row["frame"]) for row in report["frames"] if row["least"] < 0.9)
    kept = [row["frame"] for row in report["frames"] if row["frame"] not in written]
    unsure = [(number, value) for value, number in least[:3]]
    called = {row["frame"]: row["called"] for row in report["frames"]}
    notes = [Note(row["frame"], row["text"]).words_with(called) for row in report.get("notes", [])]
    return ColorResult(
        job.out, written, kept, report["colours"], seconds, unsure, output.files, called, notes
    )
