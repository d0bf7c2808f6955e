# SPDX-License-Identifier: Apache-2.0
"""The whole way: a shot goes in, solved swatches for every region of every frame come out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from shiage import __version__
from shiage.cel.fill import fill_under_ink
from shiage.cel.palette import Palette
from shiage.shot.check import check_shot
from shiage.shot.given import read_given, regions_of
from shiage.shot.likeness import Likeness, default_likeness, weights_digest
from shiage.shot.match import Progress, describe_all, match_all
from shiage.shot.shot import Checkpoint, ColoredFrame, Frame, Settings, Shot, Watch
from shiage.shot.solve import ShotGraph, solve_labels

TEMPERATURE = 2.3
"""Beliefs are softened by this before they are called confidence: loops in the graph count evidence twice.
Fitted by `training/confidence.py` on shots that the likeness was not trained on."""


@dataclass(frozen=True, eq=False)
class SolvedShot:
    """Swatches and confidences of every region; frames are drawn from it one at a time.

    Attributes:
        palette: the exact colours of the shot.
        swatches: frame number -> (n,) int32 palette index of each region.
        confidence: frame number -> (n,) float32 in 0..1.
        settings: how the shot was coloured.
        frames: frame number -> frame.
    """

    palette: Palette
    swatches: dict[int, NDArray[np.int32]]
    confidence: dict[int, NDArray[np.float32]]
    settings: Settings
    frames: dict[int, Frame]

    @property
    def numbers(self) -> list[int]:
        """Numbers of all frames, in time order."""
        return list(self.frames)

    def draw(self, number: int) -> ColoredFrame:
        """Colour one frame at full resolution.

        Its regions are found again: that costs less than keeping every frame's label map.
        """
        labels = fill_under_ink(regions_of(self.frames[number].line, self.settings))
        return ColoredFrame(number, labels, self.swatches[number], self.confidence[number])


def solve_shot(
    shot: Shot,
    checkpoint: Checkpoint | None = None,
    watch: Watch | None = None,
    likeness: Likeness | None = None,
) -> SolvedShot:
    """Decide every region of a shot.

    Args:
        shot: frames, keys, model sheets, corrections and settings.
        checkpoint: keeps finished steps, so that the same shot goes on where it was; None keeps nothing.
        watch: hears progress ("describe", "match", "solve") and may ask to stop.
        likeness: what makes two regions alike; None takes the one that ships.

    Raises:
        ShotError: the shot cannot be coloured (see `check.check_shot`).
        Cancelled: the watch asked to stop.
    """
    check_shot(shot)
    progress = Progress(checkpoint, watch or Watch())
    frames = sorted(shot.frames, key=lambda f: f.number)
    given = read_given(shot, frames)
    drawings = describe_all([f.line for f in frames] + [s.line for s in shot.sheets], shot.settings, progress)
    graph = ShotGraph(
        given=[given.labels(t, len(d.area)) for t, d in enumerate(drawings)],
        swatches=len(given.palette.colours),
        frames=len(frames),
        transports=match_all(
            drawings,
            [f.number for f in frames],
            set(given.coloured),
            likeness or default_likeness(),
            progress,
        ),
    )
    beliefs = solve_labels(graph, step=lambda done, total: progress.tell("solve", done, total))
    solved = {f.number: belief for f, belief in zip(frames, beliefs, strict=False)}
    return SolvedShot(
        palette=given.palette,
        swatches={number: belief.argmax(1).astype(np.int32) for number, belief in solved.items()},
        confidence={number: confidence(belief) for number, belief in solved.items()},
        settings=shot.settings,
        frames={f.number: f for f in frames},
    )


def made_by() -> str:
    """What makes results here: the version and the weights. Steps of another maker do not fit ours."""
    return f"shiage {__version__}, likeness {weights_digest()}"


def confidence(belief: NDArray[np.float32]) -> NDArray[np.float32]:
    """(n,) probability that the most believed swatch is right, from (n, swatches) beliefs."""
    softened = belief ** np.float32(1 / TEMPERATURE)
    return np.asarray(softened.max(1) / softened.sum(1), np.float32)
