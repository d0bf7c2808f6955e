# SPDX-License-Identifier: Apache-2.0
"""Blank drawings: they have nothing to match, so a shot is solved without them and they come back empty."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace

import cv2
import numpy as np

from shiage.cel.arrays import RGBA
from shiage.cel.lineart import LineArt
from shiage.cel.noise import NOISE
from shiage.cel.palette import Palette
from shiage.shot.background import CLEAR, colour_of, ground
from shiage.shot.notes import Note, collected
from shiage.shot.run.progress import QUIET, Progress
from shiage.shot.solved_shot import SolvedShot
from shiage.shot.types import Frame, Key, ModelSheet, Shot, ShotError

DUST = 0.02
"""Percentage of a sheet's pixels that may differ from all others and yet be no paint."""

_FAINT, _LONG = 4, 12
"""Coverage of 255, and pixels across, from which a mark where no line is seen is a line too light."""


@dataclass(frozen=True, eq=False)
class Blank:
    """What of a shot is blank.

    Attributes:
        drawn: the shot without it.
        frames: the blank frames.
        paint: by frame, the colour that is all over it.
        notes: what to say of them.
    """

    drawn: Shot
    frames: list[Frame]
    paint: dict[int, RGBA]
    notes: tuple[Note, ...]

    @property
    def variant(self) -> str:
        """What tells the steps of the shot without them: in those, drawings are counted."""
        if not self.frames:
            return ""
        said = repr(sorted(frame.number for frame in self.frames))
        return f"-without-{hashlib.sha256(said.encode()).hexdigest()[:16]}"

    def joined(self, solved: SolvedShot, notes: list[Note]) -> SolvedShot:
        """The solved shot with the blank frames at their places in time, and with more notes."""
        if not (self.frames or self.notes or notes):
            return solved
        palette, swatches, sure = solved.palette, dict(solved.swatches), dict(solved.confidence)
        for frame in self.frames:
            palette, swatch = _swatch(palette, self.paint[frame.number])
            swatches[frame.number] = np.array([swatch], np.int32)
            sure[frame.number] = np.ones(1, np.float32)
        frames = sorted([*solved.frames.values(), *self.frames], key=lambda f: f.number)
        return replace(
            solved,
            palette=palette,
            swatches=swatches,
            confidence=sure,
            frames={f.number: f for f in frames},
            blank=frozenset(f.number for f in self.frames),
            notes=collected([*solved.notes, *notes, *self.notes]),
        )


def set_aside(shot: Shot, progress: Progress = QUIET) -> Blank:
    """Take blank drawings out of a shot that `validate.check_shot` has passed.

    One that is a key with more than one colour, or that an artist corrected or scribbled on, stays.

    Args:
        shot: the shot.
        progress: keeps which frames are blank.

    Raises:
        ShotError: something is drawn, but only blank drawings are coloured.
    """
    keys = {k.number: k for k in shot.keys}
    corrected = {c.number for c in shot.corrections} | {s.number for s in shot.scribbles}
    lined = progress.once(
        "blank", lambda: {"lined": np.array([f.line.barrier().any() for f in shot.frames], np.uint8)}
    )
    frames = [
        f for f, has_lines in zip(shot.frames, lined["lined"].tolist(), strict=True)
        if not has_lines and f.number not in corrected and _is_flat(keys.get(f.number))
    ]  # fmt: skip
    sheets = [s for s in shot.sheets if not s.line.barrier().any() or is_unpainted(s)]
    gone = {f.number for f in frames}
    drawn = replace(
        shot,
        frames=[f for f in shot.frames if f.number not in gone],
        keys=[k for k in shot.keys if k.number not in gone],
        sheets=[s for s in shot.sheets if s not in sheets],
    )
    if drawn.frames and not drawn.has_colours:
        who = " and ".join(
            [f"key {n}" for n in sorted(gone & set(keys))] + [f"model sheet {s.name}" for s in sheets]
        )
        if any(s.line.barrier().any() for s in sheets):
            raise ShotError(
                f"{who}: nothing in it is painted, so no colour can be taken from it; "
                "give the coloured drawing"
            )
        raise ShotError(
            f"{who}: no line is seen in the drawing, so no colour can be taken from it; colour a frame that "
            "is drawn"
        )
    around = ground(shot.keys) if gone else CLEAR
    paint = {n: colour_of(keys[n].cel) if n in keys else around for n in gone}
    return Blank(drawn, frames, paint, (*map(_say, frames), *map(_say_sheet, sheets)))


def is_unpainted(sheet: ModelSheet) -> bool:
    """Whether a model sheet is line art alone: one colour, or none, everywhere off its lines."""
    lines = cv2.dilate(sheet.line.barrier().astype(np.uint8), np.ones((5, 5), np.uint8))
    off = sheet.cel[lines == 0].astype(np.int16)
    if not len(off) or not off[:, 3].any():
        return True
    off[off[:, 3] == 0] = 0
    # a few pixels are dust, not paint
    low, high = np.percentile(off, (DUST, 100 - DUST), axis=0)
    return bool((high - low <= 2 * NOISE).all())


def _is_flat(key: Key | None) -> bool:
    return key is None or bool((key.cel == key.cel[0, 0]).all())


def _swatch(palette: Palette, colour: RGBA) -> tuple[Palette, int]:
    """A palette that has a colour, and its place in it."""
    there = np.flatnonzero((palette.colours == np.array(colour, np.uint8)).all(1))
    if len(there):
        return palette, int(there[0])
    name = f"swatch {len(palette.names) + 1}" if colour[3] else "transparent"
    colours = np.concatenate([palette.colours, np.array([colour], np.uint8)])
    return Palette(colours, (*palette.names, name)), len(palette.names)


def _say(frame: Frame) -> Note:
    words = "the drawing is blank, and so is the result"
    if _is_faint(frame.line):
        darkest = 255 - int(frame.line.ink.max())
        words = (
            f"the drawing is too light to be seen as lines (its darkest value is {darkest} of 255), so the "
            "result is empty: darken its lines to below 200 and colour the shot again"
        )
    return Note(frame.number, words)


def _say_sheet(sheet: ModelSheet) -> Note:
    blank, unpainted = "no line is seen in it; it was left out", "nothing in it is painted; it was left out"
    return Note(None, f"model sheet {sheet.name}: {unpainted if sheet.line.barrier().any() else blank}")


def _is_faint(line: LineArt) -> bool:
    """Whether a drawing without a line has marks as long as lines."""
    marks = (line.ink >= _FAINT).astype(np.uint8)
    _, _, stats, _ = cv2.connectedComponentsWithStats(marks, connectivity=8, ltype=cv2.CV_32S)
    return bool((stats[1:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]] >= _LONG).any())
