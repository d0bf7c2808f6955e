# SPDX-License-Identifier: Apache-2.0
"""What `shiage color` leaves in its folder, and how it knows what is there already."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from shiage.cel.fill import ink_over
from shiage.cel.images import write_png
from shiage.cel.palette import Palette, write_palette
from shiage.cli.record import RECORD, read_record, seconds_of, write_json, written_names
from shiage.shot.io.contact_sheet import Sheet, Window, confidence_thumb, drawn_window, finished_thumb
from shiage.shot.io.preview_film import Preview, ink_tone
from shiage.shot.notes import Note
from shiage.shot.review.least_sure import least_sure_regions
from shiage.shot.types import SURE, ColoredFrame, Shot, ShotError
from shiage.version import __version__

LAYERS, DRAWINGS = "layers", "drawings"
"""Folders of files made from finished frames: in layers, and as the shot's drawings are."""


@dataclass
class _Sheets:
    """The pictures that show all frames at once, while they are made."""

    window: Window
    contact: Sheet
    confidence: Sheet
    preview: Preview


class Output:
    """The folder of results; files are written beside and renamed, so none is ever half."""

    def __init__(
        self, folder: Path, digest: str, names: dict[int, str], written: list[int], job: str | None
    ) -> None:
        self.folder = folder
        self.sheets: _Sheets | None = None
        self.files = {
            "frames": folder / "frames",
            "cels": folder / "cels",
            "contact": folder / "contact.png",
            "confidence": folder / "confidence.png",
            "preview": folder / "preview.gif",
            "palette": folder / "palette.gpl",
            "colours": folder / "palette.json",
            "report": folder / "report.json",
        }
        self._digest = digest
        self._names = names
        self._numbers = list(names)
        self._written = written
        self._job = job
        self._rows: dict[int, dict[str, Any]] = {}
        self._seconds = 0.0

    @staticmethod
    def open(folder: Path, digest: str, names: dict[int, str]) -> Output:
        """Take over what an earlier run on the same input left, and see that the folder can be written.

        Args:
            folder: for the results.
            digest: of the input.
            names: what each frame's files are called, without the ending, by its number.

        Raises:
            ShotError: the folder holds frames that Shiage did not write.
            OSError: the folder cannot be written.
        """
        before = read_record(folder / RECORD)
        if before is None and any((folder / part).is_dir() and any((folder / part).iterdir())
                                  for part in ("frames", "cels")):  # fmt: skip
            raise ShotError(
                f"{folder}: frames are there that Shiage did not write; give another folder with -o"
            )
        folder.mkdir(parents=True, exist_ok=True)
        if before is not None and before.get("input") == digest:
            there, job = before.get("written"), before.get("job")
            written = [n for n in names if n in there] if isinstance(there, list) else []
            output = Output(folder, digest, names, written, job if isinstance(job, str) else None)
            output._written = [n for n in written if all(p.is_file() for p in output._pair(names[n]))]
            output._seconds = seconds_of(before)
        else:
            output = Output(folder, digest, names, [], None)
            output._clear(set(written_names(before or {})))
        output._keep_record()
        for part in ("frames", "cels"):
            output.files[part].mkdir(exist_ok=True)
        return output

    def kept(self) -> list[int]:
        """Numbers of the frames that are there already."""
        return list(self._written)

    def complete(self) -> bool:
        """Whether nothing is left to do."""
        whole = set(self._written) >= set(self._numbers) and all(p.exists() for p in self.files.values())
        return whole and self._reported()

    def _reported(self) -> bool:
        """Whether the report is the one we wrote for these frames."""
        try:
            report = self.report()
            known = {row["frame"] for row in report["frames"] if isinstance(row["least"], float)}
            return known == set(self._written) and isinstance(report["colours"], int)
        except (OSError, ValueError, TypeError, KeyError, RecursionError):
            return False

    def begin(self, shot: Shot, palette: Palette, fps: int) -> None:
        """Take the palette, and the shot whose frames will come."""
        window = drawn_window(f.line for f in shot.frames)
        rows, columns = (
            range(side)[part] for side, part in zip(shot.frames[0].line.ink.shape, window, strict=True)
        )
        size, count = (len(columns), len(rows)), len(shot.frames)
        self._palette = palette
        self._frames = {f.number: f for f in shot.frames}
        self._lines = {f.number: f.line for f in shot.frames}
        self._keys = {k.number for k in shot.keys}
        self.sheets = _Sheets(
            window,
            Sheet(count, size),
            Sheet(count, size),
            Preview(palette, fps, ink_tone(self._lines.values())),
        )

    def add(self, colored: ColoredFrame) -> None:
        """Write a frame, unless it is there, and put it on the sheets.

        Raises:
            OSError: a file cannot be written.
        """
        assert self.sheets is not None
        number, frame = colored.number, self._frames[colored.number]
        line, name = self._lines[number], self._names[number]
        cel = colored.painted(self._palette)
        finished = ink_over(cel, line)
        if number not in self._written:
            frame_path, cel_path = self._pair(name)
            write_png(cel_path, cel)
            write_png(frame_path, finished)
            self._written = sorted([*self._written, number])
            self._keep_record()
        key = number in self._keys
        least = float(colored.confidence.min()) if len(colored.confidence) else 1.0
        window, contact, confidence = self.sheets.window, self.sheets.contact, self.sheets.confidence
        contact.add(number, finished_thumb(finished[window], contact.cell), key, called=frame.label)
        thumb = confidence_thumb(colored, line, window, confidence.cell)
        confidence.add(number, thumb, key, f"least {100 * least:.0f}", called=frame.label)
        self.sheets.preview.add(colored, line)
        self._rows[number] = {
            "frame": number,
            "called": frame.title,
            "name": name,
            "key": key,
            "regions": len(colored.swatches),
            "least": round(least, 4),
            "unsure": int((colored.confidence < SURE).sum()),
            "least_sure": least_sure_regions(colored),
            "mean": round(float(np.mean(colored.confidence)) if len(colored.confidence) else 1.0, 4),
        }

    def finish(self, notes: Sequence[Note], seconds: float) -> None:
        """Write sheets, preview, palette and report.

        Args:
            notes: what is to be said of the shot.
            seconds: that this run took.

        Raises:
            OSError: a file cannot be written.
        """
        assert self.sheets is not None
        self.sheets.contact.write(self.files["contact"])
        self.sheets.confidence.write(self.files["confidence"])
        self.sheets.preview.write(self.files["preview"])
        write_palette(self.files["palette"], self._palette)
        write_palette(self.files["colours"], self._palette)
        rows = [self._rows[n] for n in sorted(self._rows)]
        write_json(
            self.files["report"],
            {
                "colours": len(self._palette.names),
                "notes": [{"frame": note.frame, "text": note.text} for note in notes],
                "frames": rows,
            },
        )
        self._seconds += seconds
        self.forget_job()

    def report(self) -> dict[str, Any]:
        """The report as written."""
        report: dict[str, Any] = json.loads(self.files["report"].read_text("utf-8"))
        return report

    def job(self) -> str | None:
        """Id of the engine's job for this very input, or None."""
        return self._job

    def remember_job(self, job: str) -> None:
        """Keep the id of the engine's job, so that a later run can take it up."""
        self._job = job
        self._keep_record()

    def forget_job(self) -> None:
        """Drop the id of the engine's job."""
        self._job = None
        self._keep_record()

    def _clear(self, names: set[str]) -> None:
        """Remove the frames of another input, with what was made of them."""
        for part in ("frames", "cels", LAYERS, DRAWINGS):
            for path in (self.folder / part).glob("*"):
                if path.stem in names and not path.is_dir():
                    path.unlink()

    def _pair(self, name: str) -> tuple[Path, Path]:
        return self.files["frames"] / f"{name}.png", self.files["cels"] / f"{name}.png"

    def _keep_record(self) -> None:
        record = {
            "shiage": __version__,
            "input": self._digest,
            "written": self._written,
            "names": [self._names[number] for number in self._written],
            "job": self._job,
            "seconds": round(self._seconds, 2),
        }
        write_json(self.folder / RECORD, record)
