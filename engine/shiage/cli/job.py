# SPDX-License-Identifier: Apache-2.0
"""One run of `shiage color`: read, solve here or in the engine, write."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shiage.cel.palette import Palette
from shiage.cel.palette_text import hex_colour
from shiage.cli.color_drawings import check_drawings, write_drawings
from shiage.cli.color_layers import check_layers, write_layers
from shiage.cli.hold import hold
from shiage.cli.output import LAYERS, Output
from shiage.cli.record import shot_digest
from shiage.cli.solve_job import ColorJob, run_of, shown, whole_shot
from shiage.shot.notes import Note
from shiage.shot.types import SURE, Shot

if TYPE_CHECKING:
    from rich.progress import Progress


@dataclass
class ColorResult:
    """What was done.

    Attributes:
        out: folder of the results.
        written: numbers of the frames written by this run.
        kept: numbers of the frames that were there already.
        colours: swatches of the palette.
        seconds: time taken.
        unsure: up to three least sure frames with their least confidence below SURE.
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


def color_shot(job: ColorJob, progress: Progress, shot: Shot | None = None) -> ColorResult:
    """Colour a shot and write everything.

    Args:
        job: what is asked for.
        progress: shows how far it is.
        shot: the shot where it was read before, see `whole_shot`.

    Raises:
        ShotError: something about the shot is wrong.
        ImageError: a picture cannot be used.
        EngineError: the engine cannot be reached or refuses the shot.
        LayersError: frames cannot be written in layers.
        OSError: a result cannot be written.
    """
    began = time.monotonic()
    check_layers(job.layers, job.settings.mode)
    shot = shot or whole_shot(job, progress)
    if job.like_input:
        check_drawings(shot)
    digest = shot_digest(shot, job.fps)
    if job.production is not None:
        from shiage.production.state import production_state

        digest += production_state(job.production)
    with hold(job.out):
        result = _color(job, shot, shot.palette, digest, began, progress)
        if job.layers is not None:
            given = job.shot.resolve()
            name = given.stem if given.is_file() else given.name
            result.files[LAYERS] = write_layers(shot, result.files, job.layers, name)
        if job.like_input:
            result.notes += write_drawings(shot, result.files)
        return result


def _color(
    job: ColorJob, shot: Shot, names: Palette | None, digest: str, began: float, progress: Progress
) -> ColorResult:
    """Take over what is there, and make the rest."""
    output = Output.open(job.out, digest, {f.number: f.file_name for f in shot.frames})
    kept = output.kept()
    if output.complete():
        return _result(job, output, [], time.monotonic() - began)
    run = run_of(job, shot, output, progress)
    notes: list[Note] = []
    try:
        for palette, colored in shown(run, len(shot.frames), progress):
            if output.sheets is None:
                named = palette if names is None else _renamed(palette, names, notes)
                output.begin(shot, named, job.fps)
            output.add(colored)
        output.finish([*shot.notes, *notes, *run.notes], time.monotonic() - began)
        run.finish()
    except KeyboardInterrupt:
        run.cancel()
        output.forget_job()
        raise
    finally:
        run.close()
    written = [f.number for f in shot.frames if f.number not in kept]
    return _result(job, output, written, time.monotonic() - began)


def _renamed(palette: Palette, names: Palette, notes: list[Note]) -> Palette:
    """The same swatches with the names that another palette gives them."""
    known = {tuple(c): n for c, n in zip(names.colours.tolist(), names.names, strict=True)}
    rows = [tuple(c) for c in palette.colours.tolist()]
    strange = [hex_colour(row) for row in rows if row[3] and row not in known]
    if strange:
        notes.append(Note(None, f"colours of the keys that the palette lacks: {', '.join(strange)}"))
    kept = zip(rows, palette.names, strict=True)
    return Palette(palette.colours, tuple(known.get(row, name) for row, name in kept))


def _result(job: ColorJob, output: Output, written: list[int], seconds: float) -> ColorResult:
    report = output.report()
    least = sorted((row["least"], row["frame"]) for row in report["frames"] if row["least"] < SURE)
    kept = [row["frame"] for row in report["frames"] if row["frame"] not in written]
    unsure = [(number, value) for value, number in least[:3]]
    called = {row["frame"]: row["called"] for row in report["frames"]}
    notes = [Note(row["frame"], row["text"]).words_with(called) for row in report.get("notes", [])]
    return ColorResult(
        job.out, written, kept, report["colours"], seconds, unsure, output.files, called, notes
    )
