# SPDX-License-Identifier: Apache-2.0
"""A pool of clips in files: the same clips come out, and what is held out stays out."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from shiage.cel.lineart import TRACE_RED
from shiage.training.config import SourceConfig, TrainingError
from shiage.training.data.clip import Clip
from shiage.training.data.clip_pool import Drawn, PoolSource, fill_pool, is_held_out, read_clip
from shiage.training.data.source_error import SourceError
from shiage.training.data.sources import open_sources


class Rigs:
    """Clips of forty rigs with a trace line; every fifth is shaded."""

    def clip(self, rng: np.random.Generator, frames: int, size: int) -> Clip:
        number = int(rng.integers(40))
        lines, traces = np.zeros((2, frames, size, size), np.uint8)
        lines[:, 4:-4, (4, size // 2, size - 5)], traces[:, 4:-4, size // 2] = 255, TRACE_RED
        cels = np.zeros((frames, size, size, 4), np.uint8)
        cels[:, 4:-4, 4:-4] = (number, 90, 30, 255)
        if number % 5 == 0:
            cels[:, 4:-4, 4:-4, :2] = rng.integers(0, 255, (frames, size - 8, size - 8, 2))
        return Clip(f"rigs {chr(97 + number % 26)}{number} {number % 3}", lines, cels, None, traces)


SMALL = Drawn(5, 48)


def test_clips_come_back_as_they_were_and_are_drawn_once(tmp_path: Path) -> None:
    fill_pool(tmp_path, Rigs(), 12, 3, lambda done, total: None, SMALL)
    files = sorted(tmp_path.iterdir())
    assert len(files) == 12
    for index, file in enumerate(files):
        clip = Rigs().clip(np.random.default_rng((3, index)), 5, 48)
        name, drawings = read_clip(file)
        assert name == clip.name and len(drawings) == 5
        whole = (0, 0, 48)
        for drawing, line, cel in zip(drawings, clip.lines, clip.cels, strict=True):
            assert (drawing.line == line).all() and (drawing.cel_at(whole, 48) == cel).all()
            assert (drawing.trace_at(whole, 48)[10:20, 24] == TRACE_RED).all()
    before = {file: file.stat().st_mtime_ns for file in files}
    fill_pool(tmp_path, Rigs(), 14, 3, lambda done, total: None, SMALL)
    assert {file: file.stat().st_mtime_ns for file in files} == before
    assert len(list(tmp_path.iterdir())) == 14


def test_all_clips_of_a_rig_are_held_out_or_none(tmp_path: Path) -> None:
    fill_pool(tmp_path, Rigs(), 120, 0, lambda done, total: None, SMALL)
    learned, kept = PoolSource.open(tmp_path), PoolSource.open(tmp_path, held_out=True)
    rigs = [{read_clip(file)[0].rsplit(" ", 1)[0] for file in s.files} for s in (learned, kept)]
    assert len(learned.files) + len(kept.files) == 120 and not rigs[0] & rigs[1] and all(rigs)
    assert is_held_out("gltf a-Fish 1") == is_held_out("gltf a-Fish 12")


def test_windows_are_cut_out_and_too_long_ones_are_told(tmp_path: Path) -> None:
    fill_pool(tmp_path, Rigs(), 20, 0, lambda done, total: None, SMALL)
    source = open_sources([SourceConfig("pool", path=str(tmp_path))])
    clips = [source.clip(np.random.default_rng(seed), 3, 32) for seed in range(8)]
    assert all(clip.lines.shape == (3, 32, 32) for clip in clips)
    assert any(clip.traces is not None and clip.traces.any() for clip in clips), "closer looks miss some"
    with pytest.raises(SourceError, match="5 drawings"):
        source.clip(np.random.default_rng(0), 6, 32)


def test_an_empty_pool_is_told(tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match="shiage dataset pool"):
        open_sources([SourceConfig("pool", path=str(tmp_path))])
