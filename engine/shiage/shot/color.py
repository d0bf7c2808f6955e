# SPDX-License-Identifier: Apache-2.0
"""The whole way: a shot goes in, solved swatches for every region of every frame come out."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from shiage.cel.palette import Palette
from shiage.shot.blank_frames import set_aside
from shiage.shot.decide import decide
from shiage.shot.describe.callouts import figures_alone
from shiage.shot.describe.legibility import check_legible
from shiage.shot.run.progress import Arrays, Progress
from shiage.shot.runtime import Runtime, default_runtime
from shiage.shot.solved_shot import SolvedShot
from shiage.shot.types import Checkpoint, Mode, Shot, Watch
from shiage.shot.validate import check_shot
from shiage.version import __version__

STEPS = 6
"""Of what finished steps hold; raised whenever those of an older engine no longer fit."""


def solve_shot(
    shot: Shot,
    checkpoint: Checkpoint | None = None,
    watch: Watch | None = None,
    runtime: Runtime | None = None,
) -> SolvedShot:
    """Decide every region of a shot, and in mode soft how each is shaded.

    Args:
        shot: frames, keys, model sheets, corrections and settings.
        checkpoint: keeps finished steps, so that the same shot goes on where it was; None keeps nothing.
        watch: hears progress ("describe", "match", "solve", "candidates" where more than one is asked for, in
            mode soft "align" and "refine") and may ask to stop.
        runtime: weights and device; None takes `runtime.default_runtime`.

    Raises:
        ShotError: the shot cannot be coloured (see `validate.check_shot`, `blank_frames.set_aside` and
            `legibility.check_legible`), or mode soft lacks its weights.
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
    return blank.joined(_solve_drawn(blank.drawn, progress, runtime or default_runtime()), said)


def _legible(shot: Shot) -> Arrays:
    """That `check_legible` had nothing to say."""
    check_legible(shot)
    return {}


def _solve_drawn(shot: Shot, progress: Progress, runtime: Runtime) -> SolvedShot:
    if shot.settings.mode == "soft":
        from shiage.shot.soft.solve_soft import solve_soft

        return solve_soft(shot, progress, runtime)
    decision = decide(shot, progress, runtime.matcher)
    return decision.solved(shot.settings, progress).keeping(shot, decision.given)


def made_by(mode: Mode = "flat", runtime: Runtime | None = None) -> str:
    """What makes results here: the version and the weights. Steps of another maker do not fit ours.

    Raises:
        ShotError: weights are missing.
    """
    runtime = runtime or default_runtime()
    flat = f"shiage {__version__}, steps {STEPS}, likeness {runtime.matcher_digest}"
    return f"{flat}, networks {runtime.soft_digest()}" if mode == "soft" else flat
