# SPDX-License-Identifier: Apache-2.0
"""Pairs of frames whose truth is known, for training what makes two regions alike."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from shiage.cel.images import read_cel, read_line_art
from shiage.cel.lineart import LineArt
from shiage.cel.palette import palette_of_keys, snap_regions
from shiage.cel.regions import find_regions
from shiage.shot.describe.describe import describe
from shiage.shot.match.pair_features import compare

GAPS = (1, 1, 1, 2, 2, 3, 4, 6, 8, 10, 12, 16)
"""Frames between the two drawings of a pair are drawn from here: near neighbours and far keys."""

JITTERED = 0.25
"""Share of pairs whose second drawing is turned, scaled and moved, as a camera would."""

MOST_REGIONS = 200


@dataclass(frozen=True, eq=False)
class Side:
    """One drawing of a pair, towards the other.

    Attributes:
        answers: (n, m, q) float16, see `pair_features.compare`.
        own: (n,) int32, true swatch of each region.
        touching: (n, n) float16, see `Description.touching`.
    """

    answers: NDArray[np.float16]
    own: NDArray[np.int32]
    touching: NDArray[np.float16]


Pair = tuple[Side, Side]


def pairs_of_shot(folder: Path, count: int = 16) -> Iterator[Pair]:
    """Draw pairs from a shot with lines/ and truth/; the same ones each time.

    Args:
        folder: the shot.
        count: pairs to draw.
    """
    rng = np.random.default_rng(zlib.crc32(folder.name.encode()))
    names = sorted(p.name for p in (folder / "lines").glob("*.png"))
    if len(names) < 2:
        return
    drawings = [(read_line_art(folder / "lines" / n), read_cel(folder / "truth" / n)) for n in names]
    for _ in range(count):
        gap = min(int(rng.choice(GAPS)), len(names) - 1)
        first = int(rng.integers(0, len(names) - gap))
        one, two = drawings[first], drawings[first + gap]
        pair = pair_of(one, _jitter(*two, rng) if rng.random() < JITTERED else two, gap)
        if pair is not None:
            yield pair


def pair_of(
    one: tuple[LineArt, NDArray[np.uint8]], two: tuple[LineArt, NDArray[np.uint8]], gap: int
) -> Pair | None:
    """Compare two coloured drawings; None where one has no or too many regions."""
    found = [find_regions(line, 0) for line, _ in (one, two)]
    if not all(0 < r.count <= MOST_REGIONS for r in found):
        return None
    palette = palette_of_keys([(cel, regions) for (_, cel), regions in zip((one, two), found, strict=True)])
    labels, described = [], []
    for (line, cel), regions in zip((one, two), found, strict=True):
        labels.append(snap_regions(cel, regions, palette)[0])
        described.append(describe(line, regions))
    answers = compare(described[0], described[1], gap)
    ahead, back = (
        Side(answers[i].astype(np.float16), labels[i], described[i].touching.astype(np.float16))
        for i in range(2)
    )
    return ahead, back


def camera_turn(width: int, height: int, rng: np.random.Generator) -> NDArray[np.float64]:
    """(2, 3) affine matrix that turns, scales and moves a drawing a little, as a camera would."""
    turn = np.asarray(
        cv2.getRotationMatrix2D((width / 2, height / 2), rng.normal(0, 6), np.exp(rng.uniform(-0.3, 0.3))),
        np.float64,
    )
    turn[:, 2] = turn[:, 2] + rng.normal(0, 0.05, 2) * (width, height)
    return turn


def sheet_turn(width: int, height: int, rng: np.random.Generator) -> NDArray[np.float64]:
    """(2, 3) affine matrix of a drawing on a model sheet: often mirrored, turned, and in another size."""
    angle, scale = np.radians(rng.normal(0, 12)), np.exp(rng.uniform(-0.6, 0.1))
    turn = scale * np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    if rng.random() < 0.5:
        turn[:, 0] *= -1
    middle = np.array([width / 2, height / 2])
    at = middle * (1 + rng.uniform(-0.15, 0.15, 2)) - turn @ middle
    return np.concatenate([turn, at[:, None]], 1)


def _jitter(
    line: LineArt, cel: NDArray[np.uint8], rng: np.random.Generator
) -> tuple[LineArt, NDArray[np.uint8]]:
    width, height = line.size
    turn = camera_turn(width, height, rng)
    ink = cv2.warpAffine(line.ink, turn, (width, height), flags=cv2.INTER_AREA)
    paint = cv2.warpAffine(cel, turn, (width, height), flags=cv2.INTER_NEAREST)
    return LineArt(np.asarray(ink, np.uint8)), np.asarray(paint, np.uint8)
