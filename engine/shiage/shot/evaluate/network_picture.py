# SPDX-License-Identifier: Apache-2.0
"""The networks' own picture of a shot, scored beside the nearest key: what they know by themselves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from shiage.cel.images import write_png
from shiage.cel.regions import find_regions
from shiage.models.network_inputs import picture
from shiage.shot.evaluate.evaluate import find_shots, read_with_truth
from shiage.shot.evaluate.flicker import flicker
from shiage.shot.evaluate.held_still import held_still
from shiage.shot.evaluate.metrics import psnr_of
from shiage.shot.io.shot_folder import choose_keys
from shiage.shot.soft.network_raster import KEYS_A_FRAME
from shiage.shot.soft.network_residual import small_regions
from shiage.shot.soft.working_size import Input, fitted, scaled
from shiage.shot.types import ShotError

if TYPE_CHECKING:
    from shiage.models.shot_painter import ShotPainter

Picture = NDArray[np.uint8]

SIDE = 256
"""Longest side of what the networks see, and of what is scored: the paper's."""

NETWORK, REFINED, MEANS, COPY = "network", "refined", "region means (ours)", "copy"
HELD = "refined, held still (ours)"
"""Methods: the colour transform; refined along time; its picture with each region set to its mean, which the
paper has not; the nearest key as it is; the refined picture with what has not moved since that key left as it
is, which the paper has not either."""


@dataclass(frozen=True)
class RawFigures:
    """Means over the frames of a shot that are no keys, or over shots.

    Attributes:
        psnr: of the finished frame, in dB.
        flicker: see `flicker.flicker`, over all frames, keys among them.
    """

    psnr: float
    flicker: float


@dataclass(frozen=True)
class RawScore:
    """Figures of one shot by method."""

    shot: str
    frames: int
    methods: dict[str, RawFigures]


def evaluate_raw(
    folder: Path,
    painter: ShotPainter,
    keys: str = "first,last",
    write: Path | None = None,
    progress: Callable[[str, int, int], None] = lambda shot, done, total: None,
) -> list[RawScore]:
    """Paint every shot of a folder by the networks alone, whole frames at SIDE pixels.

    Args:
        folder: shots with lines/ and truth/, or one such shot.
        painter: the networks.
        keys: which frames are keys, see `shot_folder.choose_keys`.
        write: put pictures there, as <shot>/NNNN.png: truth, network, refined, region means, held in a row.
        progress: called with (shot's name, shots done, shots in all).

    Raises:
        ShotError: no shot with truth, or a shot that cannot be read.
        ImageError: a picture cannot be used.
    """
    places, scores = find_shots(folder), []
    for done, place in enumerate(places):
        progress(place.name, done, len(places))
        scores.append(_evaluate(place, painter, keys, write))
    progress("", len(places), len(places))
    return scores


def mean_figures(scores: Sequence[RawScore]) -> dict[str, RawFigures]:
    """Means over shots of each method."""
    return {
        method: RawFigures(
            float(np.mean([s.methods[method].psnr for s in scores])),
            float(np.mean([s.methods[method].flicker for s in scores])),
        )
        for method in scores[0].methods
    }


@dataclass(frozen=True, eq=False)
class SmallShot:
    """A shot as the networks see it.

    Attributes:
        numbers: of its frames.
        regions: (h, w) int32 of each, found in the drawing at full size; 0 where ink shows through.
        inputs: what is seen of each.
        colours: finished frames, (3, h, w) in -1..1.
    """

    numbers: list[int]
    regions: list[NDArray[np.int32]]
    inputs: list[Input]
    colours: list[NDArray[np.float32]]


def paint_raw(
    shot: SmallShot, painter: ShotPainter, keys: Sequence[int]
) -> tuple[list[NDArray[np.float32]], list[NDArray[np.float32]]]:
    """All frames by the colour transform, and refined; those with indices `keys` keep their own colours."""
    known = {k: painter.reference(shot.inputs[k].line, shot.inputs[k].field, shot.colours[k]) for k in keys}
    painted = []
    for t, seen in enumerate(shot.inputs):
        near = sorted(keys, key=lambda k: (abs(shot.numbers[k] - shot.numbers[t]), k))[:KEYS_A_FRAME]
        own = t in known
        painted.append(
            shot.colours[t] if own else painter.colour(seen.line, seen.field, [known[k] for k in near])
        )
    lines = np.stack([seen.line for seen in shot.inputs])
    return painted, list(painter.refine(lines, np.stack(painted), keys))


def region_means(image: Picture, labels: NDArray[np.int32]) -> Picture:
    """A picture (H, W, 3) with each of its regions (H, W), from 1, set to its mean; the rest stays."""
    count = int(labels.max()) + 1
    area = np.bincount(labels.ravel(), minlength=count)
    sums = [np.bincount(labels.ravel(), image[..., c].ravel(), count) for c in range(3)]
    means = np.rint(np.stack(sums, 1) / np.maximum(area, 1)[:, None]).astype(np.uint8)
    return np.where(labels[..., None] > 0, means[labels], image)


def _evaluate(place: Path, painter: ShotPainter, words: str, write: Path | None) -> RawScore:
    shot, called = _read(place)
    chosen = choose_keys(words, shot.numbers, shot.numbers, called)
    keys = [shot.numbers.index(n) for n in chosen]
    scored = [t for t in range(len(shot.numbers)) if t not in keys]
    if not scored:
        raise ShotError(f"{place}: every frame is a key, nothing is left to score")
    truth = [picture(colour) for colour in shot.colours]
    painted, refined = ([picture(image) for image in images] for images in paint_raw(shot, painter, keys))
    near = [min(keys, key=lambda k: abs(shot.numbers[k] - n)) for n in shot.numbers]
    drawn = {
        NETWORK: painted,
        REFINED: refined,
        MEANS: [region_means(*each) for each in zip(painted, shot.regions, strict=True)],
        HELD: [
            held_still(refined[t], shot.inputs[t].line, truth[k], shot.inputs[k].line)
            for t, k in enumerate(near)
        ],
        COPY: [truth[k] for k in near],
    }
    if write is not None:
        (write / place.name).mkdir(parents=True, exist_ok=True)
        for t in scored:
            row = np.concatenate([truth[t], *(drawn[m][t] for m in (NETWORK, REFINED, MEANS, HELD))], 1)
            write_png(write / place.name / f"{shot.numbers[t]:04d}.png", row)
    figures = {
        method: RawFigures(
            float(np.mean([_psnr(frames[t], truth[t]) for t in scored])), flicker(frames, truth)
        )
        for method, frames in drawn.items()
    }
    return RawScore(place.name, len(scored), figures)


def _read(place: Path) -> tuple[SmallShot, dict[int, str]]:
    files, frames, truth = read_with_truth(place)
    size = scaled(frames[0].line.size, SIDE)
    both = [fitted(f.line, truth[f.number], size) for f in frames]
    regions = [small_regions(find_regions(f.line).labels, f.line, size) for f in frames]
    small = SmallShot([f.number for f in frames], regions, [i for i, _ in both], [c for _, c in both])
    return small, dict(files.called)


def _psnr(image: Picture, truth: Picture) -> float:
    return psnr_of(float(np.mean((image.astype(np.float32) - truth) ** 2)) / 255**2)
