# SPDX-License-Identifier: Apache-2.0
"""How right the first key of a shot is, coloured from scribbles alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from shiage.shot.color import solve_shot
from shiage.shot.evaluate.draw_scribbles import draw_scribbles, scribbled_labels
from shiage.shot.evaluate.evaluate import find_shots, read_with_truth
from shiage.shot.evaluate.metrics import SPECK, packed, region_colours
from shiage.shot.types import Frame, Scribbles, Settings, Shot, ShotError

Labels = NDArray[np.int32]

MOST_SCRIBBLES = 1000
"""More than a drawing has regions."""


@dataclass(frozen=True)
class FirstKeyScore:
    """Shares of regions of more than SPECK pixels without a scribble; means over drawings of a shot.

    Attributes:
        shot: its folder's name.
        regions: how many were scored.
        right: share with exactly the true RGBA.
        nearest: the same where each takes the colour of the nearest scribbled region.
        ceiling: share whose true colour was scribbled anywhere, or that are unpainted.
    """

    shot: str
    regions: int
    right: float
    nearest: float
    ceiling: float


def scribbles_of(words: str) -> int:
    """How many scribbles "scribbles:N" asks for.

    Raises:
        ShotError: it is not that.
    """
    kind, _, count = words.partition(":")
    if kind != "scribbles" or not count.isdecimal() or not 0 < int(count) <= MOST_SCRIBBLES:
        raise ShotError(
            f"--first-key {words}: write scribbles:N with N from 1 to {MOST_SCRIBBLES}, sheet, or none"
        )
    return int(count)


def evaluate_first_key(
    folder: Path,
    scribbles: int,
    settings: Settings | None = None,
    progress: Callable[[str, int, int], None] = lambda shot, done, total: None,
) -> list[FirstKeyScore]:
    """Colour the first, the middle and the last drawing of each shot by itself, from scribbles alone.

    Args:
        folder: a shot, or a folder of them; each has lines/ and truth/.
        scribbles: how many, see `draw_scribbles`.
        settings: how regions are found.
        progress: called with (shot's name, shots done, shots in all).

    Raises:
        ShotError: no shot with truth, a shot that cannot be read, or nothing is left to score.
        ImageError: a picture cannot be used.
    """
    shots, scores = find_shots(folder), []
    for done, path in enumerate(shots):
        progress(path.name, done, len(shots))
        _, frames, truth = read_with_truth(path)
        tried = [frames[i] for i in sorted({0, len(frames) // 2, len(frames) - 1})]
        rows = [_score(f, truth[f.number], scribbles, settings or Settings()) for f in tried]
        rows = [row for row in rows if row[0]]
        if not rows:  # every region has a scribble
            continue
        counts, *shares = zip(*rows, strict=True)
        scores.append(FirstKeyScore(path.name, sum(counts), *(float(np.mean(share)) for share in shares)))
    progress("", len(shots), len(shots))
    if not scores:
        raise ShotError(f"{folder}: with {scribbles} scribbles a drawing no region is left to score")
    return scores


def _score(
    frame: Frame, truth: NDArray[np.uint8], count: int, settings: Settings
) -> tuple[int, float, float, float]:
    """Regions scored, and shares right, right by the nearest scribble, and with a colour that was given."""
    found, parts, stats, centres = cv2.connectedComponentsWithStats(
        (~frame.line.barrier()).astype(np.uint8), connectivity=4
    )
    labels: Labels = np.asarray(parts, np.int32)
    wanted = region_colours(labels, packed(truth), found)
    chosen = scribbled_labels(labels, wanted, count)
    strokes = draw_scribbles(labels, truth, chosen)
    solved = solve_shot(Shot([frame], [], scribbles=[Scribbles(frame.number, strokes)], settings=settings))
    cel = solved.draw(frame.number).painted(solved.palette)
    given = region_colours(labels, packed(cel), found)
    scored = stats[1:, cv2.CC_STAT_AREA] > SPECK
    scored[np.array(chosen) - 1] = False
    if not scored.any():
        return 0, 0.0, 0.0, 0.0
    at = centres[1:]
    nearest = np.linalg.norm(at[:, None] - at[np.array(chosen) - 1][None], axis=2).argmin(1)
    by_nearest = wanted[np.array(chosen) - 1][nearest]
    known = np.isin(wanted, [0, *wanted[np.array(chosen) - 1].tolist()])
    shares = ((w[scored]).mean() for w in (given == wanted, by_nearest == wanted, known))
    right, near, ceiling = map(float, shares)
    return int(scored.sum()), right, near, ceiling
