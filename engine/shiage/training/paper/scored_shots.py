# SPDX-License-Identifier: Apache-2.0
"""Shots that nothing was trained on: the artists' dev shots and procedural ones from seeds of their own."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from shiage.cel.lineart import LineArt
from shiage.cel.regions import RegionMap, find_regions
from shiage.models.network_inputs import colour_input, field_input, line_input
from shiage.shot.evaluate.evaluate import find_shots
from shiage.shot.io.read_shot import read_frames, read_keys
from shiage.shot.io.shot_folder import find_shot
from shiage.shot.soft.working_size import shrunk
from shiage.training.data.augment import rotate_hues
from shiage.training.data.procedural import ProceduralSource

SEED = 20030685
"""Of procedural test clips; trainings draw theirs from (seed, step, sample)."""

PROCEDURAL_FRAMES, PROCEDURAL_SIDE = 16, 512

_STEP = 8
"""Sides of network inputs are multiples of this."""


@dataclass(frozen=True, eq=False)
class TestShot:
    """A shot with truth.

    Attributes:
        name: what it is called.
        lines: line art in time order, full size.
        cels: the truth of each frame, (H, W, 4) uint8 RGBA without ink.
        found: regions of the frames, found on demand, shared by all that have the same lines.
    """

    __test__ = False  # no test case, whatever pytest thinks of its name

    name: str
    lines: list[LineArt]
    cels: list[NDArray[np.uint8]]
    found: dict[int, RegionMap] = field(default_factory=dict)

    def regions(self, frame: int) -> RegionMap:
        """Regions of a frame; the same ones for every row."""
        if frame not in self.found:
            self.found[frame] = find_regions(self.lines[frame])
        return self.found[frame]

    def turned(self, degrees: int) -> TestShot:
        """The shot with all hues turned, as in table 6."""
        if not degrees:
            return self
        turn = round(degrees * 256 / 360)
        return replace(self, cels=[rotate_hues(cel[None], turn)[0] for cel in self.cels])


@dataclass(frozen=True, eq=False)
class NetworkShot:
    """A shot as input of networks, its longest side scaled to some size."""

    shot: TestShot
    side: int

    @cached_property
    def small(self) -> list[tuple[LineArt, NDArray[np.uint8]]]:
        """Line art and cel of each frame at that size."""
        width, height = self.shot.lines[0].size
        factor = self.side / max(width, height)
        size = (
            max(_STEP, round(width * factor / _STEP) * _STEP),
            max(_STEP, round(height * factor / _STEP) * _STEP),
        )
        return [
            (
                shrunk(line, size),
                np.asarray(cv2.resize(cel, size, interpolation=cv2.INTER_NEAREST_EXACT), np.uint8),
            )
            for line, cel in zip(self.shot.lines, self.shot.cels, strict=True)
        ]

    @cached_property
    def lines(self) -> NDArray[np.float32]:
        """(T, 1, h, w), 0..1."""
        return np.stack([line_input(line) for line, _ in self.small])

    @cached_property
    def fields(self) -> NDArray[np.float32]:
        """(T, 1, h, w), 0..1."""
        return np.stack([field_input(line) for line, _ in self.small])

    @cached_property
    def colours(self) -> NDArray[np.float32]:
        """(T, 3, h, w), -1..1, the finished frames."""
        return np.stack([colour_input(cel, line) for line, cel in self.small])


def dev_shots(folder: Path, most: int) -> list[TestShot]:
    """Read shots with lines/ and truth/.

    Args:
        folder: of shots.
        most: how many, at even steps; 0 for all.

    Raises:
        ShotError: there is none, or one cannot be read.
        ImageError: a picture cannot be used.
    """
    places = find_shots(folder)
    return [
        _read(place) for place in (places if not most else [places[i] for i in evenly(len(places), most)])
    ]


def procedural_shots(count: int) -> list[TestShot]:
    """Draw procedural shots, the same ones each time."""
    source, shots = ProceduralSource(), []
    for number in range(count):
        clip = source.clip(np.random.default_rng((SEED, number)), PROCEDURAL_FRAMES, PROCEDURAL_SIDE)
        name = f"{clip.name} {number + 1}"
        drawn = [clip.line_art(t) for t in range(PROCEDURAL_FRAMES)]
        shots.append(TestShot(name, drawn, list(clip.cels)))
    return shots


def evenly(count: int, wanted: int) -> list[int]:
    """At most `wanted` indices of `count` things at even steps, the first and the last among them."""
    return sorted({round(i) for i in np.linspace(0, count - 1, min(count, wanted))})


def _read(place: Path) -> TestShot:
    files = find_shot(place)
    frames = [f for f in read_frames(files) if f.number in files.truth]
    truth = {k.number: k.cel for k in read_keys(files.truth, frames[0].line.size)}
    return TestShot(place.name, [f.line for f in frames], [truth[f.number] for f in frames])
