# SPDX-License-Identifier: Apache-2.0
"""The whole way: a shot goes in, solved swatches for every region of every frame come out."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from shiage import __version__
from shiage.cel.palette import Palette
from shiage.shot.blank import set_aside
from shiage.shot.callouts import figures_alone
from shiage.shot.check import check_shot
from shiage.shot.descriptors import Description
from shiage.shot.drawing import describe_all
from shiage.shot.given import Given, read_given
from shiage.shot.legible import check_legible
from shiage.shot.lights import find_lights
from shiage.shot.likeness import Likeness, default_likeness, weights_digest
from shiage.shot.match import Transports, both_ways, compare_two, match_all, paper_hints
from shiage.shot.pinholes import read_pinholes
from shiage.shot.progress import QUIET, Arrays, Progress
from shiage.shot.shot import Checkpoint, Frame, Mode, ModelSheet, Settings, Shot, Watch
from shiage.shot.solve import ShotGraph
from shiage.shot.solve_lights import solve_lights
from shiage.shot.solved import SolvedShot
from shiage.shot.transport import Transport

TEMPERATURE = 2.3
"""Beliefs are softened by this before they are called confidence: loops in the graph count evidence twice.
Fitted by `training/pair_features/calibrate_confidence.py` on shots that the likeness was not trained on."""


STEPS = 5
"""Of what finished steps hold; raised whenever those of an older engine no longer fit."""


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

    def solved(self, settings: Settings, progress: Progress = QUIET) -> SolvedShot:
        """The most believed swatches; progress keeps what their frames are drawn from."""
        solved = {f.number: belief for f, belief in zip(self.frames, self.beliefs, strict=False)}
        return SolvedShot(
            palette=self.given.palette,
            swatches={number: belief.argmax(1).astype(np.int32) for number, belief in solved.items()},
            confidence={number: confidence(belief) for number, belief in solved.items()},
            settings=settings,
            frames={f.number: f for f in self.frames},
            pinholes=read_pinholes(self.given, self.drawings, self.frames),
            notes=self.given.notes,
            progress=progress,
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
        ShotError: the shot cannot be coloured (see `check.check_shot`, `blank.set_aside` and
            `legible.check_legible`), or mode soft lacks its weights.
        Cancelled: the watch asked to stop.
    """
    check_shot(shot)
    shot, said = figures_alone(shot)
    progress = Progress(checkpoint, watch or Watch())
    blank = set_aside(shot, progress)
    if not blank.drawn.frames:
        nothing = Palette(np.zeros((0, 4), np.uint8), ())
        return blank.joined(SolvedShot(nothing, {}, {}, shot.settings, {}), said)
    progress = replace(progress, variant=blank.variant)
    progress.once("legible", lambda: _legible(blank.drawn))
    return blank.joined(_solve_drawn(blank.drawn, progress, likeness), said)


def _legible(shot: Shot) -> Arrays:
    """That `check_legible` had nothing to say."""
    check_legible(shot)
    return {}


def _solve_drawn(shot: Shot, progress: Progress, likeness: Likeness | None) -> SolvedShot:
    if shot.settings.mode == "soft":
        from shiage.shot.soft import solve_soft

        return solve_soft(shot, progress, likeness)
    decision = decide(shot, progress, likeness)
    return decision.solved(shot.settings, progress).keeping(shot, decision.given)


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
    given = read_given(shot, frames, painted, progress)
    forms = _keys_have_traces([*frames, *shot.sheets], given, progress)
    drawn = describe_all(frames, shot.sheets, shot.settings, progress, forms)
    drawings = [d.regions for d in drawn]
    judge = likeness or default_likeness()
    numbers = [f.number for f in frames]
    graph = ShotGraph(
        given=[given.labels(t, len(d.area)) for t, d in enumerate(drawings)],
        swatches=len(given.palette.colours),
        frames=len(frames),
        transports=match_all(drawn, numbers, set(given.coloured), judge, progress),
        hints=paper_hints(drawings[: len(frames)], given.palette.colours, judge, progress),
        traced=[d.trace_lines for d in drawings] if painted else [],
    )

    def compare(a: int, b: int) -> tuple[Transport, Transport]:
        return both_ways(progress.once(f"lights-{a}-{b}", lambda: compare_two(drawn, numbers, a, b, judge)))

    lights = find_lights(shot, frames, given, compare)
    given = replace(given, notes=(*given.notes, *lights.notes))
    clear = np.flatnonzero(given.palette.colours[:, 3] == 0)
    beliefs = solve_lights(
        graph,
        lights,
        int(clear[0]) if len(clear) else None,
        lambda done, total: progress.tell("solve", done, total),
    )
    return Decision(frames, given, drawings, graph.transports, beliefs)


def _keys_have_traces(drawn: list[Frame | ModelSheet], given: Given, progress: Progress) -> bool:
    """Whether any coloured drawing has trace lines."""

    def look() -> Arrays:
        return {"traced": np.array([drawn[t].line.trace is not None for t in given.coloured], np.uint8)}

    return bool(progress.once("traced", look)["traced"].any())


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
