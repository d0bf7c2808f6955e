# SPDX-License-Identifier: Apache-2.0
"""The rows of the tables: what each is tuned on, and how right its shots come out."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch

from shiage.cel.beside import write_beside
from shiage.models.weights import Weights
from shiage.shot.runtime import Runtime, WeightNames
from shiage.training.paper.measure_tables import color_network
from shiage.training.paper.paint_rows import TransformPainter
from shiage.training.paper.scored_shots import NetworkShot, TestShot, evenly
from shiage.training.paper.scores import cel_figures, painted_figures
from shiage.tuning.bench.film import CUT
from shiage.tuning.bench.tuned import Networks

HUES = (0, 90, 180, 270)
"""Degrees that all colours are turned by, as in table 6."""

SIDE = 256
"""Longest side of frames as inputs of the colour transform."""


Score = Callable[[TestShot], list[float]]


@dataclass(frozen=True)
class Row:
    """One way to colour a film's shots, from their first and last drawing.

    Attributes:
        film: its name.
        begin: what tuning began with: "shiage", or another film's name.
        sequences: cuts tuned on.
        short: the first drawings of a shot alone, as many as a cut has.
        hue: degrees that colours are turned by.
    """

    film: str
    begin: str
    sequences: int
    short: bool = False
    hue: int = 0

    @property
    def shots(self) -> str:
        """Names what is coloured, whatever with."""
        return f"{self.film}-{'short' if self.short else 'whole'}-{self.hue}"


@dataclass(frozen=True)
class Figures:
    """Means over frames that are no keys, then shots.

    Attributes:
        psnr, ssim: of the colour transform's picture, in dB and 0..1.
        acc_thres: share of regions above 10 pixels that the solver colours right, 0..1.
    """

    psnr: float
    ssim: float
    acc_thres: float


def rows_of(films: Sequence[str], sequences: Sequence[int], hues: Sequence[int]) -> Iterator[Row]:
    """All rows: of the first film hues are turned too, the second is begun with the first one's model too."""
    for number, film in enumerate(films):
        for count in sequences:
            yield Row(film, "shiage", count)
            yield Row(film, "shiage", count, short=True)
            if number == 0:
                yield from (Row(film, "shiage", count, hue=hue) for hue in hues if hue)
            if number == 1:
                yield Row(film, films[0], count)


def figures_of(row: Row, shots: Sequence[TestShot], networks: Networks, kept: Path) -> Figures:
    """Score a row, or read what was scored before.

    Raises:
        ShotError, WeightsError, OSError: something cannot be used.
    """
    ready = [(_cut_short(shot) if row.short else shot).turned(row.hue) for shot in shots]

    def once(weights: Weights, open_score: Callable[[Weights], Score]) -> list[float]:
        """Means over shots; what has the same weights and shots is scored once."""
        file = kept / f"{row.shots}-{weights.digest}.json"
        if not file.is_file():
            kept.mkdir(parents=True, exist_ok=True)
            score = open_score(weights)
            means = np.mean([score(shot) for shot in ready], 0)
            write_beside(file, json.dumps([float(mean) for mean in means]).encode())
        found: list[float] = json.loads(file.read_text("utf-8"))
        return found

    return Figures(*once(networks.color, _raster), *once(networks.matcher, _flat))


def _raster(color: Weights) -> Score:
    """PSNR and SSIM of the colour transform's pictures."""
    painter = TransformPainter(color_network("", color), None, torch.device("cpu"))

    def score(shot: TestShot) -> list[float]:
        figures = painted_figures(NetworkShot(shot, SIDE), painter, *_keys(shot))
        assert figures.psnr is not None
        assert figures.ssim is not None
        return [figures.psnr, figures.ssim]

    return score


def _flat(matcher: Weights) -> Score:
    """Acc-Thres of the solver."""
    runtime = Runtime("cpu", WeightNames(matcher.path))
    return lambda shot: [cel_figures(shot, "flat", *_keys(shot), runtime).acc_thres]


def _keys(shot: TestShot) -> tuple[list[int], list[int]]:
    """Which drawings are keys, and which are scored."""
    keys = evenly(len(shot.lines), 2)
    return keys, [t for t in range(len(shot.lines)) if t not in keys]


def _cut_short(shot: TestShot) -> TestShot:
    """Its first drawings."""
    return replace(shot, lines=shot.lines[:CUT], cels=shot.cels[:CUT], found={})
