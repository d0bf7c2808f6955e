# SPDX-License-Identifier: Apache-2.0
"""The networks' raster: working size, tiles where they are needed, less at once where memory is short."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
import torch
from drawings import walk

from shiage.cel.lineart import TRACE_RED, LineArt
from shiage.models.shot_painter import NoRoom, ShotPainter
from shiage.shot.decide import decide
from shiage.shot.run.progress import Progress
from shiage.shot.runtime import default_runtime
from shiage.shot.soft.network_raster import LEAST_PIECE, ShotRaster
from shiage.shot.soft.solve_soft import _paintings, _raster
from shiage.shot.soft.tiles import OVERLAP, tiles
from shiage.shot.soft.transfer import Carrier
from shiage.shot.soft.working_size import fitted, shrunk, working_size
from shiage.shot.types import ShotError, Watch

CPU = torch.device("cpu")
QUIET = Progress(None, Watch())


@pytest.fixture
def raster(networks: Path, monkeypatch: pytest.MonkeyPatch) -> ShotRaster:
    """The walk of three frames, 160 x 160, its first a key."""
    shot, _ = walk(3, (1,))
    decision = decide(shot, QUIET, default_runtime().matcher)
    lines = [f.line for f in shot.frames]
    carrier = Carrier(decision, _paintings(shot), [line.size for line in lines])
    return _raster(shot, carrier, default_runtime().open_painter())


def ring(size: int, width: int) -> LineArt:
    ink = np.zeros((size, size), np.uint8)
    cv2.circle(ink, (size // 2, size // 2), size // 3, 255, width, cv2.LINE_AA)
    return LineArt(ink)


def test_fine_lines_ask_for_more_pixels() -> None:
    assert working_size([ring(1600, 3)])[0] > working_size([ring(1600, 7)])[0] >= 256
    assert working_size([ring(1600, 20)]) == (256, 256)
    assert working_size([ring(128, 3)]) == (128, 128), "a small frame is not blown up"
    wide = LineArt(np.pad(ring(540, 3).ink, ((0, 0), (210, 210))))
    width, height = working_size([wide])
    assert width % 4 == height % 4 == 0 and abs(width / height - 960 / 540) < 0.02


def test_shrunk_lines_keep_their_trace() -> None:
    line = ring(400, 4)
    traced = LineArt(np.zeros_like(line.ink), np.where(line.barrier(), TRACE_RED, 0).astype(np.uint8))
    small = shrunk(traced, (128, 128))
    assert small.trace is not None
    assert set(np.unique(small.trace)) == {0, TRACE_RED}
    around = cv2.connectedComponents((~small.barrier()).astype(np.uint8), connectivity=4)[0] - 1
    assert around == 2, "the ring still keeps its inside from its outside"


def test_a_drawing_of_another_shape_lies_in_the_middle_of_white_paper() -> None:
    line = ring(300, 5)
    seen, colour = fitted(line, np.full((300, 300, 4), (200, 0, 0, 255), np.uint8), (128, 64))
    assert seen.line.shape == (1, 64, 128) and colour.shape == (3, 64, 128)
    assert (colour[:, :, :30] == 1).all() and (colour[:, :, -30:] == 1).all()
    assert colour[0, 2, 64] > 0.5 > colour[1, 2, 64]


def test_tiles_cover_a_picture_and_overlap() -> None:
    for size in ((1000, 560), (512, 1024), (200, 96)):
        seen = np.zeros(size[::-1], int)
        for x, y, width, height in tiles(size, 512):
            assert x % 4 == y % 4 == 0 and x + width <= size[0] and y + height <= size[1]
            seen[y : y + height, x : x + width] += 1
        assert seen.min() == 1
    xs = sorted({x for x, *_ in tiles((1000, 512), 512)})
    assert all(b - a <= 512 - OVERLAP for a, b in pairwise(xs))


def test_the_frames_are_painted_and_refined(raster: ShotRaster, monkeypatch: pytest.MonkeyPatch) -> None:
    pictures = raster.pictures(QUIET)
    assert [p.shape for p in pictures] == [(160, 160, 3)] * 3
    assert all(p.dtype == np.uint8 for p in pictures)
    monkeypatch.setattr("shiage.shot.soft.network_raster.SEGMENT", 2)
    monkeypatch.setattr("shiage.shot.soft.network_raster.MARGIN", 2)
    parts = raster.pictures(QUIET)
    apart = [np.abs(a.astype(int) - b).max() for a, b in zip(pictures, parts, strict=True)]
    assert max(apart) <= 1, "a long shot in segments comes out the same"


def test_pieces_are_no_larger_than_the_network_was_trained_for(
    raster: ShotRaster, monkeypatch: pytest.MonkeyPatch
) -> None:
    color, temporal = default_runtime().soft_weights()
    told = dict(color.provenance)
    for size, piece in (("256", 256), ("384", 384), ("64, then 96", 256), ("", 256), ("2048", 512)):
        painter = ShotPainter(replace(color, provenance={**told, "size": size}, digest=""), temporal, CPU)
        assert painter.piece == piece == replace(raster, painter=painter, _piece=0)._piece
    seen: list[int] = []
    paint = ShotPainter.colour

    def watched(self: ShotPainter, line: Any, field: Any, references: Sequence[Any]) -> Any:
        seen.append(max(line.shape))
        return paint(self, line, field, references)

    monkeypatch.setattr(ShotPainter, "colour", watched)
    large = replace(raster, _piece=128)
    large.colour(1, [0])
    assert len(seen) > 2 and max(seen) == 128


def test_a_segment_brings_the_keys_around_it(raster: ShotRaster) -> None:
    long = replace(
        raster,
        frames=list(raster.frames) * 40,
        references=dict.fromkeys((0, 70, 119, 120), raster.references[0]),
    )
    assert long._around(16, 20) == [0, *range(8, 28), 70, 119], "a sheet has no place in time"
    assert long._around(80, 110) == [0, 70, *range(72, 118), 119]


class SmallGpu(ShotPainter):
    """Networks on a device that holds frames of so many pixels on a side, and no larger ones."""

    def __init__(self, painter: ShotPainter, side: int) -> None:
        self.__dict__ = painter.__dict__
        self.side = side

    def _see(self, frame: Any) -> None:
        if max(frame.shape[-2:]) > self.side:
            raise NoRoom

    def reference(self, line: Any, field: Any, colour: Any) -> Any:
        self._see(line)
        return super().reference(line, field, colour)

    def colour(self, line: Any, field: Any, references: Sequence[Any]) -> Any:
        self._see(line)
        return super().colour(line, field, references)

    def refine(self, lines: Any, colours: Any, keys: Any) -> Any:
        self._see(lines)
        return super().refine(lines, colours, keys)


def test_a_device_with_little_memory_sees_less_at_once(raster: ShotRaster) -> None:
    whole = raster.colour(1, [0])
    small = replace(raster, painter=SmallGpu(raster.painter, LEAST_PIECE), _encoded={}, _piece=256)
    pieced = small.colour(1, [0])
    assert pieced.shape == whole.shape and np.isfinite(pieced).all()
    lines = np.stack([frame.line for frame in raster.frames])
    refined = small.refine(lines, np.stack([whole] * 3), [0])
    assert np.abs(refined - raster.refine(lines, np.stack([whole] * 3), [0])).max() < 0.1
    none = replace(raster, painter=SmallGpu(raster.painter, 16), _encoded={}, _piece=LEAST_PIECE)
    with pytest.raises(ShotError, match="SHIAGE_DEVICE=cpu"):
        none.colour(1, [0])
