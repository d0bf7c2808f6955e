# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from shiage.cel.images import read_cel, read_line_art, write_png
from shiage.cel.lineart import PAPER_LIMIT, TRACE_BLUE, TRACE_NONE, TRACE_RED
from shiage.shot.types import ShotError
from shiage.training.data.folder_source import FolderSource
from shiage.training.data.mixture import Mixture


def test_a_folder_of_shots_or_a_shot_gives_clips(demo_shot: Path, tmp_path: Path) -> None:
    shutil.copytree(demo_shot, tmp_path / "one")
    shutil.copytree(demo_shot, tmp_path / "two")
    for number in (1, 2, 3):
        (tmp_path / "two" / "truth" / f"{number:04d}.png").unlink()
    source = FolderSource.open(tmp_path)
    assert [len(shot.drawings) for shot in source.shots] == [6, 3], "only drawings with truth count"
    clip = source.clip(np.random.default_rng(0), 5, 96)
    assert clip.name.startswith("one ") and clip.parts is None
    assert clip.lines.shape == (5, 96, 96) and clip.cels.shape == (5, 96, 96, 4)
    assert clip.lines.dtype == clip.cels.dtype == np.uint8
    again = source.clip(np.random.default_rng(0), 5, 96)
    assert (clip.lines == again.lines).all() and (clip.cels == again.cels).all()
    truth = read_cel(demo_shot / "truth" / "0001.png").reshape(-1, 4)
    palette = {tuple(c) for c in truth} | {(0, 0, 0, 0)}
    assert {tuple(c) for c in clip.cels.reshape(-1, 4)} <= palette, "scaling mixes no colours"
    assert len(FolderSource.open(demo_shot).shots) == 1


def test_figures_are_in_sight_at_any_scale(demo_shot: Path) -> None:
    source = FolderSource.open(demo_shot)
    seen = [source.clip(np.random.default_rng(seed), 3, 64) for seed in range(20)]
    inked = np.array([(clip.lines > 128).mean() for clip in seen])
    assert (inked > 0.005).all() and inked.max() < 0.8


def test_trace_lines_stay_what_they_are_at_any_scale(demo_shot: Path) -> None:
    source = FolderSource.open(demo_shot)
    for seed, size in ((0, 96), (1, 300), (2, 500)):
        clip = source.clip(np.random.default_rng(seed), 3, size)
        assert clip.traces is not None
        assert {TRACE_NONE, TRACE_BLUE} <= set(np.unique(clip.traces)) <= {TRACE_NONE, TRACE_RED, TRACE_BLUE}
        assert (clip.lines[clip.traces > 0] > PAPER_LIMIT).all()
        black = (clip.lines > PAPER_LIMIT) & (clip.traces == TRACE_NONE)
        assert black.sum() > 2 * (clip.traces > 0).sum(), "most of her lines are ink"


def test_what_cannot_be_trained_on_is_told(demo_shot: Path, tmp_path: Path) -> None:
    with pytest.raises(ShotError, match="no shot with lines/ and truth/"):
        FolderSource.open(tmp_path)
    with pytest.raises(ShotError, match="no shot has 7 drawings"):
        FolderSource.open(demo_shot).clip(np.random.default_rng(0), 7, 64)
    shutil.copytree(demo_shot, tmp_path / "shot")
    ink = read_line_art(demo_shot / "lines" / "0001.png").ink
    for number in range(1, 7):
        write_png(tmp_path / "shot" / "truth" / f"{number:04d}.png", np.zeros((64, 64, 4), np.uint8))
    with pytest.raises(ShotError, match=rf"000\d\.png: 64x64 pixels, but its lines have {ink.shape[1]}x"):
        FolderSource.open(tmp_path).clip(np.random.default_rng(0), 3, 64)


def test_a_mixture_draws_from_each_source_in_its_share(demo_shot: Path) -> None:
    source = FolderSource.open(demo_shot)
    other = FolderSource(tuple(type(s)("other", s.drawings) for s in source.shots))
    mixture = Mixture([source, other], [3, 1])
    names = [mixture.clip(np.random.default_rng(seed), 2, 64).name for seed in range(60)]
    share = sum(name.startswith("other") for name in names) / len(names)
    assert 0.1 < share < 0.45
