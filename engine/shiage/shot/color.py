# SPDX-License-Identifier: Apache-2.0
"""The whole way: a shot goes in, solved swatches for every region of every frame come out."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from shiage import __version__
from shiage.cel.census import pack, unpack
from shiage.cel.fill import fill_under_ink
from shiage.cel.palette import Palette
from shiage.cel.swatches import moved_paint
from shiage.shot.check import check_shot
from shiage.shot.descriptors import Description
from shiage.shot.drawing import describe_all
from shiage.shot.given import Given, read_given, regions_of
from shiage.shot.keys import KeptKey, extended, look_into, restored
from shiage.shot.lights import Lights, find_lights
from shiage.shot.likeness import Likeness, default_likeness, weights_digest
from shiage.shot.match import SHEET_GAP, Transports, compare_drawings, match_all, paper_hints
from shiage.shot.notes import Note, collected
from shiage.shot.progress import Progress
from shiage.shot.shot import Checkpoint, ColoredFrame, Frame, Mode, Settings, Shot, Watch
from shiage.shot.solve import ShotGraph, solve_labels

TEMPERATURE = 2.3
"""Beliefs are softened by this before they are called confidence: loops in the graph count evidence twice.
Fitted by `training/confidence.py` on shots that the likeness was not trained on."""


STEPS = 3
"""Of what finished steps hold; raised whenever those of an older engine no longer fit."""


class Raster(Protocol):
    """Pixels of a soft shot."""

    def cel(self, number: int, labels: NDArray[np.int32]) -> NDArray[np.uint8]:
        """The cel of a frame, (H, W, 4) uint8 RGBA without ink, from its filled labels (H, W)."""


@dataclass(frozen=True, eq=False)
class SolvedShot:
    """Swatches and confidences of every region; frames are drawn from it one at a time.

    Attributes:
        palette: the exact colours of the shot; in mode soft, the tones of shaded regions among them.
        swatches: frame number -> (n,) int32 palette index of each region.
        confidence: frame number -> (n,) float32 in 0..1.
        settings: how the shot was coloured.
        frames: frame number -> frame.
        raster: paints the frames of a soft shot; None in mode flat.
        notes: what could not be followed, or was decided without being asked.
        keys: frame number -> the key that comes back there.
    """

    palette: Palette
    swatches: dict[int, NDArray[np.int32]]
    confidence: dict[int, NDArray[np.float32]]
    settings: Settings
    frames: dict[int, Frame]
    raster: Raster | None = None
    notes: tuple[Note, ...] = ()
    keys: dict[int, KeptKey] = field(default_factory=dict)

    @property
    def numbers(self) -> list[int]:
        """Numbers of all frames, in time order."""
        return list(self.frames)

    def draw(self, number: int) -> ColoredFrame:
        """Colour one frame at full resolution.

        Its regions are found again: that costs less than keeping every frame's label map.
        """
        line = self.frames[number].line
        regions = regions_of(line, self.settings)
        labels = fill_under_ink(regions)
        cel = None if self.raster is None else self.raster.cel(number, labels)
        drawn = ColoredFrame(number, labels, self.swatches[number], self.confidence[number], cel)
        if number not in self.keys:
            return drawn
        return restored(drawn, self.keys[number], line, regions, self.palette)

    def keeping(self, shot: Shot, given: Given) -> SolvedShot:
        """The same, with keys that come back as they were painted, and what is to be said of them."""
        place = {number: t for t, number in enumerate(self.numbers)}
        kept, palette, notes = {}, self.palette, list(self.notes)
        for key in shot.keys:
            t, number = place[key.number], key.number
            regions = regions_of(self.frames[number].line, self.settings)
            cel = moved_paint(key.cel, given.moved[t])
            corrected = frozenset(given.corrected.get(t, {}))
            kept[number] = KeptKey(number, cel, self.raster is None and t in given.noisy, corrected)
            said, colours = look_into(
                kept[number], regions, self.swatches[number], self.palette, self.raster is not None
            )
            palette = extended(palette, colours, shot.palette)
            notes += said
        if shot.palette is not None:
            palette = extended(palette, unpack(pack(shot.palette.colours[:, None])[:, 0]), shot.palette)
        return replace(self, palette=palette, notes=collected(notes), keys=kept)


@dataclass(frozen=True, eq=False)
class Decision:
    """What was decided about a shot, and from what.

    Attributes:
        frames: in time order.
        given: palette and fixed swatches.
        drawings: regions of the frames, then of the model sheets, described.
        transports: likeness of the drawings that were compared.
        beliefs: per drawing (n_t, swatches) float32, rows sum to 1.
    """

    frames: list[Frame]
    given: Given
    drawings: list[Description]
    transports: Transports
    beliefs: list[NDArray[np.float32]]

    def solved(self, settings: Settings) -> SolvedShot:
        """The most believed swatches."""
        solved = {f.number: belief for f, belief in zip(self.frames, self.beliefs, strict=False)}
        return SolvedShot(
            palette=self.given.palette,
            swatches={number: belief.argmax(1).astype(np.int32) for number, belief in solved.items()},
            confidence={number: confidence(belief) for number, belief in solved.items()},
            settings=settings,
            frames={f.number: f for f in self.frames},
            notes=self.given.notes,
        )


def solve_shot(
    shot: Shot,
    checkpoint: Checkpoint | None = None,
    watch: Watch | None = None,
    likeness: Likeness | None = None,
) -> SolvedShot:
    """Decide every region of a shot, and in mode soft how each is shaded.

    Args:
        shot: frames, keys, model sheets, corrections and settings.
        checkpoint: keeps finished steps, so that the same shot goes on where it was; None keeps nothing.
        watch: hears progress ("describe", "match", "solve", in mode soft "align" and "refine") and may ask to
            stop.
        likeness: what makes two regions alike; None takes the one that ships.

    Raises:
        ShotError: the shot cannot be coloured (see `check.check_shot`), or mode soft lacks its weights.
        Cancelled: the watch asked to stop.
    """
    check_shot(shot)
    progress = Progress(checkpoint, watch or Watch())
    if shot.settings.mode == "soft":
        from shiage.shot.soft import solve_soft

        return solve_soft(shot, progress, likeness)
    decision = decide(shot, progress, likeness)
    return decision.solved(shot.settings).keeping(shot, decision.given)


def decide(
    shot: Shot, progress: Progress, likeness: Likeness | None = None, painted: bool = True
) -> Decision:
    """Decide every region of a shot that `check_shot` has passed.

    Args:
        shot: the shot.
        progress: keeps and tells.
        likeness: what makes two regions alike; None takes the one that ships.
        painted: whether swatches are paints, which tell what lies across trace lines; the tones of shaded
            keys stand for single regions, that meet too seldom to tell.
    """
    frames = sorted(shot.frames, key=lambda f: f.number)
    given = read_given(shot, frames, painted)
    lines = [f.line for f in frames] + [s.line for s in shot.sheets]
    forms = any(lines[t].trace is not None for t in given.coloured)
    drawn = describe_all(lines[: len(frames)], lines[len(frames) :], shot.settings, progress, forms)
    drawings = [d.regions for d in drawn]
    judge = likeness or default_likeness()
    numbers = [f.number for f in frames]
    graph = ShotGraph(
        given=[given.labels(t, len(d.area)) for t, d in enumerate(drawings)],
        swatches=len(given.palette.colours),
        frames=len(frames),
        transports=match_all(drawn, numbers, set(given.coloured), judge, progress),
        hints=paper_hints(drawings[: len(frames)], given.palette.colours, judge),
        traced=[d.trace_lines for d in drawings] if painted else [],
    )

    def compare(a: int, b: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        gap = numbers[b] - numbers[a] if max(a, b) < len(numbers) else SHEET_GAP
        return compare_drawings(drawn[a], drawn[b], gap, judge)

    lights = find_lights(shot, frames, given, compare)
    given = replace(given, notes=(*given.notes, *lights.notes))
    return Decision(frames, given, drawings, graph.transports, _solve(graph, lights, progress))


def _solve(graph: ShotGraph, lights: Lights, progress: Progress) -> list[NDArray[np.float32]]:
    """Beliefs of every drawing, each from the drawings in its own light (stage "solve")."""
    found: list[list[NDArray[np.float32]]] = []
    for i, telling in enumerate(lights.telling):

        def step(done: int, total: int, i: int = i) -> None:
            progress.tell("solve", i * total + done, len(lights.telling) * total)

        there = [
            given
            if t in telling or (lights.of[t] == i and t not in lights.coloured)
            else np.full_like(given, -1)
            for t, given in enumerate(graph.given)
        ]
        found.append(solve_labels(replace(graph, given=there), step=step))
    return [found[i][t] for t, i in enumerate(lights.of)]


def made_by(mode: Mode = "flat") -> str:
    """What makes results here: the version and the weights. Steps of another maker do not fit ours.

    Raises:
        ShotError: mode soft lacks its weights.
    """
    if mode == "soft":
        from shiage.shot.soft import soft_digest

        return f"{made_by()}, networks {soft_digest()}"
    return f"shiage {__version__}, steps {STEPS}, likeness {weights_digest()}"


def confidence(belief: NDArray[np.float32]) -> NDArray[np.float32]:
    """(n,) probability that the most believed swatch is right, from (n, swatches) beliefs."""
    softened = belief ** np.float32(1 / TEMPERATURE)
    return np.asarray(softened.max(1) / softened.sum(1), np.float32)
